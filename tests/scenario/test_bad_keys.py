"""scope.keys_from: a CSV file of keys with all that people's files hold. Whatever is refused leaves nothing behind."""
import pytest

from witness import Witness, ends, fix

INT = "create table t (id integer primary key, v integer); insert into t values (1, 1), (2, 2), (3, 3), (4, 4);"
TEXT = "create table t (a text not null, b integer not null, v integer, primary key (a, b)); " \
       "insert into t values ('x', 1, 1), ('y, z', 1, 2), ('q\"q', 1, 3), ('', 1, 4), ('né', 1, 5), ('line\nbreak', 1, 6);"


@pytest.fixture
def keyed(either, retcon, plan, tmp_path):
    """keyed(ddl, csv bytes): the plan over those keys."""
    def make(ddl, csv, change="v: v + 10"):
        either.execute(ddl)
        if csv is not None:
            (tmp_path / "keys.csv").write_bytes(csv)
        table = "t" if either.kind == "sqlite" else "public.t"
        return plan(fix(table, change).replace("  where: true\n", "  keys_from: keys.csv\n"))

    return make


def values(engine):
    return [v for v, in engine.query("select v from t order by 1")]


def test_duplicates_and_strangers_are_counted(either, keyed, retcon):
    path = keyed(INT, b"id\n1\n3\n3\n99\n1\n-5\n")
    r = retcon("scope", path, "--json", db=either)
    keys = r.json()["keys"]
    assert (keys["rows"], keys["different"], keys["found"]) == (6, 4, 2), r
    assert "2 of its lines repeat a key" in r.err and "2 of its keys are not in the table" in r.err
    assert ends(either, retcon, path)["changed"] == 2
    assert values(either) == [2, 4, 11, 13]


def test_where_narrows_the_keys(either, keyed, retcon):
    path = keyed(INT, b"id\n1\n2\n3\n")
    path.write_text(path.read_text().replace("scope:\n", "scope:\n  where: v > 1\n"))
    assert ends(either, retcon, path)["changed"] == 2
    assert values(either) == [1, 4, 12, 13]


WORKS = {
    "CRLF": (INT, b"id\r\n1\r\n3\r\n", [2, 4, 11, 13]),
    "BOM": (INT, b"\xef\xbb\xbfid\n1\n", [2, 3, 4, 11]),
    "no last newline": (INT, b"id\n1", [2, 3, 4, 11]),
    "quotes": (INT, b'"id"\n"1"\n', [2, 3, 4, 11]),
    "more columns": (INT, b"name,id,why\nx,1,\"a, b\"\n", [2, 3, 4, 11]),
    "composite, other order": (TEXT, b'b,a\n1,x\n1,"y, z"\n1,"q""q"\n', [4, 5, 6, 11, 12, 13]),
    "an empty text": (TEXT, b'a,b\n"",1\n', [1, 2, 3, 5, 6, 14]),
    "unicode": (TEXT, "a,b\nné,1\n".encode(), [1, 2, 3, 4, 6, 15]),
    "a newline in a key": (TEXT, b'a,b\n"line\nbreak",1\n', [1, 2, 3, 4, 5, 16]),
}


@pytest.mark.parametrize("case", WORKS)
def test_files_that_work(either, keyed, retcon, case):
    ddl, csv, after = WORKS[case]
    ends(either, retcon, keyed(ddl, csv))
    assert values(either) == after


def test_no_keys_but_a_header(either, keyed, retcon):
    path = keyed(INT, b"id\n")
    w = Witness(either)
    s = ends(either, retcon, path)
    assert (s["universe"], s["candidates"]) == (0, 0)
    w.same()


# The file, the exit status, words.
REFUSED = {
    "missing": (INT, None, 1, ["keys.csv", "No such file"]),
    "empty": (INT, b"", 2, ["keys.csv", "is empty", "must name the key's columns"]),
    "blank": (INT, b"\n\n", 2, ["keys.csv"]),
    "no header": (INT, b"1\n2\n", 2, ["keys.csv:1:", 'the key column "id"']),
    "another header": (INT, b"ID\n1\n", 2, ["keys.csv:1:", 'the key column "id"']),
    "half the key": (TEXT, b"a\nx\n", 2, ["keys.csv:1:", 'the key column "b"']),
    "no value": (TEXT, b"a,b\nx,\n", 2, ["keys.csv:2:", '"b" is empty']),
    "a field too few": (TEXT, b"a,b\nx,1\ny\n", 2, ["keys.csv:3:", "1 field", "the header has 2"]),
    "a field too many": (INT, b"id\n1,2\n", 2, ["keys.csv:2:", "2 fields", "the header has 1"]),
    "an open quote": (INT, b'id\n1\n"2\n3\n', 2, ["keys.csv:3:", "quote"]),
    "text after a quote": (INT, b'id\n"1"x\n', 2, ["keys.csv:2:", "quote"]),
    "NUL": (INT, b"id\n1\x002\n", 2, ["keys.csv:2:", "NUL"]),
    "not UTF-8": (TEXT, b"a,b\nn\xe9,1\n", 2, ["keys.csv:2:", "UTF-8"]),
    "UTF-16": (INT, "id\n1\n".encode("utf-16"), 2, ["keys.csv"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_files_that_are_refused(either, keyed, retcon, case):
    ddl, csv, rc, words = REFUSED[case]
    path = keyed(ddl, csv)
    w = Witness(either)
    r = retcon("run", path, "--yes", db=either, rc=rc)
    for word in words:
        assert word in r.err, r
    w.untouched()


# Keys that the key's type cannot hold. SQLite's columns can hold anything: there numbers are strangers, and said to be.
BAD_TYPES = {
    "a text for a number": (INT, b"id\n1\nabc\n", 2, ["keys.csv", "does not fit", "the key is integer"]),
    "a half": (INT, b"id\n1.5\n", 2, ["keys.csv", "does not fit"]),
    "too large": (INT, b"id\n99999999999999999999\n", 2, ["keys.csv", "does not fit"]),
    "SQL": (INT, b"id\n1); drop table t; --\n", 2, ["keys.csv", "does not fit"]),
}


def csv_line(csv):
    """Of the last record."""
    return csv.count(b"\n")


NUMBERS = {"1": True, "+1": True, " 1 ": True, "1.0": True, "1e0": True, ".1e1": True, "1.": True, "-1": True, "": False, "-": False,
           ".": False, "1e": False, "1e+": False, "0x1": False, "1 2": False, "inf": False, "nan": False, "1,0": False, "١": False}


@pytest.mark.parametrize("text", NUMBERS)
@pytest.mark.parametrize("affinity", ["integer", "real", "numeric", "text"])
def test_what_sqlite_takes_for_a_number(sqlite, retcon, plan, tmp_path, text, affinity):
    """Its own affinity is the oracle. A column of another affinity takes any text."""
    sqlite.execute(f"create table t (id {affinity} not null primary key, v integer); insert into t values (1, 1)")
    sqlite.execute("create table oracle (x integer)")
    sqlite.execute("insert into oracle values (?)", (text,))
    assert (sqlite.value("select typeof(x) from oracle") in ("integer", "real")) == NUMBERS[text]
    (tmp_path / "keys.csv").write_text(f'id\n"{text}"\n')
    path = plan(fix("t", "v: v + 10").replace("  where: true\n", "  keys_from: keys.csv\n"))
    fits = NUMBERS[text] or affinity in ("numeric", "text")
    r = retcon("scope", path, db=sqlite, rc=0 if fits else 2)
    assert fits or "keys.csv:2: a key does not fit" in r.err, r


@pytest.mark.parametrize("case", BAD_TYPES)
def test_keys_of_another_type(either, keyed, retcon, case):
    ddl, csv, rc, words = BAD_TYPES[case]
    path = keyed(ddl, csv)
    w = Witness(either)
    if case in ("a text for a number", "SQL") and either.kind == "sqlite":
        r = retcon("run", path, "--yes", db=either, rc=rc)
        line = csv_line(csv)
        assert f"keys.csv:{line}: a key does not fit" in r.err and "is no number" in r.err and "is INTEGER" in r.err.replace("integer", "INTEGER"), r
        w.untouched()
    elif either.kind == "postgresql":
        r = retcon("run", path, "--yes", db=either, rc=rc)
        assert all(word in r.err for word in words), r
        w.untouched()
    else:
        r = retcon("scope", path, db=either)
        assert "1 of its keys are not in the table" in r.err, r
        w.untouched(("fix", "scoped"))


def test_the_line_of_a_key_among_many(pg15db, retcon, plan, tmp_path):
    """They are loaded in pieces; the piece that does not fit is named by its lines."""
    pg15db.execute(INT)
    (tmp_path / "keys.csv").write_bytes(b"id\n" + b"".join(b"%d\n" % i for i in range(1, 20001)) + b"x\n")
    path = plan(fix("public.t", "v: v + 10").replace("  where: true\n", "  keys_from: keys.csv\n"))
    w = Witness(pg15db)
    r = retcon("scope", path, db=pg15db, rc=2)
    assert "keys.csv" in r.err and "20002" in r.err and '"x"' in r.err, r
    w.untouched()


@pytest.mark.parametrize("csv, word", [(b"id\nabc\n", "a key does not fit"), (b"nr\n1\n", 'the key column "id"'),
                                       (b"id\n\"1\n", "never closed"), (b"", "is empty")])
def test_a_rollback_of_keys_that_do_not_fit(either, keyed, retcon, tmp_path, csv, word):
    path = keyed(INT, b"id\n1\n")
    ends(either, retcon, path)
    w = Witness(either)
    (tmp_path / "undo.csv").write_bytes(csv)
    for option in ("--yes", "--dry-run"):
        r = retcon("rollback", "fix", "--keys", tmp_path / "undo.csv", option, db=either, rc=2)
        assert "undo.csv" in r.err and word in r.err, r
    w.same()
    assert w.runs() == [("fix", "finished")]
