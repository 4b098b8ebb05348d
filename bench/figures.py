"""figures.py: what was measured, as ratios of the same pair, medians and spreads; and the table of it."""
from collections import defaultdict
from statistics import median

# Printed in this order: the name, and what its time is divided by.
LINES = [
    ("one UPDATE", "loop"), ("loop", "loop"), ("loop, log rows", "loop"), ("psql DO loop", "loop"),
    ("psycopg2 script", "loop"), ("retcon run", "loop"), ("retcon run --batch 5000", "loop"),
    ("retcon run --workers 2", "loop"), ("retcon rollback", "retcon run"),
    ("CREATE TABLE AS, ordered", "CREATE TABLE AS, ordered"), ("retcon scope", "CREATE TABLE AS, ordered"),
    ("SELECT of aggregates", "SELECT of aggregates"), ("retcon dry-run", "SELECT of aggregates"),
]
# What may be taken of something on each engine; what differs stands with the engine.
BARS = [("retcon rollback", "retcon run", 1.1), ("retcon scope", "CREATE TABLE AS, ordered", 1.5),
        ("retcon dry-run", "SELECT of aggregates", 1.5)]


class Figures:
    def __init__(self, rows):
        self.rows = rows
        self.seconds, self.cpu_seconds = defaultdict(list), defaultdict(list)
        self.memory_kb = defaultdict(int)
        self.ledger, self.status_seconds = [], []

    def add(self, name, took, kb=0):
        seconds, cpu_seconds = took
        self.seconds[name].append(seconds)
        self.cpu_seconds[name].append(cpu_seconds)
        self.memory_kb[name] = max(self.memory_kb[name], kb)

    def ratios(self, name, to):
        """Sorted; one a pair."""
        return sorted(a / b for a, b in zip(self.seconds[name], self.seconds[to]))

    def table(self):
        yield f"{'':26}{'time':>10}{'cpu':>10}{'rows/s':>10}{'memory':>11}{'ratio':>7}  {'min–max':<11} to"
        for name, to in LINES:
            if name not in self.seconds:
                continue
            took, ratios = median(self.seconds[name]), self.ratios(name, to)
            memory = f"{self.memory_kb[name] / 1024:.1f} MiB" if self.memory_kb[name] else ""
            ratio = f"{median(ratios):>7.2f}  {ratios[0]:.2f}–{ratios[-1]:<6.2f} {to}" if to != name else ""
            cpu = median(self.cpu_seconds[name])
            yield f"{name:26}{took:>8.2f} s{cpu:>8.2f} s{self.rows / took:>10,.0f}{memory:>11}{ratio}".rstrip()

    def ledger_bytes(self):
        """A corrected row: all of it, the prior values alone."""
        return [median(column) / self.rows for column in zip(*self.ledger)]

    def ledger_line(self):
        whole, prior = self.ledger_bytes()
        return f"ledger: {whole:.1f} bytes a corrected row, {prior:.1f} of them for the prior values"

    def status_line(self):
        took = sorted(1000 * seconds for seconds in self.status_seconds)
        return f"retcon status: {median(took):.1f} ms, {took[0]:.1f}–{took[-1]:.1f} in {len(took)} calls"

    def verdicts(self, bars, ledger_bar):
        """(holds, sentence) for each bar; bars are (name, to, limit), the ledger's is in bytes a row, if there is one."""
        for name, to, limit in (*bars, *BARS):
            yield self._at_most(name, to, limit)
        peak = max(self.memory_kb.values()) / 1024
        yield peak <= 48, f"memory stays within 48 MiB: {peak:.1f}"
        whole = self.ledger_bytes()[0]
        if ledger_bar:
            yield whole <= ledger_bar, f"the ledger has at most {ledger_bar} bytes a corrected row: {whole:.1f}"
        status_ms = 1000 * median(self.status_seconds)
        yield status_ms < 20, f"retcon status takes less than 20 ms: {status_ms:.1f}"

    def _at_most(self, name, to, limit):
        ratios = self.ratios(name, to)
        return (median(ratios) <= limit,
                f"{name} takes at most {limit:g} of {to}: {median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})")
