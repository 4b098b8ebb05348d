#!/usr/bin/python3
"""Runs the tests and closes with one line: N passed, N failed, N skipped. Called by ./dev test, which installs.

    run.py all|unit|scenario|lint [ARGUMENT…]

Arguments go to pytest, or to `meson test` when only the unit tests are asked for. Counted are the functions of
the cmocka programs, the tests of pytest, the checks of lint and the builds: each build that has to succeed is one.
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import pgcluster  # noqa: E402

FOLDERS = ("tests/crash", "tests/scenario", "tests/conform")  # the longest tests first: the end is then even
IN_CI = bool(os.environ.get("CI"))
PARALLEL = "5"  # more than the processors: many tests wait, for a rate, a soak, a lock or a server
# Where time is short, most tests run on one of the two PostgreSQL; tests/conftest.py says which do not.
VERSIONS = os.environ.get("RETCON_TEST_VERSIONS") or "shared"
CMOCKA = re.compile(r"^\[ +(OK|FAILED|SKIPPED) +\] +([^:\n]+?)$", re.M)
TAP = re.compile(r"^(not ok|ok) \d+(?: - ([^#\n]*))?(# SKIP.*)?", re.M)


class Tally:
    """What has been counted so far."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []

    def add(self, name, state, reason=""):
        if state == "passed":
            self.passed += 1
        elif state == "skipped":
            self.skipped.append((name, reason))
        else:
            self.failed.append(name)

    def close(self):
        """Skips by reason, failures by name, and the closing line. The exit status: nothing run is a failure."""
        reasons = {}
        for name, reason in self.skipped:
            reasons.setdefault(reason or "no reason given", []).append(name)
        for reason, names in sorted(reasons.items()):
            print(f"skipped: {len(names)} × {reason}")
        for name in self.failed:
            print(f"failed: {name}")
        print(f"{self.passed} passed, {len(self.failed)} failed"
              + (f", {len(self.skipped)} skipped" if self.skipped else ""), flush=True)
        return 0 if self.passed and not self.failed else 1


def part(title):
    """Says what comes, and returns a function that says how long it took."""
    start = time.monotonic()
    print(f"== {title}", flush=True)
    return lambda: print(f"== {title}: {time.monotonic() - start:.0f} s", flush=True)


def build(tally, kind, title):
    done = part(title)
    rc = subprocess.run(["./dev", "build", "--" + kind], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    done()
    tally.add(title, "passed" if rc.returncode == 0 else "failed")
    return rc.stdout.strip() if rc.returncode == 0 else None


def unit(tally, arguments):
    done = part("unit tests")
    log = ROOT / "build/test/meson-logs/testlog.json"
    log.unlink(missing_ok=True)
    env = dict(os.environ, UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1", ASAN_OPTIONS="detect_leaks=1")
    r = subprocess.run(["meson", "test", "-C", "build/test", "--no-rebuild", "--num-processes", "2",
                        "--timeout-multiplier", "3", *arguments], cwd=ROOT, env=env, check=False,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    done()
    programs = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    if not programs:
        print(r.stdout)
        tally.add("unit tests: meson ran none", "failed")
    for program in programs:
        count_program(tally, program)


def count_program(tally, program):
    """The functions of one test program, from what it printed; a crash counts as a failure of its own."""
    output = (program.get("stdout") or "") + (program.get("stderr") or "")
    results = {}
    for state, name in CMOCKA.findall(output):
        results[name.strip()] = {"OK": "passed", "FAILED": "failed", "SKIPPED": "skipped"}[state]
    for state, name, skip in TAP.findall(output):
        results[name.strip()] = "skipped" if skip else "passed" if state == "ok" else "failed"
    good = program["result"] in ("OK", "EXPECTEDFAIL")
    if program["result"] == "SKIP" or (good and not results):
        results = {"": "skipped" if not good else "passed"}
    if not good and program["result"] != "SKIP" and "failed" not in results.values():
        results[f"ended with {program['result']}, status {program.get('returncode')}"] = "failed"
    if "failed" in results.values():
        print(f"-- {program['name']}\n{output}")
    for name, state in results.items():
        tally.add(f"unit {program['name']}: {name}", state)


def scenario(tally, program, arguments):
    folders = [f for f in FOLDERS if list((ROOT / f).rglob("test_*.py"))]
    named = [a for a in arguments if not a.startswith("-") and (ROOT / a.split("::")[0]).exists()]
    done = part("scenario tests")
    with tempfile.TemporaryDirectory(prefix="retcon-test-", dir=pgcluster.memory_folder()) as scratch:
        report = Path(scratch) / "report.xml"
        alone = {"-s", "--pdb", "-x"} & set(arguments)
        command = ["/usr/bin/python3", "-m", "pytest", "-p", "no:cacheprovider", "-q", "-ra", "--tb=short",
                   "--rootdir", str(ROOT), f"--junitxml={report}", f"--basetemp={scratch}/tmp",
                   *([] if alone else ["-n", PARALLEL, "--dist", "loadgroup"]),
                   *arguments, *([] if named else folders)]
        env = dict(os.environ, RETCON_BIN=program, PYTHONDONTWRITEBYTECODE="1", RETCON_TEST_VERSIONS=VERSIONS)
        if VERSIONS == "shared":
            env["RETCON_TEST_TURN"] = commit()
        rc = run_group(command, env)
        count_pytest(tally, report, rc)
    done()


def commit():
    """Of the tree under test; empty where there is none."""
    r = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return r.stdout.strip()


def run_group(command, env):
    """Runs it in a process group of its own, which is told to stop when we are, even by kill -9, and then waited for."""
    p = subprocess.Popen(["setpriv", "--pdeathsig", "INT", *command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        return p.wait()
    except BaseException:
        os.killpg(p.pid, signal.SIGINT)
        try:
            p.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
        raise


def count_pytest(tally, report, rc):
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    for case in cases:
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag: child for child in case}
        if "failure" in kinds or "error" in kinds:
            tally.add(name, "failed")
        elif "skipped" in kinds:
            tally.add(name, "skipped", kinds["skipped"].get("message"))
        else:
            tally.add(name, "passed")
    # 0 all passed, 1 some failed, 5 none selected: everything else, and no report, is pytest's own end.
    if rc not in (0, 1, 5) or (rc != 5 and not cases):
        tally.add(f"pytest itself ended with status {rc}", "failed")


def lint(tally):
    done = part("lint")
    with tempfile.TemporaryDirectory(prefix="retcon-lint-") as scratch:
        report = Path(scratch) / "report.json"
        subprocess.run(["/usr/bin/python3", "tools/lint/run.py", "--report", str(report)], cwd=ROOT, check=False)
        if report.exists():
            for name, state, reason in json.loads(report.read_text(encoding="utf-8")):
                tally.add("lint " + name, state, reason)
        else:
            tally.add("lint itself ended early", "failed")
    done()


def lend_postgres_18():
    """One copy for all workers where the tree is closed to the account of the servers."""
    try:
        os.environ["RETCON_PG18_HOME"] = str(pgcluster.npm_home())
    except pgcluster.Unavailable as e:
        print(f"note: {e}")


def main(arguments):
    what, rest = (arguments[0], arguments[1:]) if arguments else ("all", [])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Whoever starts us in the background may ignore these; the programs under test would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    tally = Tally()
    try:
        if what != "lint":
            program = build(tally, "test", "build with sanitizers")
            if program and what in ("all", "unit"):
                unit(tally, rest if what == "unit" else [])
            if program and what in ("all", "scenario"):
                lend_postgres_18()
                scenario(tally, program, rest)
        if what in ("all", "lint") and not (what == "all" and rest):
            lint(tally)
        if what == "all" and IN_CI:
            build(tally, "clang", "build with clang, warnings are errors")
    except KeyboardInterrupt:
        tally.add("interrupted", "failed")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
