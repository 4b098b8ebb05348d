"""When a run will end: what the dry run says, and what a run under way says of itself, to whoever asks."""
import datetime
import json

import pytest

from harness import wait_until
from test_tempo import DAYS, ROWS, orders, rehearsed, waiting  # noqa: F401


def fill(db, rows):
    db.execute(f"with recursive n(i) as (select {ROWS + 1} union all select i + 1 from n where i < {rows}) "
               "insert into orders select i, i % 90 + 1, 0 from n")


def dry_run(retcon, plan, db, more="", **options):
    path = plan(f"name: tax\ntable: orders\nscope: {{where: id > 0}}\nchange: {{set: {{tax: amount * 2}}}}\n{more}")
    retcon("scope", path, db=db)
    return retcon("dry-run", "tax", "--json", db=db, **options).json()


def status(retcon, db):
    return retcon("status", "tax", "--json", db=db).json()


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_the_dry_run_gives_a_range(orders, retcon, plan):  # noqa: F811
    fill(orders, 20000)
    said = dry_run(retcon, plan, orders)
    assert 0 < said["estimate_low_ms"] < said["estimate_ms"] < said["estimate_high_ms"] < 600_000
    assert said["rehearsal"]["rows"] <= 200  # the batches that are only timed are not among them
    # Nothing of it has stayed.
    assert orders.value("select count(*) from orders where tax <> 0") == 0
    assert orders.value(f"select sum(position) from {orders.ledger('chunk')}") == 0
    assert orders.value(f"select count(*) from {orders.ledger('capture_1')}") == 0


def test_a_plan_that_says_how_many_rows_are_rehearsed_is_obeyed(orders, retcon, plan):  # noqa: F811
    """The trigger writes down who came by, in a way that no rollback takes back: a sequence, or on SQLite nothing has one."""
    fill(orders, 20000)
    if orders.kind == "sqlite":
        pytest.skip("nothing of a rehearsal outlives it here")
    orders.execute("create sequence seen; create function note() returns trigger language plpgsql as "
                   "$$ begin perform nextval('public.seen'); return new; end $$; "
                   "create trigger note before update on orders for each row execute function note()")
    dry_run(retcon, plan, orders, "dry_run: {rehearse: 100}\n")
    assert orders.value("select last_value from seen") <= 100
    retcon("stop", "tax", "--abandon", db=orders)
    dry_run(retcon, plan, orders)
    assert 500 < orders.value("select last_value from seen") <= 100 + 200 + 20000 // 25


def test_a_cap_is_in_the_estimate(orders, retcon, plan):  # noqa: F811
    said = dry_run(retcon, plan, orders, "checkpoint: {rate: 20/s}\n")
    assert 20_000 <= said["estimate_low_ms"] <= said["estimate_ms"] <= said["estimate_high_ms"] < 24_000


def test_a_run_under_way_says_when_it_ends(orders, retcon, plan):  # noqa: F811
    fill(orders, 4000)
    rehearsed(retcon, plan, orders, "batch: 20, rate: 100/s")
    running = retcon.start("run", "tax", "--yes", db=orders)
    got = wait_until(lambda: (s := status(retcon, orders))["pending"] < 3850 and s["eta_high_ms"] and s)
    left_ms = got["pending"] * 10
    assert left_ms * 0.8 < got["eta_low_ms"] <= got["eta_ms"] <= got["eta_high_ms"] < left_ms * 2
    now = datetime.datetime.now(datetime.timezone.utc)
    assert abs((moment(got["ends_from"]) - now).total_seconds() * 1000 - got["eta_low_ms"]) < 3000
    assert moment(got["ends_from"]) <= moment(got["ends_to"])
    assert " left" in retcon("status", "tax", db=orders).out or "it ends 20" in retcon("status", "tax", db=orders).out
    retcon("tune", "tax", "rate=1000/s", db=orders)
    wait_until(lambda: (status(retcon, orders)["eta_high_ms"] or 10**9) < left_ms * 0.7)
    retcon("pause", "tax", db=orders)
    running.wait(rc=4)
    got = status(retcon, orders)
    assert (got["eta_low_ms"], got["eta_high_ms"], got["ends_from"], got["ends_to"]) == (None, None, None, None)


def test_a_window_that_is_shut_is_in_it(orders, retcon, plan):  # noqa: F811
    """Before anything was seen, the dry run's speed counts, from when the window opens."""
    now = datetime.datetime.now(datetime.timezone.utc)
    day = now + datetime.timedelta(days=2)
    rehearsed(retcon, plan, orders, f"window: {DAYS[day.weekday()]} 01:00-02:00 UTC")
    running = retcon.start("run", "tax", "--yes", db=orders)
    got = wait_until(lambda: (s := status(retcon, orders))["ends_to"] and s)
    opens = day.replace(hour=1, minute=0, second=0, microsecond=0)
    for end in ("ends_from", "ends_to"):
        assert abs(moment(got[end]) - opens) < datetime.timedelta(minutes=20)
    assert "it ends 20" in retcon("status", "tax", db=orders).out
    retcon("pause", "tax", db=orders)
    running.wait(rc=4)
    assert json.loads(retcon("status", "tax", "--json", db=orders).out)["state"] == "paused"
