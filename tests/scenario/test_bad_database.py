"""Databases that are down, read-only, full, or hold half a ledger: said within seconds, with what to do."""
import os
import re
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing

import harness
import pytest

from pgcluster import run_as, run_quietly
from witness import NO_LEDGER, Witness, fix

T = "create table t (id integer primary key, v integer); insert into t values (1, 1), (2, 2);"


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
    def look(*args, rc):
        r = subprocess.run([*as_nobody(program), *args], env=env, capture_output=True, text=True, timeout=60, cwd="/")
        assert r.returncode == rc and "cannot be written" in r.stderr + r.stdout, r
        return r

    assert "write permission" in look("run", path, "--yes", rc=1).stderr
    r = look("check", path, rc=3)  # it needs to write nothing: all is judged, and a run is not possible here
    assert "a run needs a database that can be written to" in r.stdout and "batch takes the short form" in r.stdout, r
    path.write_text(fix("t", "v: nonsense(3)"))
    assert "no such function" in look("check", path, rc=3).stderr
    assert sqlite.path.read_bytes() == before and [p.name for p in tmp_path.glob("*.db*")] == [sqlite.path.name]


def test_a_check_writes_nothing_at_all(sqlite, retcon, plan):
    """Not even what opening for writing leaves: the file's bytes and its neighbours are the same."""
    sqlite.execute(T + "pragma wal_checkpoint(truncate); pragma journal_mode = delete")
    before = sqlite.path.read_bytes()
    retcon("check", plan(fix("t", "v: 3")), db=sqlite)
    retcon("sql", plan(fix("t", "v: 3")), db=sqlite)
    assert sqlite.path.read_bytes() == before and [p.name for p in sqlite.path.parent.glob("*.db*")] == [sqlite.path.name]


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


# Rows of about 1,900 bytes that do not compress: four of them fill a page.
WIDE = "create table t (id integer primary key, v integer, u text); insert into t select i, i, " \
       "(select string_agg(md5((i * 100 + k)::text), '') from generate_series(1, 59) k) from generate_series(1, {rows}) i;"


def stops_and_goes_on(db, retcon, path, give_room, *words):
    """No room in the middle of a run: what was committed stays, the rest waits, and with room again it is done."""
    rows = db.value("select count(*) from t")
    before = dict(db.query("select id, u from t"))
    r = retcon("run", "fix", db=db, rc=1)
    assert all(word in r.err for word in words), r
    now = dict(db.query("select id, u from t"))
    changed = [i for i in now if now[i] != before[i]]
    assert 0 < len(changed) < rows and all(now[i] == before[i][::-1] for i in changed)
    s = retcon("status", "fix", "--json", db=db, rc=None).json()
    assert (s["candidates"], s["changed"], s["pending"]) == (rows, len(changed), rows - len(changed)), s
    captured, = db.query("select sum(cardinality(pos)) from retcon.capture_1")
    assert captured == (len(changed),)
    give_room()
    retcon("run", "fix", "--quiet", db=db)
    assert dict(db.query("select id, u from t")) == {i: u[::-1] for i, u in before.items()}
    v = retcon("verify", "fix", "--json", db=db).json()
    assert v["accounted"] and v["edited_since"] == 0
    retcon("rollback", "fix", "--yes", "--quiet", db=db)
    assert dict(db.query("select id, u from t")) == before


@pytest.mark.parametrize("whose", ["the table's", "everybody's"])
def test_a_full_disk_on_postgresql(pg_cluster, retcon, plan, whose):
    """A tablespace on a small file system stands for the disk: the table's, or that of the ledger too."""
    cluster = pg_cluster(15)
    disk = cluster.dir / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m,mode=0777", "retcon-test", disk], check=False).returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        space = disk / "space"
        space.mkdir()
        if run_as():
            shutil.chown(space, run_as())
        harness.Postgres(cluster, "postgres").execute(f"create tablespace small location '{space}'")
        db = harness.Postgres(cluster, "postgres")
        if whose == "everybody's":
            db.execute("alter database postgres set default_tablespace = small")
            db.execute(WIDE.format(rows=2000))
        else:
            db.execute("set default_tablespace = small; " + WIDE.format(rows=3000))
        path = plan(fix("public.t", "u: reverse(u)", rest="checkpoint:\n  batch: 100\n"))
        retcon("dry-run", path, "--quiet", db=db)
        stops_and_goes_on(db, retcon, path, lambda: subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True),
                          "No space left on device", "the server's disk is full")
    finally:
        cluster.stop()
        subprocess.run(["umount", disk], check=True)


def test_a_file_that_may_not_grow_on_postgresql(pg_cluster, retcon, plan):
    """The same without a right to mount: new sessions of the server get a limit of their files' size. It lies above that of
    a segment of the WAL."""
    cluster = pg_cluster(15)
    db = harness.Postgres(cluster, "postgres")
    db.execute(WIDE.format(rows=6000))
    path = plan(fix("public.t", "u: reverse(u)", rest="checkpoint:\n  batch: 200\n"))
    retcon("dry-run", path, "--quiet", db=db)

    def limit(size):  # the soft one, which the server's own account may lower and raise
        return run_quietly(["prlimit", "--pid", cluster.pid(), f"--fsize={size}:"])

    made = limit(17 << 20)
    if made.returncode != 0:
        pytest.skip("the files of the server cannot be limited here: " + made.stdout.strip())
    stops_and_goes_on(db, retcon, path, lambda: limit("unlimited"), "File too large")


# --- a pooler that keeps no names ---

FORGET = """
create table t (id int primary key, v int); insert into t select g, 0 from generate_series(1, 900) g;
create function forget() returns trigger language plpgsql as $$ begin execute 'deallocate all'; return null; end $$;
create trigger forget after update on t for each statement execute function forget()"""


@pytest.mark.parametrize("batch", [100, 7])
def test_statements_whose_names_are_forgotten(pg15db, retcon, plan, batch):
    """As behind a pooler: the server session is another one each time. A batch is tried again, and done once."""
    pg15db.execute(FORGET)
    path = plan(fix("public.t", "v: v + 1").replace("scope:", f"checkpoint:\n  batch: {batch}\nscope:", 1))
    missed = re.compile('prepared statement "retcon_[0-9a-f]+" does not exist')
    before = len(missed.findall(pg15db.cluster.log_text()))
    said = retcon("run", path, "--yes", db=pg15db).err
    assert len(missed.findall(pg15db.cluster.log_text())) == before + 1, "it is met once on a connection"
    assert pg15db.query("select v, count(*) from t group by v") == [(1, 900)], said
    retcon("rollback", pg15db.value("select name from retcon.run"), "--yes", db=pg15db)
    assert pg15db.query("select v, count(*) from t group by v") == [(0, 900)]
    assert pg15db.value("select sum(changed) from retcon.chunk") == 900


# --- a list that somebody alters while it is worked on ---

ALTER = """
create table t (id int primary key, v int); insert into t select g, 0 from generate_series(1, 900) g;
create function alter_list() returns trigger language plpgsql as $$ begin
    if (select count(*) from public.t where v = 1) = 300 then
        update retcon.list_1 set k1 = array_replace(k1, 900, 901);
    end if; return null; end $$;
create trigger alter_list after update on t for each statement execute function alter_list()"""


def test_a_chunk_altered_between_two_of_its_batches(pg15db, retcon, plan):
    """Its digest was found right, and is not computed again for each batch; another version of the row is."""
    pg15db.execute(ALTER)
    path = plan(fix("public.t", "v: v + 1").replace("scope:", "checkpoint:\n  batch: 100\nscope:", 1))
    assert "is not the one that was frozen" in retcon("run", path, "--yes", db=pg15db, rc=5).err
    assert pg15db.query("select v, count(*) from t group by v order by v") == [(0, 600), (1, 300)]
