#!/usr/bin/python3
"""Attacks, in full numbers, counted: ./dev score audit|authz. The suite makes the same attacks with fewer trials. And
./dev score estimate, which is tests/estimate.py.

    score.py audit|authz|estimate        RETCON_BIN is the program; a sanitizer build takes some minutes

audit: each way to tamper with the audit log, 100 times, at places and with values drawn by a seed; is it detected, and told
as what it is? authz: approvals that were mutated, replayed from elsewhere, or signed by others: does any count?
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What is run; how many rows of the table and how many trials it takes at least; what counts as good.
SCORES = {
    "audit": ("tests/scenario/test_audit_log.py", "test_attack", 12, 1200, "detected"),
    "authz": ("tests/scenario/test_approvals.py", "test_a_thousand", 12, 1000, "refused"),
}


def table(rows, word):
    width = max(len(r["what"]) for r in rows)
    print(f"{'attack':{width}}  {'trials':>7}  {word:>8}")
    for r in sorted(rows, key=lambda r: r["what"]):
        print(f"{r['what']:{width}}  {r['trials']:7}  {r['good']:8}")
    trials, good = sum(r["trials"] for r in rows), sum(r["good"] for r in rows)
    print(f"{'all':{width}}  {trials:7}  {good:8}", flush=True)
    return trials, good


def main(arguments):
    if arguments == ["estimate"]:
        os.execv("/usr/bin/python3", ["python3", str(ROOT / "tests/estimate.py")])
    if len(arguments) != 1 or arguments[0] not in SCORES:
        print(__doc__, file=sys.stderr)
        return 2
    file, tests, least_rows, least_trials, word = SCORES[arguments[0]]
    with tempfile.TemporaryDirectory(prefix="retcon-score-") as folder:
        path = Path(folder) / "score"
        env = dict(os.environ, RETCON_SCORE=str(path), RETCON_AUDIT_TRIALS="100", PYTHONDONTWRITEBYTECODE="1")
        rc = subprocess.run(["/usr/bin/python3", "-m", "pytest", "-p", "no:cacheprovider", "-q", "--tb=short", file,
                             "-k", tests], cwd=ROOT, env=env, stdout=sys.stderr, check=False).returncode
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    if not rows:
        print("score: nothing was counted", file=sys.stderr)
        return 1
    trials, good = table(rows, word)
    enough = len(rows) >= least_rows and trials >= least_trials
    if not enough:
        print(f"score: too few: {least_rows} attacks and {least_trials} trials are due", file=sys.stderr)
    return 0 if rc == 0 and good == trials and enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
