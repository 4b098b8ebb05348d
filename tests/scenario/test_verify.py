"""Does the result stand? verify counts again from the rows themselves, so that it can contradict the counters."""
import pytest
from lives import prepare


@pytest.fixture
def divided(engine, retcon, plan):
    prepare(engine, retcon, plan)
    return engine


def verify(engine, retcon, rc=0):
    return retcon("verify", "divide", "--json", db=engine, rc=rc).json()


def test_a_run_that_went_well(divided, retcon):
    v = verify(divided, retcon)
    assert v["ok"] and v["accounted"] and v["list_intact"]
    assert (v["still_to_change"], v["edited_since"], v["late_arrivals"]) == (0, 0, 0)
    assert v["counters"] == v["recount"] and v["counters"]["changed"] == 2


def test_late_arrivals_are_counted_and_listed(divided, retcon):
    divided.execute("insert into items values (20, 5, 1, 'z@x', 0), (21, 5, 1, 'z@x', 1), (22, null, 1, 'z@x', 0)")
    divided.execute("update items set price = 3 where id = 7")
    v = verify(divided, retcon)
    assert v["late_arrivals"] == 2 and v["late_keys"] == [["7"], ["20"]] and v["ok"]


def test_edits_since_are_counted(divided, retcon):
    divided.execute("update items set price = 1, divisor = 100 where id = 2")
    v = verify(divided, retcon)
    assert v["edited_since"] == 1 and v["ok"]


def test_an_edit_that_the_plan_would_change_again(divided, retcon):
    divided.execute("update items set price = 1 where id = 2")
    v = verify(divided, retcon, rc=None)
    assert (v["edited_since"], v["still_to_change"], v["ok"]) == (1, 1, False)


def test_a_correction_that_vanished_from_the_ledger_is_missed(divided, retcon):
    run = divided.value(f"select id from {divided.ledger('run')}")
    divided.execute(f"delete from {divided.ledger('capture')}_{run}")
    v = verify(divided, retcon, rc=None)
    assert not v["accounted"] and not v["ok"]
    assert v["counters"]["changed"] == 2 and v["recount"]["changed"] == 0


def test_a_list_that_was_altered_is_noticed(divided, retcon):
    run = divided.value(f"select id from {divided.ledger('run')}")
    if divided.kind == "postgresql":
        divided.execute(f"update {divided.ledger('list')}_{run} set k1[1] = 99")
    else:
        divided.execute(f"update {divided.ledger('list')}_{run} set k1 = 99 where ord = 1")
    v = verify(divided, retcon, rc=None)
    assert not v["list_intact"] and not v["ok"]


def test_rows_that_are_known_to_fail_do_not_end_it(divided, retcon):
    assert verify(divided, retcon)["recount"]["failed"] == 1


def test_after_a_rollback(divided, retcon):
    retcon("rollback", "divide", "--yes", db=divided, rc=(0, 7))
    v = verify(divided, retcon, rc=None)
    assert v["accounted"] and v["still_to_change"] == 0 and v["edited_since"] == 0
