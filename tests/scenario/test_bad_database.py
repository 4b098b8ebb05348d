"""Databases that are down, read-only, full, hostile, or closed to the role: said within seconds, with what to do."""
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from pgcluster import run_quietly
from witness import NO_LEDGER, Witness, ends, fix

T = "create table t (id integer primary key, v integer); insert into t values (1, 1), (2, 2);"


@pytest.fixture
def role(pg15db):
    """A role of the test's own, without any right; role.url, role.name."""
    class Role:
        name = f"weak_{pg15db.name}"
        url = pg15db.cluster.url(pg15db.name, name)

    pg15db.execute(f"create role {Role.name} login")
    yield Role
    pg15db.execute(f"drop owned by {Role.name} cascade; drop role {Role.name}")


# --- down ---

URLS = {
    "no server on the port": ("postgresql://u@127.0.0.1:1/d", 75, "is the server running"),
    "no socket": ("postgresql:///d?host=/no/such/folder", 75, "is the server running"),
    "no such host": ("postgresql://u@no-such-host.invalid/d", 75, "no-such-host.invalid"),
    "no such file": ("sqlite:/no/such/file.db", 1, "No such file"),
    "another engine": ("mysql://x/y", 2, "mysql"),
    "not a URL": ("postgresql://[::1", 2, "the database's URL is not valid"),
    "a folder": ("sqlite:/tmp", 1, "is not a file"),
    "an empty name": ("sqlite:", 2, "names no file"),
}


@pytest.mark.parametrize("case", URLS)
@pytest.mark.parametrize("command", [["check"], ["run", "--yes"]])
def test_no_database(retcon, plan, case, command):
    url, rc, word = URLS[case]
    began = time.monotonic()
    r = retcon(command[0], plan(fix("t", "v: 1")), *command[1:], db=url, rc=rc)
    assert word in r.err and time.monotonic() - began < 15, r


def test_a_password_is_never_shown(retcon, plan):
    for url in ("postgresql://u:canary-pw@127.0.0.1:1/d", "postgresql://u:canary-pw@[::1/d",
                "postgresql://u:canary%zz@h/d"):
        r = retcon("check", plan(fix("t", "v: 1")), db=url, rc=(2, 75))
        assert "canary" not in r.err + r.out, r


def test_no_such_database_or_role(pg15db, retcon, plan):
    path = plan(fix("public.t", "v: 1"))
    r = retcon("check", path, db=pg15db.cluster.url("nowhere"), rc=1)
    assert 'database "nowhere" does not exist' in r.err
    r = retcon("check", path, db=pg15db.cluster.url(pg15db.name, "nobody_here"), rc=1)
    assert 'role "nobody_here" does not exist' in r.err


def test_a_server_without_connections(pg15db, retcon, plan, role):
    pg15db.execute(T + f"alter role {role.name} connection limit 0")
    r = retcon("check", plan(fix("public.t", "v: 1")), db=role.url, rc=75)
    assert "too many connections" in r.err


@pytest.mark.parametrize("content", [b"", b"not a database at all, only text\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_files_that_are_no_database(retcon, plan, tmp_path, content):
    file = tmp_path / "other.db"
    file.write_bytes(content)
    r = retcon("run", plan(fix("t", "v: 1")), "--yes", db=f"sqlite:{file}", rc=(1, 3))
    assert ('there is no table "t"' if not content else "other.db") in r.err
    assert file.read_bytes() == content and [p.name for p in tmp_path.glob("other*")] == ["other.db"]


def test_a_damaged_file(sqlite, retcon, plan):
    sqlite.execute(T + "create table big (x); insert into big with recursive n (i) as (select 1 union all select i + 1 from n "
                   "where i < 500) select hex(zeroblob(500)) from n; pragma wal_checkpoint(truncate)")
    data = bytearray(sqlite.path.read_bytes())
    page = sqlite.value("select rootpage from sqlite_master where name = 't'")
    size = sqlite.value("pragma page_size")
    data[(page - 1) * size:page * size] = b"\xa5" * size
    sqlite.path.write_bytes(data)
    r = retcon("run", plan(fix("t", "v: v + 1")), "--yes", db=sqlite, rc=1)
    assert "malformed" in r.err and "integrity_check" in r.err, r


# --- read-only ---

def test_read_only_by_setting(pg15db, retcon, plan):
    pg15db.execute(T)
    pg15db.execute(f"alter database {pg15db.name} set default_transaction_read_only = on")
    w = Witness(pg15db)
    for command in (["check"], ["scope"], ["run", "--yes"]):
        r = retcon(command[0], plan(fix("public.t", "v: 3")), *command[1:], db=pg15db, rc=3)
        assert "default_transaction_read_only" in r.err + r.out and "needs a database that can be written to" in r.err, r
    w.same()
    assert w.ledger() == NO_LEDGER


def as_nobody(program):
    """The program run by an account that no permission is waived for."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", program]


def test_a_file_without_write_permission(sqlite, retcon, plan, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    sqlite.execute(T + "pragma wal_checkpoint(truncate); pragma journal_mode = delete")
    path, before = plan(fix("t", "v: 3")), None
    for folder in (tmp_path, *tmp_path.parents):  # the test's own folders are closed to others, wherever they are
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o755)
    sqlite.path.chmod(0o444)
    before = sqlite.path.read_bytes()
    program = shutil.copy(retcon.program, tmp_path / "retcon-copy")
    env = retcon.environment(sqlite)
    for args, rc in ((["check", path], 1), (["run", path, "--yes"], 1)):
        r = subprocess.run([*as_nobody(program), *args], env=env, capture_output=True, text=True, timeout=60, cwd="/")
        assert r.returncode == rc, r
        assert "write permission" in r.stderr + r.stdout or "cannot be written" in r.stderr + r.stdout, r
    assert sqlite.path.read_bytes() == before


def test_read_only_in_the_middle(pg15db, retcon, plan):
    """A primary that becomes read-only under a run: it stops at once, and goes on afterwards."""
    pg15db.execute(T)
    retcon("dry-run", plan(fix("public.t", "v: v + 1")), db=pg15db)
    pg15db.execute(f"alter database {pg15db.name} set default_transaction_read_only = on")
    w = Witness(pg15db)
    r = retcon("run", "fix", db=pg15db, rc=(1, 3))
    assert "read_only" in r.err or "read-only" in r.err, r
    w.untouched(("fix", "rehearsed"))
    with closing(pg15db.connect()) as c, c.cursor() as cursor:
        cursor.execute("set default_transaction_read_only = off")
        cursor.execute(f"alter database {pg15db.name} reset default_transaction_read_only")
    retcon("run", "fix", db=pg15db)
    assert pg15db.query("select v from t order by id") == [(2,), (3,)]


def test_a_standby(pg_cluster, pg15db, retcon, plan):
    db, primary = pg15db, pg15db.cluster
    db.execute(T)
    retcon("dry-run", plan(fix("public.t", "v: v + 1")), db=db)
    standby = pg_cluster(15)
    standby.stop()
    shutil.rmtree(standby.data)
    made = run_quietly([standby.bin / "pg_basebackup", "-h", primary.dir, "-p", primary.port, "-U", "postgres", "-D",
                        standby.data, "-R", "-X", "stream", "-c", "fast"])
    assert made.returncode == 0, made.stdout
    with open(standby.data / "postgresql.auto.conf", "a", encoding="utf-8") as f:
        f.write(f"unix_socket_directories = '{standby.dir}'\n")
    standby.start()
    url = standby.url(db.name)
    w = Witness(db)
    for args, rc in ((["check", plan(fix("public.t", "v: v + 1"))], 3), (["run", "fix"], (1, 3)),
                     (["scope", plan(fix("public.t", "v: v + 1"), "other.yaml")], (1, 3))):
        r = retcon(*args, db=url, rc=rc)
        assert "standby" in r.err + r.out or "recovery" in r.err + r.out, r
    # What only reads works there.
    assert "rehearsed" in retcon("status", "fix", db=url).out
    retcon("report", "fix", db=url)
    w.untouched(("fix", "rehearsed"))


# --- full ---

def test_a_full_disk_on_sqlite(sqlite, retcon, plan, tmp_path):
    """A file system of 512 KiB stands for the disk: mounted where we may, else skipped."""
    if os.geteuid() != 0:
        pytest.skip("needs root to mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "retcon-test", disk], check=False).returncode != 0:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        with closing(sqlite3.connect(disk / "full.db")) as c:
            c.executescript("create table t (id integer primary key, v text); insert into t with recursive n (i) as "
                            "(select 1 union all select i + 1 from n where i < 2000) select i, 'x' from n")
        path = plan(fix("t", "v: hex(zeroblob(300))"))
        r = retcon("run", path, "--yes", db=f"sqlite:{disk}/full.db", rc=1)
        assert "full" in r.err and "the disk is full" in r.err, r
        with closing(sqlite3.connect(disk / "full.db")) as c:
            moved, = c.execute("select count(*) from t where v <> 'x'").fetchone()
            there = c.execute("select count(*) from sqlite_master where name = 'retcon_chunk'").fetchone()[0]
            counted = c.execute("select coalesce(sum(changed), 0) from retcon_chunk").fetchone()[0] if there else 0
            assert moved == counted and c.execute("pragma integrity_check").fetchone() == ("ok",)
    finally:
        subprocess.run(["umount", disk], check=True)


# --- a ledger that is not ours ---

def test_a_ledger_of_a_newer_version(either, retcon, plan):
    either.execute(T)
    retcon("init", db=either)
    either.execute(f"update {either.ledger('meta')} set value = '99' where key = 'schema'")
    w = Witness(either)
    for args in (["run", plan(fix("t" if either.kind == "sqlite" else "public.t", "v: 3")), "--yes"], ["list"],
                 ["status", "fix"], ["init"]):
        r = retcon(*args, db=either, rc=1)
        assert "99" in r.err and "newer" in r.err, r
    w.same()


@pytest.mark.parametrize("lost", ["meta", "chunk", "run"])
def test_half_a_ledger(either, retcon, plan, lost):
    either.execute(T)
    path = plan(fix("t" if either.kind == "sqlite" else "public.t", "v: v + 1"))
    retcon("dry-run", path, db=either)
    cascade = "" if either.kind == "sqlite" else " cascade"
    either.execute(f"drop table {either.ledger(lost)}{cascade}")
    w = Witness(either)
    for args in (["run", "fix"], ["run", path, "--yes"], ["status", "fix"], ["list"], ["init"]):
        r = retcon(*args, db=either, rc=1)
        assert "the ledger in this database is not whole" in r.err and lost in r.err and "from a backup" in r.err, r
    w.same()


def test_somebody_elses_schema_named_retcon(pg15db, retcon, plan):
    pg15db.execute(T + "create schema retcon; create table retcon.run (mine int); insert into retcon.run values (7)")
    r = retcon("run", plan(fix("public.t", "v: v + 1")), "--yes", db=pg15db, rc=1)
    assert "the ledger in this database is not whole" in r.err and "schema retcon" in r.err, r
    assert pg15db.query("select * from retcon.run") == [(7,)] and pg15db.query("select v from t order by id") == [(1,), (2,)]
    assert pg15db.value("select count(*) from pg_tables where schemaname = 'retcon'") == 1


# --- hostile ---

def test_a_search_path_that_lies(pg15db, retcon, plan):
    """Functions and operators planted before pg_catalog, for the role and the database: none of them is ever called."""
    pg15db.execute(T.replace("v integer", "v integer, n text").replace("(1, 1), (2, 2)", "(1, 1, 'A'), (2, 2, 'B')")
                   + "create schema evil; create table evil.seen (what text); ")
    planted = [("lower(text)", "text"), ("count(integer)", "bigint"), ("now()", "timestamptz"), ("format(text)", "text"),
               ("set_config(text, text, boolean)", "text"), ("quote_ident(text)", "text")]
    for f, returns in planted:
        pg15db.execute(f"create function evil.{f} returns {returns} language plpgsql as $$begin "
                       f"insert into evil.seen values ('{f}'); return null; end$$")
    pg15db.execute("create function evil.eq(integer, integer) returns boolean language plpgsql as $$begin "
                   "insert into evil.seen values ('='); return true; end$$; create operator evil.= (leftarg = integer, "
                   "rightarg = integer, function = evil.eq); create function evil.teq(text, text) returns boolean language "
                   "plpgsql as $$begin insert into evil.seen values ('= text'); return true; end$$; "
                   "create operator evil.= (leftarg = text, rightarg = text, function = evil.teq)")
    for whom in ("role postgres in database " + pg15db.name, "database " + pg15db.name):
        pg15db.execute(f"alter {whom} set search_path = evil, pg_catalog, public")
    with closing(pg15db.connect()) as c, c.cursor() as cursor:
        cursor.execute("select lower('X'), 1 = 2")
        assert cursor.fetchone() == (None, True), "the trap does not work, so the test proves nothing"
        cursor.execute("truncate evil.seen; set search_path = pg_catalog")
    path = plan(fix("public.t", "n: lower(n)", where="id = 1 and now() > '2020-01-01'",
                    rest="  uncertain:\n    odd: new.n = 'zz'\n"))
    s = ends(pg15db, retcon, path)
    for args in (["verify", "fix"], ["explain", "public.t", 1], ["report", "fix"], ["doctor"], ["list"],
                 ["rollback", "fix", "--class", "x", "--dry-run"], ["rollback", "fix", "--yes"]):
        retcon(*args, db=pg15db, rc=(0, 2))
    assert s["changed"] == 1
    with closing(pg15db.connect()) as c, c.cursor() as cursor:
        cursor.execute("set search_path = pg_catalog; select * from evil.seen")
        assert cursor.fetchall() == []
        cursor.execute("select id, v, n from public.t order by id")
        assert cursor.fetchall() == [(1, 1, "A"), (2, 2, "B")]


# --- rights ---

def test_row_security(pg15db, retcon, plan, role):
    pg15db.execute(T + f"create policy p on t using (id = 1); alter table t enable row level security; "
                   f"grant all on t to {role.name}; grant create, temporary on database {pg15db.name} to {role.name}")
    w = Witness(pg15db)
    path = plan(fix("public.t", "v: v + 1"))
    for command in (["check"], ["scope"], ["run", "--yes"]):
        r = retcon(command[0], path, *command[1:], db=role.url, rc=3)
        assert "row security hides rows" in r.err and "BYPASSRLS" in r.err and "plan.yaml:2:8" in r.err, r
    w.same()
    pg15db.execute(f"alter table t owner to {role.name}; alter table t force row level security")
    assert "FORCE ROW LEVEL SECURITY" in retcon("check", path, db=role.url, rc=3).err
    pg15db.execute("alter table t no force row level security")
    assert retcon("run", path, "--yes", db=role.url).rc == 0
    assert pg15db.query("select v from t order by id") == [(2,), (3,)]


def test_each_missing_right_is_named_and_granting_it_is_enough(pg15db, retcon, plan, role):
    """The hints are run as they stand, until there are none; then the run works."""
    pg15db.execute(f'create schema s; create table s."T x" (id integer primary key, v integer); '
                   f'insert into s."T x" values (1, 1), (2, 2)')
    path = plan(fix("'s.\"T x\"'", "v: id + 10"))
    w, granted = Witness(pg15db), []
    for _ in range(8):
        r = retcon("check", path, db=role.url, rc=(0, 1, 3))
        hints = [line.split("hint:", 1)[1].strip() for line in r.err.splitlines() if "hint: GRANT" in line]
        if r.rc == 0:
            break
        assert hints, r
        w.same()
        for hint in hints:
            pg15db.execute(hint.replace(" (CREATE too where it makes tables)", ""))
            granted.append(hint)
    assert r.rc == 0, (granted, r)
    assert any("UPDATE" in g for g in granted) and any("SELECT" in g for g in granted) and len(granted) <= 5, granted
    retcon("run", path, "--yes", db=role.url)
    retcon("verify", "fix", db=role.url)
    retcon("rollback", "fix", "--yes", db=role.url)
    assert pg15db.query('select v from s."T x" order by id') == [(1,), (2,)]


def test_a_right_that_is_taken_away_between(pg15db, retcon, plan, role):
    pg15db.execute(T + f"grant select, update on t to {role.name}; "
                   f"grant create, temporary on database {pg15db.name} to {role.name}")
    retcon("dry-run", plan(fix("public.t", "v: v + 1")), db=role.url)
    pg15db.execute(f"revoke update on t from {role.name}")
    w = Witness(pg15db)
    r = retcon("run", "fix", db=role.url, rc=(1, 3))
    assert "GRANT" in r.err and "UPDATE" in r.err, r
    w.untouched(("fix", "rehearsed"))
    pg15db.execute(f"grant update (v) on t to {role.name}")
    retcon("run", "fix", db=role.url)
    assert pg15db.query("select v from t order by id") == [(2,), (3,)]
