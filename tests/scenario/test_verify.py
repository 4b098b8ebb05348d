"""Does the result stand? verify counts again from the rows themselves, so that it can contradict the counters."""
import pytest
from lives import prepare
from witness import fix


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
        divided.execute(f"update {divided.ledger('list')}_{run} set body = '[[1,99]' || substr(body, instr(body, ']') + 1)"
                        " where from_ord = 1")
    v = verify(divided, retcon, rc=None)
    assert not v["list_intact"] and not v["ok"]


def test_rows_that_are_known_to_fail_do_not_end_it(divided, retcon):
    assert verify(divided, retcon)["recount"]["failed"] == 1


def test_after_a_rollback(divided, retcon):
    retcon("rollback", "divide", "--yes", db=divided, rc=(0, 7))
    v = verify(divided, retcon, rc=None)
    assert v["accounted"] and v["still_to_change"] == 0 and v["edited_since"] == 0


# --- plans that are not idempotent ---

@pytest.fixture
def counted(either, retcon, plan):
    """n = n + 1 over five rows, in batches of two."""
    either.execute("create table t (id integer primary key, n integer, u text); "
                   "insert into t values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c'), (4, 4, 'd'), (5, 5, 'e')")
    retcon("run", plan(fix("t" if either.kind == "sqlite" else "public.t", "n: n + 1", name="divide",
                           rest="checkpoint:\n  batch: 2\n")), "--yes", db=either)
    return either


def test_a_plan_that_is_not_idempotent(counted, retcon):
    """A second computation proves nothing: that the rows hold what was written does."""
    v = verify(counted, retcon)
    assert (v["still_to_change"], v["repeats"], v["edited_since"]) == (5, 5, 0) and v["not_idempotent"] and v["ok"]
    r = retcon("verify", "divide", db=counted)
    assert "not idempotent" in r.out and "holds exactly the value that the run wrote" in r.out and "The result stands" in r.out


def test_an_edit_of_a_row_of_such_a_plan(counted, retcon):
    """What nobody can vouch for: the row would change, and does not hold what the run wrote."""
    counted.execute("update t set n = 100 where id = 3")
    v = verify(counted, retcon, rc=1)
    assert (v["still_to_change"], v["repeats"], v["edited_since"]) == (5, 4, 1) and not v["not_idempotent"] and not v["ok"]
    r = retcon("verify", "divide", db=counted, rc=1)
    assert "4 of them hold exactly what the run wrote" in r.out and "does not stand" in r.out


def test_such_a_plan_after_a_part_was_rolled_back(counted, retcon, tmp_path):
    (tmp_path / "undo.csv").write_text("id\n2\n4\n")
    retcon("rollback", "divide", "--keys", tmp_path / "undo.csv", "--yes", db=counted)
    v = verify(counted, retcon)
    assert (v["still_to_change"], v["repeats"]) == (3, 3) and v["not_idempotent"]


def test_a_trigger_that_writes_something_else_is_no_such_plan(either, retcon, plan):
    """It undoes the change of one row: the plan would change it again, and that is the trigger's doing."""
    either.execute("create table t (id integer primary key, n integer, u text); insert into t values (1, 1, 'a'), (2, 2, 'b')")
    if either.kind == "sqlite":
        either.execute("create trigger tr after update of n on t when new.n = 10 begin update t set n = 7 where id = new.id; end")
    else:
        either.execute("create function f() returns trigger language plpgsql as $$begin new.n := 7; return new; end$$; "
                       "create trigger tr before update on t for each row when (new.n = 10) execute function f()")
    retcon("run", plan(fix("t" if either.kind == "sqlite" else "public.t", "n: 10", name="divide")), "--yes", db=either)
    v = verify(either, retcon, rc=1)
    assert v["still_to_change"] == v["repeats"] == 2 and not v["not_idempotent"] and not v["ok"]
    assert "a trigger on the row" in retcon("verify", "divide", db=either, rc=1).out
