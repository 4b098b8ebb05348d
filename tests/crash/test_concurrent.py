"""An application writes to the same rows during a run and a rollback: nothing of it is lost or overwritten."""
import random
import threading
import time
from contextlib import closing

import psycopg2

from harness import wait_until
from table import Counted


class Application(threading.Thread):
    """Updates, deletes and merely locks rows, and remembers exactly what it did."""

    def __init__(self, db, rows, seed):
        super().__init__(daemon=True)
        self.db, self.rows, self.rng = db, rows, random.Random(seed)
        self.stopping, self.between_acts = threading.Event(), threading.Lock()
        self.written, self.deleted, self.added = {}, set(), {}
        self.errors, self.acts = [], 0

    def run(self):
        with closing(self.db.connect()) as c:
            while not self.stopping.is_set():
                try:
                    with self.between_acts:
                        self.act(c)
                        self.acts += 1
                except psycopg2.errors.DeadlockDetected:
                    continue
                except Exception as e:  # noqa: BLE001
                    self.errors.append(repr(e))
                    return
                time.sleep(0.0005)

    def act(self, c):
        i = self.rng.randint(1, self.rows)
        what = self.rng.random()
        cursor = c.cursor()
        mark = "?" if self.db.kind == "sqlite" else "%s"
        if what < 0.55:      # its own value, far from any that the plan makes
            n = 5_000_000 + self.acts
            cursor.execute(f"update counted set n = {mark} where id = {mark}", (n, i))
            if cursor.rowcount == 1:
                self.written[i] = n
                self.added.pop(i, None)
        elif what < 0.75:    # relative: whatever is there, plus a million
            cursor.execute(f"update counted set n = n + 1000000 where id = {mark}", (i,))
            if cursor.rowcount == 1 and i not in self.written:
                self.added[i] = self.added.get(i, 0) + 1
            elif cursor.rowcount == 1:
                self.written[i] += 1_000_000
        elif what < 0.8:
            cursor.execute(f"delete from counted where id = {mark}", (i,))
            self.deleted.add(i)
        elif self.db.kind == "postgresql":
            cursor.execute("begin")
            cursor.execute("select 1 from counted where id = %s for update", (i,))
            time.sleep(0.002)
            cursor.execute("commit")

    def stop(self):
        self.stopping.set()
        self.join(timeout=20)
        assert not self.errors, self.errors


def explain_value(table, app, i, n):
    """Is n what row i may hold: what the application wrote (plus at most our one step), or the plain result?"""
    ours = 0 if not table.is_candidate(i) else 1
    if i in app.written:
        return n in {app.written[i] + k for k in range(ours + 1)}
    return n in {table.before(i) + 1_000_000 * app.added.get(i, 0) + k for k in range(ours + 1)}


def check(table, app, restored):
    with app.between_acts:  # what it did and what is there are compared at one moment
        check_now(table, app, restored)


def check_now(table, app, restored):
    values = table.values()
    assert not (set(values) & app.deleted), "a deleted row came back"
    assert len(values) + len(app.deleted) == table.rows, "a row was lost"
    for i, n in values.items():
        assert explain_value(table, app, i, n), (i, n, app.written.get(i), app.added.get(i))
        if restored and i not in app.written and i not in app.added:
            assert n == table.before(i), f"row {i} was not restored: {n}"
    candidates, accounted, _ = table.account()
    assert candidates == accounted


def test_application_writes_during_run_and_rollback(engine, retcon, plan):
    table = Counted(engine, rows=3000, batch=200)
    path = plan(table.plan())
    retcon("scope", path, db=engine)
    retcon("dry-run", "crash", "--quiet", db=engine)
    app = Application(engine, table.rows, seed=7)
    app.start()
    retcon("run", "crash", "--yes", "--quiet", db=engine, rc=(0, 7), timeout=120)
    mid = app.acts
    check(table, app, restored=False)
    status = retcon("status", "crash", "--json", db=engine).json()
    assert status["pending"] == 0
    time.sleep(0.3)
    retcon("rollback", "crash", "--yes", "--quiet", db=engine, rc=(0, 7), timeout=120)
    app.stop()
    check(table, app, restored=True)
    assert mid > 20 and app.acts > mid and len(app.written) > 20 and len(app.deleted) > 3
    after = retcon("status", "crash", "--json", db=engine).json()
    assert after["conflicts"] > 0, "nobody wrote between run and rollback: the test proves nothing"
    print(f"{engine.kind}: {app.acts} acts of the application, {after['conflicts']} conflicts, "
          f"{after['restored']} restored")


def test_two_runners_share_one_run(engine, retcon, plan):
    table = Counted(engine, rows=30000, batch=100)
    path = plan(table.plan())
    retcon("scope", path, db=engine)
    retcon("dry-run", "crash", "--quiet", db=engine)
    jobs = [retcon.start("run", "crash", "--yes", "--quiet", db=engine) for _ in range(2)]
    for job in jobs:
        job.wait(rc=(0, 7))
    table.check_done()


def test_two_make_the_ledger_at_once(pg, retcon, plan):
    """Both wait behind somebody's own "create schema retcon"; when it is taken back, one makes the ledger, the other finds it."""
    jobs = []
    with closing(pg.connect()) as c:
        c.autocommit = False
        c.cursor().execute("create schema retcon")
        for name in ("a", "b"):
            pg.execute(f"create table {name} (id integer primary key, v integer); insert into {name} values (1, 1)")
            path = plan(f"name: {name}\ntable: {name}\nscope:\n  where: id > 0\nchange:\n  set:\n    v: v + 1\n", f"{name}.yaml")
            jobs.append(retcon.start("scope", path, db=pg))
        wait_until(lambda: pg.value("select count(*) from pg_locks where not granted") == 2)
        c.rollback()
    for job in jobs:
        job.wait()
    assert pg.query("select name, candidates from retcon.run order by name") == [("a", 1), ("b", 1)]
    assert pg.value("select count(*) from retcon.chain") == 1 and pg.value("select seq from retcon.chain") == 2


def test_of_a_batch_and_a_session_that_wait_for_each_other_the_batch_gives_way(pg, retcon, plan):
    pg.execute("create table t (id integer primary key, v integer); insert into t select i, i from generate_series(1, 900) i")
    path = plan("name: fix\ntable: t\nscope:\n  where: id > 0\nchange:\n  set:\n    v: v + 1\n", "fix.yaml")
    retcon("dry-run", path, "--quiet", db=pg)
    with closing(pg.connect()) as c:
        c.autocommit = False
        cursor = c.cursor()
        cursor.execute("update t set v = v where id = 900")
        job = retcon.start("run", "fix", "--yes", "--quiet", db=pg)
        wait_until(lambda: pg.value("select count(*) from pg_locks where not granted"))
        cursor.execute("update t set v = v where id = 1")    # which the batch holds: an error here would be ours to answer for
        c.commit()
        job.wait()
    assert pg.value("select count(*) from t where v = id + 1") == 900
    assert pg.value("select deadlocks from pg_stat_database where datname = current_database()") == 0
