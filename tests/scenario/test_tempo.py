"""What makes a run wait by its own will: the window, the pause behind a batch, the rate.

Windows are chosen around the hour that the test runs at, in zones of a fixed distance from UTC: nothing waits for a clock.
"""
import datetime
import re
import signal
import time

import pytest

from harness import wait_until

ROWS = 400
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def text(checkpoint):
    return f"""
name: tax
table: orders
scope: {{where: id > 0}}
change: {{set: {{tax: amount * 2}}}}
checkpoint: {{{checkpoint}}}
"""


def shut():
    """An hour, on the day after tomorrow, and its name."""
    day = DAYS[(datetime.datetime.now(datetime.timezone.utc).weekday() + 2) % 7]
    return f"{day} 01:00-02:00 UTC", f"window: opens {day} 01:00 UTC"


def open_now():
    return "Mon-Sun 00:00-24:00 Pacific/Kiritimati"


@pytest.fixture
def orders(engine):
    engine.execute("create table orders (id integer primary key, amount integer, tax integer)")
    engine.execute("insert into orders values " + ", ".join(f"({i}, {i % 90}, 0)" for i in range(1, ROWS + 1)))
    return engine


def changed(db):
    return db.value("select count(*) from orders where tax = amount * 2 and tax > 0")


def rehearsed(retcon, plan, db, checkpoint):
    path = plan(text(checkpoint))
    retcon("scope", path, db=db)
    retcon("dry-run", "tax", db=db)


def waiting(retcon, db, why):
    return lambda: retcon("status", "tax", "--json", db=db).json()["throttled_by"] == why


@pytest.mark.parametrize("ask", ["pause", "stop", "ctrl-c"])
def test_outside_of_the_window_no_batch_begins_and_people_are_obeyed(orders, retcon, plan, ask):
    window, why = shut()
    rehearsed(retcon, plan, orders, f"window: {window}")
    running = retcon.start("run", "tax", "--yes", db=orders)
    wait_until(waiting(retcon, orders, why))
    status = retcon("status", "tax", "--json", db=orders).json()
    assert status["state"] == "running" and status["pending"] == ROWS and changed(orders) == 0
    assert why in retcon("status", "tax", db=orders).out
    began = time.monotonic()
    if ask == "ctrl-c":
        running.signal(signal.SIGINT)
        done = running.wait(rc=130)
    else:
        retcon(ask, "tax", db=orders, rc=None)
        done = running.wait(rc=None)
    assert time.monotonic() - began < 5
    assert done.rc == {"ctrl-c": 130, "pause": 4, "stop": 6}[ask], done
    assert changed(orders) == 0
    assert retcon("status", "tax", "--json", db=orders).json()["state"] == ("halted" if ask == "stop" else "paused")


def test_one_open_window_of_several_is_enough(orders, retcon, plan):
    rehearsed(retcon, plan, orders, f"window: [{shut()[0]}, {open_now()}]")
    retcon("run", "tax", "--yes", db=orders)
    assert changed(orders) == len([i for i in range(1, ROWS + 1) if i % 90])


def test_a_rollback_does_not_wait_for_the_window(orders, retcon, plan):
    rehearsed(retcon, plan, orders, f"batch: 100, window: {open_now()}")
    retcon("run", "tax", "--yes", "--max-batches", 2, db=orders, rc=4)
    window = shut()[0]
    # The same run, with the plan's window shut: what is stored is the plan's text.
    orders.execute(f"update {orders.ledger('run')} set plan_text = replace(plan_text, '{open_now()}', '{window}')")
    retcon("rollback", "tax", "--yes", "--because", "wrong", db=orders)
    assert changed(orders) == 0


def test_a_pause_behind_every_batch(orders, retcon, plan):
    rehearsed(retcon, plan, orders, "batch: 100, cool_off: 300ms")
    result = retcon("run", "tax", "--yes", db=orders)
    number, unit = re.search(r"400 rows in ([\d.]+)(m?s)", result.err).groups()
    assert float(number) / (1000 if unit == "ms" else 1) >= 0.9


def test_a_pause_ends_a_long_wait_for_the_rate(orders, retcon, plan):
    rehearsed(retcon, plan, orders, "batch: 200, rate: 1/s")
    running = retcon.start("run", "tax", "--yes", db=orders)
    wait_until(waiting(retcon, orders, "rate"))
    began = time.monotonic()
    retcon("pause", "tax", db=orders, rc=None)
    running.wait(rc=4)
    assert time.monotonic() - began < 5 and 0 < changed(orders) <= 200


@pytest.mark.parametrize("window, says, column", [
    ("Mon 01:00-02:00 Europe/Lodnon", 'there is no time zone "Europe/Lodnon"', 38),
    ("Mon 02:00-02:00 UTC", "is not a time window", 22),
    ("[]", "has 0 windows", 22),
])
def test_a_window_that_cannot_be(tmp_path, retcon, window, says, column):
    path = tmp_path / "tax.yaml"
    path.write_text(text(f"window: {window}"))
    result = retcon("check", str(path), rc=3)
    assert re.search(rf"tax\.yaml:6:{column}: error: .*{re.escape(says)}.*\[P048\]", result.err + result.out), result
