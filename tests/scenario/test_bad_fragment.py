"""SQL fragments that must not, cannot or can run: each bad one is refused at its place in the plan, nothing written."""
import re

import pytest

from witness import Witness, ends, fix, refused

T = "create table t (id integer primary key, v integer, d integer, note text); " \
    "insert into t values (1, 10, 1, 'a'), (2, 20, 0, 'b'), (3, 30, 3, 'c'), (4, 40, 0, null);" \
    "create table other (id integer primary key, w integer); insert into other values (1, 7), (3, 9);"
RUN = [("run", "--yes")]


@pytest.fixture
def table(either):
    either.execute(T)
    either.t = "t" if either.kind == "sqlite" else "public.t"
    either.other = "other" if either.kind == "sqlite" else "public.other"
    return either


BREAKS_OUT = ["1; drop table t", "1;", "1) --", "(1", "1)", "1 -- x", "1 /* x", "'1", '"v', "[v", "v) or (1 = 1",
              "1; commit; drop table other", "$1", "$$a", "v; --"]
IS_NO_EXPRESSION = ["?", "1, note = 'x'", "1 where id = 1", "1 returning id", "1 from other", "v v"]


@pytest.mark.parametrize("fragment", BREAKS_OUT)
def test_a_fragment_stays_in_its_place(sqlite, retcon, plan, fragment):
    sqlite.execute(T)
    refused(sqlite, retcon, plan(fix("t", "v: |-\n      " + fragment)), "plan.yaml:8:", "[P030]", commands=RUN)


def test_all_of_them_in_one_go(table, retcon, plan):
    lines = "".join(f"    e{i}: |-\n      {fragment}\n" for i, fragment in enumerate(BREAKS_OUT))
    source = fix(table.t, "v: 1").replace("change:\n", "  exclude:\n" + lines + "change:\n")
    refused(table, retcon, plan(source), *(f"plan.yaml:{7 + 2 * i}:" for i in range(len(BREAKS_OUT))), commands=RUN)
    assert table.value("select count(*) from other") == 2


@pytest.mark.parametrize("fragment", IS_NO_EXPRESSION)
def test_what_closes_its_brackets_and_is_no_expression(table, retcon, plan, fragment):
    refused(table, retcon, plan(fix(table.t, "v: |-\n      " + fragment)), "plan.yaml:8:", commands=RUN)


def test_comments_that_close_are_harmless(table, retcon, plan):
    assert ends(table, retcon, plan(fix(table.t, "v: v /* one ; ) ' */ + 1", where="id /* x */ = 1")))["changed"] == 1
    assert table.query("select v from t order by id") == [(11,), (20,), (30,), (40,)]


# The change, the condition, the place and words of the message on both engines.
WRONG = {
    "an unknown column": ("length(notee)", "true", "7:15", 'did you mean "note"?'),
    "an unknown column of the scope": ("1", "notee is null", "4:", 'did you mean "note"?'),
    "an unknown function": ("lowr(note)", "true", "7:", "lowr"),
    "an unknown table": ("(select 1 from othr)", "true", "7:", "othr"),
    "an aggregate": ("sum(v)", "true", "7:", "aggregate"),
    "an aggregate in the scope": ("1", "count(*) > 1", "4:", "aggregate"),
    "a window": ("row_number() over ()", "true", "7:", "window"),
    "an operator without its right side": ("v +", "true", "7:", "syntax"),
    "an empty pair of brackets": ("v + ()", "true", "7:", "syntax"),
    "a statement": ("delete from t", "true", "7:", "syntax"),
    "two columns": ("(select id, w from other limit 1)", "true", "7:", "column"),
    "random()": ("random()", "true", "7:8", "another value at each call"),
    "random() in the scope": ("1", "random() > 0", "4:10", "another value at each call"),
    "a word that only doubts know": ("old.v + 1", "true", "7:", "old"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_fragment(table, retcon, plan, case):
    change, where, place, word = WRONG[case]
    source = fix(table.t, f"v: {change}", where=where).replace("from other", f"from {table.other}")
    refused(table, retcon, plan(source), f"plan.yaml:{place}", word, commands=RUN)


POSTGRESQL = {
    "a number as a condition": ("1", "id", "4:10", "boolean"),
    "a text for a number": ("\"'twelve'\"", "true", "7:9", "integer"),
    "a time for a number": ("now()", "true", "7:8", "integer"),
    "clock_timestamp()": ("1", "clock_timestamp() > now()", "4:10", "another value at each call"),
    "gen_random_uuid()": ("length(gen_random_uuid()::text)", "true", "7:", "another value at each call"),
    "nextval": ("nextval('public.seq')", "true", "7:8", "another value at each call"),
    "setval deep inside": ("coalesce(nullif(v, 0), setval('public.seq', 5))", "true", "7:", "another value at each call"),
    "a set": ("generate_series(1, 3)", "true", "7:", "set-returning"),
    "a hidden function": ("hidden(v)", "true", "7:8", "schema.function"),
    "a table without its schema": ("(select w from other limit 1)", "true", "7:", "schema.table"),
    "pg_terminate_backend": ("1", "pg_terminate_backend(1)", "4:10", "another value at each call"),
    "lo_export": ("lo_export(1, '/tmp/x')", "true", "7:8", "another value at each call"),
    "a function that writes": ("public.writes(v)", "true", "7:", "another value at each call"),
}


@pytest.mark.parametrize("case", POSTGRESQL)
def test_a_wrong_fragment_on_postgresql(pg15db, retcon, plan, case):
    pg15db.execute(T + "create sequence seq; create function hidden(int) returns int language sql immutable as 'select 1'; "
                   "create function writes(int) returns int language sql as 'insert into public.other values (99, 99) "
                   "returning 1'")
    change, where, place, word = POSTGRESQL[case]
    refused(pg15db, retcon, plan(fix("public.t", f"v: {change}", where=where)), f"plan.yaml:{place}", word, commands=RUN)


SQLITE = {
    "load_extension": ("load_extension('x')", "7:8"),
    "writefile": ("writefile('x', 'y')", "7:8"),
    "a text in double quotes": ('\'"abc"\'', "7:"),
    "changes()": ("changes()", "7:8"),
    "randomblob": ("hex(randomblob(4))", "7:"),
    "datetime now": ("strftime('%s', 'now')", None),
}


@pytest.mark.parametrize("case", SQLITE)
def test_a_wrong_fragment_on_sqlite(sqlite, retcon, plan, case):
    sqlite.execute(T)
    change, place = SQLITE[case]
    if place:
        refused(sqlite, retcon, plan(fix("t", f"v: {change}")), f"plan.yaml:{place}")
    else:
        retcon("check", plan(fix("t", f"v: {change}")), db=sqlite)


def test_an_oracle_that_lies_about_volatility(pg15db, retcon, plan):
    """A function that says IMMUTABLE and writes: what it wrote is the author's, but no dry run may let it happen."""
    pg15db.execute(T + "create function liar(int) returns int language plpgsql immutable as "
                   "'begin insert into public.other values (99, 99); return 1; end'")
    w = Witness(pg15db)
    r = retcon("dry-run", plan(fix("public.t", "v: public.liar(v)")), db=pg15db, rc=(0, 1, 3))
    w.same()
    assert r.rc == 0 or "INSERT is not allowed" in r.err or "read-only" in r.err


# --- those that work ---

def test_subqueries_work_in_the_longer_form(table, retcon, plan):
    path = plan(fix(table.t, f"v: coalesce((select max(w) from {table.other} o where o.id = t.id), v)",
                    where=f"exists (select 1 from {table.other} o where o.id = t.id) or id = 2"))
    checked = retcon("check", path, db=table)
    assert "longer form" in checked.out or table.kind == "sqlite"
    s = ends(table, retcon, path)
    assert (s["universe"], s["changed"], s["unchanged"]) == (3, 2, 1)
    assert table.query("select v from t order by id") == [(7,), (20,), (9,), (40,)]
    retcon("rollback", "fix", "--yes", "--quiet", db=table)
    assert table.query("select v from t order by id") == [(10,), (20,), (30,), (40,)]


FAILS = {"postgresql": "v / d", "sqlite": "case when d = 0 then abs(-9223372036854775808) else v / d end"}
WORDS = {"postgresql": "division by zero", "sqlite": "integer overflow"}


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_rows_that_cannot_be_computed(table, retcon, plan, batch):
    """Reported by the dry run with their keys, set aside by the run with the database's words; the rest goes on."""
    path = plan(fix(table.t, f"v: {FAILS[table.kind]} + 1", rest=f"checkpoint:\n  batch: {batch}\n"))
    w = Witness(table)
    dry = retcon("dry-run", path, "--json", db=table).json()
    w.untouched(("fix", "rehearsed"))
    assert (dry["changed"], dry["failed"]) == (2, 2)
    assert sorted(f["key"][0] for f in dry["failures"] if f["where"] == "computing") == ["2", "4"]
    s = ends(table, retcon, path, rc=7)
    assert (s["changed"], s["failed"], s["pending"], s["state"]) == (2, 2, 0, "finished")
    assert table.query("select v from t order by id") == [(11,), (20,), (11,), (40,)]
    q = retcon("quarantine", "list", "fix", "--json", db=table).json()["rows"]
    assert sorted((r["key"][0], r["outcome"]) for r in q) == [("2", "failed"), ("4", "failed")]
    assert all(WORDS[table.kind] in r["reason"] for r in q)
    table.execute("update t set d = 2 where id = 2")
    retcon("quarantine", "resolve", "fix", 2, "--retry", db=table)
    assert table.query("select v from t order by id") == [(11,), (11,), (11,), (40,)]


@pytest.mark.parametrize("block", ["where", "exclude", "class", "stage"])
def test_a_scope_that_cannot_be_computed_for_a_row(table, retcon, plan, block):
    """There is no list without an answer for every row: nothing is frozen."""
    bad = f"\"({FAILS[table.kind]}) > 0\""
    rest = {"where": "", "exclude": f"  exclude:\n    odd: {bad}\n", "class": f"  class: {bad}\n", "stage": ""}[block]
    source = fix(table.t, "v: 1", where=bad if block == "where" else "true")
    source = source.replace("change:\n", rest + "change:\n")
    if block == "stage":
        source += f"stages:\n  - name: one\n    where: {bad}\n  - name: rest\n"
    w = Witness(table)
    for command in (("scope",), ("run", "--yes")):
        r = retcon(command[0], plan(source), *command[1:], db=table, rc=1)
        assert WORDS[table.kind] in r.err and "an expression in scope fails for some row" in r.err, r
        at = next(i for i, line in enumerate(source.splitlines(), 1) if bad in line)
        where = {"where": "scope.where", "exclude": "scope.exclude.odd", "class": "scope.class", "stage": "stages"}[block]
        assert re.search(rf"\.yaml:{at}: \"{re.escape(where)}[^\"]*\" fails for some row: ", r.err), r
    w.untouched()


def test_a_doubt_that_cannot_be_computed_sets_the_row_aside(table, retcon, plan):
    path = plan(fix(table.t, "v: v + 1", rest="  uncertain:\n    odd: \""
                    + FAILS[table.kind].replace(" d", " old.d").replace("v ", "old.v ") + " > 1000\"\n"))
    s = ends(table, retcon, path, rc=7)
    assert (s["changed"], s["failed"]) == (2, 2)
    assert table.query("select v from t order by id") == [(11,), (20,), (31,), (40,)]


def test_every_row_fails(table, retcon, plan):
    """Over the limit of failures the run halts, and says so."""
    table.execute("update t set d = 0")
    path = plan(fix(table.t, f"v: {FAILS[table.kind]}", rest="checkpoint:\n  max_failed: 1\n"))
    w = Witness(table)
    r = retcon("run", path, "--yes", db=table, rc=6)
    assert "halted" in r.out and "the plan allows 1" in r.out + r.err
    w.same()


def test_a_plan_that_fails_for_nearly_all_rows(table, retcon, plan):
    """Then it is the plan that is wrong: no list of a thousand failures, but what to mend."""
    table.execute("insert into t (id, v, d) with recursive n (i) as (select 5 union all select i + 1 from n where i < 1100) "
                  "select i, i, 0 from n")
    p = retcon("dry-run", plan(fix(table.t, f"v: {FAILS[table.kind]} + 1")), db=table, rc=1)
    assert "more than 1000 rows cannot be computed" in p.err and WORDS[table.kind] in p.err and "change.set" in p.err
