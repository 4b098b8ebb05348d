"""PostgreSQL: a batch by a range of keys. It is taken where it may be, and does no harm where it may not."""
from contextlib import closing

import pytest

from harness import wait_until

ROWS = 4000
PLAN = """name: fix
table: public.t
scope:
  where: {where}
change:
  set:
    v: "{v}"
checkpoint:
  batch: 500
{rest}"""


def fill(db, key="id", type="bigint", value="i", column="integer", primary="id", more=""):
    db.execute(f"create table t (id {type} not null, part integer not null, v {column}, u text, primary key ({primary})); "
               f"insert into t select {value}, i % 7, i, 'u' from generate_series(1, {ROWS}) i; {more} analyze t")


def plan_text(where="u = 'u'", v="v + 1", rest=""):
    return PLAN.format(where=where, v=v, rest=rest)


def look_ups(db):
    """Searches in the table's primary key since it was made, by sessions that have ended."""
    return db.value("select idx_scan from pg_stat_user_indexes where relname = 't' and indexrelname = 't_pkey'") or 0


def run(retcon, db, name="fix", rc=0):
    """How many searches the run itself took."""
    retcon("scope", "fix.yaml", db=db)
    before = look_ups(db)
    retcon("run", name, "--yes", "--quiet", db=db, rc=rc)
    wait_until(lambda: look_ups(db) > before)
    return look_ups(db) - before


@pytest.fixture
def plan_of(plan):
    return lambda **keys: plan(plan_text(**keys), "fix.yaml")


def totals(db):
    return db.query("select count(*), sum(v) from t")[0]


RIGHT = (ROWS, ROWS * (ROWS + 1) // 2 + ROWS)

KEYS = {
    "bigint": {},
    "descending on disk": {"value": f"{ROWS} - i"},
    "negative": {"value": "i - 2000"},
    "text": {"type": "text", "value": "case when i % 2 = 0 then 'Ä' else 'a' end || i"},
    "text, byte order": {"type": 'text collate "C"', "value": "case when i % 2 = 0 then 'Ä''\"\\' else 'a' end || i"},
    "char": {"type": "char(8)", "value": "'k' || i"},
    "uuid": {"type": "uuid", "value": "md5(i::text)::uuid"},
    "bytea": {"type": "bytea", "value": "decode(md5(i::text), 'hex')"},
    "timestamp": {"type": "timestamptz", "value": "timestamptz '2026-03-29 00:00+00' + i * interval '1 minute'"},
    "numeric": {"type": "numeric", "value": "i / 7.0"},
    "two columns": {"value": "i / 10", "primary": "part, id"},
}


@pytest.mark.parametrize("case", KEYS)
def test_a_slice_that_is_a_range_is_not_looked_up_key_by_key(pg, retcon, plan_of, case):
    if case == "two columns":
        pg.execute(f"create table t (part integer, id bigint, v integer, u text, primary key (part, id)); insert into t "
                   f"select i % 7, i / 7, i, 'u' from generate_series(1, {ROWS}) i; analyze t")
    else:
        fill(pg, **KEYS[case])
    plan_of()
    assert run(retcon, pg) < ROWS / 10
    assert totals(pg) == RIGHT
    assert retcon("verify", "fix", db=pg)
    captured = pg.query("select count(*), sum(v_before), sum(v_after) from retcon.correction_1")[0]
    assert captured == (ROWS, RIGHT[1] - ROWS, RIGHT[1])
    retcon("rollback", "fix", "--yes", "--quiet", db=pg)
    assert totals(pg) == (ROWS, RIGHT[1] - ROWS)


def test_rows_between_that_are_not_on_the_list(pg, retcon, plan_of):
    """Not eligible, or arrived since: left alone. The latter cost the range, and only that."""
    fill(pg, value="i * 2")
    pg.execute("update t set u = 'other' where v % 5 = 0")
    plan_of()
    retcon("scope", "fix.yaml", db=pg)
    pg.execute("insert into t select i * 2 + 1, 0, 100000, 'u' from generate_series(1000, 1200) i")
    retcon("run", "fix", "--yes", "--quiet", db=pg)
    assert pg.query("select count(*) from t where v = 100000") == [(201,)]
    assert pg.query("select count(*) from t where u = 'other' and v % 5 = 0") == [(ROWS // 5,)]
    assert retcon("status", "fix", "--json", db=pg).json()["changed"] == ROWS - ROWS // 5


def test_a_sample_between(pg, retcon, plan_of):
    fill(pg)
    plan_of(rest="stages:\n  - name: canary\n    sample: 700\n  - name: everyone\n")
    run(retcon, pg)
    assert totals(pg) == RIGHT


def test_an_expression_that_fails_for_a_stranger(pg, retcon, plan_of):
    """One of the range that is not on the list: no row of the list is blamed for it."""
    fill(pg)
    pg.execute("delete from t where id = 777")
    plan_of(where="100 / part >= 0 or part = 0", v="v + 1")
    pg.execute("update t set part = 1 where part = 0")
    retcon("dry-run", "fix.yaml", db=pg)
    pg.execute("insert into t values (777, 0, 777, 'u')")
    retcon("run", "fix", "--yes", "--quiet", db=pg)
    s = retcon("status", "fix", "--json", db=pg).json()
    assert (s["changed"], s["failed"]) == (ROWS - 1, 0)
    assert pg.value("select v from t where id = 777") == 777


def test_a_row_of_the_list_that_fails_is_found(pg, retcon, plan_of):
    fill(pg)
    plan_of(v="v + 1 + 0 / (id - 2345)::integer")
    retcon("scope", "fix.yaml", db=pg)
    retcon("run", "fix", "--yes", "--quiet", db=pg, rc=7)
    s = retcon("status", "fix", "--json", db=pg).json()
    assert (s["changed"], s["failed"]) == (ROWS - 1, 1)
    assert pg.query("select id from t where v = id") == [(2345,)]


def waits_for_a_lock(db):
    return db.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'retcon%'")


@pytest.mark.parametrize("theirs, expected", [("v = 50000", 50001), ("u = 'other'", 1234), ("id = id + 1000000", None),
                                              ("part = part", 1235)])
def test_somebody_writes_while_the_batch_waits(pg, retcon, plan_of, theirs, expected):
    """The newer version is judged anew; what is captured is what was overwritten."""
    fill(pg)
    plan_of(rest="  lock_timeout: 20s\n")
    retcon("scope", "fix.yaml", db=pg)
    with closing(pg.connect()) as c:
        c.autocommit = False
        c.cursor().execute(f"update t set {theirs} where id = 1234")
        going = retcon.start("run", "fix", "--yes", "--quiet", db=pg)
        wait_until(lambda: waits_for_a_lock(pg))
        c.commit()
        going.wait(rc=0)
    s = retcon("status", "fix", "--json", db=pg).json()
    if expected is None:
        assert (s["changed"], s["gone"]) == (ROWS - 1, 1)
        assert pg.value("select v from t where id = 1001234") == 1234
        return
    assert pg.value("select v from t where id = 1234") == expected
    assert s["changed"] == ROWS - (expected == 1234)
    assert pg.value("select coalesce(sum(abs(v_after - v_before)), 0) from retcon.correction_1") == s["changed"]
    retcon("rollback", "fix", "--yes", "--quiet", db=pg)
    assert pg.value("select v from t where id = 1234") == (50000 if expected == 50001 else 1234)


def test_an_old_transaction_makes_versions_look_young(pg, retcon, plan_of):
    """Then they are looked up by key, and all is right."""
    fill(pg)
    plan_of()
    with closing(pg.connect()) as old:
        old.autocommit = False
        old.cursor().execute("select txid_current()")
        pg.execute("update t set part = part where id between 1000 and 3000")
        run(retcon, pg)
    assert totals(pg) == RIGHT


TYPES = {
    "varchar(3)": ("'ab' || repeat(' ', (id % 4)::integer)", "length(v) <= 3 and trim(v) = 'ab'"),   # cut blanks
    "numeric(6,1)": ("3.14159", "v = 3.1"),
    "short_text": ("'ab' || repeat(' ', (id % 2)::integer)", "v = 'ab'"),   # a domain, looked up by key
    "char(6)": ("'x'", "v = 'x'"),
    "timestamp(0)": ("timestamp '2026-01-01 00:00:00.6'", "v = '2026-01-01 00:00:01'"),
}


@pytest.mark.parametrize("column", TYPES)
def test_what_is_captured_is_what_is_stored(pg, retcon, plan_of, column):
    v, holds = TYPES[column]
    pg.execute(f"create domain short_text as varchar(2); create table t (id bigint primary key, part integer, v {column}, u text); "
               f"insert into t select i, 0, null, 'u' from generate_series(1, {ROWS}) i; analyze t")
    plan_of(v=v)
    taken = run(retcon, pg, rc=(0, 6))      # 6: the gate tells that the table cut what was predicted
    assert taken < ROWS / 10 or column == "short_text"
    assert pg.value(f"select count(*) from t where {holds}") == ROWS
    assert pg.value("select count(*) from t join retcon.correction_1 c using (id) "
                    f"where not record_image_eq(row(t.v), row(c.v_after::{column}))") == 0
    assert pg.value("select count(*) from retcon.correction_1 where v_before is null") == ROWS
    retcon("rollback", "fix", "--yes", "--quiet", db=pg)
    assert pg.value("select count(*) from t where v is null") == ROWS
