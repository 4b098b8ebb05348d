"""The table changes between a run and its rollback: what the rollback needs decides, not everything else."""
import pytest

PLAN = """
name: altered
table: {table}
scope: {{where: id > 0}}
change: {{set: {{v: v + 1}}}}
stages:
  - name: first
    sample: 3
  - name: rest
"""


@pytest.fixture
def finished(engine, retcon, plan):
    engine.execute("create table things (id integer primary key, v integer)")
    engine.execute("insert into things values (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)")
    table = "things" if engine.kind == "sqlite" else "public.things"
    retcon("run", plan(PLAN.format(table=table)), "--yes", "--quiet", db=engine)
    return engine


def test_rollback_after_a_column_was_added(finished, retcon):
    finished.execute("alter table things add column note text")
    finished.execute("create index things_v on things (v)")
    retcon("rollback", "altered", "--yes", "--quiet", db=finished)
    assert finished.query("select id, v from things order by id") == [(i, i) for i in range(1, 6)]


def test_rollback_refused_after_the_column_was_retyped(pg, retcon, plan):
    pg.execute("create table things (id integer primary key, v integer)")
    pg.execute("insert into things values (1, 1)")
    retcon("run", plan(PLAN.format(table="public.things")), "--yes", "--quiet", db=pg)
    pg.execute("alter table things alter column v type bigint")
    r = retcon("rollback", "altered", "--yes", db=pg, rc=5)
    assert 'column "v" of table "things" was integer' in r.err and "is bigint now" in r.err
    assert pg.value("select v from things") == 2


def test_rollback_refused_after_the_table_was_made_again(pg, retcon, plan):
    pg.execute("create table things (id integer primary key, v integer)")
    pg.execute("insert into things values (1, 1)")
    retcon("run", plan(PLAN.format(table="public.things")), "--yes", "--quiet", db=pg)
    pg.execute("create table copy (like things including all)")
    pg.execute("insert into copy select * from things")
    pg.execute("drop table things")
    pg.execute("alter table copy rename to things")
    r = retcon("rollback", "altered", "--yes", db=pg, rc=5)
    assert "dropped and made again" in r.err
    assert pg.value("select v from things") == 2


def test_run_refused_after_a_column_was_added(engine, retcon, plan):
    engine.execute("create table things (id integer primary key, v integer)")
    engine.execute("insert into things values (1, 1)")
    table = "things" if engine.kind == "sqlite" else "public.things"
    retcon("scope", plan(PLAN.format(table=table)), db=engine)
    retcon("dry-run", "altered", "--quiet", db=engine)
    engine.execute("alter table things add column note text")
    r = retcon("run", "altered", "--yes", db=engine, rc=5)
    assert "definition" in r.err
    assert engine.value("select v from things") == 1


def test_restored_rows_are_counted_by_stage(finished, retcon):
    retcon("rollback", "altered", "--yes", "--quiet", db=finished)
    stages = retcon("status", "altered", "--json", db=finished).json()["stages"]
    assert [s["restored"] for s in stages] == [3, 2]
