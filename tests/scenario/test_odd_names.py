"""Names with all that a quoted name may hold: the whole life of a run works with them, or they are refused."""
import json

import pytest

from witness import Witness, ends, fix, quoted, refused

ODD = {
    "capitals": "OrderLines",
    "blanks": "order lines ",
    "a double quote": 'a"b',
    "quotes only": '""',
    "an apostrophe": "it's",
    "a dot": "a.b",
    "brackets": "a[1]{2}",
    "a backslash": "a\\b",
    "a keyword": "select",
    "SQL": "x; drop table keep; --",
    "holes": "{table:table} %s $1 ?",
    "unicode": "größe_表_🙂",
    "combining": "e\u0301",
    "63 bytes": "x" * 63,
    "63 bytes of unicode": "é" * 31 + "x",
}
OURS = ["run_id", "pos", "ord", "class_no", "old", "new", "outcome", "reason", "chunk_no", "b1", "a1", "k1", "excluded", "s", "v",
        "rk", "slice", "seen", "n", "at", "from_ord", "idx", "row", "retcon"]


def yaml(text):
    return json.dumps(text, ensure_ascii=False)


def odd_plan(plan, engine, table, key, columns, more):
    """The first half of the columns changes. more: with a file of keys, an edge, and what needs the longer form."""
    t, k = ("" if engine.kind == "sqlite" else "public.") + quoted(table), quoted(key)
    changed = columns[:(len(columns) + 1) // 2]
    doubts = [f"new.{quoted(c)} = cast(old.{k} as text)" for c in columns]
    if more:
        doubts.append(f"exists (select 1 from {t} as zz where zz.{k} = -1)")
    text = fix(yaml(t), [f"{yaml(c)}: {yaml(f'upper({quoted(c)} || {quoted(table)}.{quoted(columns[-1])})')}" for c in changed],
               where=yaml(" and ".join(f"{quoted(c)} <> 'x'" for c in columns)),
               rest=f"  uncertain:\n    odd: {yaml(' or '.join(doubts))}\n")
    if more:
        text = text.replace("scope:\n", "scope:\n  keys_from: keys.csv\n")
        text += f"audit:\n  edge:\n    one: {yaml(f'{quoted(table)}.{k} = 1')}\n"
    path = plan(text)
    (path.parent / "keys.csv").write_text(f"{key}\n1\n2\n3\n")
    return t, changed, path


def life(engine, retcon, plan, table, key, columns, more=False):
    """Run, verify, explain, roll back, resolve: over a table whose names are these."""
    t, changed, path = odd_plan(plan, engine, table, key, columns, more)
    engine.execute(f"create table {quoted(table)} ({quoted(key)} integer not null primary key, "
                   + ", ".join(f"{quoted(c)} text" for c in columns) + "); create table keep (id int);")
    rows = [(1, *["a"] * len(columns)), (2, *["b"] * len(columns))]
    engine.execute(f"insert into {t} values " + ", ".join(str(row) for row in rows))
    look = f"select * from {t} order by {quoted(key)}"
    assert ends(engine, retcon, path)["changed"] == 2
    assert engine.query(look) == [(i, *[x.upper() * 2 if c in changed else x for c in columns]) for i, x in ((1, "a"), (2, "b"))]
    verified = retcon("verify", "fix", "--json", db=engine).json()  # it would double them again, and says so
    assert verified["not_idempotent"] and verified["repeats"] == len(engine.query(look))
    for name in (table, quoted(table), t):
        x = retcon("explain", name, 1, "--json", db=engine).json()
        assert x["entries"][0]["outcome"] == "changed"
    engine.execute(f"update {t} set {quoted(changed[0])} = 'mine' where {quoted(key)} = 2")
    retcon("rollback", "fix", "--yes", db=engine, rc=7)
    retcon("quarantine", "resolve", "fix", 2, "--restore", db=engine)
    assert engine.query(look) == rows
    assert engine.value("select count(*) from keep") == 0


@pytest.mark.parametrize("case", ODD)
def test_odd_names(either, retcon, plan, case):
    name = ODD[case]
    life(either, retcon, plan, name, name[:-2] + "k" if len(name) > 2 else name + "k", [name])


@pytest.mark.parametrize("table, key", [("slice", "pos"), ("old", "k1"), ("new", "new"), ("s", "rk"), ("t", "u"), ("l", "t")])
def test_names_like_our_own(either, retcon, plan, table, key):
    """Each of them as a column, most of them all at once, beside tables and keys of such names."""
    life(either, retcon, plan, table, key, [name for name in OURS if name != key], more=True)


# --- refused ---

@pytest.mark.parametrize("name", ["retcon_k1", "retcon_b12", "retcon_pos", "retcon_tid", "RETCON_reason", "retcon_ord"])
def test_columns_that_our_statements_would_take_for_their_own(either, retcon, plan, name):
    either.execute(f"create table t (id integer primary key, v integer, {quoted(name)} integer); insert into t values (1, 1, 1)")
    refused(either, retcon, plan(fix("t" if either.kind == "sqlite" else "public.t", "v: 2")), "plan.yaml:2:8: error:",
            f'its column "{name}" is named like a part of Retcon\'s own statements', "rename the column")


def test_a_name_of_64_bytes_hits_no_other_table(pg15db, retcon, plan):
    """PostgreSQL would cut it to 63 bytes and find another table."""
    name = "x" * 63
    pg15db.execute(f"create table {name} (id int primary key, v int); insert into {name} values (1, 1)")
    refused(pg15db, retcon, plan(fix(f"public.{name}y", "v: 2")), "plan.yaml:2:8: error:")
    refused(pg15db, retcon, plan(fix(f"public.{name}", f"{'v' * 64}: 2")), "plan.yaml:7:", "error:")


def test_a_column_of_64_bytes_hits_no_other_column(pg15db, retcon, plan):
    pg15db.execute(f"create table t (id int primary key, {'v' * 63} int); insert into t values (1, 1)")
    refused(pg15db, retcon, plan(fix("public.t", f"{'v' * 64}: 2")), "plan.yaml:7:", "error:")
    refused(pg15db, retcon, plan(fix("public.t", f"{'v' * 63}: 2", key=f"[{'i' * 64}]")), "plan.yaml:3:", "error:")


def test_long_names_of_sqlite_work(sqlite, retcon, plan):
    life(sqlite, retcon, plan, "n" * 63, "k" * 63, ["c" * 63])


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "a\x1b[31mb", "a\u202eb", "a\x7fb"])
def test_names_with_control_characters(either, retcon, plan, name):
    """Refused, or shown escaped; never raw, and never another table's."""
    either.execute(f"create table {quoted(name)} (id integer primary key, v integer); insert into {quoted(name)} values (1, 1); "
                   "create table ab (id integer primary key, v integer); insert into ab values (1, 1)")
    w = Witness(either)
    schema = "" if either.kind == "sqlite" else "public."
    r = retcon("run", plan(fix(json.dumps(schema + quoted(name)), "v: 2")), "--yes", db=either, rc=3)
    assert "plan.yaml:2:" in r.err and name not in r.err + r.out, r
    r = retcon("check", plan(fix("abc", "v: 2")), db=either, rc=3)
    assert name not in r.err + r.out, r
    w.same()


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb"])
def test_columns_with_control_characters(either, retcon, plan, name):
    """Statements that a person is to read name every column: such a table must wait for a better name."""
    either.execute(f"create table t (id integer primary key, v integer, {quoted(name)} integer); insert into t values (1, 1, 1)")
    refused(either, retcon, plan(fix("t" if either.kind == "sqlite" else "public.t", "v: 2")), "plan.yaml:2:8: error:",
            "contains a control character", "rename the column")
    assert name not in retcon("check", plan(fix("t", "v: 2")), db=either, rc=3).err


@pytest.mark.parametrize("name", ["a\u202eb", "a\u200bb", "a\xa0b"])
def test_columns_with_control_characters_beside_ours(either, retcon, plan, name):
    """A column that the plan does not touch: nobody cares, and nobody sees it raw."""
    either.execute(f"create table t (id integer primary key, v integer, {quoted(name)} integer); insert into t values (1, 1, 1)")
    path = plan(fix("t" if either.kind == "sqlite" else "public.t", "v: 2"))
    assert ends(either, retcon, path)["changed"] == 1
    for args in (["check", path], ["verify", "fix"], ["report", "fix"], ["sql", "fix"]):
        r = retcon(*args, db=either)
        assert "\u202e" not in r.err + r.out, r
    assert either.query("select * from t") == [(1, 2, 1)]


def test_sqlite_finds_names_in_any_case(sqlite, retcon, plan):
    """As SQLite itself does: T is t there; the ledger remembers the table's own spelling."""
    sqlite.execute("create table Tt (Id integer primary key, Vv integer); insert into Tt values (1, 1)")
    r = retcon("check", plan(fix("tT", "vV: 2")), db=sqlite, rc=(0, 3))
    if r.rc == 0:
        assert ends(sqlite, retcon, plan(fix("tT", "vV: 2")))["changed"] == 1
        assert sqlite.query("select * from Tt") == [(1, 2)]
    else:
        assert 'did you mean "' in r.err
