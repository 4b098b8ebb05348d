"""The life of a run by its commands: what each says, returns and leaves behind, on every engine.

Numbers come from the test's own client: it knows the table before, computes what must become of it, and looks.
"""
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from harness import wait_until

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3000

PLAN = """
name: tax
why: Orders were rounded down.
table: orders
scope:
  where: id <= 2000
  exclude:
    locked: locked_by is not null
    no_rate: rate is null
  class: country
change:
  set:
    tax: subtotal * rate / 100
  uncertain:
    large: abs(new.tax - old.tax) > 500
stages:
  - name: canary
    sample: 20
  - name: nz
    where: country = 'NZ'
  - name: everyone
impact:
  tell: Some invoices were one cent short.
"""


def row(i):
    """(id, country, subtotal, rate, tax, locked_by) as the bug left it."""
    subtotal, rate = 100 + i * 7919 % 8900, 10 + 5 * (i % 3)
    right = subtotal * rate // 100
    wrong = right - 1000 if i % 500 == 0 else right if i % 3 == 0 else right - 1
    return i, ("DE", "NZ", "IE")[i % 3], subtotal, None if i % 97 == 0 else rate, wrong, "x" if i % 101 == 0 else None


BEFORE = {i: row(i) for i in range(1, ROWS + 1)}
LEFT_OUT = {i for i, r in BEFORE.items() if i <= 2000 and (r[3] is None or r[5] is not None)}
CANDIDATES = {i for i in BEFORE if i <= 2000} - LEFT_OUT
RIGHT = {i: BEFORE[i][2] * BEFORE[i][3] // 100 for i in CANDIDATES}
UNCERTAIN = {i for i in CANDIDATES if abs(RIGHT[i] - BEFORE[i][4]) > 500}
UNCHANGED = {i for i in CANDIDATES if RIGHT[i] == BEFORE[i][4]}
CHANGED = CANDIDATES - UNCERTAIN - UNCHANGED


@pytest.fixture
def orders(engine):
    engine.execute("create table orders (id integer primary key, country text, subtotal integer, rate integer, "
                   "tax integer, locked_by text)")
    values = ", ".join("({}, '{}', {}, {}, {}, {})".format(
        i, c, s, "null" if r is None else r, t, "null" if x is None else f"'{x}'")
        for i, c, s, r, t, x in BEFORE.values())
    engine.execute(f"insert into orders values {values}")
    return engine


def taxes(engine):
    return dict(engine.query("select id, tax from orders"))


AS_BEFORE = {i: r[4] for i, r in BEFORE.items()}
AS_CORRECTED = {**AS_BEFORE, **{i: RIGHT[i] for i in CHANGED}}


def status_of(retcon, engine, name="tax"):
    s = retcon("status", name, "--json", db=engine).json()
    passed = sum(s[k] for k in ("changed", "unchanged", "became_excluded", "uncertain", "gone", "failed"))
    assert passed + s["pending"] == s["candidates"], s
    return s


@pytest.fixture
def prepared(retcon, orders, plan):
    """Scoped and rehearsed."""
    path = plan(PLAN, "tax.yaml")
    retcon("scope", path, db=orders)
    retcon("dry-run", "tax", db=orders)
    return orders


@pytest.fixture
def finished(retcon, prepared):
    retcon("run", "tax", db=prepared, rc=7)
    return prepared


# --- from the plan to the corrected table ---

def test_the_whole_life(retcon, orders, plan):
    path = plan(PLAN, "tax.yaml")
    r = retcon("check", path, db=orders)
    assert "Can be run" in r.out and "next: retcon scope" in r.err

    scope = retcon("scope", path, "--json", db=orders).json()
    assert (scope["kind"], scope["state"]) == ("scope", "scoped")
    assert (scope["universe"], scope["candidates"]) == (2000, len(CANDIDATES))
    assert sum(c["n"] for c in scope["counts"]) == 2000
    assert sum(c["n"] for c in scope["counts"] if c["reason"]) == len(LEFT_OUT)
    assert taxes(orders) == AS_BEFORE

    dry = retcon("dry-run", "tax", "--json", db=orders).json()
    assert [dry[k] for k in ("changed", "unchanged", "uncertain")] == [len(CHANGED), len(UNCHANGED), len(UNCERTAIN)]
    assert taxes(orders) == AS_BEFORE
    assert status_of(retcon, orders)["state"] == "rehearsed"

    r = retcon("run", "tax", db=orders, rc=7)
    assert taxes(orders) == AS_CORRECTED
    assert "finished" in r.out and f"{len(CANDIDATES):,}" in r.out
    assert "retcon quarantine list tax" in r.err and "next: retcon verify tax" in r.err
    s = status_of(retcon, orders)
    assert (s["state"], s["pending"], s["changed"], s["unchanged"], s["uncertain"]) == \
        ("finished", 0, len(CHANGED), len(UNCHANGED), len(UNCERTAIN))
    assert sum(s["excluded"].values()) == len(LEFT_OUT)
    assert {"run", "name", "state", "stage", "universe", "excluded", "candidates", "changed", "unchanged",
            "became_excluded", "uncertain", "gone", "failed", "pending", "restored", "conflicts", "rows_per_second",
            "throttled_by", "plan_digest", "list_digest"} <= set(s)

    v = retcon("verify", "tax", "--json", db=orders).json()
    assert v["ok"] and v["still_to_change"] == 0
    retcon("verify", "tax", db=orders)

    r = retcon("rollback", "tax", "--yes", "--because", "wrong rate", db=orders)
    assert taxes(orders) == AS_BEFORE
    assert "rolled_back" in r.out
    assert status_of(retcon, orders)["restored"] == len(CHANGED)


def test_in_one_go_from_a_plan_needs_a_yes(retcon, orders, plan):
    path = plan(PLAN, "tax.yaml")
    r = retcon("run", path, db=orders, rc=2)
    assert "--yes" in r.err
    assert taxes(orders) == AS_BEFORE
    retcon("run", path, "--yes", db=orders, rc=7)
    assert taxes(orders) == AS_CORRECTED


def test_run_again_changes_nothing(retcon, orders, plan):
    """A change that is not idempotent, asked for twice: done is done."""
    orders.execute("create table n (id integer primary key, v integer not null)")
    orders.execute("insert into n values (1, 10), (2, 20)")
    path = plan("name: add\ntable: n\nscope:\n  where: v > 0\nchange:\n  set:\n    v: v + 1\n", "add.yaml")
    retcon("run", path, "--yes", db=orders)
    r = retcon("run", path, "--yes", db=orders)
    assert "nothing is done again" in r.err
    retcon("run", "add", db=orders)
    assert orders.query("select v from n order by id") == [(11,), (21,)]


def test_dry_run_of_a_plan_scopes_it_first_and_reuses_its_run(retcon, orders, plan):
    path = plan(PLAN, "tax.yaml")
    first = retcon("dry-run", path, "--json", db=orders).json()
    assert first["run"] == 1
    assert retcon("dry-run", path, "--json", db=orders).json()["run"] == 1
    path.write_text(PLAN.replace("> 500", "> 700"))
    r = retcon("dry-run", path, "--json", db=orders)
    assert r.json()["run"] == 2 and "gave way" in r.err


def test_output_is_written_whole_or_not_at_all(retcon, prepared, tmp_path):
    page = tmp_path / "dry.html"
    page.write_text("old")
    page.chmod(0o640)
    r = retcon("dry-run", "tax", "--format", "html", "--output", page, db=prepared)
    assert r.out == "" and page.read_text().startswith("<!")
    assert page.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.glob("dry.html*")] == ["dry.html"]
    r = retcon("dry-run", "tax", "-f", "html", "-o", tmp_path / "no/such/folder.html", db=prepared, rc=1)
    assert "cannot write" in r.err


def test_a_forecast_that_does_not_hold(retcon, orders, plan):
    path = plan(PLAN + "dry_run:\n  expect:\n    changed: 1..5\n", "tax.yaml")
    r = retcon("dry-run", path, db=orders, rc=3)
    assert "the forecast" in r.err and f"changed {len(CHANGED):,}" in r.err and "1..5" in r.err
    assert retcon("dry-run", "tax", "--json", db=orders, rc=3).json()["expects_hold"] is False
    assert status_of(retcon, orders)["state"] == "scoped"
    retcon("run", path, "--yes", db=orders, rc=3)
    assert taxes(orders) == AS_BEFORE


def test_stages_one_after_another(retcon, prepared):
    retcon("run", "tax", "--stage", "canary", db=prepared, rc=4)
    s = status_of(retcon, prepared)
    assert (s["state"], s["candidates"] - s["pending"]) == ("paused", 20)
    retcon("run", "tax", "--max-batches", "2", "--batch", "10", db=prepared, rc=4)
    assert status_of(retcon, prepared)["pending"] == s["pending"] - 20
    r = retcon("run", "tax", "--stage", "canry", db=prepared, rc=2)
    assert 'no stage "canry"' in r.err
    retcon("resume", "tax", db=prepared, rc=7)
    assert taxes(prepared) == AS_CORRECTED


# --- somebody wants it to stop ---

SLOW = PLAN + "checkpoint:\n  batch: 20\n  rate: 400/s\n"


@pytest.fixture
def running(retcon, orders, plan):
    """A run under way that would take five seconds."""
    retcon("dry-run", plan(SLOW, "tax.yaml"), db=orders)
    process = retcon.start("run", "tax", db=orders)
    wait_until(lambda: orders.value(f"select coalesce(sum(position), 0) from {orders.ledger('chunk')}") > 0)
    process.engine = orders
    return process


def goes_on(retcon, engine):
    s = status_of(retcon, engine)
    assert 0 < s["pending"] < s["candidates"]
    state = taxes(engine)
    assert all(state[i] in (AS_BEFORE[i], AS_CORRECTED[i]) for i in state)


def test_ctrl_c_ends_after_the_batch(retcon, running):
    running.signal(signal.SIGINT)
    r = running.wait(rc=130)
    assert "paused" in r.out and "resume" in r.err
    goes_on(retcon, running.engine)
    assert status_of(retcon, running.engine)["state"] == "paused"


def test_a_closed_terminal_pauses(retcon, running):
    running.signal(signal.SIGHUP)
    running.wait(rc=130)
    assert status_of(retcon, running.engine)["state"] == "paused"


def test_pause_and_resume_from_another_process(retcon, running):
    r = retcon("pause", "tax", "--because", "month-end", db=running.engine)
    assert "is paused after" in r.err
    running.wait(rc=4)
    goes_on(retcon, running.engine)
    assert "paused already" in retcon("pause", "tax", db=running.engine).err
    events = running.engine.query(f"select kind, why from {running.engine.ledger('event')} order by seq")
    assert ("wanted paused", "month-end") in events


def test_stop_halts_and_needs_a_reason_to_go_on(retcon, running):
    retcon("stop", "tax", "--because", "incident 311", db=running.engine)
    r = running.wait(rc=6)
    assert "halted" in r.out
    r = retcon("resume", "tax", db=running.engine, rc=6)
    assert "--because" in r.err
    retcon("resume", "tax", "--because", "all clear", "--quiet", db=running.engine, rc=7)
    assert taxes(running.engine) == AS_CORRECTED


def test_stop_all(retcon, running):
    r = retcon("stop", "--all", "--because", "incident", db=running.engine)
    assert "1 run was stopped" in r.err
    running.wait(rc=6)
    assert "no run was" not in r.err
    assert "no runs were stopped" in retcon("stop", "--all", db=running.engine).err


def test_plain_sql_pauses(retcon, running):
    engine = running.engine
    engine.execute(f"update {engine.ledger('run')} set wanted = 'paused' where name = 'tax'")
    running.wait(rc=4)
    goes_on(retcon, engine)


def test_watch_ends_with_the_run(retcon, running):
    watching = retcon.start("watch", "tax", "--interval", "100ms", db=running.engine)
    retcon("pause", "tax", db=running.engine)
    r = watching.wait(rc=4)
    assert "paused" in r.out
    running.wait(rc=4)


def test_after_kill_9_the_run_goes_on(retcon, running):
    engine = running.engine
    running.kill()
    assert (status_of(retcon, engine)["state"], status_of(retcon, engine)["runners"]) == ("running", [])
    r = retcon("doctor", db=engine)
    assert r.rc == 0
    assert "nobody has been at work" in retcon("run", "tax", "--join", db=engine, rc=1).err
    began = time.monotonic()
    retcon("stop", "tax", db=engine)  # nobody answers, and nobody is waited for: the state is moved all the same
    assert time.monotonic() - began < 8
    assert status_of(retcon, engine)["state"] == "halted"
    retcon("run", "tax", "--because", "killed", "--batch", "500", db=engine, rc=7)
    assert taxes(engine) == AS_CORRECTED


def test_a_second_ctrl_c_ends_at_once(retcon, pg, plan):
    """A batch that waits for a lock: the first Ctrl-C waits with it, the second cancels it."""
    pg.execute("create table t (id integer primary key, v integer)")
    pg.execute("insert into t select i, 0 from generate_series(1, 10) i")
    retcon("dry-run", plan("name: one\ntable: t\nscope:\n  where: id > 0\nchange:\n  set:\n    v: '1'\n"
                           "checkpoint:\n  lock_timeout: 50s\n  statement_timeout: 55s\n", "one.yaml"), db=pg)
    holder = pg.connect()
    holder.autocommit = False
    holder.cursor().execute("update t set v = v where id = 5")
    process = retcon.start("run", "one", db=pg)
    wait_until(lambda: pg.value("select count(*) from pg_locks where not granted") > 0)
    process.signal(signal.SIGINT)
    with pytest.raises(AssertionError):
        wait_until(lambda: process.process.poll() is not None, timeout=1)
    process.signal(signal.SIGINT)
    process.wait(rc=130, timeout=10)
    holder.rollback()
    holder.close()
    assert pg.value("select sum(v) from t") == 0
    retcon("run", "one", db=pg)
    assert pg.value("select sum(v) from t") == 10


def test_abandon(retcon, prepared):
    retcon("stop", "tax", "--abandon", "--because", "not needed", db=prepared)
    assert status_of(retcon, prepared)["state"] == "abandoned"
    retcon("run", "tax", db=prepared, rc=1)
    assert taxes(prepared) == AS_BEFORE


@pytest.mark.parametrize("command", ["pause", "stop", "resume"])
def test_nothing_to_stop_or_resume(retcon, prepared, command):
    assert "not begun" in retcon(command, "tax", db=prepared, rc=1).err


# --- afterwards ---

def test_explain_and_report(retcon, finished, tmp_path):
    some = {"changed": min(CHANGED), "excluded": min(LEFT_OUT), "uncertain": min(UNCERTAIN),
            "unchanged": min(UNCHANGED)}
    for outcome, i in some.items():
        x = retcon("explain", "orders", i, "--json", db=finished).json()
        assert [e["outcome"] for e in x["entries"]] == [outcome], x
    assert retcon("explain", "orders", 2500, "--json", db=finished).json()["entries"] == []
    r = retcon("explain", "ordres", 1, db=finished, rc=1)
    assert 'did you mean' in r.err

    page = tmp_path / "report.html"
    retcon("report", "tax", "-f", "html", "-o", page, db=finished)
    assert "Orders were rounded down." in page.read_text()
    story = retcon("report", "tax", "--json", db=finished).json()
    assert story["name"] == "tax"
    assert "as foretold" in retcon("report", "tax", db=finished).out


def test_quarantine(retcon, finished):
    listed = retcon("quarantine", "list", "tax", "--json", db=finished).json()
    assert {int(r["key"][0]) for r in listed["rows"]} == UNCERTAIN and listed["open"] == len(UNCERTAIN)
    assert len(retcon("quarantine", "list", "tax", "--limit", "1", "--json", db=finished).json()["rows"]) == 1
    one, other = sorted(UNCERTAIN)[:2]
    retcon("quarantine", "resolve", "tax", one, "--apply", "--because", "checked", db=finished)
    retcon("quarantine", "resolve", "tax", other, "--leave", db=finished)
    assert taxes(finished) == {**AS_CORRECTED, one: RIGHT[one]}
    s = status_of(retcon, finished)
    assert (s["changed"], s["uncertain"]) == (len(CHANGED) + 1, len(UNCERTAIN) - 1)
    assert retcon("quarantine", "list", "tax", "--json", db=finished).json()["open"] == len(UNCERTAIN) - 2
    retcon("quarantine", "resolve", "tax", one, db=finished, rc=2)
    retcon("quarantine", "resolve", "tax", one, "--keep", "--leave", db=finished, rc=2)
    retcon("quarantine", "resolve", "tax", 999999, "--leave", db=finished, rc=1)
    retcon("quarantine", "frob", "tax", db=finished, rc=2)


def test_rollback_keeps_what_somebody_edited(retcon, finished):
    edited = min(CHANGED)
    finished.execute("update orders set tax = -7 where id = ?", (edited,))
    preview = retcon("rollback", "tax", "--dry-run", "--json", db=finished).json()
    assert (preview["rows"], preview["conflicts"]) == (len(CHANGED), 1)
    assert "--yes" in retcon("rollback", "tax", db=finished, rc=2).err
    assert taxes(finished)[edited] == -7 and taxes(finished) != AS_BEFORE
    retcon("rollback", "tax", "--yes", db=finished, rc=7)
    assert taxes(finished) == {**AS_BEFORE, edited: -7}
    retcon("quarantine", "resolve", "tax", edited, "--restore", "--because", "typo", db=finished)
    assert taxes(finished) == AS_BEFORE
    assert "nothing of the whole run" in retcon("rollback", "tax", "--yes", db=finished).err


def test_rollback_in_parts(retcon, finished, tmp_path):
    keys = sorted(CHANGED)[:3]
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id\n" + "".join(f"{k}\n" for k in keys))
    retcon("rollback", "tax", "--keys", wrong, "--yes", db=finished)
    expected = {**AS_CORRECTED, **{k: AS_BEFORE[k] for k in keys}}
    assert taxes(finished) == expected
    retcon("rollback", "tax", "--class", "NZ", "--yes", db=finished)
    expected.update({i: AS_BEFORE[i] for i in CHANGED if BEFORE[i][1] == "NZ"})
    assert taxes(finished) == expected
    assert 'did you mean "canary"?' in retcon("rollback", "tax", "--stage", "canry", "--yes", db=finished, rc=2).err
    assert status_of(retcon, finished)["state"] == "finished"
    retcon("rollback", "tax", "--yes", db=finished)
    assert taxes(finished) == AS_BEFORE


def test_prune(retcon, finished):
    own = {"sqlite": "select count(*) from sqlite_schema where name like 'retcon_%\\_1' escape '\\'",
           "postgresql": "select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace "
                         "where nspname = 'retcon' and relname ~ '_1$'"}[finished.kind]
    assert finished.value(own) > 0
    assert "--yes" in retcon("prune", "tax", db=finished, rc=2).err
    assert "nothing to prune" in retcon("prune", "--older-than", "1d", "--yes", db=finished).err
    retcon("prune", "tax", "--yes", db=finished)
    assert finished.value(own) == 0
    assert "pruned before" in retcon("prune", "tax", "--yes", db=finished, rc=1).err
    assert "left over" not in retcon("doctor", db=finished).out
    assert retcon("list", "--json", db=finished).json()["runs"][0]["list_digest"] is None
    retcon("report", "tax", db=finished)
    assert taxes(finished) == AS_CORRECTED


def test_prune_refuses_a_live_run(retcon, prepared):
    assert "only a run that is over" in retcon("prune", "tax", "--yes", db=prepared, rc=1).err


def test_list(retcon, finished):
    assert "no runs" in retcon("list", "--state", "paused", db=finished).err
    (r,) = retcon("list", "--json", db=finished).json()["runs"]
    assert (r["run"], r["name"], r["state"], r["done"]) == (1, "tax", "finished", len(CANDIDATES))
    assert "#1" in retcon("list", "--state", "finished", db=finished).out


# --- what is refused ---

def test_without_a_ledger(retcon, orders):
    for command in ("status", "watch", "pause", "resume", "stop", "verify", "report", "rollback", "prune"):
        r = retcon(command, "tax", db=orders, rc=1)
        assert "there is no ledger" in r.err, r
    assert retcon("status", "tax", "--json", db=orders, rc=1).json()["error"]["id"] == "not-found"


def test_without_a_database(retcon, plan):
    r = retcon("status", "tax", rc=2)
    assert "no database is named" in r.err and "RETCON_DATABASE_URL" in r.err
    retcon("check", "--offline", plan(PLAN))
    retcon("status", "tax", db="sqlite:/no/such/file.db", rc=1)
    retcon("status", "tax", db="mysql://x/y", rc=2)


def test_names_that_are_near(retcon, prepared):
    assert 'did you mean "tax"?' in retcon("status", "tqx", db=prepared, rc=1).err
    assert retcon("status", "tax.yaml", db=prepared).out == retcon("status", "tax", db=prepared).out
    assert retcon("status", "#1", db=prepared).out == retcon("status", "tax", db=prepared).out


def test_a_plan_with_mistakes(retcon, orders, plan):
    path = plan("name: tax\ntabel: orders\nscope:\n  where: id <\nchange:\n  set:\n    tax: 1\n", "tax.yaml")
    r = retcon("check", "--offline", path, rc=3)
    assert 'tax.yaml:2:1: error:' in r.err and 'did you mean "table"?' in r.err
    assert retcon("check", "--offline", "--json", path, rc=3).json()["errors"] > 0
    path.write_text("name: tax\ntable: ordres\nscope:\n  where: id > 0\nchange:\n  set:\n    tax: 1\n")
    for command in ("check", "scope", "dry-run", "sql"):
        r = retcon(command, path, db=orders, rc=3)
        assert 'tax.yaml:2:8: error: there is no table "ordres"' in r.err and 'orders"?' in r.err
    path.write_text("name: tax\ntable: orders\nscope:\n  where: idd > 0\nchange:\n  set:\n    tax: 1\n")
    r = retcon("check", path, db=orders, rc=3)
    assert "tax.yaml:4:" in r.err and r.err.count("idd >") == 1
    assert retcon("check", "--json", path, db=orders, rc=3).json()["mistakes"][0]["line"] == 4
    assert "there is no ledger" in retcon("list", db=orders, rc=1).err
    retcon("check", "/no/such/plan.yaml", db=orders, rc=1)


def test_a_stage_ends_once(retcon, prepared):
    """A run that goes on says nothing of the stages that had ended before."""
    ends = lambda r: re.findall(r'^progress stage="(.+?)".* percent=100\.0 ', r.err, re.M)
    names = [s["name"] for s in retcon("status", "tax", "--json", db=prepared).json()["stages"]]
    first = retcon("run", "tax", "--stage", names[0], db=prepared, rc=4)
    again = retcon("run", "tax", "--stage", names[0], db=prepared, rc=4)
    rest = retcon("run", "tax", db=prepared, rc=(0, 7))
    assert ends(first) == names[:1] and ends(again) == [] and ends(rest) == names[1:], (first.err, again.err, rest.err)


def test_drift(retcon, prepared, plan):
    retcon("run", "tax", "--stage", "canary", db=prepared, rc=4)
    other = plan(PLAN.replace("> 500", "> 700"), "tax.yaml")
    r = retcon("run", other, "--yes", db=prepared, rc=5)
    assert "the plan has changed" in r.err
    prepared.execute("alter table orders add column more integer")
    r = retcon("run", "tax", db=prepared, rc=5)
    assert "definition" in r.err
    assert retcon("run", "tax", "--json", db=prepared, rc=5).json()["error"]["id"] == "drift"


def test_a_copy_is_another_database(retcon, sqlite, plan, tmp_path):
    sqlite.execute("create table t (id integer primary key, v integer); insert into t values (1, 0)")
    retcon("dry-run", plan("name: one\ntable: t\nscope:\n  where: id > 0\nchange:\n  set:\n    v: '1'\n"), db=sqlite)
    sqlite.execute("pragma wal_checkpoint(truncate)")
    copy = f"sqlite:{shutil.copy(sqlite.path, tmp_path / 'copy.db')}"
    assert "--moved" in retcon("run", "one", db=copy, rc=5).err
    retcon("run", "one", "--moved", "restored from a backup", db=copy)
    assert "restored from a backup" in retcon("report", "one", db=copy).out
    assert sqlite.value("select v from t") == 0


def test_another_run_corrects_the_same_column(retcon, prepared, plan):
    retcon("run", "tax", "--stage", "canary", db=prepared, rc=4)
    other = plan(PLAN.replace("name: tax", "name: other", 1), "other.yaml")
    r = retcon("run", other, "--yes", db=prepared, rc=75)
    assert '"tax"' in r.err


# --- at a terminal ---

def at_terminal(retcon, answer, *args, db):
    """The command with a terminal for stdin and stderr, on which the answer is typed. (status, stdout, what was said)"""
    ours, theirs = pty.openpty()
    p = subprocess.Popen([retcon.program, *args], env=retcon.environment(db, {"TERM": "xterm"}), stdin=theirs,
                         stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    os.write(ours, answer)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    out = p.communicate(timeout=60)[0]
    return p.returncode, out.decode(), said.decode()


def test_it_asks(retcon, prepared):
    rc, _, said = at_terminal(retcon, b"n\n", "run", "tax", db=prepared)
    assert rc == 4 and "[y/N]" in said and "nothing was changed" in said
    assert taxes(prepared) == AS_BEFORE
    rc, out, said = at_terminal(retcon, b"y\n", "run", "tax", db=prepared)
    assert rc == 7 and "finished" in out and "everyone" in said
    assert taxes(prepared) == AS_CORRECTED
    rc, _, said = at_terminal(retcon, b"n\n", "rollback", "tax", db=prepared)
    assert rc == 4 and "nothing was restored" in said
    rc, _, said = at_terminal(retcon, b"n\n", "prune", "tax", db=prepared)
    assert rc == 4 and taxes(prepared) == AS_CORRECTED


# --- around it ---

def test_sql_shows_every_statement(retcon, prepared, plan):
    page = retcon("sql", "tax", db=prepared).out
    for name in ("scope_scan", "batch_claim", "undo_claim", "verify_recount"):
        assert f"\n-- {name}\n" in page
    assert "short form" in page
    shown = retcon("sql", plan(PLAN, "tax.yaml"), "--json", db=prepared).json()
    assert shown["form"] == "short" and all(s["sql"] for s in shown["statements"])
    assert {"scope", "dry-run", "batch", "rollback", "verify"} <= {s["phase"] for s in shown["statements"]}
    only = retcon("sql", "tax", "--statement", "batch_claim", db=prepared).out
    assert only.count("\n-- batch_claim\n") == 1 and "undo" not in only.replace("rollback", "")
    assert 'did you mean "batch_claim"?' in retcon("sql", "tax", "--statement", "batch_clam", db=prepared, rc=2).err


# Statements that concern no plan, or only what came of its run.
OTHERS = {"run_list", "stop_all", "ledger_sizes", "ledger_grants", "prune_candidates", "doctor_settings",
          "doctor_orphans", "explain_aside", "explain_correction", "explain_excluded", "explain_exists",
          "explain_find", "explain_runs", "explain_tables", "explain_undo"}


def test_sql_hides_no_statement(retcon, orders, plan, tmp_path):
    """Plans that between them use everything, with a row trigger and without, show every file there is."""
    (tmp_path / "keys.csv").write_text("id\n1\n2\n")
    shown = set()

    def show(text):
        page = retcon("sql", plan(text, "tax.yaml"), "--json", db=orders).json()
        shown.update(s["name"] for s in page["statements"])
    for text in (PLAN, "name: one\ntable: orders\nscope:\n  where: id = 1\nchange:\n  set:\n    tax: 1\n    country: upper(country)\n"):
        show(text)
    trigger = {"sqlite": "create trigger touch after update of tax on orders begin select 1; end",
               "postgresql": "create function touch() returns trigger language plpgsql as 'begin return new; end'; "
                             "create trigger touch before update on orders for each row execute function touch()"}
    orders.execute(trigger[orders.kind])
    session = "checkpoint:\n  session: {app.actor: retcon}\n" if orders.kind == "postgresql" else ""
    plans = (PLAN, PLAN.replace("where: id <= 2000", "where: id <= 2000\n  keys_from: keys.csv") + session +
             "audit:\n  edge:\n    zero: tax = 0\nwatch:\n  one:\n    sql: select 1\n    max: 1\n")
    for text in plans:
        show(text)
    files = {p.stem for p in (ROOT / "sql" / orders.kind).glob("*.sql") if not p.stem.startswith("part_")}
    if orders.kind == "postgresql" and int(orders.query("show server_version_num")[0][0]) < 180000:
        files.discard("batch_returning")
    assert files - shown == OTHERS & files


def test_new(retcon, orders, tmp_path):
    path = tmp_path / "new.yaml"
    retcon("new", "fix", "--from", "UPDATE orders SET tax = 5 WHERE id < 3", "-o", path)
    assert "next: retcon check" in retcon("new", "fix", "--table", "orders", "-o", tmp_path / "t.yaml", db=orders).err
    assert "exists already" in retcon("new", "fix", "--table", "orders", "-o", path, db=orders, rc=1).err
    retcon("run", path, "--yes", db=orders)
    assert orders.query("select tax from orders where id < 4 order by id") == [(5,), (5,), (AS_BEFORE[3],)]
    assert 'orders"?' in retcon("new", "fix", "--table", "ordres", db=orders, rc=1).err
    retcon("new", "fix", rc=2)
    retcon("new", "fix", "--from", "DELETE FROM x", rc=2)


def test_init(retcon, orders):
    printed = retcon("init", "--print", db=orders).out
    assert "create table" in printed and ("grant" in printed) == (orders.kind == "postgresql")
    retcon("list", db=orders, rc=1)
    retcon("init", db=orders)
    retcon("init", db=orders)
    assert "no runs" in retcon("list", db=orders).err


def test_the_printed_ledger_is_the_ledger(retcon, orders):
    orders.execute(retcon("init", "--print", db=orders).out)
    assert "no runs" in retcon("list", db=orders).err


def test_doctor(retcon, running):
    engine = running.engine
    found = retcon("doctor", "--json", db=engine).json()["findings"]
    assert {"connection", "ledger", "setting"} <= {f["topic"] for f in found}
    assert not [f for f in found if f["topic"] == "run"]
    running.signal()
    running.wait(rc=130)


def test_a_role_without_rights(retcon, orders, plan):
    if orders.kind != "postgresql":
        pytest.skip("SQLite has no roles")
    role = f"weak_{orders.name}"
    orders.execute(f"create role {role} login")
    try:
        url = orders.cluster.url(orders.name, role)
        r = retcon("check", plan(PLAN, "tax.yaml"), db=url, rc=3)
        assert "grant select" in (r.out + r.err).lower()
        assert "grant create on database" in retcon("doctor", db=url, rc=1).out
    finally:
        orders.execute(f"drop role {role}")


def test_quiet_says_nothing(retcon, orders, plan):
    path = plan(PLAN, "tax.yaml")
    for args, rc in ((("scope", path), 0), (("dry-run", "tax"), 0), (("run", "tax"), 7), (("verify", "tax"), 0),
                     (("rollback", "tax", "--yes"), 0)):
        assert retcon(*args, "--quiet", db=orders, rc=rc).err == ""


def test_every_json_is_one_document(retcon, finished):
    for args in (("status", "tax"), ("list",), ("verify", "tax"), ("report", "tax"), ("explain", "orders", 1),
                 ("quarantine", "list", "tax"), ("rollback", "tax", "--dry-run"), ("doctor",), ("sql", "tax"),
                 ("watch", "tax"), ("run", "tax")):
        r = retcon(*args, "--json", db=finished, rc=(0, 7))
        assert isinstance(json.loads(r.out), dict), args
