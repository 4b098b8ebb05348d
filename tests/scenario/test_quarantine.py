"""Rows set aside for a person: listed with their reason, settled one by one, each in one transaction with its event."""
import pytest
from lives import entry, prepare, price, quarantine, resolve


@pytest.fixture
def divided(engine, retcon, plan):
    prepare(engine, retcon, plan)
    return engine


def by_key(listed):
    return {row["key"][0]: row for row in listed["rows"]}


def tally(engine, retcon):
    s = retcon("status", "divide", "--json", db=engine).json()
    return tuple(s[k] for k in ("changed", "unchanged", "uncertain", "failed"))


def accounted(engine, retcon):
    return retcon("verify", "divide", "--json", db=engine, rc=None).json()["accounted"]


def test_list(divided, retcon):
    q = quarantine(divided, retcon)
    assert (q["total"], q["open"]) == (2, 2)
    rows = by_key(q)
    assert (rows["5"]["outcome"], rows["5"]["reason"]) == ("uncertain", "large")
    assert rows["6"]["outcome"] == "failed" and rows["6"]["now"][0] == "50"
    assert tally(divided, retcon) == (2, 1, 1, 1)


def test_leave(divided, retcon):
    resolve(divided, retcon, 5, "leave")
    assert price(divided, 5) == 9000
    q = quarantine(divided, retcon)
    assert (q["total"], q["open"], list(by_key(q))) == (2, 1, ["6"])
    row = by_key(quarantine(divided, retcon, "--all"))["5"]
    assert (row["resolution"], row["note"]) == ("leave", "looked at it") and row["resolved_by"]
    assert tally(divided, retcon) == (2, 1, 1, 1) and accounted(divided, retcon)
    assert divided.value(f"select count(*) from {divided.ledger('event')} where kind = 'resolve'") == 1


def test_apply(divided, retcon):
    resolve(divided, retcon, 5, "apply")
    assert price(divided, 5) == 100
    assert tally(divided, retcon) == (3, 1, 0, 1) and accounted(divided, retcon)


def test_what_was_applied_can_be_rolled_back(divided, retcon):
    resolve(divided, retcon, 5, "apply")
    retcon("rollback", "divide", "--yes", db=divided, rc=(0, 7))
    assert [price(divided, i) for i in (2, 3, 5)] == [100, 100, 9000]


def test_apply_to_a_row_that_is_right_meanwhile(divided, retcon):
    divided.execute("update items set price = 100 where id = 5")
    resolve(divided, retcon, 5, "apply")
    assert tally(divided, retcon) == (2, 2, 0, 1)
    assert entry(divided, retcon, 5)["outcome"] in ("unchanged", "uncertain")


@pytest.mark.parametrize("sql, word", [
    ("update items set locked = 1 where id = 5", "exclusion"),
    ("delete from items where id = 5", "not there"),
])
def test_apply_that_is_no_longer_due_stays_open(divided, retcon, sql, word):
    divided.execute(sql)
    assert word in resolve(divided, retcon, 5, "apply", rc=1).err
    assert quarantine(divided, retcon)["open"] == 2 and tally(divided, retcon) == (2, 1, 1, 1)


def test_retry(divided, retcon):
    r = resolve(divided, retcon, 6, "retry", rc=1)
    assert "refuses the row" in r.err
    assert price(divided, 6) == 50 and quarantine(divided, retcon)["open"] == 2
    divided.execute("update items set divisor = 4 where id = 6")
    resolve(divided, retcon, 6, "retry")
    assert price(divided, 6) == 25
    assert tally(divided, retcon) == (3, 1, 1, 0) and accounted(divided, retcon)
    e = entry(divided, retcon, 6)
    assert (e["outcome"], e["resolution"], e["changes"][0]["before"]) == ("changed", "retry", "50")


@pytest.fixture
def conflicting(divided, retcon):
    divided.execute("update items set price = 1 where id = 2")
    retcon("rollback", "divide", "--yes", db=divided, rc=(0, 7))
    return divided


def test_a_conflict_shows_all_three_values_and_is_not_touched(conflicting, retcon):
    row = by_key(quarantine(conflicting, retcon))["2"]
    assert row["outcome"] == "conflict" and price(conflicting, 2) == 1
    assert [row[k][0] for k in ("before", "ours", "now")] == ["100", "50", "1"]
    assert row["before"][1] == {"masked": True}


def test_keep(conflicting, retcon):
    resolve(conflicting, retcon, 2, "keep")
    assert price(conflicting, 2) == 1
    assert "2" not in by_key(quarantine(conflicting, retcon))


def test_restore(conflicting, retcon):
    resolve(conflicting, retcon, 2, "restore")
    assert price(conflicting, 2) == 100
    e = entry(conflicting, retcon, 2)
    assert (e["undo"], e["resolution"], e["stands"]) == ("conflict", "restore", "restored")


def test_restore_of_a_row_that_is_gone(conflicting, retcon):
    conflicting.execute("delete from items where id = 2")
    assert "--keep" in resolve(conflicting, retcon, 2, "restore", rc=1).err
    assert "2" in by_key(quarantine(conflicting, retcon))


@pytest.mark.parametrize("key, how, rc, word", [
    (5, "keep", 2, "--apply or --leave"), (5, "retry", 2, "--apply or --leave"), (6, "apply", 2, "--retry or --leave"),
    (6, "restore", 2, "--retry or --leave"), (2, "apply", 1, "not in quarantine"), (7, "leave", 1, "not in the list"),
])
def test_decisions_that_do_not_fit(divided, retcon, key, how, rc, word):
    assert word in resolve(divided, retcon, key, how, rc=rc).err
    assert quarantine(divided, retcon)["open"] == 2


def test_a_row_is_settled_once(divided, retcon):
    resolve(divided, retcon, 5, "leave")
    assert "settled before" in resolve(divided, retcon, 5, "apply", rc=1).err
    assert price(divided, 5) == 9000


def test_nothing_is_settled_while_the_run_is_on(divided, retcon):
    divided.execute(f"update {divided.ledger('run')} set state = 'running'")
    assert "pause" in resolve(divided, retcon, 5, "leave", rc=1).err
    assert quarantine(divided, retcon)["open"] == 2


def test_a_table_that_was_altered_is_not_written(divided, retcon):
    divided.execute("alter table items add column extra integer")
    resolve(divided, retcon, 5, "apply", rc=5)
    assert price(divided, 5) == 9000
    resolve(divided, retcon, 5, "leave")  # touches no row


def test_row_triggers_are_read_again(engine, retcon, plan):
    engine.execute("create table t (id integer primary key, v int, w int, x int); "
                   "insert into t (id, v, w) values (1, 10, 0), (2, 20, 0)")
    if engine.kind == "sqlite":
        engine.execute("create trigger bump after update of v on t begin update t set w = w + 1 where id = new.id; end")
    else:
        engine.execute("create function bump() returns trigger language plpgsql as 'begin new.w = new.w + 1; return new; end'; "
                       "create trigger bump before update on t for each row execute function bump()")
    retcon("scope", plan("name: divide\ntable: t\nscope:\n  where: true\nchange:\n  set:\n    v: v + 1\n    w: w\n"
                         "  uncertain:\n    large: new.v > 15\n"), db=engine)
    retcon("dry-run", "divide", "--json", db=engine)
    retcon("run", "divide", "--yes", db=engine, rc=6)  # the dry run did not know what the trigger would add
    retcon("run", "divide", "--because", "the trigger counts", db=engine, rc=(0, 7))
    resolve(engine, retcon, 2, "apply")
    assert engine.query("select v, w from t where id = 2") == [(21, 1)]
    e = retcon("explain", "t", 2, "--json", db=engine).json()["entries"][0]
    assert [c["after"] for c in e["changes"]] == ["21", "1"] and e["stands"] == "still so"
