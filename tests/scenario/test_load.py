"""What a run tells of its load: how long a batch held its rows, and how soon it stopped when somebody asked."""
import datetime
import json
from contextlib import closing

import pytest

from harness import wait_until

ROWS = 300
SLOW_MS = 100


@pytest.fixture
def db(engine):
    """A table whose every update takes a while, once a statement on PostgreSQL, and on SQLite for each row that says so."""
    engine.execute("create table t (id integer primary key, v integer not null)")
    engine.execute("insert into t values " + ", ".join(f"({i}, 0)" for i in range(1, ROWS + 1)))
    if engine.kind == "sqlite":
        engine.execute("create trigger slowly after update on t when new.id % 10 = 0 begin select max(i) from "
                       "(with recursive n(i) as (select 1 union all select i + 1 from n where i < 150000) select i from n); end")
    else:
        engine.execute("create function slowly() returns trigger language plpgsql as "
                       f"$$ begin perform pg_sleep({SLOW_MS / 1000}); return null; end $$; "
                       "create trigger slowly after update on t for each statement execute function slowly()")
    return engine


def begin(retcon, plan, db, checkpoint="batch: 10, cool_off: 50ms"):
    retcon("scope", plan("name: slow\ntable: t\nscope: {where: id > 0}\nchange: {set: {v: v + 1}}\n"
                         f"dry_run: {{rehearse: 10}}\ncheckpoint: {{{checkpoint}}}\n"), db=db)
    retcon("dry-run", "slow", "--quiet", db=db)


def changed(db):
    return db.value("select count(*) from t where v = 1")


def status(retcon, db):
    return retcon("status", "slow", "--json", db=db).json()


def events(db):
    """kind, detail and time of all, in order."""
    def parsed(text):
        return datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))

    return [(kind, json.loads(detail) if isinstance(detail, str) else detail, parsed(at)) for kind, detail, at in
            db.query(f"select kind, detail, at from {db.ledger('event')} order by seq")]


def test_the_longest_hold_of_a_row(retcon, plan, db):
    begin(retcon, plan, db)
    assert status(retcon, db)["longest_hold_ms"] is None
    retcon("run", "slow", "--yes", "--max-batches", 2, db=db, rc=4)
    held = status(retcon, db)["longest_hold_ms"]
    assert (SLOW_MS if db.kind != "sqlite" else 5) <= held < 10000
    assert "longest hold" in retcon("status", "slow", db=db).out
    report = retcon("report", "slow", db=db).out
    assert "Load" in report and "of any row by a batch" in report
    # What is longest stays: a quick batch does not shorten it.
    db.execute("drop trigger slowly" + ("" if db.kind == "sqlite" else " on t"))
    retcon("rollback", "slow", "--yes", db=db)
    assert status(retcon, db)["longest_hold_ms"] == held


@pytest.mark.parametrize("act", ["stop", "stop --all", "pause"])
def test_how_soon_it_stopped(retcon, plan, db, act):
    begin(retcon, plan, db)
    job = retcon.start("run", "slow", "--yes", db=db)
    wait_until(lambda: changed(db) > 10)
    arguments = act.split() if "--all" in act else [*act.split(), "slow"]
    said = retcon(*arguments, "--wait", "20s", "--because", "enough", "--json", db=db, rc=None)
    job.wait(rc=(4, 6))
    assert 0 < changed(db) < ROWS
    latency = status(retcon, db)["stop_latency_ms"]
    got = said.json()["runs"][0] if "--all" in act else said.json()
    state = "paused" if act == "pause" else "halted"
    assert (got["state"], got["stop_latency_ms"]) == (state, latency)
    assert f"is {state} after" in said.err
    # By the database's clock, from the wish's event to the one that says that it had stopped.
    (asked, _, began), (ended, detail, at) = events(db)[-2:]
    assert (asked, ended) == ("wanted " + ("paused" if act == "pause" else "stopped"), "pause" if act == "pause" else "halt")
    assert detail == {"stop_ms": latency} and 0 < latency < 10000
    assert abs((at - began).total_seconds() * 1000 - latency) < 250
    assert "after it was asked" in retcon("status", "slow", db=db).out
    report = retcon("report", "slow", db=db).out
    assert "Stops that somebody asked for" in report and "enough" in report
    retcon("audit-log", "verify", db=db)


def test_a_rollback_tells_it_too(retcon, plan, db):
    begin(retcon, plan, db)
    retcon("run", "slow", "--yes", "--max-batches", 12, db=db, rc=4)
    job = retcon.start("rollback", "slow", "--yes", db=db)
    wait_until(lambda: 0 < changed(db) < 110)
    said = retcon("stop", "slow", db=db, rc=None)
    job.wait(rc=None)
    assert changed(db) > 0
    latency = status(retcon, db)["stop_latency_ms"]
    assert 0 < latency < 10000 and "after" in said.err
    kind, detail, _ = events(db)[-1]
    assert (kind, detail) == ("rollback stopped", {"stop_ms": latency})


def test_nobody_asked(retcon, plan, db):
    """Plain SQL says no time, and what Retcon decides by itself is no wish; going on forgets the last one."""
    begin(retcon, plan, db)
    job = retcon.start("run", "slow", "--yes", db=db)
    wait_until(lambda: changed(db) > 10)
    db.execute(f"update {db.ledger('run')} set wanted = 'paused' where name = 'slow'")
    job.wait(rc=4)
    assert status(retcon, db)["stop_latency_ms"] is None
    retcon("stop", "slow", db=db, rc=None)  # it stands already
    assert status(retcon, db)["stop_latency_ms"] is None
    db.execute("drop trigger slowly" + ("" if db.kind == "sqlite" else " on t"))


def test_the_report_tells_what_was_tuned(retcon, plan, db):
    begin(retcon, plan, db, "batch: 10, rate: 300/m")
    retcon("tune", "slow", "rate=2000/s", "cool_off=5ms", "--because", "too slow", db=db, env={"RETCON_ACTOR": "ada"})
    retcon("tune", "slow", "rate=plan", db=db)
    lines = retcon("report", "slow", db=db).out.split("Settings that were tuned", 1)[1].splitlines()
    rows = [line for line in lines if "→" in line and "from" not in line][:3]
    assert "ada" in rows[0] and "rate" in rows[0] and "5/s → 2000/s" in rows[0] and "too slow" in rows[0]
    assert "cool_off" in rows[1] and "0ms → 5ms" in rows[1]
    assert "2000/s → 5/s" in rows[2]


def test_a_batch_that_does_not_get_its_lock_has_a_name(retcon, plan, db):
    if db.kind == "sqlite":
        pytest.skip("where another writer is at work, the run cannot write what it waits for either")
    begin(retcon, plan, db, "batch: 10, lock_timeout: 50ms")
    job = retcon.start("run", "slow", "--yes", db=db)
    wait_until(lambda: changed(db) > 10)
    with closing(db.connect()) as c:
        c.cursor().execute("begin; lock table t in share mode")
        wait_until(lambda: "a retry: canceling statement due to lock timeout" in (status(retcon, db)["throttled_by"] or ""))
    retcon("pause", "slow", db=db, rc=None)
    job.wait(rc=4)


def test_a_wait_that_is_no_time_asks_nothing(retcon, plan, db):
    begin(retcon, plan, db)
    retcon("run", "slow", "--yes", "--max-batches", 1, db=db, rc=4)
    for arguments in (["stop", "slow"], ["stop", "--all"], ["pause", "slow"]):
        assert "--wait" in retcon(*arguments, "--wait", "soon", db=db, rc=2).err
    assert db.value(f"select wanted from {db.ledger('run')}") == "running"
