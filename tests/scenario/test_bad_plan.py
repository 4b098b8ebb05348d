"""Plans that are not plans: each is refused with its place, by every command that reads one, and nothing is written."""
import pytest

import harness
from witness import Witness

GOOD = "name: fix\ntable: t\nscope:\n  where: id > 0\nchange:\n  set:\n    v: v + 1\n"

# What the file holds, where the mistake is, its code, and words of the message.
CASES = {
    "empty": (b"", "1:1", "P004", "empty"),
    "blank": (b" \n\n", "", "P004", "empty"),
    "only a comment": (b"# name: fix\n", "", "P004", "empty"),
    "10 MB": (b"name: fix\n" + b"# " + b"x" * 10_000_000, "", "P003", "larger than 262144 bytes"),
    "10 MB of newlines": (b"\n" * 10_000_000, "", "P003", "larger than 262144 bytes"),
    "binary": (bytes(range(256)) * 4, "2:118", "P002", ""),
    "an ELF file": (b"\x7fELF\x02\x01\x01" + bytes(64), "1:", "P002", ""),
    "NUL": (GOOD.replace("fix", "f\0x").encode(), "1:8", "P002", "NUL"),
    "latin-1": (GOOD.replace("fix", "fix").encode() + "why: Größe\n".encode("latin-1"), "8:8", "P002", "UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "1:1", "P002", "UTF-16"),
    "a cut character": (b"name: fix\nwhy: caf\xc3\n", "2:", "P002", "UTF-8"),
    "an overlong slash": (b"name: fix\nwhy: \xc0\xaf\n", "2:", "P002", "UTF-8"),
    "a surrogate": (b"name: fix\nwhy: \xed\xa0\x80\n", "2:", "P002", "UTF-8"),
    "an escape sequence": (GOOD.encode() + b"why: \x1b[31mred\n", "8:6", "P002", ""),
    "bidi": (GOOD.encode() + "why: abc\u202edef\n".encode(), "8:9", "P002", "U+202E"),
    "a tab for blanks": (b"name: fix\nscope:\n\twhere: true\n", "3:", "P001", ""),
    "an open quote": (b'name: fix\nwhy: "open\ntable: t\n', "4:1", "P001", "begins at 2:6"),
    "an open bracket": (b"name: fix\nkey: [id\ntable: t\n", "", "P001", ""),
    "an open brace": (b"name: fix\nscope: {where: true\n", "", "P001", ""),
    "two colons": (b"name: fix\ntable: t: u\n", "2:", "P001", ""),
    "bad indent": (b"name: fix\n  table: t\n", "2:", "P001", ""),
    "outdent": (b"name: fix\nscope:\n    where: true\n  class: v\n", "4:3", "P001", ""),
    "an unknown escape": (b'name: fix\nwhy: "a\\qb"\n', "2:", "P001", ""),
    "a percent": (b"name: fix\nwhy: %x\n", "2:", "P001", ""),
    "a list": (b"- name: fix\n", "1:1", "P012", "map"),
    "a text": (b"update t set v = 1\n", "1:1", "P012", "map"),
    "two documents": (GOOD.encode() + b"---\n" + GOOD.encode(), "8:1", "P005", "document"),
    "an anchor": (GOOD.replace("v + 1", "&a v + 1").encode(), "7:8", "P006", "anchor"),
    "a bomb": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "1:4", "P006", "anchor"),
    "a tag": (GOOD.replace("v + 1", "!!python/object v").encode(), "7:8", "P006", "tag"),
    "a merge": (GOOD.encode() + b"<<: {why: x}\n", "8:1", "", ""),
    "depth": (b"name: fix\nkey: " + b"[" * 200 + b"]" * 200 + b"\n", "2:", "P003", "deep"),
    "breadth": (b"name: fix\nkey: [" + b"a," * 120_000 + b"a]\n", "2:", "P003", ""),
    "a key twice": (GOOD.encode() + b"table: u\n", "8:1", "P007", '"table"'),
    "a list as a key": (b"name: fix\n? [a]\n: b\n", "2:3", "P008", ""),
    "an unknown key": (GOOD.replace("table:", "tabel:").encode(), "2:1", "P010", 'did you mean "table"?'),
    "a key in the wrong block": (GOOD.encode() + b"set:\n  v: 1\n", "8:1", "P010", '"set"'),
    "nothing but a name": (b"name: fix\n", "1:1", "P011", '"table"'),
    "a number for a map": (GOOD.encode() + b"rollback: 7\n", "8:11", "P012", "map"),
    "no value": (GOOD.replace("id > 0", "").encode(), "4:", "P013", "where"),
    "no unit": (GOOD.encode() + b"checkpoint:\n  lock_timeout: 2\n", "9:17", "P014", ""),
    "a capital in the name": (GOOD.replace("fix", "Fix").encode(), "1:7", "P017", ""),
    "a long name": (GOOD.replace("fix", "f" * 64).encode(), "1:7", "P017", "63"),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """One for all: it is never written."""
    db = harness.Sqlite(tmp_path_factory.mktemp("bad_plan") / "test.db")
    db.execute("create table t (id integer primary key, v integer); insert into t values (1, 1), (2, 2)")
    return db


@pytest.mark.parametrize("case", CASES)
def test_a_plan_that_cannot_be_read(table, retcon, tmp_path, case):
    content, place, code, words = CASES[case]
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    w = Witness(table)
    r = retcon("run", path, "--yes", db=table, rc=3)
    assert f"bad.yaml:{place}" in r.err and "error:" in r.err and f"[{code}" in r.err, r
    assert words in r.err and len(r.err) < 20_000, r
    assert not any(ord(c) < 32 and c != "\n" or c in "\x7f\u202e" for c in r.err), r
    assert retcon("check", "--offline", path, rc=3).err == r.err
    w.same()
    assert w.ledger() == {}


def test_every_mistake_in_one_go(table, retcon, plan):
    path = plan("nam: fix\ntable: t\nscope:\n  wher: true\nchange:\n  set:\n    v: (1\ncheckpoint:\n  batch: 0\n")
    r = retcon("check", "--offline", path, rc=3)
    for place in (":1:1: error: ", ":4:3: error: ", ":7:8: error: ", ":9:10: error: "):
        assert place in r.err, r
    assert 'did you mean "name"?' in r.err and 'did you mean "where"?' in r.err


@pytest.mark.parametrize("command", [["check"], ["scope"], ["dry-run"], ["run", "--yes"], ["sql"]])
def test_a_file_that_cannot_be_read(table, retcon, tmp_path, command):
    w = Witness(table)
    (tmp_path / "folder.yaml").mkdir()
    for name, words in (("none.yaml", "No such file"), ("folder.yaml", "")):
        r = retcon(*command, tmp_path / name, db=table, rc=1)
        assert name in r.err and words in r.err, r
    w.same()
    assert w.ledger() == {}


def test_a_plan_from_a_pipe_that_never_ends(table, retcon):
    """/dev/zero is no plan: no more is read of it than a plan may have."""
    r = retcon("check", "/dev/zero", db=table, rc=(1, 3), timeout=10)
    assert "/dev/zero" in r.err


def test_the_plans_mistakes_come_before_the_databases(retcon, plan, tmp_path):
    """A plan is judged where its database is not; without mistakes, the database's error says what to do."""
    missing = f"sqlite:{tmp_path / 'none.db'}"
    bad = plan(GOOD.replace("table:", "tabel:") + "checkpoint:\n  lock_timeout: 2\n")
    r = retcon("check", bad, db=missing, rc=3)
    assert "plan.yaml:2:1: error:" in r.err and "plan.yaml:9:17: error:" in r.err and "none.db" not in r.err, r
    found = retcon("check", "--json", bad, db=missing, rc=3).json()
    assert {x["line"] for x in found["mistakes"]} >= {2, 9}, found
    r = retcon("check", plan(GOOD), db=missing, rc=1)
    assert "none.db" in r.err and "hint: the path is looked up from the present directory" in r.err, r
    assert not (tmp_path / "none.db").exists()
