"""Several workers in one run: processes that share nothing but the ledger. n = n + 1 shows a row changed twice."""
import signal
import time

import pytest

from harness import wait_until
from table import Counted

ROWS = 50000            # three chunks of 20,000 at most


@pytest.fixture
def table(database, pg15):
    return Counted(database(pg15), rows=ROWS, batch=1000)


def prepare(retcon, plan, table, text=None):
    path = plan(text or table.plan())
    retcon("scope", path, db=table.db)
    retcon("dry-run", "crash", "--quiet", db=table.db)


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(x) for x in f.read().split()]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def backends(table):
    return {pid for pid, in table.db.query("select distinct pid from claims")}


def witness(table):
    """Which server process changed each row."""
    table.db.execute("create table claims (pid int, id int)")
    table.db.execute("create function note() returns trigger language plpgsql as "
                     "'begin insert into public.claims values (pg_backend_pid(), new.id); return null; end'")
    table.db.execute("create trigger note after update on counted for each row execute function note()")


def test_each_row_once_by_all_of_them(table, retcon, plan):
    witness(table)
    prepare(retcon, plan, table)
    retcon("run", "crash", "--yes", "--quiet", "--workers", 3, db=table.db, rc=7, timeout=120)
    table.check_done()
    assert len(backends(table)) >= 3 and table.db.query("select * from retcon.runner") == []
    assert table.db.value("select max(n) from (select count(*) as n from claims group by id) x") == 1


def test_a_rollback_too(table, retcon, plan):
    before = table.values()
    prepare(retcon, plan, table, table.plan().replace("batch: 1000", "workers: 3\n  batch: 1000"))
    retcon("run", "crash", "--yes", "--quiet", db=table.db, rc=7, timeout=120)
    assert table.values() != before
    witness(table)
    retcon("rollback", "crash", "--yes", "--quiet", db=table.db, rc=(0, 7), timeout=120)
    assert table.values() == before and len(backends(table)) >= 3


def test_a_worker_that_dies_is_made_up_for(table, retcon, plan):
    prepare(retcon, plan, table)
    said = retcon("run", "crash", "--yes", "--workers", 3, db=table.db, rc=7, timeout=120, env={"RETCON_FAULT": "worker:1"})
    assert "a worker ended early" in said.err and "signal 9" in said.err
    table.check_done()


def start_slowly(retcon, plan, table):
    prepare(retcon, plan, table, table.plan().replace("batch: 1000", "batch: 200\n  rate: 4000/s\n  workers: 3"))
    job = retcon.start("run", "crash", "--yes", "--quiet", db=table.db)
    # After a second the reader of the guards is one, too.
    wait_until(lambda: len(children(job.pid)) >= 2 and table.db.value(
        "select coalesce(sum(changed), 0) from retcon.chunk") > 1000)
    return job, children(job.pid)


def hurry(retcon, table):
    retcon("tune", "crash", "rate=1000000/s", db=table.db)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_behind_their_batch(table, retcon, plan, number):
    job, workers = start_slowly(retcon, plan, table)
    job.signal(number)
    job.wait(rc=130)
    assert not any(is_alive(pid) for pid in workers)
    assert table.db.value("select state from retcon.run") == "paused"
    hurry(retcon, table)
    retcon("run", "crash", "--yes", "--quiet", "--workers", 2, "--batch", 5000, db=table.db, rc=7, timeout=120)
    table.check_done()


def test_workers_die_with_the_first_process(table, retcon, plan):
    job, workers = start_slowly(retcon, plan, table)
    job.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in workers))
    time.sleep(0.1)
    before = table.values()
    time.sleep(0.3)
    assert table.values() == before
    hurry(retcon, table)
    retcon("run", "crash", "--yes", "--quiet", db=table.db, rc=7, timeout=120)
    table.check_done()


def test_the_rate_is_that_of_all(table, retcon, plan):
    """A cap can only make it slower: the time is a lower bound, whatever the machine."""
    text = table.plan().replace("batch: 1000", "batch: 200\n  rate: 10000/s\n  workers: 3")
    prepare(retcon, plan, table, text)
    began = time.monotonic()
    retcon("run", "crash", "--yes", "--quiet", db=table.db, rc=7, timeout=120)
    assert time.monotonic() - began > 0.8 * table.db.value("select count(*) from counted") * 16 / 17 / 10000
    table.check_done()


def test_sqlite_works_alone(sqlite, retcon, plan):
    table = Counted(sqlite, rows=1000)
    path = plan(table.plan().replace("batch: 25", "workers: 4\n  batch: 25"))
    retcon("run", path, "--yes", "--quiet", db=sqlite, rc=7)
    table.check_done()


def test_too_many(retcon, table):
    assert "at most 64" in retcon("run", "x", "--workers", 65, db=table.db, rc=2).err
