"""Rows that somebody corrected after an earlier run: recognised at the freeze, left out with a reason of their own."""
import pytest

REASON = "corrected since by somebody"
ORDERS = """
create table orders (id integer primary key, tax integer, total integer, note text);
insert into orders values (1, 1, 10, 'a'), (2, 2, 20, 'b'), (3, 3, 30, 'c'), (4, 4, 40, 'd'), (5, 5, 50, 'e'), (6, 6, 60, 'f');
"""


def text(name, change="total: total + 1", scope=""):
    return f"name: {name}\ntable: orders\nscope:\n  where: id < 100\n{scope}change:\n  set:\n    {change}\n"


@pytest.fixture
def act(retcon, plan, either):
    """act.run("first"), act.scope("second"): plans over all six orders, by name."""
    class Act:
        def path(self, name, **more):
            return plan(text(name, **more), f"{name}.yaml")

        def run(self, name, **more):
            retcon("run", self.path(name, **more), "--yes", db=either)

        def scope(self, name, **more):
            return retcon("scope", self.path(name, **more), "--json", db=either).json()

        def left_out(self, name, **more):
            self.scope(name, **more)
            return retcon("status", name, "--json", db=either).json()["excluded"]

    either.execute(ORDERS)
    return Act()


def test_without_an_earlier_run_nothing_is_asked(act, retcon, either):
    assert act.left_out("first") == {}
    assert either.value(f"select count(*) from {either.ledger('label')} where kind = 'exclude'") == 0


def test_a_corrected_correction_is_left_alone(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id = 2")   # somebody corrects the correction
    either.execute("update orders set total = 30 where id = 3")    # … or takes it back by hand
    either.execute("update orders set note = 'x' where id = 4")    # another column says nothing
    assert act.left_out("second") == {REASON: 2}
    retcon("dry-run", "second", db=either)
    retcon("run", "second", "--yes", db=either)
    assert [r[0] for r in either.query("select total from orders order by id")] == [12, 999, 30, 42, 52, 62]
    second = retcon("explain", "orders", "2", "--json", db=either).json()["entries"][0]
    assert (second["outcome"], second["reason"]) == ("excluded", REASON)
    assert REASON in retcon("explain", "orders", "2", db=either).out
    # Left out for good: it does not arrive late.
    assert retcon("verify", "second", "--json", db=either, rc=None).json()["late_arrivals"] == 0


def test_scope_and_dry_run_say_so(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id = 2")
    assert REASON in retcon("scope", act.path("second"), db=either).out
    dry = retcon("dry-run", "second", db=either).out
    assert REASON in dry
    d = retcon("dry-run", "second", "--json", db=either).json()
    assert [(x["reason"], x["n"]) for x in d["left_out"]] == [(REASON, 1)]
    assert [s["before"] for s in d["samples"] if s["name"] == REASON] == [["999"]]


def test_the_plan_may_say_otherwise(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id = 2")
    assert act.left_out("second", scope="  corrected_since: include\n") == {}
    retcon("run", act.path("third", scope="  corrected_since: include\n"), "--yes", db=either)
    assert either.value("select total from orders where id = 2") == 1000


def test_a_wrong_word_is_a_mistake(act, retcon, either):
    r = retcon("check", act.path("second", scope="  corrected_since: ignore\n"), "--json", db=either, rc=3).json()
    assert [m["code"] for m in r["mistakes"]] == ["P016"]


def test_the_plans_own_exclusions_come_first(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id in (2, 3)")
    assert act.left_out("second", scope="  exclude:\n    two: id = 2\n") == {"two": 1, REASON: 1}


def test_the_latest_run_that_wrote_the_column_decides(act, retcon, either):
    """What a later run wrote is no correction by hand; what stands for one column may be corrected in another."""
    act.run("first", change="total: total + 1\n    tax: tax + 1")
    act.run("second", change="tax: tax + 1")
    assert act.left_out("third", change="total: total + 1\n    tax: tax + 1") == {}
    either.execute("update orders set total = 999 where id = 2")
    assert act.left_out("third", change="total: total + 1\n    tax: tax + 1") == {REASON: 1}
    assert act.left_out("third", change="tax: tax + 1") == {}


def test_a_correction_that_a_later_run_took_up_is_settled(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id = 2")
    act.run("second", scope="  corrected_since: include\n")
    assert act.left_out("third") == {}


def test_what_was_rolled_back_was_nobodys_correction(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id = 2")
    retcon("rollback", "first", "--yes", db=either, rc=7)
    either.execute("update orders set total = 5 where id = 4")
    assert act.left_out("second") == {REASON: 2}   # the conflict that was kept, and the later edit


def test_a_part_that_was_rolled_back(act, retcon, either, tmp_path):
    """Prior values are ours where the rollback put them back, and somebody's where it did not."""
    act.run("first")
    (tmp_path / "keys.csv").write_text("id\n5\n")
    retcon("rollback", "first", "--keys", str(tmp_path / "keys.csv"), "--yes", db=either)
    assert either.value("select total from orders where id = 5") == 50
    either.execute("update orders set total = 60 where id = 6")
    assert act.left_out("second") == {REASON: 1}


def test_images_not_equality_decide(act, retcon, either):
    if either.kind == "postgresql":
        either.execute("alter table orders alter column total type numeric")
        change, edit = "total: 1.0", "update orders set total = 1.00 where id = 3"
    else:
        either.execute("drop table orders; create table orders (id integer primary key, tax integer, total, note text); "
                       "insert into orders values (1, 1, 10, 'a'), (3, 3, 30, 'c')")
        change, edit = "total: 1", "update orders set total = 1.0 where id = 3"
    act.run("first", change=change)
    assert act.left_out("second", change=change) == {}
    either.execute(edit)
    assert act.left_out("second", change=change) == {REASON: 1}


def test_a_pruned_run_is_not_asked(act, retcon, either):
    act.run("first")
    either.execute("update orders set total = 999 where id = 2")
    retcon("prune", "first", "--yes", db=either)
    assert act.left_out("second") == {}


def test_another_type_or_table_is_not_compared(act, retcon, either):
    if either.kind != "postgresql":
        pytest.skip("a column's type does not change there")
    act.run("first")
    either.execute("alter table orders alter column total type bigint")
    either.execute("update orders set total = 999 where id = 2")
    assert act.left_out("second") == {}


def test_a_composite_key(retcon, plan, either):
    either.execute("create table items (a integer, b text, n integer, primary key (a, b)); "
                   "insert into items values (1, 'x', 1), (1, 'y', 2), (2, 'x', 3)")
    source = "name: {}\ntable: items\nscope:\n  where: a < 10\nchange:\n  set:\n    n: n + 1\n"
    retcon("run", plan(source.format("first"), "first.yaml"), "--yes", db=either)
    either.execute("update items set n = 50 where a = 1 and b = 'y'")
    retcon("run", plan(source.format("second"), "second.yaml"), "--yes", db=either)
    assert sorted(r[0] for r in either.query("select n from items")) == [3, 5, 50]


def test_an_array_column(retcon, plan, either):
    """Arrays are packed in a type of the run's own."""
    if either.kind != "postgresql":
        pytest.skip("SQLite has no arrays")
    either.execute("create table lists (id integer primary key, l integer[]); insert into lists values (1, '{1}'), (2, '{2}')")
    source = "name: {}\ntable: lists\nscope:\n  where: id < 10\nchange:\n  set:\n    l: l || 9\n"
    retcon("run", plan(source.format("first"), "first.yaml"), "--yes", db=either)
    either.execute("update lists set l = '{7}' where id = 2")
    retcon("run", plan(source.format("second"), "second.yaml"), "--yes", db=either)
    assert either.query("select l from lists order by id") == [([1, 9, 9],), ([7],)]
