"""Rows that the database, a trigger or a constraint refuses: set aside with the database's words, the rest goes on."""
import json

import pytest

from witness import Witness, ends, ends_against_prediction, fix

T = "create table t (id integer primary key, v integer, u text); " \
    "insert into t values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (4, 40, 'd'), (5, 50, 'e'), (6, 60, 'f');"


def name(db, table="t"):
    return table if db.kind == "sqlite" else f"public.{table}"


def values(db):
    return [v for v, in db.query("select v from t order by id")]


def aside(db, retcon):
    rows = retcon("quarantine", "list", "fix", "--json", db=db, rc=(0, 7)).json()["rows"]
    return {int(r["key"][0]): (r["outcome"], r["reason"]) for r in rows}


def refuse(db, condition, message):
    """A BEFORE trigger that raises for rows of that condition."""
    if db.kind == "sqlite":
        db.execute(f"create trigger no before update on t when {condition.replace('NEW', 'new')} begin "
                   f"select raise(abort, '{message}'); end")
    else:
        db.execute("create function no() returns trigger language plpgsql as $$begin "
                   f"if {condition} then raise exception '{message}' using detail = 'canary-detail ' || new.u; end if; "
                   "return new; end$$; create trigger no before update on t for each row execute function no()")


@pytest.mark.parametrize("batch", [1, 4, 100])
def test_a_trigger_that_refuses_some_rows(either, retcon, plan, batch):
    either.execute(T)
    refuse(either, "NEW.id in (2, 5)", "not on my watch")
    path = plan(fix(name(either), "v: v + 1", rest=f"checkpoint:\n  batch: {batch}\n"))
    dry = retcon("dry-run", path, "--json", db=either).json()
    assert values(either) == [10, 20, 30, 40, 50, 60]
    assert dry["rehearsal"]["failed"] == 2 and any("not on my watch" in f["message"] for f in dry["failures"])
    s = ends(either, retcon, path, rc=7)
    assert (s["changed"], s["failed"], s["pending"]) == (4, 2, 0)
    assert values(either) == [11, 20, 31, 41, 50, 61]
    assert {k: o for k, (o, _) in aside(either, retcon).items()} == {2: "failed", 5: "failed"}
    assert all("not on my watch" in reason for _, reason in aside(either, retcon).values())
    for args in (["report", "fix"], ["quarantine", "list", "fix"], ["explain", name(either), "2"]):
        assert "canary-detail" not in retcon(*args, db=either, rc=(0, 7)).out
    either.execute("drop trigger no" + (" on t" if either.kind != "sqlite" else ""))
    retried(either, retcon, 2)
    assert values(either) == [11, 21, 31, 41, 50, 61]
    retcon("rollback", "fix", "--yes", "--quiet", db=either, rc=(0, 7))
    assert values(either) == [10, 20, 30, 40, 50, 60]


def retried(db, retcon, key):
    """Retried on a table whose definition is another one: said, and recorded."""
    r = retcon("quarantine", "resolve", "fix", key, "--retry", db=db)
    assert "is not the one that was scoped" in r.err, r
    detail = db.value(f"select detail from {db.ledger('event')} where kind = 'resolve' order by seq desc limit 1")
    assert json.loads(detail) == {"resolution": "retry", "key": [str(key)], "definition_changed": True}
    s = retcon("status", "fix", "--json", db=db).json()
    assert s["changed"] + s["failed"] == 6


def without_check(db):
    """Taken away in the way of each engine: SQLite makes the table anew."""
    if db.kind != "sqlite":
        return db.execute("alter table t drop constraint small")
    db.execute("create table t2 (id integer primary key, v integer, u text); insert into t2 select * from t; drop table t; "
               "alter table t2 rename to t")


@pytest.fixture
def refused(either, retcon, plan):
    """Row 6 is refused by a constraint."""
    either.execute(T.replace("v integer", "v integer constraint small check (v < 65)"))
    ends(either, retcon, plan(fix(name(either), "v: v + 5")), rc=7)
    assert values(either) == [15, 25, 35, 45, 55, 60]
    return either


def test_retry_while_the_constraint_is_there(refused, retcon):
    r = retcon("quarantine", "resolve", "fix", 6, "--retry", db=refused, rc=(1, 3))
    assert "refuses the row" in r.err and "scoped" not in r.err and values(refused)[5] == 60, r


def test_retry_after_the_constraint_went(refused, retcon):
    without_check(refused)
    retried(refused, retcon, 6)
    assert values(refused) == [15, 25, 35, 45, 55, 65]
    retcon("rollback", "fix", "--yes", "--quiet", db=refused)
    assert values(refused) == [10, 20, 30, 40, 50, 60]


NO_RETRY = {
    "another type": ("alter table t drop constraint small; alter table t alter column v type bigint", 'column "v"'),
    "made anew": ("create table t2 (id integer primary key, v integer, u text); insert into t2 select * from t; drop table t; "
                  "alter table t2 rename to t", "dropped and made again"),
    "the key is not unique any more": ("alter table t drop constraint small; alter table t drop constraint t_pkey; "
                                       "insert into t values (6, 60, 'twin')", "no longer fits"),
    "the column of the plan is gone": ("alter table t drop constraint small; alter table t rename column v to vv", "t"),
}


@pytest.mark.parametrize("case", NO_RETRY)
def test_retry_on_a_table_that_is_another_one(pg15db, retcon, plan, case):
    ddl, words = NO_RETRY[case]
    pg15db.execute(T.replace("v integer", "v integer constraint small check (v < 65)"))
    ends(pg15db, retcon, plan(fix("public.t", "v: v + 5", key="[id]")), rc=7)
    pg15db.execute(ddl)
    w = Witness(pg15db)
    r = retcon("quarantine", "resolve", "fix", 6, "--retry", db=pg15db, rc=5)
    assert words in r.err, r
    w.same()


def test_a_check_that_some_rows_would_break(either, retcon, plan):
    either.execute(T.replace("v integer", "v integer check (v < 45)"). replace("(5, 50, 'e'), (6, 60, 'f')", "(5, 44, 'e'), (6, 3, 'f')"))
    s = ends(either, retcon, plan(fix(name(either), "v: v + 5")), rc=7)
    assert (s["changed"], s["failed"]) == (4, 2)
    assert values(either) == [15, 25, 35, 40, 44, 8]
    assert all("check" in reason.lower() for _, reason in aside(either, retcon).values())


def test_unique_values_that_collide(either, retcon, plan):
    """Also within one batch, and never by deleting the other row."""
    either.execute(T + "create unique index one_u on t (u)")
    path = plan(fix(name(either), "u: case when id in (2, 3) then 'a' when id = 5 then 'z' else u end", rest="checkpoint:\n  batch: 3\n"))
    s = ends(either, retcon, path, rc=7)
    assert (s["changed"], s["unchanged"], s["failed"]) == (1, 3, 2)
    assert [u for u, in either.query("select u from t order by id")] == ["a", "b", "c", "d", "z", "f"]
    assert all("one_u" in reason or "UNIQUE" in reason for _, reason in aside(either, retcon).values())


def test_unique_values_that_swap(either, retcon, plan):
    """What one UPDATE over everything could not do either: no row is lost, and the account holds."""
    either.execute(T + "create unique index one_v on t (v)")
    s = ends(either, retcon, plan(fix(name(either), "v: 70 - v")))
    assert s["changed"] + s["failed"] == 6 and s["pending"] == 0
    assert either.value("select count(*) from t") == 6
    after = values(either)
    assert all(v in (10 * i, 70 - 10 * i) for i, v in enumerate(after, 1)) and len(set(after)) == 6
    retcon("rollback", "fix", "--yes", "--quiet", db=either, rc=(0, 7))
    assert either.value("select count(*) from t") == 6


def test_a_trigger_that_swallows_the_update(pg15db, retcon, plan):
    """BEFORE … RETURN NULL: no error, no change. Such rows are set aside with that reason, not tried for ever."""
    pg15db.execute(T + "create function hush() returns trigger language plpgsql as $$begin "
                   "if new.id in (2, 4) then return null; end if; return new; end$$; "
                   "create trigger hush before update on t for each row execute function hush()")
    s = ends(pg15db, retcon, plan(fix("public.t", "v: v + 1")), rc=7)
    assert (s["changed"], s["failed"]) == (4, 2)
    assert values(pg15db) == [11, 20, 31, 40, 51, 61]
    assert all("changed nothing" in reason for _, reason in aside(pg15db, retcon).values())


def test_a_trigger_that_ignores_on_sqlite(sqlite, retcon, plan):
    sqlite.execute(T + "create trigger hush before update on t when new.id in (2, 4) begin select raise(ignore); end")
    s = ends(sqlite, retcon, plan(fix("t", "v: v + 1")), rc=7)
    assert (s["changed"], s["failed"]) == (4, 2)
    assert values(sqlite) == [11, 20, 31, 40, 51, 61]


def test_a_trigger_that_writes_another_value(either, retcon, plan):
    """What was really stored is what a rollback compares with, so that it still finds its own."""
    either.execute(T)
    if either.kind == "sqlite":
        either.execute("create trigger more after update of v on t when new.v % 10 <> 9 begin "
                       "update t set v = new.v - new.v % 10 + 9, u = 'seen' where id = new.id; end")
    else:
        either.execute("create function more() returns trigger language plpgsql as $$begin new.v := new.v - new.v % 10 + 9; "
                       "new.u := 'seen'; return new; end$$; "
                       "create trigger more before update on t for each row execute function more()")
    s = ends_against_prediction(either, retcon, plan(fix(name(either), "v: v + 1")))
    assert s["changed"] == 6 and values(either) == [19, 29, 39, 49, 59, 69]
    either.execute("drop trigger more" + (" on t" if either.kind != "sqlite" else ""))
    retcon("rollback", "fix", "--yes", db=either)
    assert values(either) == [10, 20, 30, 40, 50, 60]


def test_an_after_trigger_that_edits_the_same_row(pg15db, retcon, plan):
    pg15db.execute(T + "create function again() returns trigger language plpgsql as $$begin "
                   "if pg_trigger_depth() = 1 then update public.t set v = new.v * 2 where id = new.id; end if; return null; end$$; "
                   "create trigger again after update on t for each row execute function again()")
    s = ends_against_prediction(pg15db, retcon, plan(fix("public.t", "v: v + 1")))
    assert s["changed"] == 6 and values(pg15db) == [22, 42, 62, 82, 102, 122]
    before = values(pg15db)
    r = retcon("rollback", "fix", "--yes", "--json", db=pg15db, rc=(0, 7))
    # The trigger doubles what the rollback writes, too: that is seen, and told.
    assert values(pg15db) != before, r


def test_a_trigger_that_writes_elsewhere_is_announced(either, retcon, plan):
    either.execute(T + "create table log (id integer);")
    if either.kind == "sqlite":
        either.execute("create trigger l after update on t begin insert into log values (new.id); end")
    else:
        either.execute("create function l() returns trigger language plpgsql as $$begin insert into public.log values (new.id); "
                       "return new; end$$; create trigger l after update on t for each row execute function l()")
    path = plan(fix(name(either), "v: v + 1"))
    assert '"l"' in retcon("check", path, db=either).out
    retcon("dry-run", path, db=either)
    assert either.value("select count(*) from log") == 0, "the rehearsal was not rolled back"
    assert ends(either, retcon, path)["changed"] == 6
    assert either.value("select count(*) from log") == 6


def test_deferred_foreign_keys(pg15db, retcon, plan):
    """The violation comes at COMMIT: it is found before, and only that row is set aside."""
    fk = "references p (id) deferrable initially deferred"
    pg15db.execute("create table p (id integer primary key); insert into p values (1), (2); "
                   f"create table t (id integer primary key, v integer {fk}, u text); "
                   "insert into t values (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c')")
    s = ends(pg15db, retcon, plan(fix("public.t", "v: id + 0")), rc=7)
    assert (s["changed"], s["unchanged"], s["failed"]) == (1, 1, 1)
    assert values(pg15db) == [1, 2, 2]
    assert "foreign key" in aside(pg15db, retcon)[3][1]


def test_a_constraint_trigger_that_refuses_at_commit(pg15db, retcon, plan):
    pg15db.execute(T + "create function late() returns trigger language plpgsql as $$begin if new.id = 4 then "
                   "raise exception 'too late'; end if; return null; end$$; create constraint trigger late after update on t "
                   "deferrable initially deferred for each row execute function late()")
    s = ends(pg15db, retcon, plan(fix("public.t", "v: v + 1")), rc=7)
    assert (s["changed"], s["failed"]) == (5, 1)
    assert values(pg15db) == [11, 21, 31, 40, 51, 61] and "too late" in aside(pg15db, retcon)[4][1]


def test_a_value_too_long_or_out_of_range(pg15db, retcon, plan):
    pg15db.execute("create domain small as smallint check (value < 100); "
                   "create table t (id int primary key, v small, u varchar(3)); "
                   "insert into t values (1, 50, 'a'), (2, 99, 'b'), (3, 1, 'ccc')")
    s = ends(pg15db, retcon, plan(fix("public.t", ["v: v + 1", "u: u || 'x'"])), rc=7)
    assert (s["changed"], s["failed"]) == (1, 2)
    assert pg15db.query("select v, u from t order by id") == [(51, "ax"), (99, "b"), (1, "ccc")]
    reasons = aside(pg15db, retcon)
    assert "small" in reasons[2][1] and "too long" in reasons[3][1]


def test_a_row_that_cannot_be_put_back(either, retcon, plan):
    """Between run and rollback, what it was became somebody else's: that row is told, the others go back."""
    either.execute(T + "create unique index one_u on t (u)")
    ends(either, retcon, plan(fix(name(either), "u: u || '!'", where="id < 4")))
    either.execute("update t set u = 'b' where id = 6")
    r = retcon("rollback", "fix", "--yes", "--json", db=either, rc=7)
    assert [u for u, in either.query("select u from t order by id")] == ["a", "b!", "c", "d", "e", "b"], r
    outcome, reason = aside(either, retcon)[2]
    assert outcome == "unrestored" and ("one_u" in reason or "UNIQUE" in reason)
