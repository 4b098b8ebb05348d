"""Guards: signals that slow or stop a run, and let it go on by themselves. The truth is set and read by Python's clients."""
import http.server
import shutil
import socket
import threading
import time
from contextlib import closing

import pytest

from harness import wait_until
from pgcluster import run_quietly

ROWS = 2000
PLAN = """
name: gentle
table: %s
scope:
  where: id > 0
change:
  set:
    v: v + 1
checkpoint:
  batch: 250
%s"""


def filled(db):
    db.execute("create table t (id integer primary key, v integer not null); create table load (value real)")
    db.execute(f"insert into t with recursive g(i) as (select 1 union all select i + 1 from g where i < {ROWS}) "
               "select i, 0 from g; insert into load values (0)")
    return db


@pytest.fixture
def db(engine):
    return filled(engine)


def text(db, *guards):
    lines = "".join(f"    {g}\n" for g in guards)
    return PLAN % ("t" if db.kind == "sqlite" else "public.t", "  guards:\n" + lines if guards else "")


OWN = "busy: {sql: select value from %s, slow: 5, stop: 10}"


def own(db):
    return OWN % ("load" if db.kind == "sqlite" else "public.load")


def set_load(db, value):
    db.execute(f"update load set value = {value}")


def prepare(retcon, plan, db, *guards):
    retcon("scope", plan(text(db, *guards)), db=db)
    retcon("dry-run", "gentle", "--quiet", db=db)


def changed(db):
    return db.value("select count(*) from t where v = 1")


def throttle(db):
    rows = db.query(f"select throttled_by from {db.ledger('runner')}")
    return rows[0][0] or "" if rows else ""


def events(db):
    return [(kind, why) for kind, why in db.query(f"select kind, why from {db.ledger('event')} order by seq")
            if kind.startswith("guard")]


def test_stops_and_goes_on_by_itself(retcon, plan, db):
    prepare(retcon, plan, db, own(db))
    set_load(db, 20)
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "guard busy stops: 20" in throttle(db))
    assert changed(db) == 0
    assert "guard busy stops: 20" in retcon("status", "gentle", db=db).out
    set_load(db, 7)          # below stop, but not yet below slow
    wait_until(lambda: "stops: 7" in throttle(db))
    assert changed(db) == 0
    set_load(db, 1)
    job.wait()
    assert changed(db) == ROWS
    (stopped, why), (released, _) = events(db)
    assert (stopped, released) == ("guard stopped", "guard released") and "busy" in why
    retcon("audit-log", "verify", db=db)


def test_rests_behind_its_batches(retcon, plan, db):
    prepare(retcon, plan, db, own(db))
    set_load(db, 9.9)
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "guard busy slows: 9.9" in throttle(db))
    job.wait()
    assert changed(db) == ROWS and events(db) == []


@pytest.mark.parametrize("act", ["pause", "stop"])
def test_can_be_ended_while_it_waits(retcon, plan, db, act):
    prepare(retcon, plan, db, own(db))
    set_load(db, 20)
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "stops" in throttle(db))
    retcon(act, "gentle", db=db, rc=None)
    job.wait(rc=(4, 6))
    assert changed(db) == 0
    assert db.value(f"select state from {db.ledger('run')}") == {"pause": "paused", "stop": "halted"}[act]


def test_what_cannot_be_read_stops_the_run(retcon, plan, db):
    """Fail closed: from the first moment where a guard was asked for."""
    prepare(retcon, plan, db, own(db))
    db.execute("alter table load rename to elsewhere")
    refused = retcon("run", "gentle", "--quiet", db=db, rc=3)
    assert "load" in refused.err and changed(db) == 0
    db.execute("alter table elsewhere rename to load")
    db.execute("update load set value = null")
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "no data" in throttle(db))
    assert changed(db) == 0
    set_load(db, 0)
    job.wait()
    assert changed(db) == ROWS


def test_a_rollback_is_gentle_too(retcon, plan, db):
    prepare(retcon, plan, db, own(db))
    retcon("run", "gentle", "--quiet", db=db)
    set_load(db, 20)
    job = retcon.start("rollback", "gentle", "--yes", "--quiet", db=db)
    wait_until(lambda: "guard busy stops" in throttle(db))
    assert changed(db) == ROWS
    set_load(db, 0)
    job.wait()
    assert changed(db) == 0


def test_check_names_them(retcon, plan, db):
    said = retcon("check", plan(text(db, own(db))), db=db).out
    usual = "wal_size" if db.kind == "sqlite" else "replica_lag (slow from 5.0 s, stop from 10.0 s)"
    assert "busy (slow from 5, stop from 10)" in said and usual in said
    off = [f"{name}: off" for name in (("wal_size", "other_writers", "disk_free") if db.kind == "sqlite" else (
        "replica_lag", "replica_bytes", "archive_queue", "lock_waiters", "transaction_age", "disk_free"))]
    assert "no guard slows the run down" in retcon("check", plan(text(db, *off)), db=db).out


def test_the_project_file_has_them_for_all_plans(retcon, plan, db, tmp_path):
    (tmp_path / "retcon.yaml").write_text("guards:\n  " + own(db).replace("stop: 10", "stop: 30") + "\n")
    assert "busy (slow from 5, stop from 30)" in retcon("check", plan(text(db)), db=db).out
    assert "busy (slow from 5, stop from 10)" in retcon("check", plan(text(db, own(db))), db=db).out


def test_a_disk_that_is_nearly_full(retcon, plan, db):
    """No disk has so much room. SQLite's file and the server's folder are on this machine."""
    prepare(retcon, plan, db, "disk_free: {slow: 900_000TB, stop: 800_000TB}")
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "guard disk_free stops: " in throttle(db) and "B (slow below 900" in throttle(db))
    assert changed(db) == 0
    retcon("pause", "gentle", db=db, rc=None)
    job.wait(rc=4)


def test_others_who_write_to_the_file(sqlite, retcon, plan):
    """The run rests behind its batches while somebody else commits, and says why. Its own commits are not meant."""
    db = filled(sqlite)
    retcon("scope", plan(text(db) + "  cool_off: 5ms\n"), db=db)
    retcon("dry-run", "gentle", "--quiet", db=db)
    job = retcon.start("run", "gentle", "--batch", "1", "--quiet", db=db)
    alone_until = time.monotonic() + 4
    while time.monotonic() < alone_until:
        assert "other_writers" not in throttle(db)
        time.sleep(0.1)
    assert 0 < changed(db) < ROWS, "too quick or too slow to be looked at"

    def is_slowed():
        set_load(db, 1)
        return throttle(db) == "guard other_writers slows: 1 (slow from 1)"

    wait_until(is_slowed)
    retcon("pause", "gentle", db=db, rc=None)
    job.wait(rc=4)


def test_two_at_one_run_are_no_other_writers_to_each_other(sqlite, retcon, plan):
    db = filled(sqlite)
    retcon("scope", plan(text(db) + "  cool_off: 5ms\n"), db=db)
    retcon("dry-run", "gentle", "--quiet", db=db)
    jobs = [retcon.start("run", "gentle", "--batch", "1", "--quiet", db=db) for _ in range(2)]

    def are_free():
        runners = retcon("status", "gentle", "--json", db=db).json()["runners"]
        return len(runners) == 2 and not any("other_writers" in (r["throttled_by"] or "") for r in runners)

    wait_until(are_free)   # before the second said that it is one, it was another writer
    until = time.monotonic() + 4
    while time.monotonic() < until:
        assert are_free()
    retcon("pause", "gentle", db=db, rc=None)
    for job in jobs:
        job.wait(rc=4)


def test_limits_of_a_disk_the_wrong_way_round(retcon, plan, db):
    assert "slow is smaller than stop" in retcon("check", plan(text(db, "disk_free: {slow: 1GB, stop: 2GB}")), db=db, rc=3).err


class Answers(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.server.asked += 1
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    """A server that answers web.status to HEAD."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    server.status, server.asked = 429, 0
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_url_that_says_no(retcon, plan, db, web):
    prepare(retcon, plan, db, f"freno: {{http: 'http://127.0.0.1:{web.server_port}/check'}}")
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "guard freno stops: 429" in throttle(db))
    assert changed(db) == 0
    web.status = 200
    job.wait()
    assert changed(db) == ROWS and web.asked > 1


def test_a_url_that_says_nothing(retcon, plan, db):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))  # not listening: nobody else gets the port meanwhile
        prepare(retcon, plan, db, f"freno: {{http: 'http://127.0.0.1:{s.getsockname()[1]}/'}}")
        job = retcon.start("run", "gentle", "--quiet", db=db)
        wait_until(lambda: "guard freno: no answer by HTTP" in throttle(db))
        assert changed(db) == 0
        retcon("pause", "gentle", db=db, rc=None)
        job.wait(rc=4)


# --- what only a server has ---

@pytest.fixture
def pg15db(database, pg15):
    return filled(database(pg15))


def test_sessions_that_wait_for_a_run(retcon, plan, pg15db):
    """Somebody holds the lock of a run's transaction, and an application waits behind it."""
    db = pg15db
    prepare(retcon, plan, db, "lock_waiters: 1")

    def wait_in_line():
        with closing(db.connect()) as c:
            c.cursor().execute("set lock_timeout = '30s'; update t set v = v where id = 1")

    holder, waiter = db.connect(), threading.Thread(target=wait_in_line)
    holder.autocommit = False
    try:
        holder.cursor().execute("select 1 from retcon.chunk where false for update; update t set v = v where id = 1")
        waiter.start()
        wait_until(lambda: db.value("select count(*) from pg_locks where not granted") == 1)
        job = retcon.start("run", "gentle", "--quiet", db=db)
        wait_until(lambda: "guard lock_waiters stops: 1" in throttle(db))
        assert changed(db) == 0
    finally:
        holder.rollback()
        waiter.join()
        holder.close()
    job.wait()
    assert changed(db) == ROWS


def test_others_that_wait_for_the_table_are_let_through(retcon, plan, pg15db):
    """What ALTER TABLE takes, asked for in the midst of batches: it waits for the one at hand, and the next waits for it."""
    db = pg15db
    prepare(retcon, plan, db, "lock_waiters: {slow: 1}")
    # A batch of a row each, of some hundred milliseconds, for ten seconds and more.
    db.execute("create function slowly() returns trigger language plpgsql as "
               "$$ begin perform pg_sleep(0.3); return null; end $$; "
               "create trigger slowly after update on t for each statement execute function slowly()")
    retcon("scope", plan(text(db, "lock_waiters: {slow: 1}").replace("batch: 250", "batch: 10")), db=db)
    retcon("dry-run", "gentle", "--quiet", db=db)
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: changed(db) > 20)
    with closing(db.connect()) as c:
        c.autocommit = False
        cursor = c.cursor()
        cursor.execute("set lock_timeout = '5s'; set deadlock_timeout = '10s'")
        for _ in range(3):
            began = time.monotonic()
            cursor.execute("lock table t in access exclusive mode")
            assert time.monotonic() - began < 2  # the batch at hand, not one more
            cursor.execute("select count(*) from t where v = 1")
            before = cursor.fetchone()[0]
            wait_until(lambda: db.value("select count(*) from pg_locks where not granted") == 1)
            time.sleep(0.5)
            cursor.execute("select count(*) from t where v = 1")
            assert cursor.fetchone()[0] == before
            c.commit()
            wait_until(lambda: changed(db) > before)
    retcon("pause", "gentle", db=db, rc=None)
    job.wait(rc=4)


def test_a_server_that_writes_much(retcon, plan, pg15db):
    db = pg15db
    prepare(retcon, plan, db, "wal_rate: {slow: 4MB, stop: 5MB}")
    going = threading.Event()

    def write():
        with closing(db.connect()) as c, c.cursor() as cursor:
            while not going.is_set():
                cursor.execute("select pg_logical_emit_message(false, 'load', repeat('x', 2000000))")
                time.sleep(0.1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        job = retcon.start("run", "gentle", "--quiet", db=db)
        wait_until(lambda: "guard wal_rate stops: " in throttle(db) and "MB/s (slow from 4.0 MB/s" in throttle(db))
        before = changed(db)
        time.sleep(0.5)
        assert changed(db) == before
    finally:
        going.set()
        writer.join()
    job.wait()
    assert changed(db) == ROWS


def test_a_vacuum_of_the_table(retcon, plan, pg15db):
    """Vacuum has this lock all the time that it works on a table."""
    db = pg15db
    prepare(retcon, plan, db, "vacuum: 1")
    with closing(db.connect()) as c:
        c.autocommit = False
        c.cursor().execute("lock table t in share update exclusive mode")
        job = retcon.start("run", "gentle", "--quiet", db=db)
        wait_until(lambda: "guard vacuum stops: 1" in throttle(db))
        assert changed(db) == 0
    job.wait()
    assert changed(db) == ROWS


def test_a_disk_that_a_role_may_not_see(retcon, plan, pg15db):
    """By default it is passed over; where somebody asked for it, it stops the run."""
    db = pg15db
    db.execute("drop role if exists plain; create role plain login; grant all on t, load to plain")
    prepare(retcon, plan, db)
    db.execute("grant usage, create on schema retcon to plain; grant all on all tables in schema retcon to plain; "
               "grant usage on all sequences in schema retcon to plain")
    url = db.url.replace("postgres@", "plain@")
    try:
        retcon("run", "gentle", "--quiet", "--max-batches", 1, db=url, rc=4)
        retcon("stop", "gentle", "--abandon", db=db, rc=None)
        prepare(retcon, plan, db, "disk_free: 1GB")
        db.execute("grant all on all tables in schema retcon to plain")
        job = retcon.start("run", "gentle", "--quiet", db=url)
        wait_until(lambda: "disk_free" in throttle(db) and "may not see where its data are" in throttle(db))
        db.execute("grant pg_read_all_settings to plain")
        job.wait()
    finally:
        db.execute("drop owned by plain; drop role plain")


def test_a_role_that_may_not_see(retcon, plan, pg15db):
    db = pg15db
    prepare(retcon, plan, db, "active_sessions: 50")
    db.execute("drop role if exists narrow; create role narrow login")
    db.execute("grant all on t, load to narrow; grant usage, create on schema retcon to narrow; "
               "grant all on all tables in schema retcon to narrow; grant usage on all sequences in schema retcon to narrow")
    url = db.url.replace("postgres@", "narrow@")
    try:
        job = retcon.start("run", "gentle", "--quiet", db=url)
        wait_until(lambda: "active_sessions" in throttle(db) and "may not see" in throttle(db))
        assert changed(db) == 0
        db.execute("grant pg_monitor to narrow")
        job.wait()
        assert changed(db) == ROWS
    finally:
        db.execute("drop owned by narrow; drop role narrow")


def test_a_standby_that_falls_behind(pg_cluster, retcon, plan, database):
    """A real one: its replay is paused, the run stops and names it; it goes on when the replay does."""
    primary = pg_cluster(15)
    db = filled(database(primary))
    standby = pg_cluster(15)
    standby.stop()
    shutil.rmtree(standby.data)
    made = run_quietly([standby.bin / "pg_basebackup", "-h", primary.dir, "-p", primary.port, "-U", "postgres", "-D",
                        standby.data, "-R", "-X", "stream", "-c", "fast"])
    assert made.returncode == 0, made.stdout
    with open(standby.data / "postgresql.auto.conf", "a", encoding="utf-8") as f:
        f.write(f"unix_socket_directories = '{standby.dir}'\n")
    standby.start()
    from harness import Postgres
    replica = Postgres(standby, db.name)
    slowly = text(db, "replica_lag: {slow: 500ms, stop: 1s}").replace("batch: 250", "batch: 50\n  rate: 400/s")
    retcon("scope", plan(slowly), db=db)
    retcon("dry-run", "gentle", "--quiet", db=db)
    wait_until(lambda: db.value("select count(*) from pg_stat_replication where replay_lsn = pg_current_wal_lsn()") == 1)
    replica.execute("select pg_wal_replay_pause()")
    wait_until(lambda: replica.value("select pg_get_wal_replay_pause_state()") == "paused")
    job = retcon.start("run", "gentle", "--quiet", db=db)
    wait_until(lambda: "guard replica_lag stops" in throttle(db), timeout=40)
    before = changed(db)
    time.sleep(0.5)
    assert changed(db) == before
    replica.execute("select pg_wal_replay_resume()")
    job.wait()
    assert changed(db) == ROWS
    assert replica.value("select 1") == 1
