#!/usr/bin/python3
"""Estimates against what happened: ./dev score estimate. Six corrections, each rehearsed, then run; RETCON_BIN is the program.

For each: what the dry run said that it takes, and the range; how long the run then took, by this program's clock, from the
command to its end; the error of the estimate, and whether the range held it. One of six may miss the aim: machines have moods.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

import harness  # noqa: E402
from pgcluster import PgCluster, memory_folder  # noqa: E402

ROWS = 200_000
AIM = 25  # percent
TABLE = ("create table t (id integer primary key, n integer not null, s text not null, pad text not null);"
         "insert into t select i, i %% 1000, '%s' || i, 'some more that rows have' from %s;%s")
WORDS = "word " * 20
# What, the expression of the change, another index, lines of the checkpoint.
RUNS = (
    ("one whole number", "n: n + 1", "", ""),
    ("a text", "s: upper(s)", "", ""),
    ("a number with an index", "n: n + 1", "create index t_n on t (n);", ""),
    ("at most 40,000 rows/s", "n: n + 1", "", "rate: 40_000/s"),
    ("two workers", "n: n + 1", "create index t_n on t (n);", "workers: 2"),
    ("SQLite", "n: n + 1", "create index t_n on t (n);", ""),
)


def fill(db, index):
    numbers = f"generate_series(1, {ROWS}) as g (i)" if db.kind == "postgresql" else \
        f"(with recursive g(i) as (select 1 union all select i + 1 from g where i < {ROWS}) select i from g)"
    db.execute(TABLE % (WORDS, numbers, index))
    db.execute("vacuum analyze t" if db.kind == "postgresql" else "analyze")
    if db.kind == "postgresql":
        db.execute("checkpoint")


def retcon(db, *arguments):
    env = dict(os.environ, RETCON_DATABASE_URL=db.url, HOME="/nonexistent")
    began = time.monotonic()
    p = subprocess.run([os.environ["RETCON_BIN"], *arguments], env=env, capture_output=True, text=True, check=False)
    took = time.monotonic() - began
    if p.returncode != 0:
        raise SystemExit(f"retcon {' '.join(arguments)}: exit status {p.returncode}\n{p.stderr}")
    return took, p


def measure(db, folder, what, change, index, checkpoint):
    fill(db, index)
    plan = Path(folder) / "estimate.yaml"
    plan.write_text(f"name: estimate\ntable: t\nscope: {{where: id > 0}}\nchange: {{set: {{\"{change.split(':')[0]}\": "
                    f"\"{change.split(': ', 1)[1]}\"}}}}\ncheckpoint: {{{checkpoint}}}\n", encoding="utf-8")
    retcon(db, "scope", str(plan))
    said = harness.json.loads(retcon(db, "dry-run", "estimate", "--json")[1].stdout)
    took, _ = retcon(db, "run", "estimate", "--yes", "--quiet")
    middle = said.get("estimate_ms") or (said["estimate_low_ms"] * said["estimate_high_ms"]) ** 0.5
    return what, middle / 1000, said["estimate_low_ms"] / 1000, said["estimate_high_ms"] / 1000, took


def main():
    errors = []
    print(f"{'correction of ' + format(ROWS, ',') + ' rows':32}  {'estimate':>9}  {'range':>15}  {'it took':>8}  {'error':>6}")
    with tempfile.TemporaryDirectory(prefix="retcon-estimate-") as folder:
        cluster = PgCluster(15, folder=memory_folder()).start()
        try:
            for i, (what, *rest) in enumerate(RUNS):
                if what == "SQLite":
                    db = harness.Sqlite(Path(folder) / "estimate.db")
                else:
                    harness.Postgres(cluster, "postgres").execute(f"create database e{i}")
                    db = harness.Postgres(cluster, f"e{i}")
                what, estimate, low, high, took = measure(db, folder, what, *rest)
                error = 100 * (estimate - took) / took
                errors.append((abs(error), low <= took <= high))
                print(f"{what:32}  {estimate:7.2f} s  {low:5.2f} - {high:5.2f} s  {took:6.2f} s  {error:+5.0f}%", flush=True)
        finally:
            cluster.remove()
    within, held = sum(e < AIM for e, _ in errors), sum(h for _, h in errors)
    print(f"within {AIM} %: {within} of {len(errors)}; within the range: {held} of {len(errors)}")
    return 0 if within >= len(errors) - 1 else 1


if __name__ == "__main__":
    sys.exit(main())
