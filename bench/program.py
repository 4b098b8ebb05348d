"""program.py: runs retcon as a process of its own and watches what it takes."""
import os
import subprocess
import tempfile
import time
from pathlib import Path

import orders


class Failed(Exception):
    """A command did not end with 0; the text has what it said."""


class Program:
    """The commands of one run of the bench's plan, on one copy of the table."""

    def __init__(self, url, folder):
        self.env = dict(os.environ, RETCON_DATABASE_URL=url, NO_COLOR="1")
        self.plan = Path(folder) / "order-tax.yaml"
        self.plan.write_text(orders.PLAN, encoding="utf-8")
        self.peak_kb = 0

    def _retcon(self, *words):
        """To its end. The peak of its memory is the kernel's own high-water mark.

        It is read from /proc while the program runs: what wait4() reports would not fall below the size of the Python
        that it was forked from.
        """
        command = [os.environ["RETCON_BIN"], *map(str, words)]
        with tempfile.TemporaryFile("w+") as talk:
            with subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=talk, stderr=talk) as process:
                while process.poll() is None:
                    self.peak_kb = max(self.peak_kb, high_water_kb(process.pid))
                    try:
                        process.wait(0.02)
                    except subprocess.TimeoutExpired:
                        pass
            if process.returncode != 0:
                talk.seek(0)
                raise Failed(f"{' '.join(command)}: exit status {process.returncode}\n{talk.read()[-2000:]}")

    def scope(self):
        self._retcon("scope", self.plan)

    def dry_run(self):
        self._retcon("dry-run", "order-tax")

    def run(self, *options):
        self._retcon("run", "order-tax", "--yes", *options)

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
