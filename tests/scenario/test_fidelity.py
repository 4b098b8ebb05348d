"""Values come back byte for byte, and "unchanged" and "still ours" mean the same image, never merely =."""
import pytest

PLAN = """
name: faithful
table: {table}
scope: {{where: id > 0}}
change:
  set:
{sets}
"""

# PostgreSQL: a type, prior values worth keeping, and what the plan writes instead.
TYPES = {
    "numeric": (["1.0", "1.00", "-0.000", "1e-30", "123456789012345678901234567890.123456789", "NaN", "Infinity"], "7.50"),
    "double precision": (["0.1", "-0", "0", "1e308", "5e-324", "NaN", "-Infinity", "0.30000000000000004"], "2.5"),
    "real": (["0.1", "-0", "3.4e38", "1e-45", "NaN"], "2.5"),
    "text": (["", " ", "a ", "é", "e\u0301", "\u202eevil", "line\nbreak", "tab\t", "\\x41", "'quote'", "x" * 70000], "new"),
    "varchar(5)": (["", "abc", "abc  "], "new"),
    "character(4)": (["a", "ab  ", ""], "zz"),
    "bytea": ["", "\\x00", "\\x00ff00", "\\x" + "ab" * 5000],
    "jsonb": (['{"a": 1.0}', '{"a": 1.00}', '"x"', "null", "[]"], '{"new": true}'),
    "json": (['{"a":1,"a":2}', '{ "b" : 1 }', '"\\u0000"', "null"], '{"new": true}'),
    "timestamptz": (["2026-03-29 01:30:00+00", "infinity", "-infinity", "0044-03-15 00:00:00+00 BC"], "2020-01-01 00:00:00+00"),
    "timestamp(3)": (["2026-02-03 04:05:06.789", "infinity"], "2020-01-01"),
    "date": (["0001-01-01", "infinity", "4713-01-01 BC"], "2020-01-01"),
    "interval": (["1 day", "24 hours", "30 days", "1 mon", "-00:00:01"], "1 hour"),
    "time": (["24:00:00", "00:00:00"], "12:00"),
    "uuid": (["00000000-0000-0000-0000-000000000000"], "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    "inet": (["10.0.0.1/8", "10.0.0.1", "::1"], "127.0.0.1"),
    "point": (["(1,2)", "(-0,0)"], "(3,4)"),
    "int4range": (["[1,5)", "empty", "(,)"], "[7,8)"),
    "integer[]": (["{}", "{1,NULL,3}", "[0:1]={1,2}", "{{1,2},{3,4}}"], "{9}"),
    "text[]": (['{""}', '{NULL}', '{"NULL"}', '{"a,b","c\\"d"}'], "{new}"),
    "bit(5)": (["10101"], "00000"),
    "bit varying": (["", "1"], "0"),
    "money": (["$1.10", "-$0.01"], "$5.00"),
    "tsvector": (["'a':1 'b'"], "'c'"),
    "xml": (["<a>1</a>", "<a >1</a>"], "<b/>"),
    "boolean": (["t", "f"], None),
    "bigint": (["9223372036854775807", "-9223372036854775808"], "0"),
    "smallint": (["-32768"], "0"),
    "name": (["abc"], "new"),
    "oid": (["4294967295"], "1"),
}


def images(db, n, extra=""):
    """Every value in its binary form, by the server's own send functions."""
    columns = ", ".join(f"record_send(row(c{i}))::text" for i in range(n))
    return db.query(f"select id, {columns} from public.things {extra} order by id")


def make_all_types(db):
    types = list(TYPES)
    values = [v if isinstance(v, list) else v[0] for v in TYPES.values()]
    db.execute("create table public.things (id bigint primary key, "
               + ", ".join(f"c{i} {t}" for i, t in enumerate(types)) + ")")
    for row in range(max(map(len, values)) + 1):
        picked = [v[row] if row < len(v) else None for v in values]
        db.execute(f"insert into public.things values (?, {', '.join('?' * len(types))})", [row + 1, *picked])
    return types


def test_every_type_comes_back_as_it_was(pg, retcon, plan):
    """Hostile settings of the role and the database included: none may touch what is captured."""
    for setting in ("extra_float_digits = 0", "datestyle = 'SQL, DMY'", "intervalstyle = 'sql_standard'",
                    "timezone = 'America/St_Johns'", "bytea_output = 'escape'", "lc_monetary = 'C'"):
        pg.execute(f"alter database {pg.name} set {setting}")
    types = make_all_types(pg)
    before = images(pg, len(types))
    sets = []
    for i, t in enumerate(types):
        new = TYPES[t][1] if isinstance(TYPES[t], tuple) else "\\x01"
        sets.append(f"    c{i}: {'not coalesce(c%d, false)' % i if new is None else yaml_quote(f'{sql_quote(new)}::{t}')}")
    retcon("run", plan(PLAN.format(table="public.things", sets="\n".join(sets))), "--yes", "--quiet", db=pg)
    changed = images(pg, len(types))
    assert all(b[i] != c[i] for b, c in zip(before, changed) for i in range(1, len(types) + 1))
    retcon("rollback", "faithful", "--yes", "--quiet", db=pg)
    assert images(pg, len(types)) == before


def sql_quote(s):
    return "'" + s.replace("'", "''") + "'"


def yaml_quote(s):
    return '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'


# Pairs that = calls equal though their bytes differ: type, what the run writes, what somebody writes afterwards.
TRAPS = [
    ("numeric", "1.0", "1.00"),
    ("jsonb", '{"a": 1.0}', '{"a": 1.00}'),
    ("double precision", "0", "-0"),
    ("interval", "1 day", "24 hours"),
    ("interval", "1 mon", "30 days"),
    ("numeric[]", "{1.0}", "{1.00}"),
    ("json", '{"a":1}', '{"a" : 1}'),
    ("point", "(1,2)", "(1,2.0000001)"),
    ("text collate public.nocase", "abc", "ABC"),
    ("text collate public.nocase", "é", "e\u0301"),
]


@pytest.fixture
def trapped(pg):
    pg.execute("create collation public.nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
    return pg


@pytest.mark.parametrize("kind,ours,theirs", TRAPS, ids=[f"{t.split()[0]}-{a}" for t, a, _ in TRAPS])
def test_equal_is_not_the_same(trapped, retcon, plan, kind, ours, theirs):
    db = trapped
    plain = kind.split(" collate")[0]
    prior = {"numeric": "5", "jsonb": "5", "json": "5", "point": "(9,9)", "interval": "9 days", "numeric[]": "{5}"}.get(kind, "5")
    db.execute(f"create table public.things (id int primary key, v {kind})")
    db.execute("insert into public.things values (1, ?), (2, ?), (3, ?)", [prior, prior, theirs])
    text = PLAN.format(table="public.things", sets=f"    v: {yaml_quote(f'{sql_quote(ours)}::{plain}')}")
    retcon("run", plan(text), "--yes", "--quiet", db=db)
    # Row 3 was = to the new value, but not the same: it is written, and counted as changed.
    assert db.value("select count(*) from retcon.correction_1") == 3
    db.execute("update public.things set v = ? where id = 2", [theirs])
    edited = db.query("select record_send(row(v))::text from public.things where id = 2")
    r = retcon("rollback", "faithful", "--yes", "--quiet", "--json", db=db, rc=7)
    assert db.query("select record_send(row(v))::text from public.things where id = 2") == edited, repr(r)
    assert db.value("select v::text from public.things where id = 3") == db.value(f"select ?::{plain}::text", [theirs])
    assert retcon("status", "faithful", "--json", db=db).json()["conflicts"] == 1


SQLITE_VALUES = [None, 0, 1, -1, 2**62, -2**63, 0.0, 0.1, 1.0, 1e300, 0.30000000000000004, "", "a", "A", "1", "1.0",
                 "é", "e\u0301", "x" * 70000, b"", b"\x00", b"a", b"1", "nul\x00inside", "'", "line\nbreak"]


@pytest.mark.parametrize("affinity", ["integer", "real", "numeric", "text", "blob", "", "text collate nocase"])
def test_sqlite_values_come_back_with_their_type(sqlite, retcon, plan, affinity):
    sqlite.execute(f"create table things (id integer primary key, v {affinity})")
    for i, v in enumerate(SQLITE_VALUES, 1):
        sqlite.execute("insert into things values (?, ?)", (i, v))
    look = "select id, typeof(v), hex(v), v from things order by id"
    before = sqlite.query(look)
    retcon("run", plan(PLAN.format(table="things", sets="    v: \"'changed ' || id\"")), "--yes", "--quiet", db=sqlite)
    assert all(t == "text" and v.startswith("changed") for _, t, _, v in sqlite.query(look))
    retcon("rollback", "faithful", "--yes", "--quiet", db=sqlite)
    assert sqlite.query(look) == before


# SQLite's own traps: column type, what the run writes, what somebody writes afterwards.
SQLITE_TRAPS = [("", "5", 5.0), ("", "5", "5"), ("", "'a'", b"a"), ("text collate nocase", "'abc'", "ABC"), ("blob", "1", 1.0)]


@pytest.mark.parametrize("kind,ours,theirs", SQLITE_TRAPS)
def test_sqlite_equal_is_not_the_same(sqlite, retcon, plan, kind, ours, theirs):
    sqlite.execute(f"create table things (id integer primary key, v {kind})")
    sqlite.execute("insert into things values (1, 9), (2, 9)")
    sqlite.execute("insert into things values (3, ?)", (theirs,))
    retcon("run", plan(PLAN.format(table="things", sets=f"    v: {yaml_quote(ours)}")), "--yes", "--quiet", db=sqlite)
    assert sqlite.value("select count(*) from retcon_correction_1") == 3
    sqlite.execute("update things set v = ? where id = 2", (theirs,))
    edited = sqlite.query("select typeof(v), hex(v) from things where id = 2")
    retcon("rollback", "faithful", "--yes", "--quiet", db=sqlite, rc=7)
    assert sqlite.query("select typeof(v), hex(v) from things where id = 2") == edited
    assert sqlite.query("select typeof(v), v from things where id = 3") == [({float: "real", str: "text", bytes: "blob"}[type(theirs)], theirs)]


def test_already_right_rows_are_not_written(engine, retcon, plan):
    table = "things" if engine.kind == "sqlite" else "public.things"
    engine.execute("create table things (id integer primary key, v integer)")
    engine.execute("insert into things values (1, 7), (2, 8), (3, null)")
    r = retcon("run", plan(PLAN.format(table=table, sets="    v: 7")), "--yes", "--quiet", db=engine)
    s = retcon("status", "faithful", "--json", db=engine).json()
    assert (s["changed"], s["unchanged"]) == (2, 1), repr(r)
