"""The harness itself: servers start, answer, crash, recover and leave nothing behind."""
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import harness
import pgcluster

TOOL = pgcluster.__file__


def test_engine_is_fresh_and_answers(engine):
    engine.execute("create table t (a integer primary key, b text); insert into t values (1, '50% ?')")
    engine.execute("insert into t values (?, ?)", (2, "x%"))
    assert engine.query("select a, b from t order by a") == [(1, "50% ?"), (2, "x%")]
    assert engine.value("select b from t where a = ? and b like ?", (2, "x%")) == "x%"


@pytest.mark.parametrize("again", [1, 2])
def test_no_test_sees_another_ones_tables(engine, again):
    engine.execute("create table only_here (a integer)")


def test_an_uncommitted_change_is_not_seen(engine):
    engine.execute("create table t (a integer); insert into t values (1)")
    c = engine.connect()
    cursor = c.cursor()
    cursor.execute("begin")
    cursor.execute("update t set a = 2")
    assert engine.value("select a from t") == 1
    cursor.execute("commit")
    c.close()
    assert engine.value("select a from t") == 2


def test_postgres_versions(pg):
    assert int(pg.value("show server_version_num")) // 10000 == pg.version


@pytest.mark.parametrize("version", [15, 18])
def test_a_committed_row_survives_an_immediate_stop(pg_cluster, database, version):
    cluster = pg_cluster(version, fsync=True)
    assert harness.Postgres(cluster, "postgres").value("show fsync") == "on"
    db = database(cluster)
    db.execute("create table t (a integer); insert into t values (42)")
    for stop in (cluster.stop_immediate, cluster.kill):
        pid = cluster.pid()
        stop()
        assert cluster.pid() is None and not pgcluster.alive(pid)
        with pytest.raises(harness.psycopg2.OperationalError):
            db.query("select 1")
        cluster.start()
        assert db.value("select a from t") == 42


def test_a_server_never_runs_as_root(pg15):
    assert os.stat(f"/proc/{pg15.pid()}").st_uid != 0


def test_a_port_only_if_asked(pg_cluster, pg15):
    assert harness.Postgres(pg15, "postgres").value("show listen_addresses") == ""
    cluster = pg_cluster(15, tcp=True)
    with harness.psycopg2.connect(cluster.tcp_url()) as c, c.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchall() == [(1,)]
    c.close()


@pytest.mark.parametrize("sig", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_when_the_starter_dies(sig):
    program = ("import sys, time; sys.path.insert(0, sys.argv[1]); from pgcluster import PgCluster; "
               "c = PgCluster(15).start(); print(c.dir, c.pid(), c.guard.pid, flush=True); time.sleep(60)")
    p = subprocess.Popen([sys.executable, "-c", program, str(Path(TOOL).parent)], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True)
    directory, server, guard = p.stdout.readline().split()
    assert pgcluster.alive(server) and pgcluster.alive(guard)
    p.send_signal(sig)
    p.wait()
    harness.wait_until(lambda: not Path(directory).exists()
                       and not pgcluster.alive(server) and not pgcluster.alive(guard))
    p.stdout.close()


def test_the_tool_gives_a_command_its_database():
    r = subprocess.run([TOOL, "run", "15", "--", "sh", "-c", 'echo "$RETCON_DATABASE_URL $PGHOST"; exit 7'],
                       capture_output=True, text=True)
    url, host = r.stdout.split()
    assert r.returncode == 7 and url.startswith("postgresql://") and not Path(host).exists()


def test_retcon_is_run_and_judged(tmp_path):
    """With a shell in the program's place."""
    shell = harness.Retcon("/bin/sh", tmp_path)
    assert shell("-c", "cat; echo $RETCON_DATABASE_URL; pwd", db="sqlite:x", stdin="in\n").out.split() == \
        ["in", "sqlite:x", str(tmp_path)]
    assert shell("-c", "exit 5", rc=(4, 5)).rc == 5
    assert shell("-c", "echo '[1]'").json() == [1]
    with pytest.raises(AssertionError, match="exit status 3, not 0"):
        shell("-c", "exit 3")
    with pytest.raises(AssertionError, match="a sanitizer complains"):
        shell("-c", "echo 'x.c:1: runtime error: overflow' >&2", rc=None)
    with pytest.raises(AssertionError, match="no end after"):
        shell("-c", "exec sleep 9", timeout=0.2)
    running = shell.start("-c", "exec sleep 60")
    assert running.kill().rc == -signal.SIGKILL
    left = shell.start("-c", "exec sleep 60")
    shell.end()
    assert left.process.poll() is not None
