"""Values at the edge of what a type holds: captured, changed and put back byte for byte, or the one row set aside."""
import resource
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from witness import ends, fix

ROOT = Path(__file__).resolve().parent.parent.parent


def images(db, column="v"):
    if db.kind == "sqlite":
        return db.query(f"select id, typeof({column}), hex({column}) from t order by id")
    return db.query(f"select id, md5(record_send(row({column}))::text) from t order by id")


def there_and_back(db, retcon, plan, change, where="true", rest=""):
    """The run and its rollback; returns the status after the run. Every row is afterwards what it was."""
    before = images(db)
    s = ends(db, retcon, plan(fix("t" if db.kind == "sqlite" else "public.t", change, where=where, rest=rest)))
    for args in (["report", "fix", "--json"], ["explain", "t" if db.kind == "sqlite" else "public.t", "1", "--json"]):
        assert "\0" not in retcon(*args, db=db).out
    retcon("rollback", "fix", "--yes", "--quiet", db=db, rc=(0, 7))
    assert images(db) == before
    return s


NUMBERS = ["NaN", "Infinity", "-Infinity", "-0", "0", "1e-300", "0.1"]


@pytest.mark.parametrize("kind", ["double precision", "real", "numeric"])
def test_numbers_that_are_none(pg15db, retcon, plan, kind):
    values = [v for v in NUMBERS if not (kind == "real" and v == "1e-300")] + (["1e400", "9" * 1000] if kind == "numeric" else [])
    pg15db.execute(f"create table t (id int primary key, v {kind}); insert into t values "
                   + ", ".join(f"({i}, '{v}')" for i, v in enumerate(values, 1)))
    s = there_and_back(pg15db, retcon, plan, f"v: \"'7'::{kind}\"", rest="  uncertain:\n    odd: new.v - old.v > 1e300\n"
                       if kind == "double precision" else "")
    assert s["changed"] + s["uncertain"] == len(values)


def test_a_result_that_is_no_number(pg15db, retcon, plan):
    """NaN and infinity come out of the change: the dry run's sums are then none, and say so."""
    pg15db.execute("create table t (id int primary key, v double precision); insert into t values (1, 1), (2, 'Infinity'), (3, -1)")
    path = plan(fix("public.t", "v: v - 'Infinity'"))
    dry = retcon("dry-run", path, "--json", db=pg15db).json()
    assert dry["changed"] == 3
    for form in ("text", "markdown", "html"):
        retcon("dry-run", path, "-f", form, db=pg15db)
    ends(pg15db, retcon, path)
    assert [str(v) for v, in pg15db.query("select v from t order by id")] == ["-inf", "nan", "-inf"]


def test_a_difference_that_its_type_does_not_hold(pg15db, retcon, plan):
    """From one end of bigint to the other: the dry run's figures are exact all the same."""
    pg15db.execute(f"create table t (id int primary key, v bigint); insert into t values (1, {-2**63}), (2, {2**63 - 2})")
    path = plan(fix("public.t", f"v: '{2**63 - 1}'"))
    (v,) = retcon("dry-run", path, "--json", "--no-rehearsal", db=pg15db).json()["numbers"]
    assert (v["sum_delta"], v["percentiles"]["min"], v["percentiles"]["max"]) == (str(2**64), "1", str(2**64 - 1))


@pytest.mark.parametrize("kind, values, new", [
    ("date", ["infinity", "-infinity", "4713-01-01 BC", "5874897-12-31"], "2000-01-01"),
    ("timestamp", ["infinity", "4713-01-01 BC", "294276-12-31 23:59:59.999999"], "2000-01-01"),
    ("timestamptz", ["infinity", "-infinity", "0044-03-15 BC", "2026-03-29 01:30:00+00"], "2000-01-01+00"),
    ("interval", ["178000000 years", "-178000000 years", "1 mon -1 day"], "1 day"),
])
def test_times_out_of_all_time(pg15db, retcon, plan, kind, values, new):
    pg15db.execute(f"create table t (id int primary key, v {kind}); insert into t values "
                   + ", ".join(f"({i}, '{v}')" for i, v in enumerate(values, 1)))
    assert there_and_back(pg15db, retcon, plan, f"v: \"'{new}'::{kind}\"")["changed"] == len(values)


KEYS = {"numeric": ["NaN", "1.50", "-0", "1e100"], "double precision": ["NaN", "Infinity", "-0", "0.1"],
        "timestamptz": ["infinity", "-infinity", "2026-03-29 01:30:00.123456+00"], "date": ["infinity", "4713-01-01 BC"],
        "bytea": ["", "\\x00", "\\xff00"], "text": ["", " ", "a\nb", "\u202e", "'", "NULL", "{}", "\\"]}


@pytest.mark.parametrize("kind", KEYS)
def test_keys_of_such_values(pg15db, retcon, plan, kind):
    pg15db.execute(f"create table t (id {kind} primary key, v int)")
    for i, key in enumerate(KEYS[kind]):
        pg15db.execute("insert into t values (?, ?)", (key, i))
    r = retcon("check", plan(fix("public.t", "v: v + 1")), db=pg15db, rc=(0, 3))
    if r.rc == 3:
        assert "[P111]" in r.err and kind in r.err
        return
    s = ends(pg15db, retcon, plan(fix("public.t", "v: v + 1")))
    assert s["changed"] == len(KEYS[kind])
    assert [v for v, in pg15db.query("select v from t order by v")] == [i + 1 for i in range(len(KEYS[kind]))]
    retcon("rollback", "fix", "--yes", "--quiet", db=pg15db)
    assert [v for v, in pg15db.query("select v from t order by v")] == list(range(len(KEYS[kind])))


def test_empty_is_not_null(either, retcon, plan):
    either.execute("create table t (id integer primary key, v text); insert into t values (1, ''), (2, null), (3, ' '), (4, 'x')")
    s = there_and_back(either, retcon, plan, "v: nullif(v, '')")
    assert (s["changed"], s["unchanged"]) == (1, 3)


def test_null_becomes_empty(either, retcon, plan):
    either.execute("create table t (id integer primary key, v text); insert into t values (1, ''), (2, null)")
    s = there_and_back(either, retcon, plan, "v: coalesce(v, '')")
    assert (s["changed"], s["unchanged"]) == (1, 1)


def test_a_change_to_null_where_null_may_not_be(either, retcon, plan):
    either.execute("create table t (id integer primary key, v text not null); insert into t values (1, ''), (2, 'a'), (3, 'b')")
    s = ends(either, retcon, plan(fix("t" if either.kind == "sqlite" else "public.t", "v: nullif(upper(v), '')")), rc=7)
    assert (s["changed"], s["failed"]) == (2, 1)
    assert either.query("select v from t order by id") == [("",), ("A",), ("B",)]
    q, = retcon("quarantine", "list", "fix", "--json", db=either).json()["rows"]
    assert q["key"] == ["1"] and "null" in q["reason"].lower()


def test_nul_bytes_in_text(sqlite, retcon, plan):
    """SQLite's texts may hold what no other does: NUL, bytes that are not UTF-8, a lone surrogate."""
    sqlite.execute("create table t (id integer primary key, v text)")
    for i, value in enumerate((b"a\0b", b"\0", b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80", b"ok"), 1):
        sqlite.execute("insert into t values (?, cast(? as text))", (i, value))
    s = there_and_back(sqlite, retcon, plan, "v: v || '!'")
    assert s["changed"] == 6
    for form in ("text", "markdown", "html", "json"):
        r = retcon("report", "fix", "-f", form, db=sqlite)
        assert "\0" not in r.out


def test_keys_with_nul_bytes(sqlite, retcon, plan):
    sqlite.execute("create table t (id text primary key not null, v integer)")
    for i, key in enumerate((b"a", b"a\0", b"a\0b", b"\xff", b"")):
        sqlite.execute("insert into t values (cast(? as text), ?)", (key, i))
    s = ends(sqlite, retcon, plan(fix("t", "v: v + 10")))
    assert s["changed"] == 5
    assert sqlite.query("select v from t order by v") == [(10,), (11,), (12,), (13,), (14,)]
    retcon("rollback", "fix", "--yes", "--quiet", db=sqlite)
    assert sqlite.query("select v from t order by v") == [(0,), (1,), (2,), (3,), (4,)]


def test_any_type_in_any_column(sqlite, retcon, plan):
    sqlite.execute("create table t (id integer primary key, v integer); insert into t values (1, 'text'), (2, 1.5), (3, x'00ff'), "
                   "(4, null), (5, 9223372036854775807), (6, 9e999), (7, -9e999), (8, -0.0)")
    there_and_back(sqlite, retcon, plan, "v: \"'same'\"")


def test_integers_that_overflow(either, retcon, plan):
    """The database's own range, not ours: the row is set aside."""
    either.execute("create table t (id integer primary key, v bigint); insert into t values (1, 9223372036854775807), (2, 1)")
    if either.kind == "sqlite":  # there the sum becomes a real number: the author's doubt is what sets it aside
        rest = "  uncertain:\n    real: typeof(new.v) <> typeof(old.v)\n"
        s = ends(either, retcon, plan(fix("t", "v: v + 1", rest=rest)), rc=7)
    else:
        s = ends(either, retcon, plan(fix("public.t", "v: v + 1")), rc=7)
    assert (s["changed"], s["failed"] + s["uncertain"]) == (1, 1)
    assert either.query("select v from t order by id") == [(9223372036854775807,), (2,)]


# --- large ---

BIG = 20_000_000


def test_values_of_20_mb(either, retcon, plan):
    filler = "repeat('x', ?)" if either.kind == "postgresql" else "replace(hex(zeroblob(? / 2)), '0', 'x')"
    either.execute("create table t (id integer primary key, v text, n integer)")
    either.execute(f"insert into t values (1, {filler}, 0)", (BIG,))
    either.execute("insert into t values (2, 'small', 0)")
    t = "t" if either.kind == "sqlite" else "public.t"
    path = plan(fix(t, ["v: v || 'y'"], rest="checkpoint:\n  batch: 1\n  statement_timeout: 60s\n"))
    before = either.query("select id, length(v) from t order by id")
    r = retcon("run", path, "--yes", "--json", db=either)
    assert len(r.out) + len(r.err) < 100_000, "a value of 20 MB came out"
    assert either.query("select id, length(v) from t order by id") == [(i, n + 1) for i, n in before]
    for args in (["explain", t, "1"], ["report", "fix", "-f", "html"]):
        assert len(retcon(*args, db=either).out) < 200_000
    retcon("rollback", "fix", "--yes", "--quiet", db=either)
    assert either.query("select id, length(v) from t order by id") == before
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2_000_000


def test_a_large_neighbour_is_not_read(either, retcon, plan):
    either.execute("create table t (id integer primary key, v integer, big text)")
    filler = "repeat('x', ?)" if either.kind == "postgresql" else "replace(hex(zeroblob(? / 2)), '0', 'x')"
    either.execute(f"insert into t values (1, 1, {filler})", (BIG,))
    assert there_and_back(either, retcon, plan, "v: v + 1")["changed"] == 1


def test_a_key_of_100_kb(sqlite, retcon, plan):
    sqlite.execute("create table t (id text primary key not null, v integer)")
    sqlite.execute("insert into t values (replace(hex(zeroblob(50000)), '0', 'k'), 1), ('b', 2)")
    assert ends(sqlite, retcon, plan(fix("t", "v: v + 1")))["changed"] == 2
    retcon("report", "fix", "-f", "html", db=sqlite)
    retcon("rollback", "fix", "--yes", "--quiet", db=sqlite)
    assert sqlite.query("select v from t order by v") == [(1,), (2,)]


# --- encodings ---

@pytest.fixture
def sql_ascii(pg15):
    """A database whose texts are bytes of no encoding; its columns hold some that are not UTF-8."""
    name = "ascii_bytes"
    with closing(psycopg2.connect(pg15.url("postgres"))) as c:
        c.autocommit = True
        c.cursor().execute(f"create database {name} encoding 'SQL_ASCII' template template0 locale 'C'")

    class Db:
        kind, url = "postgresql", pg15.url(name)

        @staticmethod
        def query(sql):
            with closing(psycopg2.connect(Db.url)) as c, c.cursor() as cursor:
                c.autocommit = True
                cursor.execute("set client_encoding = sql_ascii")
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None

    yield Db
    with closing(psycopg2.connect(pg15.url("postgres"))) as c:
        c.autocommit = True
        c.cursor().execute(f"drop database {name} with (force)")


def test_bytes_that_are_not_utf8(sql_ascii, retcon, plan):
    """Kept byte for byte where the server lets them pass; never printed raw."""
    db = sql_ascii
    db.query("create table t (id int primary key, v text); insert into t select 1, convert_from('\\x636166e9', 'sql_ascii'); "
             "insert into t values (2, 'ok')")
    look = "select id, encode(v::bytea, 'hex') from t order by id"
    before = db.query(look)
    path = plan(fix("public.t", "v: v || '!'"))
    r = retcon("run", path, "--yes", db=db, rc=(0, 1, 3, 7))
    if r.rc == 0:
        assert db.query(look) == [(1, "636166e921"), (2, "6f6b21")]
        retcon("rollback", "fix", "--yes", db=db)
    else:
        assert "encoding" in r.err or "UTF" in r.err, r
    assert db.query(look) == before
    for form in ("text", "html", "json"):
        if r.rc == 0:
            retcon("report", "fix", "-f", form, db=db).out.encode("utf-8", "strict")


def test_a_latin1_database(pg15, retcon, plan):
    with closing(psycopg2.connect(pg15.url("postgres"))) as c:
        c.autocommit = True
        c.cursor().execute("create database latin encoding 'LATIN1' template template0 locale 'C'")
        try:
            with closing(psycopg2.connect(pg15.url("latin"))) as d, d.cursor() as cursor:
                d.autocommit = True
                cursor.execute("create table t (id int primary key, v text); insert into t values (1, 'é'), (2, 'a')")
                path = plan(fix("public.t", "v: replace(v, 'é', 'ü')", where="v <> 'ß'"))
                retcon("run", path, "--yes", db=pg15.url("latin"))
                cursor.execute("select encode(convert_to(v, 'latin1'), 'hex') from t order by id")
                assert cursor.fetchall() == [("fc",), ("61",)]
                r = retcon("run", plan(fix("public.t", "v: \"'→'\"", name="other")), "--yes", db=pg15.url("latin"), rc=(1, 3))
                assert "LATIN1" in r.err and "has no equivalent" in r.err, r
        finally:
            c.cursor().execute("drop database latin with (force)")


def test_statements_are_ascii():
    """A server whose encoding has no such character would refuse the statement, comments and all."""
    statements = list((ROOT / "sql/postgresql").glob("*.sql"))
    assert len(statements) > 50 and [p.name for p in statements if not p.read_bytes().isascii()] == []
