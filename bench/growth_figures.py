"""growth_figures.py: what growth.py found, as tables, verdicts and plots."""
from statistics import median

import plot

MILLION = 1_000_000


def spread(values):
    """The median and the ends, for a plot."""
    return median(values), min(values), max(values)


def table(found):
    """Of one engine."""
    yield f"{found['engine']}; rounds: {found['rounds']}"
    yield found["versions"]
    yield f"settings: {found['settings']}"
    yield f"{'rows':>12}{'rows/s':>10}  {'min–max':<17}{'memory':>10}{'first batch':>13}{'resume':>11}"
    for size in found["sizes"]:
        speed, least, most = spread(size["rows_per_second"])
        yield (f"{size['rows']:>12,}{speed:>10,.0f}  {f'{least:,.0f}–{most:,.0f}':<17}"
               f"{max(size['memory_mib']):>6.1f} MiB{1000 * median(size['first_batch_s']):>10,.0f} ms"
               f"{1000 * median(size['resume_s']):>8,.0f} ms")
    yield from workers_table(found["workers"]) if "workers" in found else ()


def workers_table(found):
    loop = median(found["loop_s"])
    yield f"{'workers':>12}{'time':>12}  {'min–max':<17}{'of the loop':>13}    {found['rows']:,} rows"
    yield f"{'loop':>12}{loop:>10.2f} s  {min(found['loop_s']):.2f}–{max(found['loop_s']):.2f}"
    for line in found["seconds"]:
        took, least, most = spread(line["seconds"])
        yield f"{line['workers']:>12}{took:>10.2f} s  {f'{least:.2f}–{most:.2f}':<17}{took / loop:>13.2f}"


def verdicts(found):
    """(holds, sentence) for each bar."""
    def column(name, of):
        return [of(size[name]) for size in found["sizes"]]

    speeds, memory_mib = column("rows_per_second", median), column("memory_mib", max)
    yield (min(speeds) >= 0.9 * max(speeds),
           f"rows/s are flat within 10 %: {min(speeds):,.0f}–{max(speeds):,.0f}")
    yield (max(memory_mib) <= 1.2 * min(memory_mib),
           f"memory does not grow with the rows: {min(memory_mib):.1f}–{max(memory_mib):.1f} MiB")
    for name, what in (("first_batch_s", "the first batch is committed"), ("resume_s", "a killed run goes on")):
        longest = max(column(name, median))
        yield longest < 1, f"{what} within 1 s at every size: {1000 * longest:,.0f} ms"
    for line in found["workers"]["seconds"] if "workers" in found else ():
        if line["workers"] == 2:
            ratio = median(line["seconds"]) / median(found["workers"]["loop_s"])
            yield ratio <= 0.75, f"two workers take at most 0.75 of the loop: {ratio:.2f}"


def plots(kept):
    """(file, SVG) of what was found on one engine or several."""
    speeds = [plot.Series(found["engine"], [(size["rows"] / MILLION, *spread(size["rows_per_second"]))
                                            for size in found["sizes"]]) for found in kept]
    if speeds:
        yield "growth.svg", plot.lines("Speed of a run against the size of the table", "million rows",
                                       "rows/s", speeds)
    with_workers = [found for found in kept if "workers" in found]
    if with_workers:
        series, levels = [], []
        for found in with_workers:
            rows = f"{found['workers']['rows']:,} rows"
            series.append(plot.Series(f"{found['engine']}, {rows}", [(line["workers"], *spread(line["seconds"]))
                                                                     for line in found["workers"]["seconds"]]))
            levels.append((f"the loop on {found['engine']}", median(found["workers"]["loop_s"])))
        yield "workers.svg", plot.lines("Time of a run against workers", "workers", "seconds", series, levels)
