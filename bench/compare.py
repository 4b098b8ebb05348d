"""Measures Retcon against what people do by hand, side by side: ./dev bench [OPTION…]

  one UPDATE        over the whole table
  loop              by key, a commit for every 5,000 rows
  loop, log rows    the same, and a log row with the value before for each changed row
  psql DO loop      with --peers all, on PostgreSQL: the loop within the server, a COMMIT for every 5,000 rows
  psycopg2 script   with --peers all, on PostgreSQL: all ids, then values computed in Python, batch by batch

Each measurement gets a fresh copy of the same table, written to disk before it begins, and its result is checked. A
pair is one measurement of each way, one after the other; ratios are taken within a pair, and the median of the pairs
decides; the bars are meant for five of them. Ends with 1 if a bar is missed. The servers are this program's own, with
fsync on, and gone afterwards.
"""
import resource
import sys
import tempfile
import time

import engines
import orders
from figures import Figures
from peers import PEERS
from program import Failed, Program


def measure(engine, act, *arguments):
    """Seconds by the clock, and seconds of processor time of all who had a part in it."""
    def cpu_seconds():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return engine.cpu_seconds() + time.process_time() + children.ru_utime + children.ru_stime

    cpu, start = cpu_seconds(), time.monotonic()
    act(*arguments)
    return time.monotonic() - start, cpu_seconds() - cpu


def check(trial, query, what):
    wrong = trial.query(query)[0][0]
    if wrong:
        raise Failed(f"{what} left {wrong:,} rows wrong")


def by_hand(engine, figures, name, way):
    """One of the ways of orders.py, on a table that has been read once, as Retcon's has by then."""
    with engine.fresh() as trial:
        trial.settle()
        listing = measure(engine, trial.execute, orders.LIST)
        aggregates = measure(engine, trial.query, orders.AGGREGATES.format(percentiles=engine.percentiles))
        if name == "loop":
            figures.add("CREATE TABLE AS, ordered", listing)
            figures.add("SELECT of aggregates", aggregates)
        trial.settle()
        figures.add(name, measure(engine, trial.run, way, figures.rows))
        check(trial, orders.LEFT, name)


def by_peer(engine, figures, name):
    with engine.fresh() as trial:
        trial.settle()
        figures.add(name, measure(engine, PEERS[name], trial, figures.rows))
        check(trial, orders.LEFT, name)


def by_retcon(engine, figures, folder, *options):
    """From scope to rollback; with options, the run alone is of interest."""
    with engine.fresh() as trial:
        program = Program(trial.url, folder)

        def step(name, act, *words):
            program.peak_kb = 0
            trial.settle(vacuum=name == "retcon rollback")
            took = measure(engine, act, *words)
            if not options or words:
                figures.add(" ".join((name, *words)), took, program.peak_kb)

        step("retcon scope", program.scope)
        step("retcon dry-run", program.dry_run)
        step("retcon run", program.run, *options)
        check(trial, orders.LEFT, "retcon run")
        if options:
            return
        figures.ledger.append(trial.ledger_bytes())
        figures.status_seconds.extend(program.status_seconds() for _ in range(20))
        step("retcon rollback", program.rollback)
        check(trial, orders.HARM, "retcon rollback")


def compare(engine, rows, pairs, peers, folder):
    engine.fill(rows)
    by_hand(engine, Figures(rows), "warm-up", orders.one_update)
    figures = Figures(rows)
    for pair in range(1, pairs + 1):
        print(f"{engine.title}: pair {pair} of {pairs}", file=sys.stderr)
        by_hand(engine, figures, "one UPDATE", orders.one_update)
        by_hand(engine, figures, "loop", orders.loop)
        by_retcon(engine, figures, folder)
        by_hand(engine, figures, "loop, log rows", orders.loop_with_log)
        for options in engine.variants:
            by_retcon(engine, figures, folder, *options)
        for name in engine.peers if peers else ():
            by_peer(engine, figures, name)
    title = f"{engine.title}: {rows:,} rows of {engine.row_bytes} bytes, 3 indexes; pairs: {pairs}"
    print("", title, engines.versions(), f"settings: {engine.settings}", *figures.table(), figures.ledger_line(),
          figures.status_line(), sep="\n")
    return engines.report(figures.verdicts(engine.bars, engine.ledger_bar))


def main(words):
    parser = engines.parser("", __doc__, engines.ENGINES)
    parser.add_argument("--rows", type=engines.at_least(1000), default=2_000_000)
    parser.add_argument("--pairs", type=engines.at_least(1), default=3, help="3; the bars want five")
    parser.add_argument("--peers", choices=["none", "all"], default="none", help="more ways by hand, on PostgreSQL")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="retcon-bench-") as folder:
        good = engines.each(options, lambda engine: compare(engine, options.rows, options.pairs,
                                                            options.peers == "all", folder))
    return 0 if good else 1
