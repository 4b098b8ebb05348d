"""program.py: runs retcon as a process of its own and watches what it takes."""
import os
import subprocess
import tempfile
import time
from pathlib import Path

import orders


class Failed(Exception):
    """A command did not end with 0; the text has what it said."""


RUN = ("run", "order-tax", "--yes")


class Command:
    """A command under way, as a process of its own, ended at the latest with the with statement."""

    def __init__(self, words, env):
        self.words = [os.environ["RETCON_BIN"], *map(str, words)]
        self.talk = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(self.words, env=env, stdin=subprocess.DEVNULL, stdout=self.talk,
                                        stderr=self.talk)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.talk.close()

    def runs(self):
        return self.process.poll() is None

    def finish(self):
        """To its end; returns the peak of its memory in kB, which is the kernel's own high-water mark.

        It is read from /proc while the program runs: what wait4() reports would not fall below the size of the Python
        that it was forked from.
        """
        peak_kb = 0
        while self.runs():
            peak_kb = max(peak_kb, high_water_kb(self.process.pid))
            try:
                self.process.wait(0.02)
            except subprocess.TimeoutExpired:
                pass
        if self.process.returncode != 0:
            self.talk.seek(0)
            raise Failed(f"{' '.join(self.words)}: exit status {self.process.returncode}\n{self.talk.read()[-2000:]}")
        return peak_kb

    def kill(self):
        """kill -9; nothing, if it has ended."""
        self.process.kill()
        self.process.wait()


class Program:
    """The commands of one run of the bench's plan, on one copy of the table."""

    def __init__(self, url, folder):
        self.env = dict(os.environ, RETCON_DATABASE_URL=url, NO_COLOR="1")
        self.plan = Path(folder) / "order-tax.yaml"
        self.plan.write_text(orders.PLAN, encoding="utf-8")
        self.peak_kb = 0

    def start(self, *words):
        return Command(words, self.env)

    def _retcon(self, *words):
        with self.start(*words) as command:
            self.peak_kb = max(self.peak_kb, command.finish())

    def scope(self):
        self._retcon("scope", self.plan)

    def dry_run(self):
        self._retcon("dry-run", "order-tax")

    def run(self, *options):
        self._retcon(*RUN, *options)

    def status_seconds(self):
        """One call, from its start to its end."""
        start = time.monotonic()
        subprocess.run([os.environ["RETCON_BIN"], "status", "order-tax"], env=self.env, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return time.monotonic() - start

    def rollback(self):
        self._retcon("rollback", "order-tax", "--yes")


def high_water_kb(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
