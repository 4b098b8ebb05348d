"""harness.py: what a scenario test holds in its hands: a database of its own, and the program under test.

The databases here are asked through Python's own clients, never through Retcon: they are the oracle.
"""
import itertools
import json
import os
import re
import signal
import sqlite3
import subprocess
import threading
import time
import zlib
from contextlib import closing

import psycopg2

SANITIZER = re.compile(r"ERROR: (Address|Leak)Sanitizer|runtime error:|AddressSanitizer:DEADLYSIGNAL")


class Sqlite:
    """An SQLite file of the test's own."""
    kind = "sqlite"
    version = sqlite3.sqlite_version_info

    def __init__(self, path):
        self.path = path
        self.url = f"sqlite:{path}"
        self.execute("pragma journal_mode = wal")

    def connect(self):
        """A new connection in autocommit mode: an application's, say; close it yourself."""
        return sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)

    def execute(self, sql, params=None):
        """One statement (with ? parameters) or, without parameters, a script of several; committed."""
        with closing(self.connect()) as c:
            if params is None:
                c.executescript(sql)
            else:
                c.execute(sql, params)

    def query(self, sql, params=()):
        """The rows as a list of tuples."""
        with closing(self.connect()) as c:
            return c.execute(sql, params).fetchall()

    def value(self, sql, params=()):
        return one_value(self.query(sql, params), sql)

    def ledger(self, table):
        """The ledger's own name of a table: retcon_run here, retcon.run on PostgreSQL."""
        return f"retcon_{table}"


# What a session would remember: its connection is not used again.
REMEMBERED = re.compile(r"(^|;)\s*(set|prepare|lock|discard)\b|\balter\s+(database|role|user|system)\b|set_config|\btemp(orary)?\b", re.I)


class Postgres:
    """A database of the test's own in a throw-away cluster. Its statements share a connection, one a thread: a new one each time
    takes longer than most of them."""
    kind = "postgresql"

    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.version = cluster.version
        self.url = cluster.url(name)
        self.kept = threading.local()

    def connect(self, user=None):
        """A new connection in autocommit mode: an application's, say; close it yourself."""
        c = psycopg2.connect(self.cluster.url(self.name, user) if user else self.url)
        c.autocommit = True
        return c

    def execute(self, sql, params=None):
        """One statement (with ? parameters) or, without parameters, a script of several; committed."""
        self._ask(sql, params, lambda cursor: None)

    def query(self, sql, params=None):
        """The rows as a list of tuples."""
        return self._ask(sql, params, lambda cursor: cursor.fetchall())

    def _ask(self, sql, params, read):
        """On the connection that is there; on a new one where the server has closed that since."""
        used = getattr(self.kept, "connection", None)
        if used is None or used.closed:
            self.kept.connection, used = self.connect(), None
        try:
            with self.kept.connection.cursor() as cursor:
                cursor.execute(*for_psycopg(sql, params))
                return read(cursor)
        except psycopg2.Error as e:
            if not used or e.pgcode:
                raise
            self.leave()
            return self._ask(sql, params, read)
        finally:
            if REMEMBERED.search(sql):
                self.leave()

    def leave(self):
        """Close this thread's connection."""
        if getattr(self.kept, "connection", None):
            self.kept.connection.close()

    def value(self, sql, params=None):
        return one_value(self.query(sql, params), sql)

    def ledger(self, table):
        return f"retcon.{table}"


def for_psycopg(sql, params):
    """The tests write ? on every engine; a ? inside a quoted string must then come as a parameter too."""
    return (sql.replace("%", "%%").replace("?", "%s"), params) if params else (sql, None)


def one_value(rows, sql):
    assert len(rows) == 1 and len(rows[0]) == 1, f"not one value but {rows[:3]!r}: {sql}"
    return rows[0][0]


class Result:
    """How a command of Retcon ended. rc is negative when a signal ended it."""

    def __init__(self, args, rc, out, err):
        self.args, self.rc, self.out, self.err = args, rc, out, err

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"$ retcon {' '.join(self.args)}\nexit {self.rc}\n--- stdout\n{self.out}--- stderr\n{self.err}"


class Running:
    """A command under way. Ended when the test ends, whatever happens."""

    def __init__(self, args, process):
        self.args, self.process = args, process
        self.pid = process.pid

    def signal(self, number=signal.SIGINT):
        self.process.send_signal(number)

    def kill(self):
        """kill -9, and wait until it is gone."""
        self.process.kill()
        return self.wait(rc=None)

    def wait(self, rc=0, timeout=240):
        out, err = self.process.communicate(timeout=timeout)
        return judge(Result(self.args, self.process.returncode, out, err), rc)


def judge(result, rc):
    assert not SANITIZER.search(result.err), f"a sanitizer complains:\n{result!r}"
    assert rc is None or result.rc in (rc if isinstance(rc, (tuple, set, list)) else (rc,)), \
        f"exit status {result.rc}, not {rc}:\n{result!r}"
    return result


class Retcon:
    """Runs the program. r = retcon("scope", plan, db=engine); r.rc, r.out, r.err, r.json().

    rc: the exit status that must come: 0, another, a tuple of them, or None for any.
    db: the engine whose URL goes into RETCON_DATABASE_URL. env: more variables; None takes one away.
    """

    def __init__(self, program, home):
        self.program, self.home = program, home
        self.running = []
        self.numbers = itertools.count()

    def environment(self, db=None, env=None):
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("RETCON_", "PG", "LC_"))}
        keep.update(HOME=str(self.home), LC_ALL="C.UTF-8", TZ="UTC",
                    ASAN_OPTIONS=f"detect_leaks={self._leaks()}:abort_on_error=0:exitcode=99:allocator_may_return_null=0",
                    UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1:exitcode=99")
        if db is not None:
            keep["RETCON_DATABASE_URL"] = db if isinstance(db, str) else db.url
        keep.update(env or {})
        return {k: str(v) for k, v in keep.items() if v is not None}

    def _leaks(self):
        """Are leaks looked for in the next process? Where time is short (run.py) in every sixth, others with each commit."""
        turn = f"{os.environ.get('PYTEST_CURRENT_TEST')} {next(self.numbers)} {os.environ.get('RETCON_TEST_TURN')}"
        return int("RETCON_TEST_TURN" not in os.environ or zlib.crc32(turn.encode()) % 6 == 0)

    def __call__(self, *args, db=None, rc=0, env=None, stdin="", timeout=240, cwd=None):
        args = [str(a) for a in args]
        try:
            p = subprocess.run([self.program, *args], env=self.environment(db, env), cwd=cwd or self.home,
                               input=stdin, capture_output=True, text=True, errors="replace", timeout=timeout)
        except subprocess.TimeoutExpired as e:
            raise AssertionError(f"retcon {' '.join(args)}: no end after {timeout} s\n{e.stdout!r}\n{e.stderr!r}") from e
        return judge(Result(args, p.returncode, p.stdout, p.stderr), rc)

    def start(self, *args, db=None, env=None, cwd=None, under=()):
        """In the background; returns a Running. under: a command to run it under, such as strace."""
        args = [str(a) for a in args]
        env = dict({"ASAN_OPTIONS": "detect_leaks=0:exitcode=99"} if under else {}, **(env or {}))
        p = subprocess.Popen([*under, self.program, *args], env=self.environment(db, env), cwd=cwd or self.home,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             errors="replace")
        self.running.append(p)
        return Running(args, p)

    def end(self):
        for p in self.running:
            if p.poll() is None:
                p.kill()
                p.communicate()


def score(what, trials, good):
    """A row of ./dev score: so many attacks of a kind, so many of them detected or refused. Nothing otherwise."""
    if os.environ.get("RETCON_SCORE"):
        with open(os.environ["RETCON_SCORE"], "a", encoding="utf-8") as f:
            f.write(json.dumps({"what": what, "trials": trials, "good": good}) + "\n")


def wait_until(condition, timeout=60, every=0.02):
    """Asks until the condition holds and returns what it gave; fails after the timeout. For states that take time."""
    end = time.monotonic() + timeout
    while True:
        got = condition()
        if got:
            return got
        assert time.monotonic() < end, f"still not so after {timeout} s: {condition}"
        time.sleep(every)
