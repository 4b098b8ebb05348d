"""Schedules that a reader of the code found: each must stay mended."""
import time
from contextlib import closing

import pytest
from harness import wait_until
from table import Counted

PLAN = """
name: fix
table: {table}
scope: {{where: id > 0, class: kind}}
change: {{set: {{v: v + 1}}}}
checkpoint: {{batch: 10, max_failed: {max_failed}}}
"""


def test_rollback_waits_for_a_batch_under_way(pg, retcon, plan):
    """A batch waits for a row lock; a pause gives up waiting for it; the rollback must not miss what it then commits."""
    table = Counted(pg, rows=200, batch=20)
    retcon("scope", plan(table.plan()), db=pg)
    retcon("dry-run", "crash", "--quiet", db=pg)
    originals = table.values()
    with closing(pg.connect()) as app:
        app.autocommit = False
        app.cursor().execute("select 1 from counted where id = 100 for update")
        job = retcon.start("run", "crash", "--yes", "--quiet", db=pg)
        wait_until(lambda: pg.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
        pg.execute("update retcon.run set state = 'paused', wanted = 'paused'")
        undo = retcon.start("rollback", "crash", "--yes", "--quiet", db=pg)
        time.sleep(1.5)
        app.rollback()
    undo.wait(rc=0)
    job.wait(rc=None)
    assert table.values() == originals
    assert pg.value("select state from retcon.run") == "rolled_back"


def test_rollback_of_a_class_leaves_rows_without_class_alone(engine, retcon, plan):
    engine.execute("create table t (id integer primary key, kind text, v integer)")
    engine.execute("insert into t values (1, 'a', 1), (2, null, 2), (3, 'b', 3), (4, null, 4)")
    name = "t" if engine.kind == "sqlite" else "public.t"
    retcon("run", plan(PLAN.format(table=name, max_failed=10)), "--yes", "--quiet", db=engine)
    retcon("rollback", "fix", "--class", "a", "--yes", "--quiet", db=engine)
    assert engine.query("select id, v from t order by id") == [(1, 1), (2, 3), (3, 4), (4, 5)]
    assert engine.value(f"select count(*) from {engine.ledger('set_aside')}") == 0


def test_conflict_that_a_later_rollback_restores_is_settled(engine, retcon, plan):
    engine.execute("create table t (id integer primary key, kind text, v integer)")
    engine.execute("insert into t values (1, 'a', 1), (2, 'b', 2)")
    name = "t" if engine.kind == "sqlite" else "public.t"
    retcon("run", plan(PLAN.format(table=name, max_failed=10)), "--yes", "--quiet", db=engine)
    engine.execute("update t set v = 50 where id = 1")
    retcon("rollback", "fix", "--class", "a", "--yes", "--quiet", db=engine, rc=7)
    engine.execute("update t set v = 2 where id = 1")
    retcon("rollback", "fix", "--yes", "--quiet", db=engine)
    assert engine.query("select id, v from t order by id") == [(1, 1), (2, 2)]
    status = retcon("status", "fix", "--json", db=engine).json()
    assert (status["conflicts"], status["restored"]) == (0, 2)


def test_halted_run_goes_on_with_a_reason(engine, retcon, plan):
    """Twelve rows are refused, one is allowed: halted. With a reason it goes on, and counts anew from there."""
    engine.execute("create table t (id integer primary key, kind text, v integer check (v < 1000))")
    for i in range(1, 41):
        engine.execute("insert into t values (?, 'a', ?)", (i, 999 if i <= 4 else i))
    name = "t" if engine.kind == "sqlite" else "public.t"
    path = plan(PLAN.format(table=name, max_failed=2))
    retcon("scope", path, db=engine)
    retcon("dry-run", "fix", "--no-rehearsal", "--quiet", db=engine)
    retcon("run", "fix", "--yes", "--quiet", db=engine, rc=6)
    retcon("run", "fix", "--yes", "--quiet", db=engine, rc=6)
    retcon("run", "fix", "--yes", "--quiet", "--because", "these four are known", db=engine, rc=7)
    status = retcon("status", "fix", "--json", db=engine).json()
    assert (status["state"], status["failed"], status["changed"]) == ("finished", 4, 36)


def test_no_row_is_condemned_for_what_a_statement_does(pg, retcon, plan):
    """A trigger refuses statements of more than three rows: every row goes through in smaller slices, none is set aside."""
    pg.execute("create table t (id integer primary key, kind text, v integer)")
    pg.execute("insert into t select i, 'a', i from generate_series(1, 30) i")
    pg.execute("""create function few() returns trigger language plpgsql as $$ begin
        if (select count(*) from changed) > 3 then raise 'too many rows at once'; end if; return null; end $$""")
    pg.execute("create trigger few after update on t referencing new table as changed for each statement execute function few()")
    retcon("scope", plan(PLAN.format(table="public.t", max_failed=10)), db=pg)
    retcon("dry-run", "fix", "--no-rehearsal", "--quiet", db=pg)
    retcon("run", "fix", "--yes", "--quiet", db=pg)
    assert pg.value("select count(*) from t where v = id + 1") == 30


@pytest.mark.parametrize("constraint", ["unique on conflict replace", "not null on conflict replace default 5"])
def test_table_that_replaces_on_conflict_is_refused(sqlite, retcon, plan, constraint):
    sqlite.execute(f"create table t (id integer primary key, kind text, v integer {constraint})")
    sqlite.execute("insert into t values (1, 'a', 1), (2, 'a', 2)")
    r = retcon("run", plan(PLAN.format(table="t", max_failed=10)), "--yes", db=sqlite, rc=3)
    assert "ON CONFLICT REPLACE" in r.err
    assert sqlite.query("select id, v from t") == [(1, 1), (2, 2)]
