"""What an application notices while rows are corrected: ./dev bench foreground [OPTION…]

pgbench plays the application, at a fixed rate: half its own transactions (tpcb-like), half updates of two of the very
rows that are being corrected. On the same server, one after the other, on fresh copies of the same tables:

  nothing else      for --seconds
  loop              by key, a commit for every 5,000 rows
  retcon run        with its defaults; scoped and rehearsed before
  … --workers N     the same with several workers, if asked for

Percentiles are over the transactions that fell due while the correction ran. Latency is counted from when a transaction
was due, so that the wait behind others is part of it (pgbench -R; the log's lag is not taken off). Every other round
goes the other way round. A ratio is taken within a round; medians over the rounds are printed, and the spread of the
ratio. Errors are the application's statements that the server refused, deadlocks those of the database; both are summed
over the rounds.
"""
import json
import sys
import tempfile
import time
from pathlib import Path

import engines
import orders
import pgbench
from compare import check
from foreground_figures import ForegroundFigures
from program import Program

NOTHING, LOOP, RETCON = "nothing else", "loop", "retcon run"


def correction(trial, options, folder, way):
    """What is to be timed, as a function; everything that comes before it is done."""
    if way == NOTHING:
        return lambda: time.sleep(options.seconds)
    if way == LOOP:
        return lambda: trial.run(orders.loop, options.rows)
    program = Program(trial.url, folder)
    program.scope()
    program.dry_run()
    return lambda: program.run(*way.removeprefix(RETCON).split())


def observe(engine, options, folder, way):
    """One way, once: the figures of the application and of the correction."""
    with engine.fresh() as trial:
        act = correction(trial, options, folder, way)
        trial.query(orders.AGGREGATES.format(percentiles=engine.percentiles))   # every way finds the table read
        trial.settle()
        errors = engine.errors_of("pgbench")
        with pgbench.Application(trial, options.rows, options.rate, folder) as application:
            time.sleep(options.margin)
            start_s = time.time()
            act()
            end_s = time.time()
            time.sleep(options.margin)   # so that what fell due at the end is completed, too
        if way != NOTHING:
            check(trial, orders.LEFT, way)
        deadlocks = trial.query("select deadlocks from pg_stat_database where datname = current_database()")[0][0]
        return {"seconds": end_s - start_s, "errors": engine.errors_of("pgbench") - errors, "deadlocks": deadlocks,
                "latencies_ms": {script or "all": application.latencies(start_s, end_s, script)
                                 for script in (None, *pgbench.SCRIPTS)}}


def compare(engine, options, folder):
    ways = [NOTHING, LOOP, RETCON] + ([f"{RETCON} --workers {options.workers}"] if options.workers else [])
    figures = ForegroundFigures(ways)
    engine.fill(options.rows)
    pgbench.prepare(engine, options.scale)
    for number in range(options.rounds):
        for way in ways[::-1] if number % 2 else ways:
            print(f"{engine.title}: round {number + 1} of {options.rounds}, {way}", file=sys.stderr)
            figures.add(way, observe(engine, options, folder, way))
    print("", f"{engine.title}: {options.rows:,} rows corrected beside {options.rate:g} transactions/s of"
          f" {pgbench.CLIENTS} clients, scale {options.scale}; rounds: {options.rounds}",
          engines.versions(), f"settings: {engine.settings}", sep="\n")
    for script in ("all", *pgbench.SCRIPTS):
        print("", *figures.table(script), sep="\n")
    if options.json:
        Path(options.json).write_text(json.dumps(figures.summary(), indent=1) + "\n", encoding="utf-8")
    return engines.report(figures.verdicts(NOTHING, LOOP, RETCON))


def main(words):
    parser = engines.parser("foreground", __doc__, ("pg15", "pg18"))
    parser.add_argument("--rows", type=engines.at_least(1000), default=2_000_000)
    parser.add_argument("--rate", type=engines.at_least(1, float), default=400, help="transactions a second (400)")
    parser.add_argument("--seconds", type=engines.at_least(0.1, float), default=20, help="of nothing else (20)")
    parser.add_argument("--rounds", type=engines.at_least(1), default=3, help="(3)")
    parser.add_argument("--workers", type=engines.at_least(2), help="Retcon also with so many workers")
    parser.add_argument("--scale", type=engines.at_least(1), default=10, help="of pgbench's own tables (10)")
    parser.add_argument("--margin", type=engines.at_least(0.1, float), default=2,
                        help="seconds of the application before and after the correction (2)")
    parser.add_argument("--json", metavar="FILE", help="keep the figures of each round")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="retcon-bench-") as folder:
        return 0 if engines.each(options, lambda engine: compare(engine, options, folder)) else 1
