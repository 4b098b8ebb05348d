"""The audit log: attacks on it are found, also by somebody else's twenty lines; writers beside one another and kill -9 leave
one chain; an act that cannot be recorded does not happen.

The attacks write to the ledger as its owner could, with the test's own client and the test's own digest.
"""
import hashlib
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

import harness
from harness import score, wait_until

DOCS = Path(__file__).resolve().parents[2] / "docs"
ZEROS = "0" * 64
FIELDS = "seq run_id run_uuid at actor kind from_state to_state why detail prev".split()
COLUMNS = ", ".join([*FIELDS, "digest"])
TRIALS = int(os.environ.get("RETCON_AUDIT_TRIALS", "10"))  # of each attack; ./dev score audit makes 100

PLAN = """name: {name}
why: The price is one short.
table: {name}
scope:
  where: id <= 40
change:
  set:
    price: price + 1
  uncertain:
    large: old.price > 38
checkpoint:
  batch: 5
  lock_timeout: 10s
"""


def digest(event):
    """As docs/audit-log.md describes it."""
    data = b"retcon-event-1\n"
    for name in FIELDS:
        text = None if event[name] is None else str(event[name]).encode()
        data += b"-\n" if text is None else b"%d:%s\n" % (len(text), text)
    return hashlib.sha256(data).hexdigest()


def scoped(engine, retcon, plan, name):
    engine.execute(f"create table {name} (id integer primary key, price integer not null)")
    engine.execute(f"insert into {name} values " + ", ".join(f"({i}, {i})" for i in range(1, 51)))
    path = plan(PLAN.format(name=name), f"{name}.yaml")
    retcon("scope", path, db=engine)
    retcon("dry-run", name, "--quiet", db=engine)


def live(engine, retcon, plan, name):
    """A whole life: scope, dry run, a part, the rest, a row settled, a part rolled back."""
    scoped(engine, retcon, plan, name)
    retcon("run", name, "--yes", "--quiet", "--max-batches", "2", db=engine, rc=4)
    retcon("resume", name, "--quiet", "--because", f"go on with {name}", db=engine, rc=(0, 7))
    retcon("quarantine", "resolve", name, "39", "--leave", "--because", "it is right", db=engine)
    retcon("rollback", name, "--yes", "--quiet", "--because", "no: ünfit", db=engine, rc=(0, 7))


def verify(engine, retcon, *args, rc=0):
    return retcon("audit-log", "verify", "--json", *args, db=engine, rc=rc).json()


def events(engine):
    at = "at" if engine.kind == "sqlite" else """to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    rows = engine.query(f"select {COLUMNS.replace(' at,', f' {at},')} from {engine.ledger('event')} order by seq")
    return [dict(zip([*FIELDS, "digest"], r)) for r in rows]


def check_chain(engine):
    """By the test's own digest: one unforked chain without gaps, and the head is its last."""
    last, number = ZEROS, 0
    for e in events(engine):
        number += 1
        assert (e["seq"], e["prev"], e["digest"]) == (number, last, digest(e)), e
        last = e["digest"]
    assert engine.query(f"select seq, digest from {engine.ledger('chain')}") == [(number, last)]
    return number, last


# --- one life ---

def test_events_of_a_life_fit(engine, retcon, plan):
    live(engine, retcon, plan, "items")
    number, last = check_chain(engine)
    v = verify(engine, retcon)
    assert (v["fits"], v["events"], v["head_digest"]) == (True, number, last)
    shown = retcon("audit-log", "items", "--json", db=engine).json()["events"]
    kinds = [e["kind"] for e in shown]
    assert kinds[:5] == ["scope", "rehearse", "start", "stage start", "pause"] and kinds[-2:] == ["rollback", "rolled back"]
    assert "resolve" in kinds and "finish" in kinds
    run = engine.query(f"select plan_digest, list_digest, dry_run_digest from {engine.ledger('run')}")[0]
    assert (shown[0]["detail"]["plan_digest"], shown[0]["detail"]["list_digest"]) == run[:2]
    assert shown[1]["detail"]["dry_run_digest"] == run[2]
    assert shown[-2]["why"] == "no: ünfit" and shown[-2]["detail"]["rollback"] == 1
    assert [e["seq"] for e in retcon("audit-log", "--limit", "2", "--json", db=engine).json()["events"]] == [number - 1, number]
    report = retcon("report", "items", "--json", db=engine).json()
    assert report["audit_log"] == {"number": number, "digest": last}
    assert f"{number} {last}" in retcon("report", "items", db=engine).out
    found = [f for f in retcon("doctor", "--json", db=engine, rc=None).json()["findings"] if f["topic"] == "audit log"]
    assert [f["level"] for f in found] == ["ok"] and last in found[0]["text"]


STAGED = PLAN + """stages:
  - name: canary
    sample: 10
  - name: everyone
"""
OF_A_RUN = ["scope", "rehearse", "start", "stage start", "stage end", "gate", "stage start", "stage end", "gate", "finish"]


@pytest.mark.parametrize("point", [None, "event-recorded:2", "event-recorded:3", "stage-finished:1"])
def test_stages_are_on_record_once_each(engine, retcon, plan, point):
    """Also where the process was killed while it recorded one: the next one records it, with all that it says."""
    engine.execute("create table items (id integer primary key, price integer not null)")
    engine.execute("insert into items values " + ", ".join(f"({i}, {i})" for i in range(1, 51)))
    retcon("dry-run", plan(STAGED.format(name="items")), "--quiet", db=engine)
    if point:
        retcon("run", "items", "--yes", "--quiet", db=engine, rc=-9, env={"RETCON_FAULT": point})
    retcon("run", "items", "--yes", "--quiet", db=engine, rc=(0, 7))
    all_of_it = retcon("audit-log", "items", "--json", db=engine).json()["events"]
    kinds = [e["kind"] for e in all_of_it]
    assert [k for i, k in enumerate(kinds) if k != "start" or kinds.index("start") == i] == OF_A_RUN
    run = engine.query(f"select plan_digest, list_digest, dry_run_digest, uuid from {engine.ledger('run')}")[0]
    started = [e["detail"] for e in all_of_it if e["kind"] == "start"]
    assert all((d["plan_digest"], d["list_digest"], d["dry_run_digest"]) == run[:3] for d in started)
    ended = [e["detail"] for e in all_of_it if e["kind"] == "stage end"]
    assert [(d["stage"], d["no"], d["candidates"]) for d in ended] == [("canary", 1, 10), ("everyone", 2, 30)]
    assert sum(d["changed"] for d in ended) == 38 and sum(d["uncertain"] for d in ended) == 2
    gates = [e["detail"] for e in all_of_it if e["kind"] == "gate"]
    assert [(d["stage"], d["verdict"], len(d["evidence"])) for d in gates] == [("canary", "pass", 64), ("everyone", "pass", 64)]
    assert all(e["actor"] and e["run_uuid"] == run[3] and len(e["digest"]) == 64 for e in events(engine))
    assert verify(engine, retcon)["fits"]


def test_every_act_is_in_the_docs():
    """Every kind of event that the source can write stands in the table of docs/audit-log.md, and nothing else does."""
    root = DOCS.parent / "src"
    source = "".join(p.read_text() for p in sorted(root.rglob("*.c")))
    named = re.search(r"events\[EVENT_COUNT\] = \{(.*?)\n\};", source, re.S)[1]
    kinds = set(re.findall(r'= "([^"]+)"', named))
    kinds |= {k for call in re.findall(r"event_add\(([^;]*);", source) for k in re.findall(r'^[^"]*?->id, "([^"]+)"', call)}
    kinds |= {f"wanted {w}" for w in ("running", "paused", "stopped")}
    kinds |= {"stage start", "stage end"} | set(re.findall(r'"(guard \w+ed)"', source))
    kinds |= set(re.findall(r'obey_note\(ro, "([^"]+)"', source))
    table = re.search(r"## Which acts\n(.*?)\n## ", (DOCS / "audit-log.md").read_text(), re.S)[1]
    told = {k for line in table.splitlines() if line.startswith("| `") for k in re.findall(r"`([^`]+)`", line.split("|")[1])}
    assert kinds == told


def test_the_verifier_of_the_docs(engine, retcon, plan, tmp_path):
    """Twenty lines of Python that know nothing of us come to the same, and see an edited line."""
    live(engine, retcon, plan, "items")
    script = tmp_path / "check.py"
    script.write_text(re.search(r"```python\n(.*?)```", (DOCS / "audit-log.md").read_text(), re.S)[1])
    exported = retcon("audit-log", "export", db=engine).out

    def check(text):
        return subprocess.run([sys.executable, script], input=text, capture_output=True, text=True)

    anchor = retcon("audit-log", "anchor", db=engine).out
    assert check(exported).stdout.split() == anchor.split()[:2]
    assert check(exported.replace("no: \\u00fcnfit", "no: fit").replace("no: ünfit", "no: fit")).returncode == 1
    assert check("".join(exported.splitlines(True)[1:])).returncode == 1


def test_texts_that_nobody_can_read(engine, retcon, plan):
    """Control characters are shown, not obeyed; bytes that are no UTF-8 do not spoil the chain."""
    scoped(engine, retcon, plan, "items")
    env = dict(RETCON_ACTOR=b"ev\xffil\x1b[31m".decode("utf-8", "surrogateescape"))
    retcon("stop", "items", "--abandon", "--because", "a\nb\tc\x07", db=engine, env=env)
    check_chain(engine)
    assert verify(engine, retcon)["fits"]
    page = retcon("audit-log", db=engine).out
    assert "\x1b" not in page and "\x07" not in page and "\\x1b" in page
    exported = retcon("audit-log", "export", db=engine).out
    assert "\x1b" not in exported and "\\u001b" in exported and "\ufffd" in exported


def test_anchors(engine, retcon, plan, tmp_path):
    retcon("audit-log", "verify", db=engine, rc=1)  # no ledger
    retcon("init", db=engine)
    file = tmp_path / "anchors.txt"
    empty = retcon("audit-log", "anchor", db=engine).out
    assert empty.split() == ["0", ZEROS, "-"]
    scoped(engine, retcon, plan, "items")
    first = retcon("audit-log", "anchor", db=engine).out
    retcon("run", "items", "--yes", "--quiet", db=engine, rc=(0, 7))
    file.write_text(f"# kept in git\n{empty}\n{first}\r\n{retcon('audit-log', 'anchor', db=engine).out}")
    assert verify(engine, retcon, "--anchor", file)["anchors_met"] == 3
    assert verify(engine, retcon, "--anchor", first.split()[1])["anchors_met"] == 1
    assert verify(engine, retcon, "--anchor", "a" * 64, rc=6)["fault"] == "rewritten"
    file.write_text(f"999 {'a' * 64}\n")
    assert verify(engine, retcon, "--anchor", file, rc=6)["fault"] == "truncated"
    for bad in ("", "# nothing\n", "1 abc\n", f"x {ZEROS}\n", f"-1 {ZEROS}\n", f"1 {ZEROS}0\n"):
        file.write_text(first + bad if bad.strip("# nothing\n") else bad)
        assert "anchor" in retcon("audit-log", "verify", "--anchor", file, db=engine, rc=2).err
    retcon("audit-log", "verify", "--anchor", tmp_path / "none", db=engine, rc=1)
    retcon("audit-log", "anchor", "--anchor", file, db=engine, rc=2)


# --- attacks ---

class Ledger:
    """The audit log in an attacker's hands: read it, alter it, write it back without what would hinder."""

    def __init__(self, connection, mark, prefix, rng):
        self.c, self.mark, self.prefix, self.rng = connection, mark, prefix, rng
        at = """to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""" if mark == "%s" else "at"
        self.events = [dict(zip([*FIELDS, "digest"], r)) for r in self.run(
            f"select {COLUMNS.replace(' at,', f' {at},')} from {prefix}event order by seq").fetchall()]
        self.n = len(self.events)
        self.head = None  # the note of the head, where it is to be moved

    def run(self, sql, params=()):
        cursor = self.c.cursor()
        cursor.execute(sql, params)
        return cursor

    def sign(self, start, end=None):
        """Compute links and digests anew from events[start] on."""
        for i in range(start, self.n if end is None else end):
            self.events[i]["prev"] = self.events[i - 1]["digest"] if i else ZEROS
            self.events[i]["digest"] = digest(self.events[i])

    def renumber(self):
        for i, e in enumerate(self.events):
            e["seq"] = i + 1

    def note(self):
        self.head = (self.events[-1]["seq"], self.events[-1]["digest"]) if self.events else (0, ZEROS)

    def write(self):
        kind = "at timestamptz" if self.mark == "%s" else "at text"
        self.run(f"drop table {self.prefix}event")
        self.run(f"create table {self.prefix}event (seq bigint, run_id bigint, run_uuid text, {kind}, actor text, kind text, "
                 "from_state text, to_state text, why text, detail text, prev text, digest text)")
        for e in self.events:
            self.run(f"insert into {self.prefix}event ({COLUMNS}) values ({', '.join([self.mark] * 12)})",
                     [e[k] for k in [*FIELDS, "digest"]])
        if self.head:
            self.run(f"update {self.prefix}chain set seq = {self.mark}, digest = {self.mark}", self.head)


def pick(x, first=0, last=None):
    return x.rng.randrange(first, x.n if last is None else last)


def forge(x, e):
    """Another version of the event."""
    name = x.rng.choice(["actor", "kind", "why", "detail", "to_state", "at"])
    if name == "at":
        e["at"] = e["at"].replace("20", "19", 1)
    else:
        e[name] = (e[name] or "") + x.rng.choice(["!", " ", "a", "é"])


def edit_a_field(x):
    i = pick(x)
    forge(x, x.events[i])
    return i + 1, "edited"


def move_a_byte_between_fields(x):
    i = pick(x)
    e = x.events[i]
    a, b = x.rng.choice([("actor", "kind"), ("kind", "actor")])
    e[a], e[b] = e[a] + e[b][0], e[b][1:]
    return i + 1, "edited"


def swap_null_and_empty(x):
    i = pick(x)
    name = x.rng.choice([k for k in ("from_state", "to_state", "why", "detail") if not x.events[i][k]] or ["why"])
    x.events[i][name] = None if x.events[i][name] else ""
    return i + 1, "edited"


def give_to_another_run(x):
    i = pick(x)
    other = x.rng.choice([e for e in x.events if e["run_id"] != x.events[i]["run_id"]])
    for name in x.rng.choice([["run_id"], ["run_uuid"], ["run_id", "run_uuid"]]):
        x.events[i][name] = other[name]
    return i + 1, "edited"


def edit_the_digest(x):
    i = pick(x)
    name = x.rng.choice(["prev", "digest"])
    at = x.rng.randrange(64)
    old = x.events[i][name]
    x.events[i][name] = old[:at] + ("0" if old[at] != "0" else "1") + old[at + 1:]
    return i + 1, "edited"


def delete(x):
    i = pick(x, 0, x.n - 1)
    k = x.rng.randint(1, min(3, x.n - 1 - i))
    del x.events[i:i + k]
    return i + k + 1, "missing"


def delete_and_close_up(x):
    i = pick(x, 0, x.n - 1)
    del x.events[i:i + x.rng.randint(1, min(3, x.n - 1 - i))]
    x.renumber()
    x.note()
    return i + 1, "missing"


def insert(x):
    """Signed or not, the numbers of what comes after moved."""
    i = pick(x, 1)
    new = dict(x.events[i - 1], kind="approve", why="it is fine", prev=x.events[i - 1]["digest"])
    signed = x.rng.random() < 0.5
    x.events.insert(i, new)
    x.renumber()
    if signed:
        new["digest"] = digest(new)
    x.note()
    return i + 1 + signed, "inserted"


def reorder(x):
    i, k = sorted(x.rng.sample(range(x.n), 2))
    x.events[i], x.events[k] = x.events[k], x.events[i]
    x.renumber()
    x.note()
    return i + 1, "out of order"


def sign_one_anew(x):
    i = pick(x)
    forge(x, x.events[i])
    x.sign(i, i + 1)
    return i + 1, "signed anew"


def fork(x):
    """A second event follows an old one."""
    i = pick(x, 0, x.n - 1)
    new = dict(x.events[i], seq=x.n + 1, why="another story", prev=x.events[i]["digest"])
    new["digest"] = digest(new)
    x.events.append(new)
    if x.rng.random() < 0.5:
        x.note()
    return x.n + 1, "forked"


def number_twice(x):
    """A second event of the same number, in the place of the first or beside it."""
    i = pick(x)
    new = dict(x.events[i], why="another story")
    new["digest"] = digest(new)
    x.events.insert(i + x.rng.randrange(2), new)
    return None, "forked"


def replay(x):
    """An old event once more, at the end, well linked, but not noted."""
    x.events.append(dict(x.events[pick(x)], seq=x.n + 1, prev=x.events[-1]["digest"]))
    x.events[-1]["digest"] = digest(x.events[-1])
    return x.n + 1, "inserted"


def truncate(x):
    del x.events[x.n - x.rng.randint(1, x.n):]
    return x.n, "truncated"


def truncate_with_the_head(x):
    del x.events[x.n - x.rng.randint(1, x.n - 1):]
    x.note()
    return x.n, "truncated"


def write_anew(x):
    i = pick(x)
    forge(x, x.events[i])
    x.sign(i)
    x.note()
    return x.n, "rewritten"


def take_the_head(x):
    x.run(f"delete from {x.prefix}chain")
    return None, "missing"


def alter_a_run(x):
    what = x.rng.choice(["state = 'finished'", "plan_text = plan_text || ' '", "dry_run = dry_run || ' '",
                         "list_digest = 'x'", "plan_digest = 'x'", "dry_run_digest = 'x'", "uuid = 'x'"])
    x.run(f"update {x.prefix}run set {what} where id = {x.events[pick(x)]['run_id']}")
    return None, "run differs"


ATTACKS = [edit_a_field, move_a_byte_between_fields, swap_null_and_empty, give_to_another_run, edit_the_digest, delete,
           delete_and_close_up, insert, reorder, sign_one_anew, fork, number_twice, replay, truncate, take_the_head, alter_a_run]
WITH_ANCHOR = [truncate_with_the_head, write_anew]


def judge(found, expected, told):
    seq, fault = expected
    assert not found["fits"] and found["fault"] == fault, (told, expected, found)
    assert seq is None or found["event"] == seq, (told, expected, found)


@pytest.fixture(scope="module")
def record(program, tmp_path_factory):
    """A SQLite ledger with three lives in it, its anchor, and the program."""
    home = tmp_path_factory.mktemp("record")
    engine, retcon = harness.Sqlite(home / "record.db"), harness.Retcon(program, home)

    def plan(text, name):
        (home / name).write_text(text)
        return home / name

    for name in ("a", "b", "c"):
        live(engine, retcon, plan, name)
    engine.execute("pragma wal_checkpoint(truncate); pragma journal_mode = delete")
    anchor = home / "anchors.txt"
    anchor.write_text(retcon("audit-log", "anchor", db=engine).out)
    return engine, retcon, anchor


def trial(record, attack, seed, place):
    """One attack on a copy: what was found, and what was to be found."""
    engine, retcon, anchor = record
    copy = place / f"{attack.__name__}-{seed}.db"
    shutil.copy(engine.path, copy)
    with closing(sqlite3.connect(copy)) as c:
        c.execute("pragma synchronous = off")
        x = Ledger(c, "?", "retcon_", random.Random(f"{attack.__name__} {seed}"))
        expected = attack(x)
        x.write()
        c.commit()
    with_anchor = ["--anchor", anchor] if attack in WITH_ANCHOR else []
    r = retcon("audit-log", "verify", "--json", *with_anchor, db=f"sqlite:{copy}", rc=6,
               env={"ASAN_OPTIONS": "detect_leaks=0:exitcode=99"})
    copy.unlink()
    judge(r.json(), expected, f"{attack.__name__}, seed {seed}")


@pytest.mark.parametrize("attack", [*ATTACKS, *WITH_ANCHOR], ids=lambda f: f.__name__)
def test_attack(record, tmp_path, attack):
    def missed(seed):
        try:
            return trial(record, attack, seed, tmp_path)
        except AssertionError as e:
            return f"seed {seed}: {e}"

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(missed, range(TRIALS)))
    score(attack.__name__.replace("_", " "), len(done), done.count(None))
    assert done == [None] * TRIALS


def test_no_false_alarm(record, tmp_path):
    """Written back as it is, in another table and without constraints: the same record."""
    engine, retcon, anchor = record
    copy = tmp_path / "copy.db"
    shutil.copy(engine.path, copy)
    with closing(sqlite3.connect(copy)) as c:
        Ledger(c, "?", "retcon_", random.Random(1)).write()
        c.commit()
    for args in ((), ("--anchor", anchor)):
        assert verify(f"sqlite:{copy}", retcon, *args)["fits"]


def test_the_limits_are_as_stated(record, tmp_path):
    """Without an anchor a whole chain that was written anew fits; so the docs say."""
    engine, retcon, anchor = record
    copy = tmp_path / "copy.db"
    shutil.copy(engine.path, copy)
    with closing(sqlite3.connect(copy)) as c:
        x = Ledger(c, "?", "retcon_", random.Random(2))
        x.events[0]["actor"] = "somebody else"
        x.sign(0)
        x.note()
        x.write()
        c.commit()
    r = retcon("audit-log", "verify", db=f"sqlite:{copy}")
    assert "without --anchor" in r.err
    told = retcon("audit-log", "verify", "--anchor", anchor, db=f"sqlite:{copy}", rc=6)
    assert "rewritten" in told.out and "written anew" in told.out
    found = retcon("doctor", "--json", db=f"sqlite:{copy}", rc=None).json()["findings"]
    assert [f["level"] for f in found if f["topic"] == "audit log"] == ["ok"]


RUN_COLUMNS = "id, state, plan_text, dry_run, list_digest, plan_digest, dry_run_digest, uuid"


def put_back(x, before, runs):
    x.events = before
    x.run("delete from retcon.chain")
    x.run("insert into retcon.chain values (true, 0, '')")
    x.note()
    x.write()
    for r in runs:
        x.run("update retcon.run set state = %s, plan_text = %s, dry_run = %s, list_digest = %s, plan_digest = %s, "
              "dry_run_digest = %s, uuid = %s where id = %s", (*r[1:], r[0]))
    x.c.commit()


def test_attacks_on_postgresql(pg15db, retcon, plan, tmp_path):
    for name in ("a", "b"):
        live(pg15db, retcon, plan, name)
    anchor = tmp_path / "anchors.txt"
    anchor.write_text(retcon("audit-log", "anchor", db=pg15db).out)
    runs = pg15db.query(f"select {RUN_COLUMNS} from retcon.run")
    for attack in [*ATTACKS, *WITH_ANCHOR] * 2:
        with closing(pg15db.connect()) as c:
            c.autocommit = False
            x = Ledger(c, "%s", "retcon.", random.Random())
            before = [dict(e) for e in x.events]
            expected = attack(x)
            x.write()
            c.commit()
            told = verify(pg15db, retcon, *(["--anchor", anchor] if attack in WITH_ANCHOR else []), rc=6)
            judge(told, expected, attack.__name__)
            put_back(x, before, runs)
    assert verify(pg15db, retcon, "--anchor", anchor)["fits"]


def test_doctor_tells_of_an_attack(engine, retcon, plan):
    scoped(engine, retcon, plan, "items")
    engine.execute(f"update {engine.ledger('event')} set actor = 'nobody' where seq = 1")
    found = retcon("doctor", "--json", db=engine, rc=1).json()["findings"]
    assert [(f["level"], f["text"][:15]) for f in found if f["topic"] == "audit log"] == [("error", "edited: what ev")]
    assert retcon("audit-log", "anchor", db=engine, rc=6).out.startswith(("✗ edited", "x edited"))


# --- an act that cannot be recorded does not happen ---

def state_of_all(engine):
    return (engine.query(f"select id, state, wanted, list_digest, dry_run_digest from {engine.ledger('run')} order by id"),
            engine.query("select * from items order by id"), engine.query("select * from other order by id"),
            engine.query(f"select count(*) from {engine.ledger('event')}"),
            engine.query(f"select * from {engine.ledger('chain')}"))


ACTS = [("scope", "other.yaml"), ("dry-run", "rehearsed"), ("run", "rehearsed", "--yes"), ("stop", "rehearsed", "--abandon"),
        ("run", "items", "--yes"), ("resume", "items", "--because", "x"), ("stop", "items", "--because", "x"),
        ("stop", "items", "--abandon"), ("rollback", "items", "--yes"), ("quarantine", "resolve", "settled", "39", "--leave"),
        ("quarantine", "resolve", "settled", "40", "--apply"), ("rollback", "settled", "--yes"), ("prune", "settled", "--yes")]


def refuse(engine, how):
    if engine.kind == "sqlite":
        engine.execute("create trigger no_more before insert on retcon_event begin select raise(abort, 'the disk is full'); end")
        return engine
    role = f"weak_{engine.name}"
    engine.execute(f"create role {role} login; alter schema retcon owner to {role}; grant all on schema public to {role};"
                   f"grant create, temporary on database {engine.name} to {role}")
    for (table,) in engine.query("select c.oid::regclass::text from pg_class c where relkind in ('r', 'v') and relnamespace in "
                                 "('retcon'::regnamespace, 'public'::regnamespace)"):
        engine.execute(f"alter table {table} owner to {role}")
    engine.execute("alter table retcon.event owner to postgres; alter table retcon.chain owner to postgres;"
                   f"grant select on retcon.event, retcon.chain to {role}")
    engine.execute({"insert": f"grant update on retcon.chain to {role}", "head": f"grant insert on retcon.event to {role}"}[how])
    return engine.cluster.url(engine.name, role)


@pytest.mark.parametrize("how", ["insert", "head"])
def test_unrecorded_is_undone(engine, retcon, plan, how, request):
    """Whatever the command, without the right to write the event (or to move the head) it fails and leaves nothing."""
    if engine.kind == "sqlite" and how == "head":
        pytest.skip("SQLite has no grants")
    scoped(engine, retcon, plan, "items")
    retcon("run", "items", "--yes", "--quiet", "--max-batches", "1", db=engine, rc=4)
    scoped(engine, retcon, plan, "settled")
    retcon("run", "settled", "--yes", "--quiet", db=engine, rc=(0, 7))
    scoped(engine, retcon, plan, "rehearsed")
    engine.execute("create table other (id integer primary key, price integer not null); insert into other values (1, 1)")
    plan(PLAN.format(name="other"), "other.yaml")
    before = state_of_all(engine)
    url = refuse(engine, how)
    try:
        for act in ACTS:
            r = retcon(*act, "--quiet", db=url, rc=1)
            assert ("the disk is full" in r.err) if engine.kind == "sqlite" else re.search("permission denied|may not", r.err), r
            assert state_of_all(engine) == before, r
    finally:
        if engine.kind == "sqlite":
            engine.execute("drop trigger no_more")
        else:
            engine.execute(f"reassign owned by weak_{engine.name} to postgres; drop owned by weak_{engine.name};"
                           f"drop role weak_{engine.name}")
    check_chain(engine)
    retcon("run", "items", "--yes", "--quiet", db=engine, rc=(0, 7))
    assert verify(engine, retcon)["fits"]


def test_a_role_that_can_only_add(pg, retcon, plan):
    """The grants of `retcon init --print`: without UPDATE and DELETE on the events all works."""
    role = f"adds_{pg.name}"
    retcon("init", db=pg)
    grants = [line[3:] for line in retcon("init", "--print", db=pg).out.splitlines() if re.match("-- (grant|revoke) ", line)]
    assert any("revoke" in line for line in grants)
    pg.execute(f"create role {role} login; grant usage, create on schema public to {role}")
    try:
        for line in grants:
            if "TABLE" not in line.replace("ROLE", ""):
                pg.execute(line.replace("ROLE", role))
        weak = harness.Postgres(pg.cluster, pg.name)
        weak.url = pg.cluster.url(pg.name, role)
        live(weak, retcon, plan, "items")
        assert verify(weak, retcon)["fits"]
        for sql in ("update retcon.event set why = ''", "delete from retcon.event", "truncate retcon.event"):
            with pytest.raises(Exception, match="permission denied"):
                weak.execute(sql)
    finally:
        pg.execute(f"drop owned by {role} cascade; drop role {role}")


# --- beside one another, and killed ---

def test_writers_beside_one_another(engine, retcon, plan):
    """Four processes at a time, each on a run of its own, for whole lives: one chain."""
    names = ["a", "b", "c", "d"]

    def life(name):
        retcon("scope", f"{name}.yaml", "--quiet", db=engine)
        retcon("dry-run", name, "--quiet", db=engine)
        for _ in range(3):
            retcon("run", name, "--yes", "--quiet", "--max-batches", "1", db=engine, rc=4)
            retcon("stop", name, "--quiet", "--because", "a look", db=engine, rc=(0, 1))
            retcon("run", name, "--yes", "--quiet", "--max-batches", "1", "--because", "seen", db=engine, rc=4)
        retcon("rollback", name, "--yes", "--quiet", db=engine, rc=(0, 7))

    for name in names:
        engine.execute(f"create table {name} (id integer primary key, price integer not null)")
        engine.execute(f"insert into {name} values " + ", ".join(f"({i}, {i})" for i in range(1, 51)))
        plan(PLAN.format(name=name), f"{name}.yaml")
    retcon("init", db=engine)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(life, names))
    number, last = check_chain(engine)
    assert number > 60
    v = verify(engine, retcon)
    assert (v["fits"], v["events"], v["head_digest"]) == (True, number, last)
    runs = [e["run_id"] for e in events(engine)]
    assert sum(a != b for a, b in zip(runs, runs[1:])) > 15, "they were not beside one another: the test proves nothing"


def test_an_act_waits_while_the_head_is_held(pg, retcon, plan):
    """It is not lost, and follows. That nothing forks under load, the test with four processes shows."""
    scoped(pg, retcon, plan, "items")
    with closing(pg.connect()) as c:
        c.autocommit = False
        c.cursor().execute("select * from retcon.chain for update")
        job = retcon.start("stop", "items", "--abandon", db=pg)
        wait_until(lambda: pg.value("select count(*) from pg_locks where not granted") > 0)
        assert job.process.poll() is None
        c.rollback()
    job.wait()
    check_chain(pg)


KILLS = ["scope-sealed", "dry-run-stored", "starting", "started", "state-moving", "undo-frozen", "undo-begun", "undo-finishing",
         "event-recorded:1", "event-recorded:2"]


@pytest.mark.parametrize("point", KILLS)
def test_killed(either, retcon, plan, point):
    """kill -9 at the point, wherever in the life it comes; what follows goes on, and the chain is whole all the time."""
    either.execute("create table items (id integer primary key, price integer not null)")
    either.execute("insert into items values " + ", ".join(f"({i}, {i})" for i in range(1, 51)))
    path = plan(PLAN.format(name="items"), "items.yaml")
    env, killed = {"RETCON_FAULT": point if ":" in point else f"{point}:1"}, 0
    for step in (("scope", path), ("dry-run", "items"), ("run", "items", "--yes"), ("rollback", "items", "--yes")):
        r = retcon(*step, "--quiet", db=either, env=env, rc=(0, 7, -9))
        killed += r.rc == -9
        if either.query("select 1 from " + ("sqlite_schema where name = 'retcon_event'" if either.kind == "sqlite" else
                                            "pg_class where relname = 'event'")):
            check_chain(either)
        if r.rc == -9:
            retcon(*step, "--quiet", db=either, rc=(0, 7))
            check_chain(either)
    assert killed > 0, "nothing was killed: the test proves nothing"
    assert verify(either, retcon)["fits"]
    assert either.value("select count(*) from items where price <> id") == 0
