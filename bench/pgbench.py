"""pgbench.py: an application under a steady load, played by pgbench, and the latency of each of its transactions.

Half of the transactions are pgbench's own (tpcb-like), half are those of same_rows.sql. They fall due at a fixed mean
rate whether the ones before have ended or not, and latency is counted from when they were due, so that a stall counts
for everybody who had to wait behind it, as it does for users.
"""
import signal
import subprocess
from collections import namedtuple
from pathlib import Path

from program import Failed

SCRIPTS = ("tpcb-like", "same rows")
Transaction = namedtuple("Transaction", "due_s latency_ms script")
CLIENTS, THREADS = 16, 2
LONGEST_S = 86400


def prepare(engine, scale):
    """Makes pgbench's own tables in the template that each measurement gets a copy of."""
    made = subprocess.run([engine.tool("pgbench"), "-i", "-q", "-s", str(scale), engine.cluster.url("orders")],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise Failed(f"pgbench -i: exit status {made.returncode}\n{made.stderr[-2000:]}")


class Application:
    """At work within the with statement; afterwards .transactions has what came of it, as Transaction tuples."""

    def __init__(self, trial, rows, rate, folder):
        self.folder = Path(folder)
        for log in self._logs():
            log.unlink()
        self.talk = (self.folder / "pgbench.out").open("w+", encoding="utf-8")
        self.command = [trial.tool("pgbench"), "-n", "-c", str(CLIENTS), "-j", str(THREADS), "-R", str(rate),
                        "-T", str(LONGEST_S), "-D", f"rows={rows}", "-l", "--log-prefix", self.folder / "pgbench-log",
                        "-b", "tpcb-like@1", "-f", f"{Path(__file__).with_name('same_rows.sql')}@1", trial.url]

    def _logs(self):
        return list(self.folder.glob("pgbench-log.*"))

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=self.talk, stderr=self.talk)
        return self

    def __exit__(self, kind, *_):
        """By the signal with which its own time ends: transactions under way are completed and the log is written."""
        self.process.send_signal(signal.SIGALRM if kind is None else signal.SIGKILL)
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        with self.talk:
            self.talk.seek(0)
            said = self.talk.read()
        if kind is None and status not in (0, 2):   # 2: a client gave up after an error; errors are counted elsewhere
            raise Failed(f"pgbench: exit status {status}\n{said[-2000:]}")
        self.transactions = [t for log in self._logs() for t in map(parse, log.open(encoding="ascii")) if t]

    def latencies(self, start_s, end_s, script=None):
        """In ms, sorted, of the transactions that fell due in this time, of one script or of all."""
        return sorted(t.latency_ms for t in self.transactions
                      if start_s <= t.due_s < end_s and script in (None, t.script))


def parse(line):
    """A line of the log: client, number, µs since due, script, when it ended (s, µs), lag. None if it failed."""
    fields = line.split()
    if not fields[2].isdigit():
        return None
    latency_us = int(fields[2])
    ended_s = int(fields[4]) + int(fields[5]) / 1e6
    return Transaction(ended_s - latency_us / 1e6, latency_us / 1e3, SCRIPTS[int(fields[3])])
