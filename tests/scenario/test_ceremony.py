"""How much care a plan must have: computed from what it does and what the project says, and kept to."""
import pytest

LIGHT = """
name: fix
table: orders
scope:
  where: id <= 200
change:
  set:
    tax: tax + 1
"""
FULL = LIGHT + """
why: The rate was wrong.
owner: payments
dry_run: {expect: {tax: +200}}
stages:
  - {name: canary, sample: 5}
  - name: everyone
rollback:
  how: Prior values are put back.
"""


@pytest.fixture
def orders(either):
    either.execute("create table orders (id integer primary key, tax integer, status text)")
    rows = ", ".join(f"({i}, 0, 'new')" for i in range(1, 201))
    either.execute(f"insert into orders values {rows}")
    return either


@pytest.fixture
def project(tmp_path):
    def write(text):
        (tmp_path / "retcon.yaml").write_text(text)
    return write


def ceremony(retcon, path, db):
    return retcon("check", path, "--json", db=db, rc=(0, 3)).json()["ceremony"]


@pytest.mark.parametrize("text", [None, "approvals: {expire: 1d}\n", "people:\n  ana: {roles: [approver]}\n",
                                  "ceremony: {decision_columns: [orders.status]}\n"])
def test_light_stays_light(retcon, orders, plan, project, text):
    """Four keys, two hundred rows, one command, one question."""
    if text:
        project(text)
    path = plan(LIGHT, "fix.yaml")
    assert ceremony(retcon, path, orders)["level"] == "light"
    retcon("run", path, "--yes", db=orders)
    assert orders.value("select sum(tax) from orders") == 200


@pytest.mark.parametrize("text,level,why", [
    ("ceremony: {large_rows: 199}", "standard", "large: 200 rows"),
    ("ceremony: {large_rows: 200}", "light", "no boundary"),
    ("ceremony: {decision_columns: [tax]}", "standard", 'decision-bearing: column "tax"'),
    ("ceremony: {decision_columns: [customers.tax]}", "light", "no boundary"),
    ("ceremony: {large_rows: 10, decision_columns: [orders.tax]}", "full", "large"),
])
def test_thresholds_are_the_projects(retcon, orders, plan, project, text, level, why):
    project(text + "\n")
    path = plan(LIGHT, "fix.yaml")
    retcon("scope", path, db=orders)
    retcon("dry-run", "fix", db=orders)
    if level == "light":
        retcon("run", "fix", db=orders)
        return
    r = retcon("run", "fix", db=orders, rc=3)
    assert f"is {level} (" in r.err and why in r.err
    for part in ("why:", "owner:", "stages:", "rollback.how:") + (("watch:", "impact.tell:") if level == "full" else ()):
        assert part in r.err, part
    assert orders.value("select sum(tax) from orders") == 0
    assert orders.value(f"select state from {orders.ledger('run')}") == "rehearsed"


def test_a_share_of_the_table(retcon, orders, plan, project):
    if orders.kind == "postgresql":
        orders.execute("analyze orders")
    project("ceremony: {large_share: 50%, small_rows: 10}\n")
    path = plan(LIGHT, "fix.yaml")
    retcon("scope", path, db=orders)
    known = orders.kind == "postgresql"  # SQLite does not know how many rows there are
    assert retcon("run", "fix", db=orders, rc=(3, 0)).rc == (3 if known else 0)


def test_a_plan_that_has_it_all_runs(retcon, orders, plan, project):
    project("ceremony: {decision_columns: [orders.tax]}\n")
    path = plan(FULL, "fix.yaml")
    got = ceremony(retcon, path, orders)
    assert (got["level"], got["missing"], got["approvals"]) == ("standard", [], [])
    retcon("run", path, "--yes", db=orders)


def test_without_a_project_it_is_advice(retcon, orders, plan):
    path = plan(LIGHT + "rollback: {story: manual}\n", "fix.yaml")
    got = ceremony(retcon, path, orders)
    assert got["level"] == "standard" and got["missing"]
    retcon("run", path, "--yes", db=orders)


@pytest.mark.parametrize("listed", ["", "approvals: {full: [approver]}\n"])
def test_a_new_meaning_needs_product(retcon, orders, plan, project, listed):
    project("people:\n  ana: {roles: [approver]}\n  kim: {roles: [product]}\n" + listed)
    got = ceremony(retcon, plan(LIGHT + "meaning: reinterpretation\n", "fix.yaml"), orders)
    assert got["level"] == "full" and got["approvals"] == ["approver", "product"]


def test_the_runs_own_project_counts_wherever_one_stands(retcon, orders, plan, project, tmp_path):
    project("ceremony: {decision_columns: [orders.tax]}\n")
    retcon("scope", plan(LIGHT, "fix.yaml"), db=orders)
    retcon("dry-run", "fix", db=orders)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    retcon("run", "fix", db=orders, rc=3, cwd=elsewhere)
    (tmp_path / "retcon.yaml").unlink()
    assert "--project" in retcon("run", "fix", db=orders, rc=3, cwd=elsewhere).err
