"""kill -9 of the runner, anywhere: every candidate is changed once, and none is lost.

Named fault points are compiled into the test build; RETCON_FAULT=name:n kills the process at the n-th passage.
"""
import random
import signal
import subprocess
import time
from collections import Counter

import harness
import pytest

from harness import wait_until
from table import Counted

SIGKILLED = -signal.SIGKILL


@pytest.fixture(params=["sqlite", "pg15"])
def engine(request, tmp_path):
    """One PostgreSQL is enough here: what differs between its versions is not what a kill meets."""
    if request.param == "sqlite":
        return harness.Sqlite(tmp_path / "test.db")
    return request.getfixturevalue("pg15_database")


@pytest.fixture
def pg15_database(pg15, database):
    return database(pg15)


def points_passed(path):
    return Counter(path.read_text().split()) if path.exists() else Counter()


def finish(retcon, table, plan):
    """Go on after a kill, from whatever was reached, as a person would: the same command again."""
    retcon("run", plan, "--yes", "--quiet", db=table.db, rc=(0, 7))
    table.check_done()


def passages(n):
    """The first, one in the middle and the last passage of a point."""
    return sorted({1, (n + 1) // 2, n})


def test_kill_at_every_named_point(engine, retcon, plan, tmp_path):
    log = tmp_path / "points"
    table = Counted(engine)
    path = plan(table.plan())
    retcon("run", path, "--yes", "--quiet", db=engine, rc=(0, 7), env={"RETCON_FAULT_LOG": log})
    table.check_done()
    points = points_passed(log)
    assert {"scope-scanned", "scope-sealed", "claimed", "changed", "before-commit", "after-commit"} <= set(points)

    kills, unknown = 0, 0
    for point, n in sorted(points.items()):
        for at in passages(n):
            engine.execute("drop table counted")
            forget(engine)
            table = Counted(engine)
            r = retcon("run", path, "--yes", "--quiet", db=engine, rc=None, env={"RETCON_FAULT": f"{point}:{at}"})
            if r.rc != SIGKILLED:
                assert at == n, f"{point}:{at} of {n} was not passed:\n{r!r}"  # timing may save the last passage
                continue
            kills += 1
            unknown += point in ("commit-sent", "after-commit")
            if has_ledger(engine):
                table.check_midway()
            finish(retcon, table, path)
    assert kills >= 20
    assert unknown >= 3, "no kill between COMMIT and its answer: the test proves nothing"
    print(f"{engine.kind}: {kills} kills at {len(points)} points, {unknown} with the answer to COMMIT unread")


def has_ledger(engine):
    if engine.kind == "sqlite":
        return engine.value("select count(*) from sqlite_master where name = 'retcon_run'") == 1
    return engine.value("select count(*) from pg_namespace where nspname = 'retcon'") == 1


def forget(engine):
    """Take the ledger away, as if Retcon had never been here."""
    if engine.kind == "postgresql":
        engine.execute("drop schema if exists retcon cascade")
        return
    for kind in ("view", "table"):
        for (name,) in engine.query("select name from sqlite_master where type = ? and name like 'retcon%'", (kind,)):
            engine.execute(f'drop {kind} if exists "{name}"')


def begin(retcon, engine, path):
    """A new table and a frozen, rehearsed run over it."""
    engine.execute("drop table if exists counted")
    forget(engine)
    table = Counted(engine, rows=2500, batch=5)
    path.write_text(table.plan())
    retcon("scope", path, db=engine)
    retcon("dry-run", "crash", "--quiet", db=engine)
    return table


def test_kill_at_a_hundred_random_instants(engine, retcon, plan):
    """Kill, look, go on; when a run comes to its end before the next kill, begin another, until a hundred are done."""
    seed = 20261122
    rng = random.Random(seed)
    path = plan("")
    table = begin(retcon, engine, path)
    kills, moved, last = 0, 0, 0
    while kills < 100:
        job = retcon.start("run", "crash", "--yes", "--quiet", db=engine)
        if kills % 3:  # two in three while batches are under way, however slow this machine is
            while job.process.poll() is None and table.account()[2] <= last:
                time.sleep(0.005)
        try:
            job.process.wait(timeout=rng.uniform(0.001, 0.06))
        except subprocess.TimeoutExpired:
            pass  # the moment to kill
        r = job.kill()
        if r.rc != SIGKILLED:
            assert r.rc in (0, 7), repr(r)
            table.check_done()
            table, last = begin(retcon, engine, path), 0
            continue
        kills += 1
        changed = table.check_midway()
        moved += changed > last
        last = changed
    finish(retcon, table, "crash")
    print(f"{engine.kind}: {kills} kills, {moved} of them after progress; seed {seed}")
    assert moved >= 50


def test_kill_in_the_window_after_commit_was_sent(pg15_database, retcon, plan):
    """The server gets COMMIT and nobody reads its answer: the ledger decides, not a guess."""
    pg = pg15_database
    table = Counted(pg, rows=400, batch=20)
    path = plan(table.plan())
    retcon("scope", path, db=pg)
    retcon("dry-run", "crash", "--quiet", db=pg)
    committed = 0
    for at in range(2, 60, 3):
        before = table.check_midway()
        r = retcon("run", "crash", "--yes", "--quiet", db=pg, rc=None, env={"RETCON_FAULT": f"commit-sent:{at}"})
        if r.rc != SIGKILLED:
            break
        committed += table.check_midway() > before
    assert committed >= 2
    finish(retcon, table, path)


def test_kill_during_rollback(engine, retcon, plan, tmp_path):
    log = tmp_path / "points"
    table = Counted(engine)
    path = plan(table.plan())
    originals = table.values()
    retcon("run", path, "--yes", "--quiet", db=engine, rc=(0, 7))
    retcon("rollback", "crash", "--yes", "--quiet", db=engine, env={"RETCON_FAULT_LOG": log})
    assert table.values() == originals
    kills = 0
    for point, n in sorted(points_passed(log).items()):
        for at in passages(n):
            retcon("run", path, "--yes", "--quiet", db=engine, rc=(0, 7))
            table.check_done()
            r = retcon("rollback", "crash", "--yes", "--quiet", db=engine, rc=None,
                       env={"RETCON_FAULT": f"{point}:{at}"})
            if r.rc == SIGKILLED:
                kills += 1
                states = set(table.values().items()) - set(originals.items())
                assert all(n == table.after(i) for i, n in states)
                state = engine.value(f"select state from {engine.ledger('run')} order by id desc limit 1")
                if state != "rolled_back":
                    retcon("rollback", "crash", "--yes", "--quiet", db=engine)
            assert table.values() == originals
    assert kills >= 8
    print(f"{engine.kind}: {kills} kills in a rollback")


@pytest.mark.parametrize("version", [15])
def test_server_stopped_under_a_run(pg_cluster, database, retcon, plan, version):
    """pg_ctl stop -m immediate while batches are under way: the runner waits, connects again and goes on."""
    cluster = pg_cluster(version, fsync=True)
    db = database(cluster)
    table = Counted(db, rows=4000, batch=10)
    path = plan(table.plan())
    retcon("scope", path, db=db)
    retcon("dry-run", "crash", "--quiet", db=db)
    job = retcon.start("run", "crash", "--yes", "--quiet", db=db)
    wait_until(lambda: db.value("select sum(changed) from retcon.chunk") > 0)
    crashes = 0
    for _ in range(4):
        try:
            job.process.wait(timeout=0.3)
            break
        except subprocess.TimeoutExpired:
            cluster.stop_immediate()
            crashes += 1
            cluster.start()
    r = job.wait(rc=(0, 7), timeout=120)
    table.check_done()
    assert crashes >= 1, repr(r)


@pytest.mark.parametrize("word, state", [("run", "finished"), ("rollback", "rolled_back")])
def test_a_connection_lost_at_the_very_end_is_made_again(database, pg15, retcon, plan, word, state):
    """The server ends the session, once, as the last transaction says that all is done."""
    table = Counted(database(pg15))
    path = plan(table.plan())
    retcon("scope", path, db=table.db)
    retcon("dry-run", "crash", "--quiet", db=table.db)
    if word == "rollback":
        retcon("run", "crash", "--yes", "--quiet", db=table.db, rc=7)
    table.db.execute("create sequence ends")   # a sequence does not go back with the transaction
    table.db.execute("create function lose() returns trigger language plpgsql as $$ begin "
                     f"if new.state = '{state}' and nextval('public.ends') = 1 then "
                     "perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$")
    table.db.execute("create trigger lose before update on retcon.run for each row execute function lose()")
    retcon(word, "crash", "--yes", "--quiet", db=table.db, rc=7 if word == "run" else (0, 7))
    assert table.db.value("select last_value from ends") >= 2, "the connection was not lost, or the end not tried again"
    assert table.db.value("select state from retcon.run") == state
