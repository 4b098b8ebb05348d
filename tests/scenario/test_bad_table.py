"""Tables on which Retcon cannot keep its promises: refused by `check` and by `run`, with the place and the reason."""
from contextlib import closing

import pytest

from witness import NO_LEDGER, Witness, ends, fix, refused

T = "create table t (id integer primary key, v integer); insert into t values (1, 1), (2, 2);"


def test_missing(either, retcon, plan):
    either.execute("create table orders (id integer primary key, v integer); insert into orders values (1, 1)")
    refused(either, retcon, plan(fix("ordres", "v: 2")), 'plan.yaml:2:8: error: there is no table "ordres"', "[P116]",
            'did you mean "', 'orders"?')


@pytest.mark.parametrize("name", ["nowhere.orders", "main.orders"])
def test_missing_schema(either, retcon, plan, name):
    either.execute("create table orders (id integer primary key, v integer); insert into orders values (1, 1)")
    if name.startswith("main") and either.kind == "sqlite":
        assert ends(either, retcon, plan(fix(name, "v: 2")))["changed"] == 1
    else:
        refused(either, retcon, plan(fix(name, "v: 2")), f'plan.yaml:2:8: error: there is no table "{name}"', "[P116]")


def test_in_two_schemas(pg15db, retcon, plan):
    pg15db.execute("create schema a; create schema b; create table a.t (id int primary key, v int); "
                   "create table b.t (id int primary key, v int); insert into a.t values (1, 1)")
    refused(pg15db, retcon, plan(fix("t", "v: 2")), 'plan.yaml:2:8: error: table "t" is ambiguous', "a.t", "b.t")


# Relation, what makes it, words of the refusal.
POSTGRESQL = {
    "view": ("create view x as select * from public.t", ["view", "it holds no rows of its own"]),
    "updatable view with a rule": ("create view x as select * from public.t; create rule r as on update to x do instead "
                                   "update public.t set v = 0", ["view"]),
    "materialized view": ("create materialized view x as select * from public.t; create unique index on x (id)",
                          ["materialized view", "refresh"]),
    "foreign table": ("create extension file_fdw; create server s foreign data wrapper file_fdw; create foreign table x "
                      "(id int, v int) server s options (filename '/dev/null')", ["foreign table", "another server"]),
    "partitioned": ("create table x (id int primary key, v int) partition by range (id); "
                    "create table x1 partition of x for values from (0) to (10); insert into x values (1, 1)",
                    ["partitioned table", "its partitions one by one"]),
    "unlogged": ("create unlogged table x (id int primary key, v int); insert into x values (1, 1)",
                 ["unlogged", "SET LOGGED"]),
    "with a rule": ("create table x (id int primary key, v int); insert into x values (1, 1); "
                    "create rule r as on update to x do instead nothing", ["rules on UPDATE"]),
    "sequence": ("create sequence x", ["x"]),
    "composite type": ("create type x as (id int, v int)", ["x"]),
    "index": ("create index x on public.t (v)", ["x"]),
}


@pytest.mark.parametrize("kind", POSTGRESQL)
def test_kinds_of_postgresql(pg15db, retcon, plan, kind):
    ddl, words = POSTGRESQL[kind]
    pg15db.execute(T + ddl)
    refused(pg15db, retcon, plan(fix("public.x", "v: 2", key="[id]")), "plan.yaml:2:8: error:", *words)


def test_a_postgres_fdw_table(pg15db, retcon, plan):
    """Its rows could even be written: on another server, which does not commit with the ledger."""
    pg15db.execute(T + "create extension postgres_fdw; create server far foreign data wrapper postgres_fdw options "
                   f"(host '{pg15db.cluster.dir}', port '{pg15db.cluster.port}', dbname '{pg15db.name}'); "
                   "create user mapping for public server far options (user 'postgres'); "
                   "create foreign table x (id int, v int) server far options (schema_name 'public', table_name 't')")
    assert pg15db.value("select count(*) from x") == 2
    refused(pg15db, retcon, plan(fix("public.x", "v: 2", key="[id]")), "plan.yaml:2:8: error:", "foreign table")


def test_a_partition_itself_works(pg15db, retcon, plan):
    pg15db.execute("create table x (id int primary key, v int) partition by range (id); "
                   "create table x1 partition of x for values from (0) to (10); insert into x values (1, 1), (2, 2)")
    assert ends(pg15db, retcon, plan(fix("public.x1", "v: v + 1")))["changed"] == 2
    assert pg15db.query("select * from x order by id") == [(1, 2), (2, 3)]


def test_rows_of_children_are_left_alone(pg15db, retcon, plan):
    pg15db.execute(T + "create table child () inherits (t); insert into child values (1, 1), (7, 7)")
    s = ends(pg15db, retcon, plan(fix("public.t", "v: v + 10")))
    assert (s["universe"], s["changed"]) == (2, 2)
    assert pg15db.query("select * from only t order by id") == [(1, 11), (2, 12)]
    assert pg15db.query("select * from child order by id") == [(1, 1), (7, 7)]


def test_temporary_tables_are_not_found(pg15db, retcon, plan):
    """Another session's temporary table is nobody's to correct; ours there is none."""
    with closing(pg15db.connect()) as c, c.cursor() as cursor:
        cursor.execute("create temp table x (id int primary key, v int); insert into x values (1, 1)")
        schema = pg15db.value("select nspname from pg_class c join pg_namespace n on n.oid = relnamespace "
                              "where relname = 'x'")
        for name in ("x", "pg_temp.x", f"{schema}.x"):
            retcon("check", plan(fix(name, "v: 2")), db=pg15db, rc=3)
            retcon("run", plan(fix(name, "v: 2")), "--yes", db=pg15db, rc=3)
        cursor.execute("select * from x")
        assert cursor.fetchall() == [(1, 1)]
    assert Witness(pg15db).ledger() == NO_LEDGER


@pytest.mark.parametrize("table, words", [
    ("pg_catalog.pg_class", "database system"), ("information_schema.tables", ""), ("pg_class", "")])
def test_the_catalog(pg15db, retcon, plan, table, words):
    pg15db.execute(T)
    refused(pg15db, retcon, plan(fix(table, "relname: \"'x'\"")), "plan.yaml:2:8: error:", words)


def test_the_ledger_itself(either, retcon, plan):
    either.execute(T)
    retcon("init", db=either)
    w = Witness(either)
    r = retcon("run", plan(fix(either.ledger("run"), "name: \"'x'\"")), "--yes", db=either, rc=3)
    assert "plan.yaml:2:8: error:" in r.err and "Retcon's own ledger" in r.err
    w.untouched()


SQLITE = {
    "view": ("create view x as select * from t", ["view", "it holds no rows of its own"]),
    "view with a trigger": ("create view x as select * from t; create trigger tr instead of update on x begin "
                            "update t set v = 0; end", ["view"]),
    "virtual table": ("create virtual table x using fts5(id, v); insert into x values (1, 1)", ["virtual table"]),
    "shadow table": ("create virtual table y using fts5(id, v)", ["y_data"]),
    "schema table": ("", ["sqlite_"]),
}


@pytest.mark.parametrize("kind", SQLITE)
def test_kinds_of_sqlite(sqlite, retcon, plan, kind):
    ddl, words = SQLITE[kind]
    sqlite.execute(T + ddl)
    name, change = {"shadow table": ("y_data", "block: 1"), "schema table": ("sqlite_master", "sql: 1")}.get(kind, ("x", "v: 2"))
    refused(sqlite, retcon, plan(fix(name, change, key="[id]" if name == "x" else None)), "plan.yaml:2:8: error:", *words)


def test_without_rowid_works(sqlite, retcon, plan):
    sqlite.execute("create table x (a text, b integer, v integer, primary key (b, a)) without rowid; "
                   "insert into x values ('p', 1, 1), ('q', 1, 2), ('p', 2, 3)")
    path = plan(fix("x", "v: v * 10", where="v > 1"))
    assert ends(sqlite, retcon, path)["changed"] == 2
    assert sqlite.query("select v from x order by v") == [(1,), (20,), (30,)]
    retcon("rollback", "fix", "--yes", "--quiet", db=sqlite)
    assert sqlite.query("select v from x order by v") == [(1,), (2,), (3,)]


# --- the key ---

NO_KEY = {
    "no key at all": ("create table x (id integer not null, v integer)", None, "2:8", ["has no primary key"]),
    "a key that is not unique": ("create table x (id integer not null, v integer)", "[id]", "3:7", ["(id) is not unique"]),
    "a part of the key": ("create table x (a integer not null, b integer not null, v integer, primary key (a, b))", "[a]",
                          "3:7", ["(a) is not unique", "a unique index on exactly (a) is needed"]),
    "more than the key": ("create table x (a integer primary key, b integer not null, v integer)", "[a, b]", "3:7",
                          ["(a, b) is not unique"]),
    "unique for some rows": ("create table x (id integer not null, v integer); create unique index u on x (id) where v > 0",
                             "[id]", "3:7", ['"u" does not do']),
    "no such column": ("create table x (id integer primary key, v integer)", "[idd]", "3:7", ['"idd"', 'did you mean "id"?']),
    "the key is changed": ("create table x (id integer, v integer primary key)", None, "7:5", ["[P040]"]),
}


@pytest.mark.parametrize("case", NO_KEY)
def test_rows_cannot_be_told_apart(either, retcon, plan, case):
    ddl, key, place, words = NO_KEY[case]
    either.execute(ddl)
    where = ("main." if either.kind == "sqlite" else "public.") + "x"
    refused(either, retcon, plan(fix(where, "v: 2", key=key)), f"plan.yaml:{place}", *words)


def test_duplicates_in_a_table_without_a_key(either, retcon, plan):
    either.execute("create table x (v integer, w integer); insert into x values (1, 0), (1, 0)")
    refused(either, retcon, plan(fix("x", "w: 2", key="[v]")), "[P111]")


def test_a_nullable_key(either, retcon, plan):
    either.execute("create table x (id integer unique, v integer); insert into x values (1, 1), (null, 2), (null, 3)")
    refused(either, retcon, plan(fix("x", "v: 2", key="[id]")), "plan.yaml:3:7: error:", "NULL", "[P111]")


def test_a_null_key_that_comes_later(sqlite, retcon, plan):
    """There the definition allows it; the rows decide, up to the freeze. Then only the keys of the list matter."""
    sqlite.execute("create table x (id text primary key, v integer); insert into x values ('a', 1), ('b', 2), ('c', 3)")
    path = plan(fix("x", "v: v + 10"))
    retcon("check", path, db=sqlite)
    retcon("dry-run", path, db=sqlite)
    sqlite.execute("insert into x values (null, 5); update x set id = null where id = 'b'")
    retcon("run", "fix", db=sqlite)
    s = retcon("status", "fix", "--json", db=sqlite).json()
    assert (s["changed"], s["gone"], s["pending"]) == (2, 1, 0)
    assert sqlite.query("select id, v from x order by v") == [(None, 2), (None, 5), ("a", 11), ("c", 13)]
    retcon("verify", "fix", db=sqlite, rc=None)
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.query("select id, v from x order by v") == [("a", 1), (None, 2), ("c", 3), (None, 5)]
    w = Witness(sqlite)
    r = retcon("scope", path, db=sqlite, rc=3)
    assert "whose key is NULL" in r.err and "give those rows a key first" in r.err
    w.same()


def test_a_generated_column(either, retcon, plan):
    either.execute("create table x (id integer primary key, v integer, g integer generated always as (v * 2) stored); "
                   "insert into x (id, v) values (1, 1)")
    refused(either, retcon, plan(fix("x", "g: 2")), "plan.yaml:7:8: error:", '"g"', "[P112]")
    assert ends(either, retcon, plan(fix("x", "v: v + 1")))["changed"] == 1
    assert either.query("select v, g from x") == [(2, 4)]
