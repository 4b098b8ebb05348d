"""engine_postgresql.py: a throw-away server that keeps its promises (fsync on), and fresh copies of the table."""
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2

import orders
from peers import PEERS

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
import pgcluster  # noqa: E402

# Room enough that no checkpoint and no vacuum falls into one measurement and not into the next.
SETTINGS = {"shared_buffers": "512MB", "work_mem": "16MB", "maintenance_work_mem": "512MB", "autovacuum": "off",
            "min_wal_size": "4GB", "max_wal_size": "16GB", "checkpoint_timeout": "1h"}
LOG_LINE_PREFIX = "'%a '"
SHOWN = ["fsync", "synchronous_commit", "full_page_writes", "wal_level", *SETTINGS]
FILL = f"""insert into orders
select n, n % 100000, timestamp '2026-01-01' + n * interval '3 seconds',
       (array['DE', 'FR', 'IT', 'ES', 'NL', 'PL', 'SE', 'IE'])[1 + n % 8], 'paid', 1000 + n * 7919 % 90000,
       {orders.WRONG}, 'delivered on foot, round ' || lpad((n % 97)::text, 2, '0') || ', by hand, on time'
  from generate_series(1::bigint, {{rows}}) n"""
WARM = ["set enable_seqscan = off", "set enable_bitmapscan = off", "set enable_sort = off",
        *(f"select count(status) from (select status from orders order by {column}) o"
          for column in ("id", "customer_id", "created_at")),
        "reset all"]
LEDGER = """select coalesce(sum(pg_total_relation_size(c.oid)), 0),
       coalesce(sum(pg_total_relation_size(c.oid)) filter (where c.relname like 'capture%'), 0)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'retcon' and c.relkind = 'r'"""

Unavailable = pgcluster.Unavailable


class Postgresql:
    percentiles = orders.PERCENTILES
    variants = (("--batch", "5000"), ("--workers", "2"))   # runs that are of interest beside the usual one
    peers = tuple(PEERS)
    several_workers = True
    ledger_bar = 24

    def __init__(self, version, folder):
        # What a run may take of each. From 18 on, RETURNING knows the old row.
        self.bars = [("retcon run", "loop", 1.1 if version >= 18 else 1.2), ("retcon run", "loop, log rows", 1.0),
                     ("retcon run --workers 2", "loop", 0.75)]
        self.cluster = pgcluster.PgCluster(version, fsync=True, folder=folder, log_line_prefix=LOG_LINE_PREFIX, **SETTINGS)

    def __enter__(self):
        self.cluster.start()
        self.admin = self._connect("postgres")
        self.title = "PostgreSQL " + self._one("show server_version").split()[0]
        self.settings = ", ".join(f"{name} {self._one('show ' + name)}" for name in SHOWN)
        return self

    def __exit__(self, *_):
        self.admin.close()
        self.cluster.remove()

    def _connect(self, database):
        connection = psycopg2.connect(self.cluster.url(database))
        connection.autocommit = True
        return connection

    def _one(self, query):
        with self.admin.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    def _say(self, *statements):
        with self.admin.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def fill(self, rows):
        """Makes the template that each measurement gets a copy of."""
        self._say("drop database if exists orders", "create database orders")
        connection = self._connect("orders")
        with connection.cursor() as cursor:
            cursor.execute(orders.TABLE.format(key="bigint primary key"))
            cursor.execute(FILL.format(rows=rows))
            for statement in (*orders.INDEXES, "vacuum (freeze, analyze) orders"):
                cursor.execute(statement)
            cursor.execute("select avg(pg_column_size(o.*))::int from (select * from orders limit 1000) o")
            self.row_bytes = cursor.fetchone()[0]
        connection.close()

    def tool(self, name):
        """The path of one of PostgreSQL's programs; Debian's where this version came without it."""
        path = self.cluster.bin / name
        return path if path.exists() else pgcluster.bin_dir(15) / name

    def errors_of(self, application):
        """How many of its statements the server has refused so far."""
        return refused(self.cluster.log_text(), application)

    def cpu_seconds(self):
        """Of the server's processes, those that have ended among them.

        A session may end while its process is looked for, and be counted neither as one that runs nor as one that has
        ended; so the sum is the greatest of several.
        """
        return max(self._cpu_ticks() for _ in range(3)) / os.sysconf("SC_CLK_TCK")

    def _cpu_ticks(self):
        postmaster = self.cluster.pid()
        return sum(cpu_ticks(pid, postmaster) for pid in os.listdir("/proc") if pid.isdigit())

    @contextmanager
    def fresh(self):
        self._say("create database trial template orders strategy file_copy")
        trial = Trial(self, self.cluster.url("trial"), self._connect("trial"))
        try:
            yield trial
        finally:
            trial.connection.close()
            self._say("drop database trial with (force)")


def refused(log, application):
    """The errors of an application in the text of a log that was written with LOG_LINE_PREFIX."""
    starts = tuple(f"{application} {level}:" for level in ("ERROR", "FATAL", "PANIC"))
    return sum(line.startswith(starts) for line in log.splitlines())


def cpu_ticks(pid, postmaster):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    if int(pid) == postmaster:
        return sum(map(int, fields[11:15]))   # its own, and those of its children that have ended
    return sum(map(int, fields[11:13])) if int(fields[1]) == postmaster else 0


class Trial:
    """One copy of the table, used once."""

    def __init__(self, engine, url, connection):
        self.tool, self.url, self.connection = engine.tool, url, connection
        self.cursor = connection.cursor()

    def run(self, way, rows):
        """A way of orders.py, on one connection, without autocommit."""
        self.connection.autocommit = False
        try:
            way(self._persist, self.connection.commit, rows)
        finally:
            self.connection.autocommit = True

    def _persist(self, statement):
        """A script that somebody else's lock makes the victim of a deadlock does the slice again. (Nothing but a loop of one
        statement a transaction works beside others.)"""
        while True:
            try:
                return self.cursor.execute(statement)
            except psycopg2.errors.DeadlockDetected:
                self.connection.rollback()

    def query(self, sql):
        self.cursor.execute(sql)
        return self.cursor.fetchall()

    def execute(self, sql):
        self.cursor.execute(sql)

    def settle(self, vacuum=False):
        """Nothing that was written before is written during the next measurement, and whatever ran before, the table and
        its indexes are in the server's memory, as far as they fit: each way of reading them leaves something else there."""
        for statement in ["vacuum orders"] * vacuum + WARM:
            self.cursor.execute(statement)
        self.cursor.execute("checkpoint")
        os.sync()

    def done_rows(self):
        """So many candidates have an outcome that is committed."""
        return int(self.query("select coalesce(sum(position), 0) from retcon.chunk")[0][0])

    def at_work(self):
        """Sessions that may still commit something, whether their client lives or not."""
        return {pid for pid, in self.query("select pid from pg_stat_activity where datname = current_database()"
                                           " and pid <> pg_backend_pid() and state <> 'idle'")}

    def ledger_bytes(self):
        """All of the ledger, and the prior values alone."""
        return tuple(int(n) for n in self.query(LEDGER)[0])
