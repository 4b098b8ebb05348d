"""foreground_figures.py: an application's latencies by what ran beside it, as percentiles and ratios; the table."""
from collections import defaultdict
from math import ceil
from statistics import median

from program import Failed

PERCENTILES = {"p50": 50, "p95": 95, "p99": 99, "p99.9": 99.9, "max": 100}


def percentile(ordered, share):
    """The smallest value that so many percent do not exceed."""
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]


class ForegroundFigures:
    def __init__(self, ways):
        self.ways = ways
        self.rounds = defaultdict(list)   # by way; a round has seconds, errors, deadlocks, and by script percentiles

    def add(self, way, observed):
        figures = {}
        for script, latencies in observed.pop("latencies_ms").items():
            if not latencies:
                raise Failed(f"no transaction of the application fell due during '{way}': more rows or a higher --rate")
            figures[script] = {name: percentile(latencies, share) for name, share in PERCENTILES.items()}
            figures[script]["n"] = len(latencies)
        self.rounds[way].append({**observed, "by_script": figures})

    def summary(self):
        return dict(self.rounds)

    def ratios(self, way, to, script="all"):
        """Of p99, sorted; one a round."""
        return sorted(a["by_script"][script]["p99"] / b["by_script"][script]["p99"]
                      for a, b in zip(self.rounds[way], self.rounds[to]))

    def table(self, script):
        """Of one script's transactions; the first way is what the ratio is to. What is the database's is said of all."""
        names = "".join(f"{name + ' ms':>10}" for name in PERCENTILES)
        database = "errors  deadlocks  correction" if script == "all" else ""
        title = "all transactions" if script == "all" else script
        yield f"{title:24}{names}{'n':>9}{'p99 ratio':>11}  {'min–max':<13}{database}".rstrip()
        for way in self.ways:
            rounds = self.rounds[way]
            shown = [r["by_script"][script] for r in rounds]
            latency = "".join(f"{median(s[name] for s in shown):>10.2f}" for name in PERCENTILES)
            n = sum(s["n"] for s in shown)
            line = f"{way:24}{latency}{n:>9,}{self._ratio(way, script)}{self._database(way, script)}"
            yield line.rstrip()

    def _ratio(self, way, script):
        if way == self.ways[0]:
            return " " * 26
        ratios = self.ratios(way, self.ways[0], script)
        return f"{median(ratios):>11.2f}  {f'{ratios[0]:.2f}–{ratios[-1]:.2f}':<13}"

    def _database(self, way, script):
        if script != "all":
            return ""
        rounds = self.rounds[way]
        took = f"{median(r['seconds'] for r in rounds):>10.2f} s" if way != self.ways[0] else ""
        return f"{self.sum('errors', way):>6}{self.sum('deadlocks', way):>11}{took}"

    def verdicts(self, nothing, loop, retcon):
        """(holds, sentence) for each bar."""
        ratios = self.ratios(retcon, nothing)
        yield (median(ratios) <= 1.3, f"p99 beside {retcon} is at most 1.3 of {nothing}: {spread(ratios)}")
        ratios = self.ratios(retcon, loop)
        yield median(ratios) < 1, f"p99 beside {retcon} is below that beside {loop}: {spread(ratios)} of it"
        yield (self.sum("errors", retcon) <= self.sum("errors", loop),
               f"the application gets no more errors beside {retcon} than beside {loop}: {self.sum('errors', retcon)},"
               f" {self.sum('errors', loop)} (deadlocks, whoever got the error: {self.sum('deadlocks', retcon)},"
               f" {self.sum('deadlocks', loop)})")

    def sum(self, what, way):
        return sum(r[what] for r in self.rounds[way])


def spread(ratios):
    return f"{median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})"
