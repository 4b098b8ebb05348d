"""Approvals: who must agree before a run begins, and that nothing but a good signature of the right person over exactly
this run counts. Signatures are made by ssh-keygen here, never by our code, where a test forges one."""
import base64
import getpass
import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from harness import score, wait_until

PLAN = """
name: tax
why: The rate was wrong.
owner: payments
table: orders
scope:
  where: id <= 60
change:
  set:
    tax: tax + 1
dry_run: {expect: {tax: +60}}
stages:
  - {name: canary, sample: 5}
  - name: everyone
rollback:
  how: Prior values are put back.
"""
SLOW = PLAN + "checkpoint:\n  batch: 1\n  rate: 15/s\n"
PEOPLE = ("ana", "kim", "raj", "eve", "ana2")
RAJ = {"RETCON_ACTOR": "raj@laptop"}


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """keys["ana"]: the path of a private key; made once."""
    folder = tmp_path_factory.mktemp("keys")
    for name in PEOPLE:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder / name], check=True)
    return {name: folder / name for name in PEOPLE}


def sign(key, text, namespace="retcon-approval"):
    path = Path(f"{key}.text")
    path.write_text(text)
    Path(f"{path}.sig").unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", namespace, path], check=True, capture_output=True)
    return Path(f"{path}.sig").read_text()


@pytest.fixture
def project(tmp_path, keys):
    """Writes retcon.yaml; people without eve, who has a key and no place."""
    def write(ana="owner, approver", kim="product, approver", raj="approver, product", more="", keep=("ana", "kim", "raj"),
              ana_keys=("ana", "ana2")):
        roles = {"ana": ana, "kim": kim, "raj": raj}
        text = "ceremony: {decision_columns: [orders.tax]}\npeople:\n"
        for name in keep:
            held = ana_keys if name == "ana" else (name,)
            lines = "".join(f"      - {Path(f'{keys[k]}.pub').read_text()}" for k in held)
            text += f"  {name}:\n    roles: [{roles[name]}]\n    keys:\n{lines}"
        (tmp_path / "retcon.yaml").write_text(text + more)
    write()
    return write


def make_orders(engine):
    engine.execute("create table orders (id integer primary key, tax integer)")
    engine.execute("insert into orders values " + ", ".join(f"({i}, 0)" for i in range(1, 61)))
    return engine


def rehearse(retcon, db, plan, env=RAJ, text=PLAN):
    retcon("scope", plan(text, "tax.yaml"), db=db, env=env)
    retcon("dry-run", "tax", db=db, env=env)


@pytest.fixture
def rehearsed(retcon, either, plan, project):
    rehearse(retcon, make_orders(either), plan)
    return either


@pytest.fixture
def on_sqlite(retcon, sqlite, plan, project):
    rehearse(retcon, make_orders(sqlite), plan)
    return sqlite


def approve(retcon, db, keys, who="ana", *args, rc=0, **more):
    return retcon("approve", "tax", "--key", keys[who], "--yes", *args, db=db, rc=rc, **more)


def listed(retcon, db, **more):
    return retcon("approve", "tax", "--list", "--json", db=db, timeout=300, **more).json()


def total(db):
    return db.value("select sum(tax) from orders")


# --- the life of an approval ---

def test_a_run_waits_for_it(retcon, rehearsed, keys):
    r = retcon("run", "tax", db=rehearsed, rc=4)
    assert "an approval is missing by: approver" in r.err and "retcon approve tax" in r.err
    assert (total(rehearsed), rehearsed.value(f"select state from {rehearsed.ledger('run')}")) == (0, "waiting")
    retcon("run", "tax", db=rehearsed, rc=4)
    r = approve(retcon, rehearsed, keys)
    assert "60 are on the list" in r.err and "tax becomes tax + 1" in r.err and "ana approves as approver" in r.err
    retcon("run", "tax", db=rehearsed)
    assert total(rehearsed) == 60
    assert [k for (k,) in rehearsed.query(f"select kind from {rehearsed.ledger('event')} where kind = 'approve'")] == ["approve"]


def test_who_may_not_is_told_before_all_else(retcon, rehearsed, keys):
    for args, why in ((("--role", "auditor"), "ana does not have the role auditor"), (("--role", "nobody"), "--role cannot be")):
        err = approve(retcon, rehearsed, keys, "ana", *args, rc=(1, 2)).err
        assert why in err and "on the list" not in err and "approves as" not in err
    assert listed(retcon, rehearsed)["approvals"] == []


def test_it_can_be_signed_elsewhere(retcon, rehearsed, keys, tmp_path):
    payload = tmp_path / "payload"
    payload.write_text(retcon("approve", "tax", "--print", "--key", f"{keys['kim']}.pub", "--role", "approver",
                              db=rehearsed).out)
    assert payload.read_text().startswith("retcon-approval: 1\nrun: ")
    (tmp_path / "payload.sig").write_text(sign(keys["kim"], payload.read_text()))
    retcon("approve", "tax", "--signature", tmp_path / "payload.sig", "--as", "ana", db=rehearsed, rc=1)
    retcon("approve", "tax", "--signature", tmp_path / "payload.sig", "--as", "kim", db=rehearsed)
    again = retcon("approve", "tax", "--signature", tmp_path / "payload.sig", "--as", "kim", db=rehearsed, rc=1)
    assert "given already" in again.err
    retcon("approve", "tax", "--revoke", "--as", "kim", db=rehearsed)
    again = retcon("approve", "tax", "--signature", tmp_path / "payload.sig", "--as", "kim", db=rehearsed, rc=1)
    assert "revoked" in again.err
    retcon("run", "tax", db=rehearsed, rc=4)
    assert total(rehearsed) == 0


def test_nobody_approves_their_own(retcon, rehearsed, keys):
    assert "raj wrote the plan" in approve(retcon, rehearsed, keys, "raj", rc=1).err
    assert "in the project file" in approve(retcon, rehearsed, keys, "eve", rc=2).err


def test_the_plans_owner_is_an_author_too(retcon, either, plan, project, keys):
    make_orders(either)
    retcon("scope", plan(PLAN.replace("payments", "ana"), "tax.yaml"), db=either, env={"RETCON_ACTOR": "ci"})
    retcon("dry-run", "tax", db=either)
    assert "ana wrote the plan" in approve(retcon, either, keys, rc=1).err
    approve(retcon, either, keys, "kim", "--role", "approver")


def test_a_name_hides_no_account(retcon, either, plan, project, keys, tmp_path):
    """ana scopes as "kim": her account, and her database user, are hers all the same."""
    make_orders(either)
    account = (f"logins: [{getpass.getuser()}]" if either.kind == "sqlite"
               else f"database_users: [{either.value('select session_user::text')}]")
    file = tmp_path / "retcon.yaml"
    file.write_text(file.read_text().replace("  ana:\n", f"  ana:\n    {account}\n"))
    rehearse(retcon, either, plan, env={"RETCON_ACTOR": "kim@laptop"})
    why = "from their account" if either.kind == "sqlite" else "as their database user"
    r = approve(retcon, either, keys, rc=1)
    assert "ana wrote the plan" in r.err and why in r.err
    assert "kim wrote the plan" in approve(retcon, either, keys, "kim", "--role", "approver", rc=1).err
    approve(retcon, either, keys, "raj", "--role", "approver")
    # Whoever edits the row afterwards has another run than the one that was approved.
    either.execute(f"update {either.ledger('run')} set scoped_login = 'ci@build', scoped_user = 'ci'")
    got, = listed(retcon, either)["approvals"]
    assert not got["counts"] and "another scoped-login" in got["refused"]
    detail = json.loads(either.value(f"select detail from {either.ledger('event')} where kind = 'scope'"))
    assert detail["login"].startswith(getpass.getuser() + "@") and (detail["database_user"] is None) == (either.kind == "sqlite")


def test_full_ceremony_wants_an_owner_who_is_somebody(retcon, sqlite, plan, project):
    """A team's name bars nobody from approving; one that is a person's login does."""
    make_orders(sqlite)
    full = PLAN.replace("name: tax\n", "name: tax\nmeaning: reinterpretation\n", 1)
    got = retcon("check", plan(full, "tax.yaml"), "--json", db=sqlite, rc=None).json()["ceremony"]
    assert got["level"] == "full" and any(x.startswith("owner: one of the people") for x in got["missing"])
    for owner in ("ana", "kim@desk"):
        got = retcon("check", plan(full.replace("payments", owner), "tax.yaml"), "--json", db=sqlite, rc=None).json()["ceremony"]
        assert not any(x.startswith("owner") for x in got["missing"])


def test_an_unknown_author_is_nobodys_peer(retcon, sqlite, plan, project, keys):
    rehearse(retcon, make_orders(sqlite), plan, env={"RETCON_ACTOR": "ci"})
    assert "who wrote the plan is not known" in approve(retcon, sqlite, keys, rc=1).err


def test_one_person_counts_once(retcon, rehearsed, keys, project):
    """Two keys and two roles are still one person."""
    project(ana="approver, product", more="approvals: {standard: [approver, product]}\n")
    approve(retcon, rehearsed, keys, "ana", "--role", "approver")
    approve(retcon, rehearsed, keys, "ana2", "--role", "product")
    assert listed(retcon, rehearsed)["missing"] == "product"
    retcon("run", "tax", db=rehearsed, rc=4)
    # Whoever can stand for either role is put where they are needed.
    approve(retcon, rehearsed, keys, "kim", "--role", "approver")
    assert listed(retcon, rehearsed)["missing"] is None
    retcon("run", "tax", db=rehearsed)


@pytest.mark.parametrize("ends", ["revoked", "expired", "edited", "deleted"])
def test_it_is_read_again_in_every_batch(retcon, either, plan, project, keys, ends):
    rehearsed = make_orders(either)
    rehearse(retcon, rehearsed, plan, text=SLOW)
    approve(retcon, rehearsed, keys)
    retcon("run", "tax", "--max-batches", "8", db=rehearsed, rc=4)
    running = retcon.start("run", "tax", db=rehearsed)
    wait_until(lambda: total(rehearsed) > 8)
    table, past = rehearsed.ledger("approval"), "2020-01-01T00:00:00Z"
    if ends == "revoked":
        retcon("approve", "tax", "--revoke", "--as", "ana", db=rehearsed)
    else:
        rehearsed.execute({"expired": f"update {table} set expires_at = '{past}'",
                           "edited": f"update {table} set payload = replace(payload, 'role: approver', 'role: product')",
                           "deleted": f"delete from {table}"}[ends])
    r = running.wait(rc=(0, 4))
    if r.rc == 0:
        pytest.skip("the run was over before the approval")
    run, = rehearsed.query(f"select state, wanted_why from {rehearsed.ledger('run')}")
    assert run[0] == "paused" and "an approval is missing by: approver" in run[1]
    assert 0 < total(rehearsed) < 60
    retcon("run", "tax", db=rehearsed, rc=4)
    approve(retcon, rehearsed, keys, "kim", "--role", "approver")
    retcon("run", "tax", db=rehearsed)
    assert total(rehearsed) == 60


@pytest.mark.parametrize("change,why", [
    ("ana is gone", "does not know ana"), ("ana is no approver", "does not have the role"),
    ("ana has another key", "not one of ana's"), ("two are asked for", "missing by: product"),
    ("nobody is left", "names nobody"), ("a mistake", "has mistakes"), ("no file", "cannot be read any more"),
    ("the same again", None)])
def test_the_project_file_is_looked_at_in_every_batch(retcon, request, keys, plan, project, tmp_path, change, why):
    """Who is taken out of it while a run is under way no longer counts, as if their approval had been revoked."""
    either = request.getfixturevalue("pg15db" if change == "ana is gone" else "sqlite")
    rehearse(retcon, make_orders(either), plan, text=SLOW)
    approve(retcon, either, keys)
    running = retcon.start("run", "tax", db=either)
    wait_until(lambda: total(either) > 2)
    file = tmp_path / "retcon.yaml"
    before = file.read_text()
    if change == "ana is gone":
        project(keep=("kim", "raj"))
    elif change == "ana is no approver":
        project(ana="owner")
    elif change == "ana has another key":
        project(ana_keys=("eve",))
    elif change == "two are asked for":
        project(more="approvals: {standard: [approver, product]}\n")
    elif change == "no file":
        file.unlink()
    else:
        (tmp_path / "new").write_text({"nobody is left": "ceremony: {decision_columns: [orders.tax]}\n",
                                       "a mistake": before + "peolpe: {}\n", "the same again": before}[change])
        (tmp_path / "new").rename(file)
    r = running.wait(rc=(0, 4))
    run, = either.query(f"select state, wanted_why from {either.ledger('run')}")
    if why is None:
        assert (r.rc, run[0], total(either)) == (0, "finished", 60)
        return
    assert run[0] == "paused" and why in run[1] and 0 < total(either) < 60, run
    if change == "ana is gone":
        file.write_text(before)
        retcon("run", "tax", db=either)
        assert total(either) == 60


def test_the_project_file_is_read_at_every_gate(retcon, sqlite, keys, plan, project, tmp_path):
    """Between the last batch of a stage and its gate: the stage soaks, and ana is taken out meanwhile."""
    make_orders(sqlite)
    soaking = PLAN.replace("sample: 5}", "sample: 5, soak: 2s}")
    retcon("scope", plan(soaking, "tax.yaml"), db=sqlite, env=RAJ)
    retcon("dry-run", "tax", db=sqlite, env=RAJ)
    approve(retcon, sqlite, keys)
    running = retcon.start("run", "tax", db=sqlite)
    wait_until(lambda: sqlite.value("select count(*) from retcon_event where kind = 'stage end'"))
    project(keep=("kim", "raj"))
    running.wait(rc=4)
    gate = retcon("gate", "tax", "--json", db=sqlite).json()["gates"][0]
    item, = [x for x in gate["evidence"] if x["kind"] == "approval"]
    assert item["verdict"] == "person" and "missing: approver" in item["measured"], item
    assert (total(sqlite), sqlite.value("select state from retcon_run")) == (5, "waiting")


def test_a_new_list_needs_a_new_approval(retcon, rehearsed, keys, plan):
    approve(retcon, rehearsed, keys)
    before = rehearsed.query(f"select * from {rehearsed.ledger('approval')}")[0]
    rehearse(retcon, rehearsed, plan)
    retcon("run", "tax", db=rehearsed, rc=4)
    marks = ", ".join("?" * len(before))
    last = rehearsed.value(f"select max(id) from {rehearsed.ledger('run')}")
    rehearsed.execute(f"insert into {rehearsed.ledger('approval')} values ({marks})", (last, *before[1:]))
    got, = listed(retcon, rehearsed)["approvals"]
    assert not got["counts"] and "another run" in got["refused"]
    retcon("run", "tax", db=rehearsed, rc=4)
    assert total(rehearsed) == 0


@pytest.mark.parametrize("change,why", [
    (dict(keep=("kim", "raj")), "does not know ana"), (dict(ana="owner"), "does not have the role"),
    (dict(ana_keys=("eve",)), "not one of ana's"), (dict(more="approvals: {expire: 1h}\n"), "longer than the project")])
def test_the_project_decides_at_every_start(retcon, on_sqlite, keys, project, change, why):
    approve(retcon, on_sqlite, keys)
    project(**change)
    assert why in retcon("run", "tax", db=on_sqlite, rc=4).err
    assert total(on_sqlite) == 0


def test_without_a_signature_only_where_it_is_allowed(retcon, request, pg15db, plan, project, keys, tmp_path):
    make_orders(pg15db)
    user = f"kim_{pg15db.name}"
    pg15db.execute(f"create role {user} superuser login")
    request.addfinalizer(lambda: pg15db.execute(f"drop role {user}"))
    kim = pg15db.cluster.url(pg15db.name, user)
    project()
    text = (tmp_path / "retcon.yaml").read_text().replace("  kim:\n", f"  kim:\n    database_users: [{user}]\n")
    (tmp_path / "retcon.yaml").write_text(text + "approvals: {unsigned: true}\n")
    rehearse(retcon, pg15db, plan)
    retcon("approve", "tax", "--yes", "--role", "approver", db=kim)
    assert listed(retcon, pg15db)["missing"] is None
    (tmp_path / "retcon.yaml").write_text(text)
    got = listed(retcon, pg15db)
    assert got["missing"] == "approver" and "no signature" in got["approvals"][0]["refused"]
    retcon("approve", "tax", "--yes", "--role", "approver", db=kim, rc=1)


def test_a_gate_wants_its_own(retcon, rehearsed, keys, project):
    project(more="approvals: {gates: [approver]}\n")
    approve(retcon, rehearsed, keys)
    retcon("run", "tax", db=rehearsed, rc=4)
    assert total(rehearsed) == 5
    approve(retcon, rehearsed, keys, "ana", "--gate", "canary")
    retcon("run", "tax", db=rehearsed)
    assert total(rehearsed) == 60


# --- a thousand that do not count ---

def flipped(text, i):
    return text[:i] + ("A" if text[i] != "A" else "B") + text[i + 1:]


def mutations(row, others):
    """(what, row) pairs, each of them wrong. row: a dict of the columns."""
    payload, signature = row["payload"], row["signature"]
    lines = payload.splitlines(keepends=True)
    for i in range(len(payload)):  # a byte less, anywhere
        yield "byte gone", {**row, "payload": payload[:i] + payload[i + 1:]}
    for i, line in enumerate(lines):  # each field: other values, gone, twice, out of order
        key = line.split(":")[0]
        for value in ("-", "null", "", "x", "0" * 64, '"x"', "2099-01-01T00:00:00Z"):
            if line != f"{key}: {value}\n":
                yield "field", {**row, "payload": "".join([*lines[:i], f"{key}: {value}\n", *lines[i + 1:]])}
        yield "field gone", {**row, "payload": "".join(lines[:i] + lines[i + 1:])}
        yield "field twice", {**row, "payload": "".join(lines[:i + 1] + lines[i:])}
        if i:
            yield "order", {**row, "payload": "".join([*lines[:i - 1], lines[i], lines[i - 1], *lines[i + 1:]])}
    for more in ("x", "\n", " ", "\0"[:0] + "role: product\n"):
        yield "more", {**row, "payload": payload + more}
    # Columns and payload agree: only the signature can tell.
    yield "role", {**row, "role": "owner", "payload": payload.replace("role: approver", "role: owner")}
    for comment in range(40):
        yield "comment", {**row, "payload": payload.replace("comment: -", f'comment: "{comment}"')}
    for hour in range(20):
        time = f"2{hour:03}-01-01T00:00:00Z"
        yield "expires", {**row, "expires_at": time, "payload": payload.replace(row["expires_at"], time)}
    for column, value in (("role", "product"), ("person", "kim"), ("person", "raj"), ("person", "nobody"), ("stage", "canary"),
                          ("key", None), ("key", "SHA256:x"), ("signature", None), ("signature", "")):
        yield "column", {**row, column: value}
    # The signature itself.
    armor = signature.splitlines()
    body = "".join(armor[1:-1])
    for i in range(0, len(body), 3):
        yield "signature", {**row, "signature": "\n".join([armor[0], flipped(body, i), armor[-1]]) + "\n"}
    for n in range(0, len(signature), 16):
        yield "truncated", {**row, "signature": signature[:n]}
    blob = base64.b64decode(body)
    for n in range(8, len(blob), 8):
        cut = base64.b64encode(blob[:n]).decode()
        yield "cut", {**row, "signature": f"{armor[0]}\n{cut}\n{armor[-1]}\n"}
    for what, other in others.items():
        yield what, {**row, **other}


def test_a_thousand_that_do_not_count(retcon, on_sqlite, keys, tmp_path):
    """Written straight into the ledger, as its owner could; judged by the program, with ssh-keygen counted."""
    approve(retcon, on_sqlite, keys)
    table = on_sqlite.ledger("approval")
    names = ("role", "person", "stage", "key", "payload", "signature", "given_at", "expires_at")
    row = dict(zip(names, on_sqlite.query(f"select {', '.join(names)} from {table}")[0]))
    payload = row["payload"]
    fingerprint = {n: subprocess.run(["ssh-keygen", "-lf", f"{keys[n]}.pub"], capture_output=True, text=True,
                                     check=True).stdout.split()[1] for n in PEOPLE}

    def by(person, key):
        """What somebody else may really sign, with their own key."""
        text = payload.replace("person: ana", f"person: {person}").replace(fingerprint["ana"], fingerprint[key])
        return {"person": person, "key": fingerprint[key], "payload": text, "signature": sign(keys[key], text)}

    others = {
        "namespace": {"signature": sign(keys["ana"], payload, "git")},
        "file": {"signature": sign(keys["ana"], payload, "file")},
        "other key": {"signature": sign(keys["kim"], payload)},
        "stranger": {"signature": sign(keys["eve"], payload), "key": fingerprint["eve"]},
        "other payload": {"signature": sign(keys["ana"], payload + "x")},
        "self": by("raj", "raj"), "as another": by("kim", "ana"), "stranger as ana": by("ana", "eve"),
        "not in the file": by("eve", "eve"),
        "later": (lambda t: {"expires_at": "2099-01-01T00:00:00Z", "payload": t, "signature": sign(keys["ana"], t)})(
            payload.replace(row["expires_at"], "2099-01-01T00:00:00Z")),
        "earlier": (lambda t: {"expires_at": "2020-01-02T00:00:00Z", "given_at": "2020-01-01T00:00:00Z", "payload": t,
                               "signature": sign(keys["ana"], t)})(
            payload.replace(row["expires_at"], "2020-01-02T00:00:00Z").replace(row["given_at"], "2020-01-01T00:00:00Z")),
    }
    for field in ("run", "database", "definition", "plan", "list", "dry-run", "table", "schema", "scoped-by", "scoped-login",
                  "scoped-user", "gate", "evidence"):
        # ana really signed, but something else than this run: a replay from elsewhere.
        text = "".join(f"{field}: elsewhere\n" if line.startswith(f"{field}: ") else line
                       for line in payload.splitlines(keepends=True))
        others[f"replay {field}"] = {"payload": text, "signature": sign(keys["ana"], text)}

    wrong = list(mutations(row, others))
    run = on_sqlite.value(f"select max(id) from {on_sqlite.ledger('run')}")
    on_sqlite.execute(f"delete from {table}")
    c = on_sqlite.connect()
    c.execute("begin")
    c.executemany(f"insert into {table} (run_id, no, {', '.join(names)}) values ({run}, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  [(i + 1, *(r[n] for n in names)) for i, (_, r) in enumerate(wrong)])
    c.execute("commit")
    c.close()

    shim, calls = tmp_path / "bin", tmp_path / "calls"
    shim.mkdir()
    (shim / "ssh-keygen").write_text(f"#!/bin/sh\necho x >> {calls}\nexec {shutil.which('ssh-keygen')} \"$@\"\n")
    (shim / "ssh-keygen").chmod(0o755)
    got = listed(retcon, on_sqlite, env={"PATH": f"{shim}:{os.environ['PATH']}"})
    verified = len(calls.read_text().split())
    passed = [wrong[a["no"] - 1][0] for a in got["approvals"] if a["counts"]]
    print(f"{len(wrong)} mutations and replays, {verified} of them judged by ssh-keygen, {len(passed)} passed")
    for what, n in Counter("replay" if w.startswith("replay ") else w for w, _ in wrong).items():
        score(what, n, n - sum(what == ("replay" if w.startswith("replay ") else w) for w in passed))
    assert len(got["approvals"]) == len(wrong) >= 1000 and not passed
    assert verified >= 100
    assert got["missing"] == "approver"
    retcon("run", "tax", db=on_sqlite, rc=4, timeout=300)
    assert total(on_sqlite) == 0
    # The one that is right still is.
    on_sqlite.execute(f"delete from {table}")
    on_sqlite.execute(f"insert into {table} (run_id, no, {', '.join(names)}) values ({run}, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
                      tuple(row[n] for n in names))
    assert listed(retcon, on_sqlite)["missing"] is None


def test_no_file_is_left_behind(retcon, on_sqlite, keys, tmp_path):
    private = tmp_path / "private"
    private.mkdir()
    approve(retcon, on_sqlite, keys, env={"TMPDIR": private})
    assert list(private.iterdir()) == []


def test_no_ssh_keygen_is_no_approval(retcon, on_sqlite, keys, tmp_path):
    approve(retcon, on_sqlite, keys)
    r = retcon("run", "tax", db=on_sqlite, rc=1, env={"PATH": tmp_path})
    assert "ssh-keygen" in r.err and "OpenSSH" in r.err and total(on_sqlite) == 0
