"""Whether a run stays as it is while the table grows: ./dev bench growth [OPTION…]

For each of --sizes, in millions of rows, medians of --rounds, each on a fresh copy of the table:

  rows/s        of `retcon run`, by the clock from its start to its end
  memory        the peak of the process, over scope, dry run and run
  first batch   from the start of `retcon run` until its first batch is committed
  resume        from the start of a second `retcon run`, the first one being killed (-9) half way, until a batch of
                its own is committed: what the dead one's session may still commit does not count

Then, at one size, the time of the run with several workers, beside the loop by key, 5,000 rows a commit. Ends with 1 if
a bar is missed. --json keeps the figures, --svg draws them, --from draws or prints figures that were kept.
"""
import json
import sys
import tempfile
import time
from pathlib import Path

import engines
import growth_figures
import orders
from compare import check
from program import RUN, Failed, Program

MILLION = 1_000_000
LONGEST_S, ATTEMPTS = 3600, 3


def rehearsed(trial, folder):
    program = Program(trial.url, folder)
    program.scope()
    program.dry_run()
    trial.settle()
    return program


def until(holds, what, every_s=0.002, timeout_s=LONGEST_S):
    """Asks until it holds."""
    end = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {timeout_s} s")
        time.sleep(every_s)


def whole_run(engine, folder):
    """(seconds, seconds to the first batch, peak of memory in MiB)."""
    with engine.fresh() as trial:
        program = rehearsed(trial, folder)
        start = time.monotonic()
        with program.start(*RUN) as command:
            until(lambda: trial.done_rows() > 0 or not command.runs(), "the first batch")
            first_s = time.monotonic() - start
            peak_kb = command.finish()
            took_s = time.monotonic() - start
        check(trial, orders.LEFT, "retcon run")
    return took_s, first_s, max(peak_kb, program.peak_kb) / 1024


def killed_half_way(trial, program, rows):
    """Sessions of the killed run that the server has not ended yet."""
    with program.start(*RUN) as command:
        until(lambda: trial.done_rows() * 2 >= rows or not command.runs(), "half of the rows")
        command.kill()
        return trial.at_work()


def resumed_run(engine, rows, folder):
    """Seconds from the start of the second run to the first batch that it commits. None if the first was too quick."""
    with engine.fresh() as trial:
        program = rehearsed(trial, folder)
        dying = killed_half_way(trial, program, rows)
        start = time.monotonic()
        with program.start(*RUN) as command:
            until(lambda: not dying & trial.at_work(), "the end of the killed run's sessions")
            before = trial.done_rows()
            if before < rows:
                until(lambda: trial.done_rows() > before or not command.runs(), "the first batch after the kill")
            took_s = time.monotonic() - start
            command.finish()
        check(trial, orders.LEFT, "retcon run, killed and run again")
    return took_s if before < rows else None


def resume(engine, rows, folder):
    for _ in range(ATTEMPTS):
        took_s = resumed_run(engine, rows, folder)
        if took_s is not None:
            return took_s
    raise Failed(f"{rows:,} rows are done before anybody can kill the run half way: take more")


def at_size(engine, rows, options, folder):
    engine.fill(rows)
    runs = []
    for number in range(options.rounds):
        print(f"{engine.title}: {rows:,} rows, round {number + 1} of {options.rounds}", file=sys.stderr)
        runs.append((*whole_run(engine, folder), resume(engine, rows, folder)))
    took_s, first_s, memory_mib, resume_s = map(list, zip(*runs))
    return {"rows": rows, "rows_per_second": [rows / s for s in took_s], "memory_mib": memory_mib,
            "first_batch_s": first_s, "resume_s": resume_s}


def timed(act, *arguments):
    start = time.monotonic()
    act(*arguments)
    return time.monotonic() - start


def by_workers(engine, rows, options, folder):
    """Seconds of the run by number of workers, and of the loop, at one size."""
    engine.fill(rows)
    loop_s, workers = [], {n: [] for n in options.workers}
    for number in range(options.rounds):
        print(f"{engine.title}: workers, round {number + 1} of {options.rounds}", file=sys.stderr)
        with engine.fresh() as trial:
            trial.query(orders.AGGREGATES.format(percentiles=engine.percentiles))
            trial.settle()
            loop_s.append(timed(trial.run, orders.loop, rows))
        for n in options.workers:
            with engine.fresh() as trial:
                program = rehearsed(trial, folder)
                workers[n].append(timed(program.run, "--workers", n))
                check(trial, orders.LEFT, f"retcon run --workers {n}")
    return {"rows": rows, "loop_s": loop_s, "seconds": [{"workers": n, "seconds": s} for n, s in workers.items()]}


def grow(engine, options, folder, kept):
    """Adds to kept as it goes, so that a failure at the largest size does not take the others along."""
    found = {"engine": engine.title, "versions": engines.versions(), "rounds": options.rounds, "sizes": []}
    for size in options.sizes:
        found["sizes"].append(at_size(engine, round(size * MILLION), options, folder))
        found["settings"] = engine.settings
        if len(found["sizes"]) == 1:
            kept.append(found)
    if engine.several_workers and options.workers:
        size = options.workers_size or min(2, max(options.sizes))
        found["workers"] = by_workers(engine, round(size * MILLION), options, folder)
    return True


def tell(kept, options):
    """Prints the tables, keeps and draws the figures; whether the bars hold."""
    good = True
    for found in kept:
        print("", *growth_figures.table(found), sep="\n")
        good &= engines.report(growth_figures.verdicts(found))
    if options.json and kept:
        Path(options.json).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    for name, svg in growth_figures.plots(kept) if options.svg else ():
        (Path(options.svg) / name).write_text(svg, encoding="utf-8")
    return good


def arguments(words):
    def sizes(text):
        return sorted(engines.at_least(0.001, float)(size) for size in text.split(","))

    def workers(text):
        return sorted(engines.at_least(1)(n) for n in text.split(",")) if text != "none" else []

    parser = engines.parser("growth", __doc__, engines.ENGINES)
    parser.add_argument("--sizes", type=sizes, default=[1, 2, 5, 10], help="millions of rows (1,2,5,10)")
    parser.add_argument("--rounds", type=engines.at_least(1), default=1, help="(1)")
    parser.add_argument("--workers", type=workers, default=[1, 2, 4], help="how many, on PostgreSQL (1,2,4), or none")
    parser.add_argument("--workers-size", type=engines.at_least(0.001, float), metavar="MILLIONS",
                        help="rows for the workers (2 million, or the largest of --sizes if that is less)")
    parser.add_argument("--json", metavar="FILE", help="keep the figures")
    parser.add_argument("--svg", metavar="DIR", help="draw growth.svg and workers.svg")
    parser.add_argument("--from", dest="kept", metavar="FILE", help="measure nothing: take what --json kept")
    return parser.parse_args(words)


def main(words):
    options = arguments(words)
    if options.kept:
        return 0 if tell(json.loads(Path(options.kept).read_text(encoding="utf-8")), options) else 1
    kept = []
    with tempfile.TemporaryDirectory(prefix="retcon-bench-") as folder:
        went_well = engines.each(options, lambda engine: grow(engine, options, folder, kept))
    return 0 if tell(kept, options) and went_well else 1
