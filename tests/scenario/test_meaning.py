"""A plan that says it only computes anew, and looks otherwise: shown by check and dry run, and asked of a person at the gate."""
import pytest

PLAN = "name: fix\n{meaning}table: orders\nscope:\n  where: id <= 20\n{scope}change:\n  set:\n    {set}\n{rest}"
STANDARD = """why: The rate was wrong.
owner: payments
stages:
  - {name: canary, sample: 5}
  - {name: half, where: id <= 10}
  - name: everyone
rollback: {how: Prior values are put back.}
"""
MANUAL = STANDARD.replace("{how:", "{story: manual, how:")


@pytest.fixture
def orders(either):
    boolean = "boolean" if either.kind == "postgresql" else "boolean"
    either.execute(f"create table orders (id integer primary key, total integer, status text, note text, paid {boolean})")
    rows = ", ".join(f"({i}, {i}, 'new', 'note {i} ', {'false' if either.kind == 'postgresql' else 0})" for i in range(1, 21))
    either.execute(f"insert into orders values {rows}")
    return either


def text(change, rest="", scope="", meaning=""):
    return PLAN.format(set=change, rest=rest, scope=scope, meaning=meaning)


@pytest.fixture
def doubts(retcon, plan, orders):
    def run(*args, **more):
        return retcon("dry-run", plan(text(*args, **more), "fix.yaml"), "--json", db=orders).json()["doubts"]
    return run


FLIP = "status: \"'paid'\""


@pytest.mark.parametrize("change,scope,words", [
    (FLIP, "", '"status" goes from "new" to "paid" in 20 rows'),
    ("status: case when id > 1 then 'paid' else 'lost' end", "", "and other ways"),
    ("paid: not paid", "", '"paid" goes from'),
    ("status: coalesce(status, 'x') || 'er'", "  class: status\n", 'scope.class is computed from "status"'),
])
def test_what_is_doubted(doubts, change, scope, words):
    found = doubts(change, scope=scope)
    assert any(words in d for d in found), found


@pytest.mark.parametrize("change,scope", [
    ("total: total + 1", ""),
    ("note: trim(note)", ""),                                     # twenty ways: no status
    ("note: case when id <= 3 then trim(note) else note end", ""),  # three ways, one row each
    ("total: total + 1", "  class: status\n"),
])
def test_what_is_not_doubted(doubts, change, scope):
    assert doubts(change, scope=scope) == []


def test_filling_in_what_was_missing_is_no_flip(doubts, orders):
    orders.execute("update orders set status = null")
    assert doubts(FLIP) == []


def test_a_reinterpretation_has_said_so(doubts):
    assert doubts(FLIP, meaning="meaning: reinterpretation\n") == []


def test_a_sum_that_bears_decisions_needs_a_forecast(doubts, tmp_path):
    (tmp_path / "retcon.yaml").write_text("ceremony: {decision_columns: [orders.total]}\n")
    found = doubts("total: total + 1")
    assert len(found) == 1 and "its sum moves by 20" in found[0] and "dry_run.expect" in found[0], found
    assert doubts("total: total + 1", "dry_run:\n  expect:\n    total: +20\n") == []


def test_masked_values_stay_masked(doubts):
    found = doubts(FLIP, "audit:\n  mask: [status]\n")
    assert found and "paid" not in found[0] and '"status" goes from value to value in 20 rows' in found[0]


def test_check_and_dry_run_show_it(retcon, plan, orders, tmp_path):
    (tmp_path / "retcon.yaml").write_text("ceremony: {decision_columns: [orders.status]}\n")
    path = plan(text(FLIP, scope="  class: status\n"), "fix.yaml")
    findings = retcon("check", path, "--json", db=orders).json()["findings"]
    found = [(f["level"], f["text"]) for f in findings if f["topic"] == "meaning"]
    assert [level for level, _ in found] == ["warning", "warning"]
    assert any("decisions are made by" in t for _, t in found) and any("scope.class" in t for _, t in found)
    out = retcon("dry-run", path, db=orders).out
    assert "Meaning" in out and 'goes from "new" to "paid"' in out and "meaning: reinterpretation" in out
    again = plan(text(FLIP, scope="  class: status\n", meaning="meaning: reinterpretation\n"), "other.yaml")
    assert not [f for f in retcon("check", again, "--json", db=orders).json()["findings"] if f["topic"] == "meaning"]


# --- at the gate ---

def items(retcon, orders, kind="meaning"):
    gates = retcon("gate", "fix", "--json", db=orders).json()["gates"]
    return [[(x["name"], x["verdict"], x["measured"]) for x in g.get("evidence", g.get("items", [])) if x["kind"] == kind]
            for g in gates]


def test_light_stays_light(retcon, plan, orders):
    retcon("run", plan(text(FLIP), "fix.yaml"), "--yes", db=orders)
    assert orders.value("select count(*) from orders where status = 'paid'") == 20


def test_a_person_is_asked_once(retcon, plan, orders):
    r = retcon("run", plan(text(FLIP, MANUAL), "fix.yaml"), "--yes", db=orders, rc=4)
    assert orders.value("select count(*) from orders where status = 'paid'") == 5
    assert "recompute" in r.err + r.out
    retcon("run", "fix", "--yes", db=orders, rc=4)      # without a reason it waits on
    retcon("run", "fix", "--yes", "--because", "support knows: they were paid", db=orders)
    assert orders.value("select count(*) from orders where status = 'paid'") == 20
    seen = items(retcon, orders)
    assert [g[0][1] for g in seen] == ["person", "pass", "pass"]
    assert "accepted by" in seen[1][0][2] and "canary" in seen[1][0][2]


def test_an_incident_owes_the_word(retcon, plan, orders):
    retcon("run", plan(text(FLIP, MANUAL), "fix.yaml"), "--yes", "--incident", "INC-7", "--because", "now", db=orders)
    assert orders.value("select count(*) from orders where status = 'paid'") == 20
    assert "word on the plan's meaning" in retcon("debts", db=orders).out


FORECAST = "dry_run:\n  expect:\n    total: 1..1000\n"


@pytest.mark.parametrize("more,rc,asked", [("", 4, True), (FORECAST, 0, False)])
def test_a_sum_that_bears_decisions_and_has_no_forecast_needs_a_person(retcon, plan, orders, tmp_path, more, rc, asked):
    (tmp_path / "retcon.yaml").write_text("ceremony: {decision_columns: [orders.total]}\n")
    path = plan(text("total: total * 2", STANDARD + more), "fix.yaml")
    found = [f["text"] for f in retcon("check", path, "--json", db=orders).json()["findings"] if f["topic"] == "meaning"]
    assert bool(found) == asked and all("dry_run.expect says nothing of its sum" in f for f in found)
    retcon("run", path, "--yes", db=orders, rc=rc)
    assert bool(items(retcon, orders)[0]) == asked
    if asked:
        retcon("run", "fix", "--yes", "--because", "210 is what was meant", db=orders)
    assert orders.value("select sum(total) from orders") == 420


def test_a_sum_that_moves_otherwise_is_a_matter_of_the_prediction(retcon, plan, orders):
    """Rows as many as foreseen, but another application has made them larger since the dry run: the gate halts, once."""
    retcon("run", plan(text("total: total * 2", MANUAL + FORECAST), "fix.yaml"), "--yes", "--stage", "canary", db=orders, rc=4)
    orders.execute("update orders set total = total + 1000 where total = id and id <= 10")
    retcon("run", "fix", "--yes", db=orders, rc=6)
    assert items(retcon, orders)[1] == [] and "sum of total" in [x[0] for x in items(retcon, orders, "prediction")[1]
                                                                 if x[1] == "fail"]
    retcon("run", "fix", "--yes", "--because", "a new price list came in", db=orders)
