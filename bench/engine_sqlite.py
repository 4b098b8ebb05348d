"""engine_sqlite.py: a file that keeps its promises (synchronous full, a write-ahead log), and fresh copies of it."""
import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

import orders

FILL = f"""with recursive counter (n) as (select 1 union all select n + 1 from counter where n < ?)
insert into orders
select n, n % 100000, datetime('2026-01-01', (n * 3) || ' seconds'),
       substr('DEFRITESNLPLSEIE', 1 + n % 8 * 2, 2), 'paid', 1000 + n * 7919 % 90000,
       {orders.WRONG}, printf('delivered on foot, round %02d, by hand, on time', n % 97)
  from counter"""
LEDGER = """select coalesce(sum(s.pgsize), 0),
       coalesce(sum(case when m.tbl_name like 'retcon_capture%' then s.pgsize end), 0)
  from dbstat s join sqlite_master m on m.name = s.name where m.tbl_name like 'retcon\\_%' escape '\\'"""


class Sqlite:
    percentiles = ""      # it has no such aggregate
    variants = (("--batch", "5000"),)
    peers = ()
    several_workers = False
    bars = [("retcon run", "loop", 1.3)]   # what a run may take of it
    ledger_bar = None

    def __init__(self, folder):
        self.disk, self.folder = folder, None
        self.title = "SQLite " + sqlite3.sqlite_version

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="retcon-bench-", dir=self.disk))
        self.template = self.folder / "orders.db"
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def fill(self, rows):
        self.template.unlink(missing_ok=True)
        db = sqlite3.connect(self.template, isolation_level=None)
        db.execute("pragma journal_mode = wal")
        db.execute(orders.TABLE.format(key="integer primary key"))
        db.execute("begin")
        db.execute(FILL, (rows,))
        db.execute("commit")
        for statement in (*orders.INDEXES, "analyze"):
            db.execute(statement)
        self.row_bytes = db.execute("select sum(payload) / sum(ncell) from dbstat"
                                    " where name = 'orders' and pagetype = 'leaf'").fetchone()[0]
        pragmas = ("journal_mode", "synchronous", "page_size", "cache_size", "wal_autocheckpoint")
        self.settings = ", ".join(f"{p} {db.execute('pragma ' + p).fetchone()[0]}" for p in pragmas)
        db.execute("pragma wal_checkpoint(truncate)")
        db.close()

    def cpu_seconds(self):
        """There is no server."""
        return 0

    @contextmanager
    def fresh(self):
        file = self.folder / "trial.db"
        shutil.copyfile(self.template, file)
        trial = Trial(file)
        try:
            yield trial
        finally:
            trial.db.close()
            for path in self.folder.glob("trial.db*"):
                path.unlink()


class Trial:
    """One copy of the file, used once."""

    def __init__(self, file):
        self.url = f"sqlite:{file}"
        self.db = sqlite3.connect(file, isolation_level=None)

    def run(self, way, rows):
        """A way of orders.py; the transaction is opened before its first statement, as a program would."""
        def execute(sql):
            if not self.db.in_transaction:
                self.db.execute("begin immediate")
            self.db.execute(sql)

        way(execute, self.db.commit, rows)

    def query(self, sql):
        return self.db.execute(sql).fetchall()

    def execute(self, sql):
        self.db.execute(sql)

    def settle(self, vacuum=False):
        """Nothing that was written before is written during the next measurement."""
        self.db.execute("pragma wal_checkpoint(truncate)").fetchall()
        os.sync()

    def done_rows(self):
        """So many candidates have an outcome that is committed."""
        return self.query("select coalesce(sum(position), 0) from retcon_chunk")[0][0]

    def at_work(self):
        """There is no server that could outlive its client."""
        return set()

    def ledger_bytes(self):
        """All of the ledger, and the prior values alone."""
        return self.query(LEDGER)[0]
