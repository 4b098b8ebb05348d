"""SQLite: a batch by a range of keys, and the blocks in which it keeps the values."""
import json
import random
import sqlite3
from contextlib import closing

import pytest

import harness

ROWS = 4000
PLAN = """name: fix
table: t
scope:
  where: {where}
{more}change:
  set:
{sets}
checkpoint:
  batch: {batch}
{rest}"""


def plan_text(sets=None, where="id > 0", more="", batch=500, rest=""):
    lines = "\n".join(f"    {column}: \"{text}\"" for column, text in (sets or {"v": "-abs(v)"}).items())
    return PLAN.format(where=where, more=more, sets=lines, batch=batch, rest=rest)


@pytest.fixture
def plan_of(plan):
    return lambda **keys: plan(plan_text(**keys), "fix.yaml")


def fill(db, rows=ROWS, key="id integer primary key", step=1):
    """The first row of every five hundred is right already."""
    db.execute(f"create table t ({key}, v integer, u text)")
    db.execute("with recursive n (i) as (select 1 union all select i + 1 from n where i < ?) "
               f"insert into t select i * {step}, case i % 500 when 1 then -i else i end, 'u' from n", (rows,))


def blocks(db):
    return [json.loads(body) for (body,) in db.query("select body from retcon_capture_1 order by from_ord")]


def by_range(db):
    """A range's block begins with its slice; rows that are judged one by one make blocks that begin with a change."""
    return [block[0] == 0 for block in blocks(db)]


def run(retcon, db, rc=0, plan="fix.yaml"):
    retcon("scope", plan, db=db)
    return retcon("run", "fix", "--yes", "--quiet", db=db, rc=rc)


KEYS = {
    "rowid": ("id integer primary key", True),
    "unique": ("id bigint not null primary key", True),
    "text": ("id text not null primary key", False),
    "no affinity": ("id blob not null primary key", False),
}


@pytest.mark.parametrize("case", KEYS)
def test_a_range_is_taken_where_the_key_is_an_integer(sqlite, retcon, plan_of, case):
    key, is_range = KEYS[case]
    fill(sqlite, key=key)
    plan_of(where="u = 'u'")
    run(retcon, sqlite)
    assert by_range(sqlite) == [is_range] * len(blocks(sqlite)) and len(blocks(sqlite)) >= 8
    assert sqlite.value("select count(*) from t where v >= 0") == 0
    assert sum(v != 0 for block in blocks(sqlite) for v in block) == ROWS - 8
    retcon("verify", "fix", db=sqlite)
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.value("select count(*) from t where v = id") == ROWS - 8


@pytest.mark.parametrize("rest", ["", "  uncertain:\n    odd: new.v = -7\n"])
def test_doubts_are_judged_row_by_row(sqlite, retcon, plan, rest):
    fill(sqlite)
    plan(plan_text().replace("checkpoint:", rest + "checkpoint:"), "fix.yaml")
    run(retcon, sqlite, rc=None)
    assert all(by_range(sqlite)) == (not rest) and any(by_range(sqlite)) == (not rest)
    assert sqlite.value("select count(*) from t where v > 0") == (1 if rest else 0)


def test_rows_of_others_between_are_left_alone(sqlite, retcon, plan_of):
    fill(sqlite)
    sqlite.execute("update t set u = 'x' where id % 2 = 0")
    plan_of(where="u = 'u'")
    run(retcon, sqlite)
    assert any(by_range(sqlite))
    assert sqlite.value("select count(*) from t where id % 2 = 0 and v < 0") == 0
    assert sqlite.value("select count(*) from t where id % 2 = 1 and v > 0") == 0


def test_a_list_with_much_between_is_looked_up_key_by_key(sqlite, retcon, plan_of):
    fill(sqlite, rows=60000)
    sqlite.execute("update t set u = 'x' where id % 50 <> 1")
    plan_of(where="u = 'u'", batch=100)
    run(retcon, sqlite)
    assert not all(by_range(sqlite))
    assert sqlite.query("select count(*), min(id % 50), max(id % 50) from t where v < 0 and u = 'u'") == [(1200, 1, 1)]
    assert sqlite.value("select count(*) from t where u = 'x' and v < 0") == 0


def test_large_values_go_in_several_blocks(sqlite, retcon, plan_of):
    sqlite.execute("create table t (id integer primary key, v text)")
    for i in range(1, 17):
        sqlite.execute("insert into t values (?, ?)", (i, chr(97 + i % 20) * 300_000))
    before = sqlite.query("select * from t")
    plan_of(sets={"v": "upper(v)"}, batch=16)
    run(retcon, sqlite)
    assert all(v == v.upper() for _, v in sqlite.query("select * from t"))
    assert sqlite.value("select max(length(body)) from retcon_capture_1") < 2_000_000 and len(blocks(sqlite)) > 4
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.query("select * from t") == before


def test_a_refused_row_between_others(sqlite, retcon, plan_of):
    fill(sqlite)
    sqlite.execute("create table s (id integer primary key, v integer check (v <> -1777), u text); insert into s select * from t; "
                   "drop table t; alter table s rename to t")
    plan_of()
    run(retcon, sqlite, rc=7)
    assert sqlite.query("select id from t where v > 0") == [(1777,)]
    sqlite.execute("update t set v = 3 where id = 1777")
    retcon("quarantine", "resolve", "fix", "1777", "--retry", "--because", "mended", db=sqlite)
    # Its block was written anew, with one row more; the others are as they were.
    assert sqlite.value("select v from t where id = 1777") == -3
    assert sum(v != 0 for block in blocks(sqlite) for v in block) == ROWS - 8
    assert all(a < b for (_, a), (b, _) in zip(sqlite.query("select from_ord, to_ord from retcon_capture_1 order by 1"),
                                               sqlite.query("select from_ord, to_ord from retcon_capture_1 order by 1")[1:]))
    retcon("verify", "fix", db=sqlite)


@pytest.mark.parametrize("where", ["retcon_take(id) = 0", "retcon_prior(1, id) is null", "retcon_taken() is null"])
def test_a_plan_may_not_call_them(sqlite, retcon, plan_of, where):
    fill(sqlite)
    plan_of(where=where)
    before = sqlite.query("select * from t")
    p = retcon("run", "fix.yaml", "--yes", db=sqlite, rc=3)
    assert "retcon_" in p.err or "retcon_" in p.out
    assert sqlite.query("select * from t") == before


# --- any values, any table ---

VALUES = [None, 0, 1, -1, 2**53 + 1, -(2**63), 2**63 - 1, 0.5, -0.25, 3.0, 1e300, float("inf"), float("-inf"), 5e-324, 0.1, "", " ",
          "1", "1.0", "a", "A", "é", "\U0001f600", "quote\"'", "back\\slash", "line\nbreak", "\x01\x1f\x7f", "nul\x00inside",
          "x" * 3000, "[1,2]", "0", "null", "{\"blob\":\"00\"}", b"", b"\x00\xff", b"abc", b"\xff" * 2000]
AFFINITIES = {"i": "integer", "r": "real", "n": "numeric", "t": "text", "b": "blob", "o": "", "c": "text collate nocase"}
EXPRESSIONS = ["null", "7", "7.0", "7.5", "'7'", "'x'", "x'00'", "{0}", "{1}", "upper({0})", "-{0}", "{0} + 1", "coalesce({0}, 'was null')",
               "typeof({0})", "case id % 3 when 0 then {0} else {1} end", "quote({1})", "id", "id * 0.5", "cast({0} as text)"]


def images(db, columns):
    parts = ", ".join(f"typeof({c}), hex(cast({c} as blob)), case typeof({c}) when 'real' then printf('%!.17g', {c}) end" for c in columns)
    return db.query(f"select id, {parts} from t order by id")


def expected(db, columns, sets, where, excluded):
    """What one plain UPDATE makes of a copy; rows whose images it leaves as they are have not changed."""
    db.execute("create table copy (id integer primary key, " + ", ".join(f"{c} {a}" for c, a in AFFINITIES.items()) + ")")
    db.execute("insert into copy select * from t")
    assign = ", ".join(f"{c} = {e}" for c, e in sets.items())
    db.execute(f"update copy set {assign} where {where} and not coalesce({excluded}, 0)")
    rows = db.query("select id, " + ", ".join(
        f"typeof({c}), hex(cast({c} as blob)), case typeof({c}) when 'real' then printf('%!.17g', {c}) end" for c in columns)
        + " from copy order by id")
    db.execute("drop table copy")
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_any_values_come_and_go(sqlite, retcon, plan_of, seed):
    dice = random.Random(seed)
    columns = list(AFFINITIES)
    sqlite.execute("create table t (id integer primary key, " + ", ".join(f"{c} {a}" for c, a in AFFINITIES.items()) + ")")
    rows = [(i, *(dice.choice(VALUES) for _ in columns)) for i in dice.sample(range(-200, 600), 250)]
    with closing(sqlite.connect()) as c:
        c.execute("begin")
        c.executemany(f"insert into t values ({', '.join('?' * (len(columns) + 1))})", rows)
        c.execute("commit")
    sets = {c: dice.choice(EXPRESSIONS).format(*dice.sample(columns, 2)) for c in dice.sample(columns, dice.randint(1, 4))}
    where = dice.choice(["id > -1000", "id % 3 <> 0", "typeof(o) <> 'blob'", "id between -100 and 500"])
    excluded = dice.choice(["id % 7 = 0", "i is null", "0"])
    plan_of(sets=sets, where=where, more=f"  exclude:\n    out: {excluded}\n", batch=dice.choice([7, 37, 400]),
            rest="stages: [{name: canary, sample: 25}, {name: rest}]\n" if seed % 2 else "")
    before, right = images(sqlite, columns), expected(sqlite, columns, sets, where, excluded)
    run(retcon, sqlite)
    assert images(sqlite, columns) == right
    changed = {b[0] for b, r in zip(before, right) if b != r}
    assert {i for (i,) in sqlite.query("select id from retcon_correction_1")} == changed
    v = json.loads(retcon("verify", "fix", "--json", db=sqlite, rc=None).out)
    assert v["accounted"] and v["list_intact"]
    # The view, read by SQLite's own JSON, shows what was there before.
    for c in sets:
        shown = dict(sqlite.query(f"select id, {c}_before from retcon_correction_1"))
        for i, kind, raw, _ in ((b[0], *b[1 + 3 * columns.index(c):4 + 3 * columns.index(c)]) for b in before if b[0] in changed):
            if kind == "text" and "00" not in [raw[k:k + 2] for k in range(0, len(raw), 2)]:
                assert shown[i] == bytes.fromhex(raw).decode()
            elif kind == "integer":
                assert shown[i] == int(bytes.fromhex(raw).decode())
            elif kind == "blob":
                assert json.loads(shown[i]) == {"blob": raw.lower()}
    # Somebody edits some rows; the others come back as they were, byte for byte.
    edited = dice.sample(sorted(changed), min(3, len(changed)))
    for i in edited:
        sqlite.execute(f"update t set {next(iter(sets))} = 'edited since' where id = ?", (i,))
    now = {row[0]: row for row in images(sqlite, columns)}
    retcon("rollback", "fix", "--yes", db=sqlite, rc=None)
    for b, after in zip(before, images(sqlite, columns)):
        assert after == (now[b[0]] if b[0] in edited else b)


DAMAGE = ["", "0", "[", "[[", "[[1", "[[1,2", "[[1,2]", "[[1,2],", "[[1,2],[3]]", "[[1,2,3,4]]x", "[0]", "[[\"a,1]]", "[[{,1]]",
          "[[{\"blob\":\"0g\"},1]]", "[[\"\\u00\",1]]", "[[x,1]]", "[[,]]", "null", "[null]", "[[1,2]" + ",0" * 9999 + "]", "[[[[[["]


def test_a_damaged_block_is_said_to_be(sqlite, retcon, plan_of):
    fill(sqlite, rows=20)
    plan_of()
    run(retcon, sqlite)
    before = sqlite.query("select * from t")
    whole = sqlite.value("select body from retcon_capture_1")
    for body in DAMAGE:
        sqlite.execute("update retcon_capture_1 set body = ?", (body,))
        p = retcon("rollback", "fix", "--yes", db=sqlite, rc=None)
        assert p.rc == 1 and "damaged" in p.err, (body, p)
        assert sqlite.query("select * from t") == before
    sqlite.execute("update retcon_capture_1 set body = ?", (whole,))
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.value("select count(*) from t where v = id") == 19


@pytest.mark.parametrize("constraint", ["unique on conflict ignore", "check (v <> 65)", "not null on conflict ignore"])
def test_what_a_constraint_ignores_is_no_correction(sqlite, retcon, plan_of, constraint):
    """The UPDATE leaves such a row out without a word: it must not count as changed, nor stand in the ledger."""
    sqlite.execute(f"create table t (id integer primary key, v integer {constraint}); insert into t values (100, 65)"
                   if "check" not in constraint else f"create table t (id integer primary key, v integer {constraint})")
    sqlite.execute("with recursive n (i) as (select 1 union all select i + 1 from n where i < 40) insert into t select i, 10 * i from n")
    plan_of(sets={"v": "case id when 6 then null else v + 5 end" if "null" in constraint else "v + 5"}, where="id < 50")
    run(retcon, sqlite, rc=7)
    assert sqlite.value("select v from t where id = 6") == 60
    assert sqlite.query("select pos, outcome from retcon_set_aside") == [(6, "failed")]
    assert sqlite.value("select count(*) from retcon_correction_1") == 39 == sqlite.value("select sum(n) from retcon_capture_1")
    assert json.loads(retcon("verify", "fix", "--json", db=sqlite, rc=None).out)["accounted"]
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.value("select count(*) from t where v = 10 * id") == 40


ODD_TEXTS = {
    "UTF-8": ["ff80", "61c3", "c32261", "eda080", "f0", "22", "5c", "00", "5c7530303030"],
    "UTF-16le": ["00d8", "00dc", "610000d8", "00dc00d8", "3dd800de", "41003dd8", "0000", "22005c00", "fffe", "ff61"],
    "UTF-16be": ["d800", "dc00", "0061d800", "dc00d800", "d83dde00", "0041d83d", "0000", "0022005c", "feff", "61ff"],
}


@pytest.mark.parametrize("encoding", ODD_TEXTS)
def test_text_that_is_no_text_comes_back_byte_for_byte(retcon, plan_of, tmp_path, encoding):
    file = tmp_path / "odd.db"
    with closing(sqlite3.connect(file)) as c:
        c.execute(f"pragma encoding = '{encoding}'")
        c.execute("create table t (id integer primary key, v text, w)")
        for raw in ODD_TEXTS[encoding]:
            c.execute(f"insert into t (v, w) values (cast(x'{raw}' as text), cast(x'{raw}' as text))")
        c.commit()
    db = harness.Sqlite(file)
    raw = "select id, typeof(v), hex(cast(v as blob)), typeof(w), hex(cast(w as blob)) from t"
    before = db.query(raw)
    assert [r[2].lower() for r in before] == ODD_TEXTS[encoding] and {r[1] for r in before} == {"text"}
    plan_of(sets={"v": "'new'", "w": "v"})
    run(retcon, db, rc=None)
    assert db.query("select count(*) from t where v = 'new'") == [(len(before),)]
    retcon("rollback", "fix", "--yes", db=db)
    assert db.query(raw) == before


@pytest.mark.parametrize("n, rc", [(40, 0), (60, 0), (61, 3)])
@pytest.mark.parametrize("affinity, value", [("text", "'x'"), ("integer", "7")])
def test_so_many_columns(sqlite, retcon, plan_of, n, rc, affinity, value):
    names = [f"c{i}" for i in range(n)]
    sqlite.execute(f"create table t (id integer primary key, {', '.join(f'{c} {affinity}' for c in names)}); "
                   "insert into t (id, c0) values (1, '3'), (2, null)")
    before = sqlite.query("select * from t")
    plan_of(sets={name: value for name in names})
    p = retcon("scope", "fix.yaml", db=sqlite, rc=rc)
    if rc:
        assert "60 is the most" in p.err
        return
    retcon("run", "fix", "--yes", db=sqlite)
    assert sqlite.query("select c0, c39 from t") == [(value.strip("'") if affinity == "text" else 7,) * 2] * 2
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.query("select * from t") == before


@pytest.mark.parametrize("n, rc", [(32, 0), (33, 3)])
def test_a_key_of_so_many_columns(sqlite, retcon, plan_of, n, rc):
    names = [f"k{i}" for i in range(n)]
    sqlite.execute(f"create table t ({', '.join(names)}, v integer, primary key ({', '.join(names)})); "
                   + "; ".join(f"insert into t values ({', '.join(str((i + r) % 7) for i in range(n))}, {r})" for r in range(5)))
    sqlite.execute("update t set v = v + 1000")
    plan_of(sets={"v": "v % 1000"}, where="v >= 0")
    p = retcon("scope", "fix.yaml", db=sqlite, rc=rc)
    if rc:
        assert "32 is the most" in p.err
        return
    retcon("run", "fix", "--yes", db=sqlite)
    assert sqlite.query("select v from t order by v") == [(r,) for r in range(5)]
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.query("select v from t order by v") == [(1000 + r,) for r in range(5)]


def test_keys_of_every_image_are_found_again(sqlite, retcon, plan_of):
    """The list keeps a key as it is stored; explain and rollback find it by how it is written."""
    sqlite.execute("create table t (id numeric primary key not null, v integer); "
                   "insert into t values (1, 10), (2.5, 25), ('three', 30), (x'04', 40), (-9223372036854775808, 50), (1e300, 60)")
    before = sqlite.query("select typeof(id), id, v from t order by rowid")
    plan_of(sets={"v": "v + 1"}, where="v > 0")
    retcon("run", "fix.yaml", "--yes", db=sqlite)
    assert [v for _, _, v in sqlite.query("select typeof(id), id, v from t order by rowid")] == [11, 26, 31, 41, 51, 61]
    for key in ("1", "2.5", "2.50", "three", "x'04'", "-9223372036854775808"):
        assert "changed" in retcon("explain", "t", key, db=sqlite).out, key
    keys = sqlite.path.parent / "keys.csv"
    keys.write_text("id\n1\n2.50\nthree\n")
    assert json.loads(retcon("rollback", "fix", "--keys", str(keys), "--dry-run", "--json", db=sqlite).out)["rows"] == 3
    retcon("rollback", "fix", "--keys", str(keys), "--yes", db=sqlite)
    assert [v for _, _, v in sqlite.query("select typeof(id), id, v from t order by rowid")] == [10, 25, 30, 41, 51, 61]
    retcon("rollback", "fix", "--yes", db=sqlite)
    assert sqlite.query("select typeof(id), id, v from t order by rowid") == before


def test_a_block_of_long_keys_ends_early(sqlite, retcon, plan_of):
    """One of 16 MB, before the chunk has its rows."""
    sqlite.execute("create table t (id text primary key not null, v integer); with recursive n (i) as (select 1 union all "
                   "select i + 1 from n where i < 180) insert into t select printf('%03d', i) || replace(hex(zeroblob(50000)), '0', 'k'), 0 from n")
    plan_of(sets={"v": "length(id)"}, where="v = 0")
    retcon("run", "fix.yaml", "--yes", db=sqlite, timeout=120)
    chunks = sqlite.query("select first_ord, n, changed from retcon_chunk order by chunk_no")
    assert len(chunks) == 2 and chunks[1][0] == chunks[0][1] and sum(n for _, n, _ in chunks) == 180 == sum(c for *_, c in chunks)
    assert json.loads(retcon("verify", "fix", "--json", db=sqlite).out)["list_intact"]
    retcon("rollback", "fix", "--yes", db=sqlite, timeout=120)
    assert sqlite.value("select count(*) from t where v = 0") == 180
