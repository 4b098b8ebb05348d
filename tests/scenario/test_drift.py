"""What was frozen no longer holds: the run stops with exit 5 before it changes a row, and says what is another."""
import shutil

import pytest

import harness
from witness import Witness, ends, fix

T = "create table t (id integer primary key, v integer, u text); " \
    "insert into t values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (4, 40, 'd');"


@pytest.fixture
def rehearsed(either, retcon, plan):
    """A table with a trigger function, scoped and rehearsed."""
    either.execute(T)
    if either.kind == "postgresql":
        either.execute("create function f() returns trigger language plpgsql as $$begin return new; end$$; "
                       "create trigger tr before update on t for each row execute function f(); "
                       "create function g(int) returns int language sql immutable as 'select $1 + 1'")
    change = "v: v + 1" if either.kind == "sqlite" else "v: public.g(v)"
    either.plan = plan(fix("t" if either.kind == "sqlite" else "public.t", change))
    retcon("dry-run", either.plan, db=either)
    return either


def is_refused(db, retcon, *words, rc=5, args=("run", "fix")):
    w = Witness(db)
    r = retcon(*args, db=db, rc=rc)
    assert all(word in r.err for word in words), r
    w.untouched(("fix", "rehearsed"))
    return r


DDL = {
    "a column added": "alter table t add column more integer",
    "a column renamed": "alter table t rename column u to uu",
    "the column of the plan renamed": "alter table t rename column v to vv",
    "a column dropped": "alter table t drop column u",
    "an index that is unique": "create unique index one_u on t (u)",
    "the table renamed": "alter table t rename to tt",
    "the table dropped": "drop table t",
}
DDL_POSTGRESQL = {
    "the table made anew": "drop table t; create table t (id integer primary key, v integer, u text); insert into t values (1, 10, 'a')",
    "another type": "alter table t alter column v type bigint",
    "not null": "alter table t alter column u set not null",
    "a check": "alter table t add check (v > 0)",
    "a check that is not validated": "alter table t add check (v > 0) not valid",
    "a foreign key": "create table p (id int primary key); insert into p values (10), (20), (30), (40); "
                     "alter table t add foreign key (v) references p",
    "a trigger": "create trigger more before update on t for each row execute function f()",
    "a trigger disabled": "alter table t disable trigger tr",
    "a trigger's function replaced": "create or replace function f() returns trigger language plpgsql as "
                                     "$$begin new.v := 0; return new; end$$",
    "row security": "alter table t enable row level security",
    "a rule": "create rule r as on update to t do instead nothing",
    "unlogged": "alter table t set unlogged",
    "a child": "create table child () inherits (t)",
    "a view instead": "alter table t rename to tt; create view t as select * from tt",
    "generated": "alter table t drop column u; alter table t add column u text generated always as ('x') stored",
}
DDL_SQLITE = {"a trigger": "create trigger tr after update on t begin update t set u = 'x' where id = new.id; end",
              "a check": "create table t2 (id integer primary key, v integer check (v > 0), u text); insert into t2 select * from t; "
                         "drop table t; alter table t2 rename to t"}


@pytest.mark.parametrize("case", DDL)
def test_the_table_was_altered(rehearsed, retcon, case):
    rehearsed.execute(DDL[case])
    is_refused(rehearsed, retcon, "t")


@pytest.mark.parametrize("case", DDL_POSTGRESQL)
def test_the_table_was_altered_on_postgresql(pg15db, retcon, plan, case):
    pg15db.execute(T + "create function f() returns trigger language plpgsql as $$begin return new; end$$; "
                   "create trigger tr before update on t for each row execute function f(); "
                   "create function g(int) returns int language sql immutable as 'select $1 + 1'")
    retcon("dry-run", plan(fix("public.t", "v: public.g(v)")), db=pg15db)
    pg15db.execute(DDL_POSTGRESQL[case])
    if case == "a child":  # its rows are not the table's: nothing to object to
        retcon("run", "fix", db=pg15db)
        assert [v for v, in pg15db.query("select v from t order by id")] == [11, 21, 31, 41]
    else:
        is_refused(pg15db, retcon, 'table "t"')


FUNCTIONS = """
create function g(int) returns int language sql immutable as 'select $1 + 1';
create function g_ok(t) returns boolean language sql stable as 'select $1.id > 0';
create function g_odd(int) returns boolean language sql immutable as 'select $1 < 0';
create function g_plus(int, int) returns int language sql immutable as 'select $1 + $2';
create operator public.@+ (leftarg = int, rightarg = int, function = g_plus);
create aggregate g_sum(int) (sfunc = g_plus, stype = int, initcond = '0');
"""
REPLACED = {
    "of change.set": ("v: public.g(v)", "create or replace function g(int) returns int language sql immutable as 'select 0'"),
    "its volatility": ("v: public.g(v)", "alter function g(int) volatile"),
    "made anew": ("v: public.g(v)", "drop function g(int); create function g(int) returns int language sql immutable as 'select $1 + 1'"),
    "dropped": ("v: public.g(v)", "drop function g(int)"),
    "of scope.where": ("v: v + 1", "create or replace function g_ok(t) returns boolean language sql stable as 'select true'"),
    "of a doubt": ("v: v + 1", "create or replace function g_odd(int) returns boolean language sql immutable as 'select true'"),
    "of an operator": ("v: v operator(public.@+) 1",
                       "create or replace function g_plus(int, int) returns int language sql immutable as 'select $1 - $2'"),
    "of an aggregate": ("v: (select public.g_sum(x) from (values (1), (2)) as y (x))",
                        "create or replace function g_plus(int, int) returns int language sql immutable as 'select $1 - $2'"),
}


@pytest.mark.parametrize("case", REPLACED)
def test_a_function_of_the_plan_was_replaced(pg15db, retcon, plan, case):
    change, ddl = REPLACED[case]
    pg15db.execute(T + FUNCTIONS)
    path = plan(fix("public.t", change, where="public.g_ok(t)", rest="  uncertain:\n    odd: public.g_odd(new.v)\n"))
    retcon("dry-run", path, db=pg15db)
    retcon("dry-run", "fix", db=pg15db)  # once more: nothing has changed yet
    pg15db.execute(ddl)
    is_refused(pg15db, retcon, *([] if case == "dropped" else ["or of a function", "scope again"]), rc=(3, 5) if case == "dropped" else 5)


def test_a_function_of_the_plan_was_replaced_in_the_middle(pg15db, retcon, plan):
    """Each batch asks. A rollback does not mind, for it computes nothing."""
    pg15db.execute(T + FUNCTIONS)
    retcon("dry-run", plan(fix("public.t", "v: public.g(v)", rest="checkpoint:\n  batch: 1\n  rate: 2/s\n")), db=pg15db)
    run = retcon.start("run", "fix", db=pg15db)
    harness.wait_until(lambda: pg15db.value("select v from t where id = 1") == 11)
    pg15db.execute(REPLACED["of change.set"][1])
    r = run.wait(rc=5)
    assert "or of a function" in r.err and "rolled back" in r.err, r
    assert 0 not in [v for v, in pg15db.query("select v from t")]
    retcon("rollback", "fix", "--yes", db=pg15db)
    assert [v for v, in pg15db.query("select v from t order by id")] == [10, 20, 30, 40]


def test_a_table_made_anew_on_sqlite(sqlite, retcon, plan):
    """There, to make it anew is how a table is altered: the same definition is the same table."""
    sqlite.execute(T)
    retcon("dry-run", plan(fix("t", "v: v + 1")), db=sqlite)
    sqlite.execute("drop table t; create table t (id integer primary key, v integer, u text); insert into t values (1, 10, 'a')")
    retcon("run", "fix", db=sqlite)
    s = retcon("status", "fix", "--json", db=sqlite).json()
    assert (s["changed"], s["gone"]) == (1, 3) and sqlite.query("select v from t") == [(11,)]


@pytest.mark.parametrize("case", DDL_SQLITE)
def test_the_table_was_altered_on_sqlite(sqlite, retcon, plan, case):
    sqlite.execute(T)
    retcon("dry-run", plan(fix("t", "v: v + 1")), db=sqlite)
    sqlite.execute(DDL_SQLITE[case])
    is_refused(sqlite, retcon, "definition")


def test_the_table_was_altered_in_the_middle(either, retcon, plan):
    either.execute(T)
    t = "t" if either.kind == "sqlite" else "public.t"
    path = plan(fix(t, "v: v + 1", rest="stages:\n  - name: one\n    sample: 1\n  - name: rest\n"))
    retcon("dry-run", path, db=either)
    retcon("run", "fix", "--stage", "one", db=either, rc=4)
    either.execute("alter table t add column more integer")
    w = Witness(either)
    r = retcon("run", "fix", db=either, rc=5)
    assert "definition" in r.err and "scope again" in r.err, r
    w.same()
    assert retcon("status", "fix", "--json", db=either).json()["changed"] == 1


def edited(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def test_the_plan_was_edited_after_the_run_began(either, retcon, plan):
    either.execute(T)
    path = plan(fix("t" if either.kind == "sqlite" else "public.t", "v: v + 1",
                    rest="stages:\n  - name: one\n    sample: 1\n  - name: rest\n"))
    retcon("dry-run", path, db=either)
    retcon("run", "fix", "--stage", "one", db=either, rc=4)
    edited(path, "where: true", "where: id < 3")
    w = Witness(either)
    r = retcon("run", path, "--yes", db=either, rc=5)
    assert "the plan has changed" in r.err and "go on with the plan as it was scoped" in r.err, r
    w.same()
    retcon("run", "fix", db=either)  # the stored plan still holds
    assert [v for v, in either.query("select v from t order by id")] == [11, 21, 31, 41]


def test_the_plan_was_edited_before_the_run_began(rehearsed, retcon):
    """Neither the list that was reviewed is run with another plan, nor another list unreviewed: scope asks for a new review."""
    edited(rehearsed.plan, "where: true", "where: id < 3")
    is_refused(rehearsed, retcon, "the plan has changed", f"retcon scope {rehearsed.plan}", "retcon run fix",
               args=("run", rehearsed.plan, "--yes"))
    r = retcon("scope", rehearsed.plan, db=rehearsed)
    assert "run #1, which had not begun, gave way to #2" in r.err, r
    retcon("run", rehearsed.plan, "--yes", db=rehearsed)
    assert Witness(rehearsed).runs() == [("fix", "abandoned"), ("fix", "finished")]
    assert [v for v, in rehearsed.query("select v from t order by id")] == [11, 21, 30, 40]


def test_the_plan_was_edited_when_it_was_only_scoped(either, retcon, plan):
    either.execute(T)
    path = plan(fix("t" if either.kind == "sqlite" else "public.t", "v: v + 1"))
    retcon("scope", path, db=either)
    edited(path, "v + 1", "v + 2")
    w = Witness(either)
    r = retcon("run", path, "--yes", db=either, rc=5)
    assert "retcon scope" in r.err, r
    w.untouched(("fix", "scoped"))
    retcon("dry-run", path, db=either)  # this does review
    retcon("run", path, "--yes", db=either)
    assert [v for v, in either.query("select v from t order by id")] == [12, 22, 32, 42]


def test_a_plan_that_was_edited_after_its_run_is_a_new_one(either, retcon, plan):
    either.execute(T)
    path = plan(fix("t" if either.kind == "sqlite" else "public.t", "v: v + 1"))
    retcon("run", path, "--yes", db=either)
    edited(path, "v + 1", "v + 2")
    retcon("run", path, "--yes", db=either)
    assert [v for v, in either.query("select v from t order by id")] == [13, 23, 33, 43]


def test_a_comment_is_no_edit(rehearsed, retcon):
    rehearsed.plan.write_text("# reviewed\n" + rehearsed.plan.read_text())
    retcon("run", rehearsed.plan, "--yes", db=rehearsed)
    assert Witness(rehearsed).runs() == [("fix", "finished")]


TAMPERED = {
    "a key replaced": ("update retcon_list_1 set body = replace(body, ',2]', ',99]')", "update retcon.list_1 set k1 = array[1, 99, 3, 4]"),
    "a key removed": ("update retcon_list_1 set body = replace(body, ',[1,2]', '')", "update retcon.list_1 set k1 = array[1, 3, 4]"),
    "a key added": ("insert into retcon_list_1 values (5, 5, '[[1,99]]')", "update retcon.list_1 set k1 = k1 || 99"),
    "keys in another order": ("update retcon_list_1 set body = replace(body, '[1,3],[1,4]', '[1,4],[1,3]')",
                              "update retcon.list_1 set k1 = array[1, 2, 4, 3]"),
    "the digest of a chunk": ("update retcon_chunk set digest = 'x'", "update retcon.chunk set digest = 'x'"),
    "the digest of the run": ("update retcon_run set list_digest = 'x'", "update retcon.run set list_digest = 'x'"),
    "the digest of the plan": ("update retcon_run set plan_digest = 'x'", "update retcon.run set plan_digest = 'x'"),
    "the plan": ("update retcon_run set plan_text = replace(plan_text, 'true', 'id=1')",
                 "update retcon.run set plan_text = replace(plan_text, 'true', 'id=1')"),
    "the list dropped": ("drop view if exists retcon_correction_1; drop table retcon_list_1", "drop table retcon.list_1 cascade"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_the_ledger_was_tampered_with(rehearsed, retcon, case):
    rehearsed.execute(TAMPERED[case][rehearsed.kind == "postgresql"])
    is_refused(rehearsed, retcon)


def test_a_list_that_is_too_old(either, retcon, plan):
    either.execute(T)
    text = fix("t" if either.kind == "sqlite" else "public.t", "v: v + 1").replace("scope:\n", "scope:\n  valid_for: 1s\n")
    retcon("dry-run", plan(text), db=either)
    harness.wait_until(lambda: either.value(
        f"select count(*) from {either.ledger('run')} where valid_until < " +
        ("strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" if either.kind == "sqlite" else "now()")) == 1, timeout=5, every=0.2)
    is_refused(either, retcon, "was valid until", "scope again")


def test_a_copy_of_the_file(sqlite, retcon, plan, tmp_path):
    sqlite.execute(T)
    retcon("dry-run", plan(fix("t", "v: v + 1")), db=sqlite)
    sqlite.execute("pragma wal_checkpoint(truncate)")
    copy = harness.Sqlite(shutil.copy(sqlite.path, tmp_path / "copy.db"))
    is_refused(copy, retcon, "this one is a copy, or was moved or restored", "--moved")
    retcon("run", "fix", "--moved", "restored from the backup", db=copy)
    assert [v for v, in copy.query("select v from t order by id")] == [11, 21, 31, 41]
    assert [v for v, in sqlite.query("select v from t order by id")] == [10, 20, 30, 40]
    assert copy.value("select count(*) from retcon_event where why = 'restored from the backup'") >= 1


def test_a_copy_of_the_database(pg15db, retcon, plan):
    pg15db.execute(T)
    retcon("dry-run", plan(fix("public.t", "v: v + 1")), db=pg15db)
    admin = harness.Postgres(pg15db.cluster, "postgres")
    name = pg15db.name + "_copy"
    pg15db.leave()  # a template is copied while nobody is there
    admin.execute(f"create database {name} template {pg15db.name}")
    try:
        copy = harness.Postgres(pg15db.cluster, name)
        is_refused(copy, retcon, "this one is a copy, or was moved or restored", "--moved")
    finally:
        admin.execute(f"drop database {name} with (force)")


def test_another_run_corrects_the_same_column(either, retcon, plan):
    either.execute(T)
    t = "t" if either.kind == "sqlite" else "public.t"
    first = plan(fix(t, "v: v + 1", rest="stages:\n  - name: one\n    sample: 1\n  - name: rest\n"), "first.yaml")
    retcon("dry-run", first, db=either)
    retcon("run", "fix", "--stage", "one", db=either, rc=4)
    w = Witness(either)
    r = retcon("run", plan(fix(t, "v: v * 2", name="second"), "second.yaml"), "--yes", db=either, rc=75)
    assert 'run "fix"' in r.err and 'the same column "v"' in r.err and "--abandon" in r.err, r
    w.same()
    assert ends(either, retcon, plan(fix(t, "u: upper(u)", name="third"), "third.yaml"))["changed"] == 4
    retcon("stop", "fix", "--abandon", "--because", "wrong", db=either, rc=(0, 6))
    retcon("run", "second", db=either)


def test_what_others_write_between(either, retcon, plan):
    """Rows that become excluded, gone or right: accounted for, and not written."""
    either.execute(T.replace("(4, 40, 'd')", "(4, 40, 'd'), (5, 50, 'e'), (6, 60, 'f')"))
    t = "t" if either.kind == "sqlite" else "public.t"
    path = plan(fix(t, "v: id * 100", where="u <> 'x'").replace("change:\n", "  exclude:\n    locked: v < 0\nchange:\n"))
    retcon("dry-run", path, db=either)
    either.execute("update t set u = 'x' where id = 1")
    either.execute("update t set v = -5 where id = 2")
    either.execute("delete from t where id = 3")
    either.execute("update t set v = 400 where id = 4")
    either.execute("insert into t values (7, 70, 'late')")
    retcon("run", "fix", db=either)
    s = retcon("status", "fix", "--json", db=either).json()
    assert {k: s[k] for k in ("candidates", "changed", "unchanged", "became_excluded", "gone", "failed", "pending")} == \
        {"candidates": 6, "changed": 2, "unchanged": 1, "became_excluded": 2, "gone": 1, "failed": 0, "pending": 0}
    assert either.query("select id, v from t order by id") == [(1, 10), (2, -5), (4, 400), (5, 500), (6, 600), (7, 70)]
    verified = retcon("verify", "fix", "--json", db=either, rc=None).json()
    assert "7" in str(verified)
