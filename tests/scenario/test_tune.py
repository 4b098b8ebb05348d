"""How fast a run goes, changed while it goes and between: what holds, where it comes from, and what the record says."""
import json
import time

import pytest

from harness import wait_until
from test_tempo import ROWS, changed, orders, rehearsed, shut, waiting  # noqa: F401

RIGHT = len([i for i in range(1, ROWS + 1) if i % 90])


def settings(retcon, db):
    return {s["name"]: s for s in retcon("tune", "tax", "--json", db=db).json()["settings"]}


def test_a_run_that_waits_for_its_window_is_let_go(orders, retcon, plan):  # noqa: F811
    window, why = shut()
    rehearsed(retcon, plan, orders, f"window: {window}")
    running = retcon.start("run", "tax", "--yes", db=orders)
    wait_until(waiting(retcon, orders, why))
    retcon("tune", "tax", "window=off", "--because", "it is quiet", db=orders)
    running.wait()
    assert changed(orders) == RIGHT


def test_a_run_is_held_by_a_window(orders, retcon, plan):  # noqa: F811
    window, why = shut()
    rehearsed(retcon, plan, orders, "batch: 1, cool_off: 50ms")
    running = retcon.start("run", "tax", "--yes", db=orders)
    wait_until(lambda: changed(orders) > 2)
    retcon("tune", "tax", f"window={window}", db=orders)
    wait_until(waiting(retcon, orders, why))
    held = changed(orders)
    assert held < RIGHT
    retcon("tune", "tax", "window=plan", "cool_off=0ms", "batch=auto", db=orders)
    running.wait()
    assert changed(orders) == RIGHT


def test_a_wait_for_the_rate_ends_when_the_rate_does(orders, retcon, plan):  # noqa: F811
    rehearsed(retcon, plan, orders, "batch: 100, rate: 1/s")
    running = retcon.start("run", "tax", "--yes", db=orders)
    wait_until(waiting(retcon, orders, "rate"))
    retcon("tune", "tax", "rate=off", db=orders)
    running.wait(timeout=20)
    assert changed(orders) == RIGHT


def test_a_paused_run_goes_on_with_what_was_tuned(orders, retcon, plan):  # noqa: F811
    rehearsed(retcon, plan, orders, "batch: 100")
    retcon("run", "tax", "--yes", "--max-batches", 1, db=orders, rc=4)
    retcon("tune", "tax", "batch=10", db=orders)
    before = orders.value("select count(*) from orders where tax = amount * 2")
    retcon("run", "tax", "--yes", "--batch", 200, "--max-batches", 1, db=orders, rc=4)
    assert orders.value("select count(*) from orders where tax = amount * 2") - before == 10


def test_what_holds_and_where_it_comes_from(orders, retcon, plan):  # noqa: F811
    rehearsed(retcon, plan, orders, "batch: auto, rate: 300/m, window: Mon 01:00-02:00 UTC")
    assert {n: (s["value"], s["source"]) for n, s in settings(retcon, orders).items()} == {
        "rate": ("5/s", "plan"), "workers": ("1", "default"), "batch": ("auto", "plan"),
        "batch_time": ("200ms", "default"), "cool_off": ("0ms", "default"), "window": ("Mon 01:00-02:00 UTC", "plan")}
    retcon("tune", "tax", "rate=2000/s", "workers=2", db=orders, env={"RETCON_ACTOR": "ada"})
    rate = settings(retcon, orders)["rate"]
    assert (rate["value"], rate["source"], rate["by"]) == ("2000/s", "tuned", "ada")
    assert "rate 2000/s, by ada" in retcon("status", "tax", db=orders).out
    assert [t["name"] for t in retcon("status", "tax", "--json", db=orders).json()["tuned"]] == ["rate", "workers"]
    retcon("tune", "tax", "rate=plan", "--because", "enough", db=orders)
    assert settings(retcon, orders)["rate"]["source"] == "plan"
    rows = orders.query(f"select why, detail from {orders.ledger('event')} where kind = 'tuned' order by seq")
    assert [why for why, _ in rows] == [None, "enough"]
    detail = [d if isinstance(d, dict) else json.loads(d) for _, d in rows]
    assert detail == [{"rate": {"from": "5/s", "to": "2000/s"}, "workers": {"from": "1", "to": "2"}},
                      {"rate": {"from": "2000/s", "to": "5/s"}}]
    retcon("audit-log", "verify", db=orders)


@pytest.mark.parametrize("setting, says", [
    ("rat=5/s", 'did you mean "rate"?'),
    ("rate=5", "rows per second or minute"),
    ("workers=1000", "from 1 to 64"),
    ("window=Mon 01:00-02:00 Europe/Lodnon", 'there is no time zone "Europe/Lodnon"'),
    ("lock_timeout=1s", "no setting that can be tuned"),
    ("rate", "NAME=VALUE"),
    ("rate=", "NAME=VALUE"),
])
def test_what_no_plan_could_say_changes_nothing(orders, retcon, plan, setting, says):  # noqa: F811
    rehearsed(retcon, plan, orders, "batch: auto")
    result = retcon("tune", "tax", "cool_off=1s", setting, db=orders, rc=2)
    assert says in result.err
    assert settings(retcon, orders)["cool_off"]["source"] == "default"


def test_a_run_that_has_ended_is_not_tuned(orders, retcon, plan):  # noqa: F811
    rehearsed(retcon, plan, orders, "batch: auto")
    retcon("run", "tax", "--yes", db=orders)
    assert "nothing to tune" in retcon("tune", "tax", "rate=1/s", db=orders, rc=1).err


def test_fewer_workers_leave_while_the_run_goes_on(orders, retcon, plan):  # noqa: F811
    """On SQLite, which has one writer, the setting changes nothing. Three pieces of the list are three workers' work."""
    orders.execute("with recursive n(i) as (select 401 union all select i + 1 from n where i < 50000) "
                   "insert into orders select i, 1, 0 from n")
    rehearsed(retcon, plan, orders, "batch: 1, cool_off: 100ms, workers: 3")
    running = retcon.start("run", "tax", "--yes", db=orders)

    def at_work():
        return len(retcon("status", "tax", "--json", db=orders).json()["runners"])

    wait_until(lambda: at_work() == (1 if type(orders).__name__ == "Sqlite" else 3))
    retcon("tune", "tax", "workers=1", db=orders)
    wait_until(lambda: at_work() == 1)
    assert changed(orders) < 40000
    retcon("tune", "tax", "cool_off=0ms", "batch=auto", db=orders)
    running.wait()
    assert changed(orders) == RIGHT + 49600


def test_more_workers_come_while_the_run_goes_on(orders, retcon, plan):  # noqa: F811
    orders.execute("with recursive n(i) as (select 401 union all select i + 1 from n where i < 50000) "
                   "insert into orders select i, 1, 0 from n")
    rehearsed(retcon, plan, orders, "batch: 1, cool_off: 100ms")
    running = retcon.start("run", "tax", "--yes", db=orders)

    def at_work():
        return len(retcon("status", "tax", "--json", db=orders).json()["runners"])

    several = 1 if type(orders).__name__ == "Sqlite" else 3
    wait_until(lambda: at_work() == 1 and changed(orders) > 0)
    for workers in (3, 1, 3):  # and again, after they left; no more than the three pieces of the list
        retcon("tune", "tax", f"workers={workers}", db=orders)
        wait_until(lambda n=min(workers, several): at_work() == n)
    retcon("tune", "tax", "workers=9", "cool_off=0ms", "batch=auto", db=orders)
    running.wait()
    assert changed(orders) == RIGHT + 49600


@pytest.mark.parametrize("state", ["rehearsed", "paused", "killed"])
def test_nobody_is_joined_where_nobody_is(orders, retcon, plan, state):  # noqa: F811
    rehearsed(retcon, plan, orders, "batch: 100")
    if state == "paused":
        retcon("run", "tax", "--yes", "--max-batches", 1, db=orders, rc=4)
    if state == "killed":
        orders.execute(f"update {orders.ledger('run')} set state = 'running'")
    before = changed(orders)
    result = retcon("run", "tax", "--yes", "--join", db=orders, rc=1)
    assert ("nobody has been at work" if state == "killed" else "nobody to join") in result.err
    assert "without --join" in result.err and changed(orders) == before


def test_a_run_is_joined(orders, retcon, plan):  # noqa: F811
    orders.execute("with recursive n(i) as (select 401 union all select i + 1 from n where i < 50000) "
                   "insert into orders select i, 1, 0 from n")
    rehearsed(retcon, plan, orders, "batch: 1, cool_off: 100ms")
    first = retcon.start("run", "tax", "--yes", db=orders)
    wait_until(lambda: changed(orders) > 0)
    second = retcon.start("run", "tax", "--join", db=orders)
    wait_until(lambda: len(retcon("status", "tax", "--json", db=orders).json()["runners"]) == 2)
    retcon("tune", "tax", "cool_off=0ms", "batch=auto", db=orders)
    first.wait()
    second.wait()
    assert changed(orders) == RIGHT + 49600


def test_a_rollback_by_several_keeps_to_the_rate_of_all(orders, retcon, plan):  # noqa: F811
    orders.execute("with recursive n(i) as (select 401 union all select i + 1 from n where i < 3000) "
                   "insert into orders select i, 1, 0 from n")
    rehearsed(retcon, plan, orders, "batch: 100, rate: 1000/s, workers: 3")
    retcon("run", "tax", "--yes", db=orders)
    began = time.monotonic()
    retcon("rollback", "tax", "--yes", db=orders)
    assert time.monotonic() - began > 2
    if orders.kind == "sqlite":     # which has one writer: the rate is all its own
        assert time.monotonic() - began < 7
    assert changed(orders) == 0
