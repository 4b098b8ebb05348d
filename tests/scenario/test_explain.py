"""Why is this row as it is? One answer for each way in which a run can have considered a row."""
import pytest
from lives import DIVIDE, ITEMS, PLAN, entry, explain, prepare, quarantine, resolve


@pytest.fixture
def divided(engine, retcon, plan):
    prepare(engine, retcon, plan)
    return engine


def test_a_changed_row(divided, retcon):
    x = explain(divided, retcon, 2)
    assert x["exists"] and x["key_columns"] == ["id"] and x["key"] == ["2"]
    e = x["entries"][0]
    assert (e["outcome"], e["stands"], e["undo"]) == ("changed", "still so", None)
    assert (e["why"], e["owner"], e["tell"]) == ("The price is a share of 100.", "finance", "The price was wrong.")
    assert e["changes"][0] == {"column": "price", "before": "100", "after": "50", "now": "50"}
    assert e["at"]


def test_masked_values_do_not_leave(divided, retcon):
    r = retcon("explain", "items", 2, "--json", db=divided)
    assert r.json()["entries"][0]["changes"][1]["before"] == {"masked": True}
    assert "@x" not in r.out + retcon("explain", "items", 2, db=divided).out
    assert "@x" not in retcon("quarantine", "list", "divide", "--json", db=divided).out


@pytest.mark.parametrize("key, outcome, reason", [
    (1, "unchanged", None), (4, "excluded", "locked"), (5, "uncertain", "large"),
])
def test_rows_that_were_not_changed(divided, retcon, key, outcome, reason):
    e = entry(divided, retcon, key)
    assert (e["outcome"], e["reason"], e["changes"]) == (outcome, reason, [])


def test_a_failed_row_has_the_databases_words(divided, retcon):
    e = entry(divided, retcon, 6)
    assert e["outcome"] == "failed"
    assert ("division by zero" if divided.kind == "postgresql" else "overflow") in e["reason"]


def test_a_row_that_no_run_considered(divided, retcon):
    assert explain(divided, retcon, 7)["entries"] == []
    x = explain(divided, retcon, 99)
    assert x["entries"] == [] and not x["exists"]


def test_edited_deleted_and_restored_rows(divided, retcon):
    divided.execute("update items set price = 1 where id = 2")
    assert entry(divided, retcon, 2)["stands"] == "changed since"
    divided.execute("delete from items where id = 2")
    assert entry(divided, retcon, 2)["stands"] == "deleted"
    assert not explain(divided, retcon, 2)["exists"]
    retcon("rollback", "divide", "--yes", db=divided, rc=(0, 7))
    e = entry(divided, retcon, 3)
    assert (e["outcome"], e["stands"], e["undo"]) == ("changed", "restored", "restored")
    assert entry(divided, retcon, 2)["undo"] == "vanished"


def test_a_row_that_became_ineligible_after_the_freeze(engine, retcon, plan):
    from lives import DIVIDE, PLAN
    engine.execute(ITEMS)
    retcon("scope", plan(PLAN.format(divide=DIVIDE[engine.kind])), db=engine)
    assert entry(engine, retcon, 2)["outcome"] == "pending"
    engine.execute("update items set locked = 1 where id = 2")
    engine.execute("update items set price = null where id = 3")
    retcon("dry-run", "divide", "--json", db=engine)
    retcon("run", "divide", "--yes", db=engine, rc=(0, 7))
    assert (entry(engine, retcon, 2)["outcome"], entry(engine, retcon, 2)["reason"]) == ("became_excluded", "locked")
    assert (entry(engine, retcon, 3)["outcome"], entry(engine, retcon, 3)["reason"]) == \
        ("became_excluded", "no longer matches scope.where")


def test_two_runs_the_latest_first(divided, retcon, plan):
    retcon("scope", plan("name: again\ntable: items\nscope:\n  where: id = 2\nchange:\n  set:\n    price: 51\n"), db=divided)
    retcon("dry-run", "again", "--json", db=divided)
    retcon("run", "again", "--yes", db=divided)
    first, second = explain(divided, retcon, 2)["entries"]
    assert (first["name"], first["stands"]) == ("again", "still so")
    assert (second["name"], second["stands"]) == ("divide", "changed since")


def test_a_decision_is_part_of_the_story(divided, retcon):
    resolve(divided, retcon, 5, "apply")
    e = entry(divided, retcon, 5)
    assert (e["outcome"], e["resolution"], e["note"]) == ("changed", "apply", "looked at it")
    assert e["changes"][0]["before"] == "9000" and e["resolved_by"] and e["resolved_at"]


def test_a_run_whose_table_no_longer_fits_hides_nothing(divided, retcon):
    divided.execute("alter table items rename column price to cost")
    e = entry(divided, retcon, 2)
    assert e["outcome"] == "unknown" and "no longer fits" in e["reason"]


def test_questions_that_cannot_be_answered(divided, retcon):
    assert 'did you mean "items"' in retcon("explain", "itens", 1, db=divided, rc=1).err.lower()
    assert "1 value" in retcon("explain", "items", 1, 2, db=divided, rc=2).err
    if divided.kind == "postgresql":
        assert "integer" in retcon("explain", "items", "two", db=divided, rc=2).err
        assert explain(divided, retcon, 2, table="public.items")["entries"]
    assert len(quarantine(divided, retcon)["rows"]) == 2


def test_composite_keys(engine, retcon, plan):
    engine.execute("create table lines (a int not null, b text not null, v int, primary key (a, b)); "
                   "insert into lines values (1, 'x', 1), (1, 'y', 1), (2, 'x', 1)")
    retcon("scope", plan("name: lines\ntable: lines\nscope:\n  where: a = 1\nchange:\n  set:\n    v: v + 1\n"), db=engine)
    retcon("dry-run", "lines", "--json", db=engine)
    retcon("run", "lines", "--yes", db=engine)
    assert explain(engine, retcon, 1, "y", table="lines")["entries"][0]["outcome"] == "changed"
    assert explain(engine, retcon, 2, "x", table="lines")["entries"] == []
    assert "2 values (a int" in retcon("explain", "lines", 1, db=engine, rc=2).err.lower()


def test_the_words_for_support_are_filled_from_the_row(engine, retcon, plan):
    engine.execute(ITEMS)
    text = PLAN.format(divide=DIVIDE[engine.kind]).replace(
        "tell: The price was wrong.", "tell: 'It was {old.price}, it is {new.price} {{cents}} ({new.email}).'")
    retcon("run", plan(text), "--yes", db=engine, rc=7)
    told = {key: entry(engine, retcon, key)["tell"] for key in "24"}
    assert told == {"2": "It was 100, it is 50 {cents} ((masked)).", "4": None}
    assert "It was 100, it is 50" in retcon("explain", "items", "2", db=engine).out


@pytest.mark.parametrize("tell, words", [
    ("it was {old.prize}", 'did you mean "price"?'), ("it was {price}", "{price} is no placeholder")])
def test_placeholders_that_are_none(engine, retcon, plan, tell, words):
    engine.execute(ITEMS)
    text = PLAN.format(divide=DIVIDE[engine.kind]).replace("tell: The price was wrong.", f"tell: '{tell}'")
    r = retcon("check", plan(text), db=engine, rc=3)
    assert words in r.err + r.out
