"""Incident mode: it waits for nobody, skips nothing that protects the data, and owes what it skipped until that is paid."""
import pytest

from test_approvals import PLAN, RAJ, keys, make_orders, project, total  # noqa: F401 - fixtures

BARE = """
name: tax
owner: payments
meaning: reinterpretation
table: orders
scope:
  where: id <= 60
change:
  set:
    tax: tax + 1
"""
INCIDENT = ("--incident", "INC-7", "--because", "invoices go out at six")


def debts(retcon, db, *args):
    return retcon("debts", *args, "--json", db=db).json()["debts"]


@pytest.fixture
def orders(either):
    return make_orders(either)


def test_it_waits_for_nobody_and_owes(retcon, orders, plan, project, keys):  # noqa: F811
    path = plan(BARE, "tax.yaml")
    retcon("run", path, "--yes", db=orders, env=RAJ, rc=3)
    assert total(orders) == 0
    r = retcon("run", path, "--yes", *INCIDENT, db=orders, env=RAJ)
    assert total(orders) == 60 and "retcon debts tax" in r.err
    owed = debts(retcon, orders)
    assert {d["what"] for d in owed} == {"approval by approver", "approval by product", "account of what was skipped",
                                         "impact statement", "audit"}
    assert all(d["owner"] == "payments" and d["incident"] == "INC-7" and not d["overdue"] for d in owed)
    for command in ("status", "report"):
        assert "Owed since incident INC-7: impact statement, by payments" in retcon(command, "tax", db=orders).out
        told = retcon(command, "tax", "--json" if command == "status" else "--format=json", db=orders).json()
        assert told["incident"] == "INC-7" and len(told["debts"]) == 5
    # All that protects the data was there: list, dry run, prior values, record.
    run, = orders.query(f"select list_digest, dry_run_digest, incident from {orders.ledger('run')} where state = 'finished'")
    assert all(run)
    event, = orders.query(f"select why from {orders.ledger('event')} where kind = 'incident'")
    assert event == ("INC-7: invoices go out at six",)
    retcon("rollback", "tax", "--yes", db=orders)
    assert total(orders) == 0


def test_debts_are_paid(retcon, orders, plan, project, keys):  # noqa: F811
    retcon("run", plan(BARE, "tax.yaml"), "--yes", *INCIDENT, db=orders, env=RAJ)
    number = {d["what"]: d["no"] for d in debts(retcon, orders, "tax")}
    retcon("debts", "tax", "--pay", number["audit"], db=orders, rc=2)
    retcon("debts", "tax", "--pay", 99, "--because", "x", db=orders, rc=1)
    r = retcon("debts", "tax", "--pay", number["approval by product"], "--because", "said so", db=orders, rc=1)
    assert "only that pays it" in r.err
    # Nobody has looked at a row yet: to say so is no audit.
    r = retcon("debts", "tax", "--pay", number["audit"], "--because", "looked", db=orders, rc=1)
    assert "0 of " in r.err and "retcon audit tax" in r.err
    assert "retcon audit tax, then retcon debts tax --pay" in retcon("debts", db=orders).out
    retcon("audit", "tax", "--sample", 1, "--verdict", "right", db=orders)
    for what in ("audit", "impact statement", "account of what was skipped"):
        retcon("debts", "tax", "--pay", number[what], "--because", f"{what} done", db=orders)
    retcon("debts", "tax", "--pay", number["audit"], "--because", "again", db=orders, rc=1)
    # A late approval is the same signature over the same text, by the same rules.
    retcon("approve", "tax", "--key", keys["raj"], "--yes", db=orders, rc=1)
    retcon("approve", "tax", "--key", keys["ana"], "--yes", db=orders)
    assert [d["what"] for d in debts(retcon, orders)] == ["approval by product"]
    r = retcon("approve", "tax", "--key", keys["kim"], "--role", "product", "--yes", db=orders)
    assert debts(retcon, orders) == []
    assert "retcon run" not in r.err and "retcon debts tax" in r.err and "this approval is late" in r.err
    assert "nothing is owed" in retcon("debts", db=orders).err
    paid = {d["what"]: d["how"] for d in debts(retcon, orders, "--all")}
    assert paid["audit"] == "audit done" and paid["approval by product"] == "approved late by kim" and len(paid) == 5
    assert "Owed" not in retcon("status", "tax", db=orders).out
    for no in (2, 3, 4):
        retcon("audit", "tax", "--sample", no, "--verdict", "right", db=orders)
    told = retcon("report", "tax", db=orders).out
    assert "audit, 3 times, up to number" in told and told.count("debt paid") == 3


def test_a_debt_is_overdue(retcon, orders, plan, project, keys):  # noqa: F811
    retcon("run", plan(BARE, "tax.yaml"), "--yes", *INCIDENT, db=orders, env=RAJ)
    orders.execute(f"update {orders.ledger('debt')} set due = '2020-01-01T00:00:00Z'")
    assert all(d["overdue"] for d in debts(retcon, orders))
    assert "overdue" in retcon("status", "tax", db=orders).out and "overdue" in retcon("debts", db=orders).out


def test_what_fails_still_stops_it(retcon, orders, plan, project, keys):  # noqa: F811
    forecast = BARE + "dry_run:\n  expect:\n    changed: 5\n"
    retcon("run", plan(forecast, "tax.yaml"), "--yes", *INCIDENT, db=orders, env=RAJ, rc=3)
    assert total(orders) == 0
    watched = BARE.replace("name: tax", "name: seen") + ("stages:\n  - {name: canary, sample: 5}\n  - name: rest\n"
                                                         "watch:\n  none:\n    sql: select sum(tax) from "
                                                         + ("orders" if orders.kind == "sqlite" else "public.orders")
                                                         + "\n    max: 3\n")
    retcon("run", plan(watched, "seen.yaml"), "--yes", *INCIDENT, db=orders, env=RAJ, rc=(4, 6))
    assert 0 < total(orders) <= 5


def test_soak_is_not_waited_for(retcon, orders, plan, project, keys):  # noqa: F811
    retcon("run", plan(PLAN.replace("sample: 5}", "sample: 5, soak: 1h}").replace("rate: 15/s", "batch_time: 1s"), "tax.yaml"),
           "--yes", *INCIDENT, db=orders, env=RAJ)
    assert total(orders) == 60
    assert {d["what"] for d in debts(retcon, orders)} == {"approval by approver", "audit"}


def test_it_needs_a_reason(retcon, orders, plan):
    assert "--because" in retcon("run", plan(BARE, "tax.yaml"), "--yes", "--incident", "INC-7", db=orders, rc=2).err


def test_without_a_project_file(retcon, orders, plan):
    """Nobody is there who could approve; what the plan lacks is owed all the same."""
    retcon("run", plan(BARE, "tax.yaml"), "--yes", *INCIDENT, db=orders)
    assert {d["what"] for d in debts(retcon, orders)} == {"audit", "impact statement", "account of what was skipped"}
