"""Rows for a person to look at: which are chosen, what became of them, what people say, and what follows from it."""
import csv
import hashlib
import json
import os
import pty
import subprocess

import pytest

import harness

ROWS = 1200
PLAN = """
name: tax
table: orders
scope:
  where: id <= 1000
  exclude:
    locked: locked is not null
  class: country
change:
  set:
    tax: subtotal / 10
    email: lower(email)
  uncertain:
    large: old.subtotal > 8800
stages:
  - name: canary
    sample: 20
  - name: nz
    where: country = 'NZ'
  - name: everyone
audit:
  per_class: 2
  edge:
    high: subtotal between 8000 and 8800
  mask: [email]
"""
BOUNDED = PLAN.replace("  mask:", "  confidence: 95%\n  max_defects: 5%\n  mask:")


def subtotal(i):
    return 100 + i * 7919 % 8900


@pytest.fixture
def orders(engine):
    engine.execute("create table orders (id integer primary key, country text, subtotal integer, tax integer, email text, "
                   "locked text)")
    rows = ", ".join(f"({i}, '{('DE', 'NZ', 'IE')[i % 3]}', {subtotal(i)}, {subtotal(i) // 10 - (i % 4 > 0)}, '{'Ss'[i % 4 == 0]}ecret{i}@x', "
                     f"{'null' if i % 101 else chr(39) + 'x' + chr(39)})" for i in range(1, ROWS + 1))
    engine.execute(f"insert into orders values {rows}")
    return engine


@pytest.fixture
def prepared(retcon, orders, plan):
    """prepared(PLAN): scoped and rehearsed."""
    def prepare(text=BOUNDED):
        retcon("scope", plan(text, "tax.yaml"), db=orders)
        retcon("dry-run", "tax", db=orders)
        return orders
    return prepare


def audit(retcon, db):
    return retcon("audit", "tax", "--list", "--json", db=db).json()


def judge(retcon, db, no, verdict, who="ann", note=None, rc=0):
    return retcon("audit", "tax", "--sample", no, "--verdict", verdict, *(("--note", note) if note else ()), db=db, rc=rc,
                  env={"RETCON_ACTOR": who})


def sample(retcon, db, no):
    return next(s for s in audit(retcon, db)["samples"] if s["sample"] == no)


# --- which rows ---

def numbers(digest, name):
    i = 0
    while True:
        yield int.from_bytes(hashlib.sha256(f"{digest}:{name}:{i}".encode()).digest()[:8], "big")
        i += 1


def below(stream, m):
    return next(x for x in stream if x < 2**64 - 2**64 % m) % m


def drawn(digest, rows, sizes):
    """Places (stage, ordinal in it, draw) that audit_draw.h promises, computed anew. sizes: rows to draw at each gate."""
    most = [0] * len(rows)
    for gate, n in enumerate(sizes, 1):
        stream, taken = numbers(digest, f"gate {gate}"), [0] * gate
        for _ in range(n):
            x = below(stream, sum(rows[:gate]) - sum(taken))
            for i in range(gate):
                if x < rows[i] - taken[i]:
                    taken[i] += 1
                    break
                x -= rows[i] - taken[i]
        most = [max(m, t) for m, t in zip(most, taken + [0] * len(rows))]
    for stage, n in enumerate(most, 1):
        stream, seen = numbers(digest, f"stage {stage}"), []
        while len(seen) < n:
            ordinal = below(stream, rows[stage - 1]) + 1
            if ordinal not in seen:
                seen.append(ordinal)
        yield from ((stage, ordinal, draw) for draw, ordinal in enumerate(seen, 1))


def zero_acceptance(lot):
    """The fewest rows of a finite lot that, all right, leave at most 5 % wrong with 95 %."""
    good, left, n = lot - (lot // 20 + 1), 1.0, 0
    while left > 0.05:
        left *= (good - n) / (lot - n)
        n += 1
    return n


def test_the_random_sample_is_the_one_that_is_promised(retcon, prepared):
    db = prepared()
    digest = db.value(f"select list_digest from {db.ledger('run')}")
    rows = [r[0] for r in db.query(f"select sum(n) from {db.ledger('chunk')} group by stage_no order by stage_no")]
    sizes = [zero_acceptance(int(sum(rows[:g]))) for g in (1, 2, 3)]
    got = db.query(f"select stage_no, pos, draw from {db.ledger('audit_sample')} where draw is not null")
    assert sorted(got) == sorted(drawn(digest, [int(r) for r in rows], sizes))
    state = audit(retcon, db)["state"]
    assert state["stages"] == 0 and state["drawn"] == 0


def test_rows_are_chosen_for_the_eye(retcon, prepared):
    db = prepared()
    a = audit(retcon, db)
    by_kind = {}
    for s in a["samples"]:
        by_kind.setdefault(s["kind"], []).append(s)
    assert {"edge", "class", "largest", "unchanged", "excluded", "uncertain", "random"} == set(by_kind)
    assert all(8000 <= subtotal(int(s["key"][0])) <= 8800 and s["name"] == "high" for s in by_kind["edge"])
    assert all(int(s["key"][0]) % 101 == 0 and s["name"] == "locked" and s["stage"] is None for s in by_kind["excluded"])
    assert all(s["predicted_reason"] == "large" for s in by_kind["uncertain"])
    for s in by_kind["class"] + by_kind["random"]:
        i = int(s["key"][0])
        assert s["before"] == [str(subtotal(i) // 10 - (i % 4 > 0)), {"masked": True}] and s["outcome"] is None
        if s["predicted_outcome"] == "changed":
            assert s["predicted"][0] == str(subtotal(i) // 10)
    keys = [s["key"][0] for s in a["samples"]]
    assert len(keys) == len(set(keys))
    assert "ecret" not in json.dumps(a)
    assert db.value(f"select count(*) from {db.ledger('audit_sample')} where before like '%ecret%' or predicted like '%ecret%'") == 0


def test_without_a_bound_nothing_is_drawn(retcon, prepared):
    a = audit(retcon, prepared(PLAN))
    assert "random" not in {s["kind"] for s in a["samples"]} and a["state"]["upper_bound_percent"] is None


def test_a_row_that_cannot_be_computed_is_a_sample_all_the_same(retcon, orders, plan):
    orders.execute("update orders set subtotal = 0 where id % 7 = 0")
    fails = {"postgresql": "1000 / subtotal", "sqlite": "case when subtotal = 0 then abs(-9223372036854775808) else 5 end"}
    text = BOUNDED.replace("subtotal / 10", fails[orders.kind]).replace("    email: lower(email)\n", "")
    retcon("scope", plan(text, "tax.yaml"), db=orders)
    retcon("dry-run", "tax", db=orders)
    failed = [s for s in audit(retcon, orders)["samples"] if s["predicted_outcome"] == "failed"]
    assert failed and all(int(s["key"][0]) % 7 == 0 and s["before"] for s in failed)


# --- what became of them ---

def test_what_happened_is_added_when_the_run_has_passed(retcon, prepared):
    db = prepared(PLAN)
    retcon("run", "tax", "--stage", "canary", db=db, rc=4)
    tax = {str(i): str(t) for i, t in db.query("select id, tax from orders")}
    for s in audit(retcon, db)["samples"]:
        assert (s["taken_at"] is not None) == (s["stage"] == "canary"), s
        if s["stage"] == "canary":
            assert s["as_predicted"] and s["after"][0] == tax[s["key"][0]] and s["outcome"] == s["predicted_outcome"]
    retcon("run", "tax", db=db, rc=7)
    samples = audit(retcon, db)["samples"]
    assert all(s["taken_at"] and s["as_predicted"] for s in samples if s["stage"])
    assert {s["outcome"] for s in samples if s["stage"]} == {"changed", "uncertain", "unchanged"}


def test_a_verdict_on_a_prediction_that_did_not_come_true(retcon, prepared):
    db = prepared()
    one = next(s for s in audit(retcon, db)["samples"] if s["stage"] == "canary" and s["draw"] > 0)
    other = next(s for s in audit(retcon, db)["samples"]
                 if s["stage"] == "canary" and s["draw"] > 0 and s["key"] != one["key"])
    judge(retcon, db, one["sample"], "right")
    judge(retcon, db, other["sample"], "right")
    db.execute(f"update orders set subtotal = 70 where id = {one['key'][0]}")
    retcon("run", "tax", "--stage", "canary", db=db, rc=6)  # the sums are not as predicted either
    a = audit(retcon, db)
    got = {s["sample"]: s for s in a["samples"]}
    assert (got[one["sample"]]["standing"], got[one["sample"]]["as_predicted"]) == ("open", False)
    assert got[one["sample"]]["after"][0] == "7" and got[one["sample"]]["predicted"][0] != "7"
    assert got[other["sample"]]["standing"] == "right"
    assert (a["state"]["judged"], a["state"]["differ"]) == (1, 1)
    judge(retcon, db, one["sample"], "right")
    assert audit(retcon, db)["state"]["judged"] == 2


def test_a_row_that_somebody_changed_since(retcon, prepared):
    db = prepared(BOUNDED)
    retcon("run", "tax", "--batch", 10, "--max-batches", 1, db=db, rc=4)
    db.execute("update orders set tax = -5 where country = 'NZ'")
    taken = [s for s in audit(retcon, db)["samples"] if s["outcome"] == "changed"]
    assert taken and all(s["stage"] == "canary" and s["after"] == s["predicted"] for s in taken)
    assert all(s["now"] == (["-5", {"masked": True}] if s["class"] == "NZ" else None) for s in taken)
    assert "NZ" in {s["class"] for s in taken}


def test_a_list_is_read_and_nothing_is_written(retcon, prepared, tmp_path):
    """Not even what became of the rows, which it shows; a handle that cannot write is enough."""
    db = prepared(PLAN)
    retcon("run", "tax", "--batch", 10, "--max-batches", 1, db=db, rc=4)
    if db.kind == "postgresql":
        db.execute(f"alter database {db.name} set default_transaction_read_only = on")
    taken = {s["sample"]: s for s in audit(retcon, db)["samples"] if s["taken_at"]}
    assert taken and all(s["outcome"] == s["predicted_outcome"] and s["as_predicted"] for s in taken.values())
    retcon("audit", "tax", "--export", tmp_path / "rows.csv", db=db)
    with open(tmp_path / "rows.csv", encoding="utf-8", newline="") as f:
        assert {int(r["sample"]) for r in csv.DictReader(f) if r["shown"] == "after"} == set(taken)
    assert db.value(f"select count(*) from {db.ledger('audit_sample')} where taken_at is not null") == 0
    if db.kind == "postgresql":
        harness.Postgres(db.cluster, "postgres").execute(f"alter database {db.name} reset default_transaction_read_only")
    judge(retcon, db, min(taken), "right")
    assert db.value(f"select count(*) from {db.ledger('audit_sample')} where taken_at is not null") == len(taken)
    kept = {s["sample"]: s for s in audit(retcon, db)["samples"] if s["taken_at"]}
    for s in (*taken.values(), *kept.values()):
        s.pop("taken_at"), s.pop("verdicts"), s.pop("standing")
    assert kept == taken


# --- verdicts ---

def test_the_later_verdict_of_a_person_counts_and_all_are_kept(retcon, prepared):
    db = prepared()
    judge(retcon, db, 3, "wrong", note="no tax in NZ")
    judge(retcon, db, 3, "right")
    s = sample(retcon, db, 3)
    assert s["standing"] == "right"
    assert [(v["verdict"], v["by"], v["note"]) for v in s["verdicts"]] == [("wrong", "ann", "no tax in NZ"), ("right", "ann", None)]
    judge(retcon, db, 3, "unsure", who="bob")
    assert sample(retcon, db, 3)["standing"] == "right"
    judge(retcon, db, 3, "wrong", who="bob")
    assert sample(retcon, db, 3)["standing"] == "wrong"
    events = db.query(f"select actor, why, detail from {db.ledger('event')} where kind = 'audit' order by seq")
    assert [e[:2] for e in events] == [("ann", "no tax in NZ"), ("ann", None), ("bob", None), ("bob", None)]
    assert json.loads(events[0][2]) == {"sample": 3, "kind": s["kind"], "verdict": "wrong", "shown": "predicted"}


def test_commands_that_do_not_fit(retcon, prepared):
    db = prepared()
    for args, rc, word in ((("--sample", 9999, "--verdict", "right"), 1, "no sample 9999"),
                           (("--sample", 1), 2, "--verdict"), (("--verdict", "right"), 2, "--sample"),
                           (("--note", "x"), 2, "--sample"), (("--sample", 1, "--verdict", "good"), 2, "right"),
                           (("--list", "--export", "x"), 2, "at a time"), ((), 2, "terminal")):
        assert word in retcon("audit", "tax", *args, db=db, rc=rc).err


def test_a_freeze_chooses_what_needs_no_dry_run(retcon, orders, plan):
    """Rows are there to be looked at as soon as the list is frozen; of the largest changes those among them that are drawn."""
    path = plan(BOUNDED, "tax.yaml")
    assert "chosen to be looked at" in retcon("scope", path, db=orders).err
    early = audit(retcon, orders)["samples"]
    by_kind = {}
    for s in early:
        by_kind.setdefault(s["kind"], []).append(s)
    assert set(by_kind) == {"edge", "largest", "class", "unchanged", "excluded", "uncertain", "random"}
    assert all(s["name"] == "tax" and s["before"][0] != s["predicted"][0] for s in by_kind["largest"])
    assert 0 < len(by_kind["largest"]) <= 5
    assert all(len([s for s in by_kind[kind] if s["class"] == c]) <= 2 for kind in ("class", "unchanged") for c in ("DE", "NZ", "IE"))
    assert {s["class"] for s in by_kind["class"]} == {"DE", "NZ", "IE"}
    for s in by_kind["class"]:
        i = int(s["key"][0])
        assert s["before"][0] == str(subtotal(i) // 10 - (i % 4 > 0)) and s["predicted"][0] == str(subtotal(i) // 10)
    assert all(s["predicted_outcome"] == "unchanged" and int(s["key"][0]) % 4 == 0 for s in by_kind["unchanged"])
    assert all(s["predicted_reason"] == "large" and s["name"] == "large" for s in by_kind["uncertain"])
    judge(retcon, orders, 1, "right")
    retcon("dry-run", "tax", db=orders)
    late = audit(retcon, orders)["samples"]
    place = lambda samples, *kinds: {tuple(s["key"]) for s in samples if s["kind"] in kinds}
    assert place(early, "excluded") == place(late, "excluded") and place(early, "edge") == place(late, "edge")
    chosen = lambda samples: {(tuple(s["key"]), s["draw"]) for s in samples if s["draw"]}
    assert chosen(early) == chosen(late) and place(late, "largest")
    assert orders.query(f"select sample_no, verdict from {orders.ledger('audit_verdict')}") == [(1, "right")]
    retcon("run", "tax", "--yes", "--quiet", db=orders, rc=None)
    assert all(s["outcome"] for s in audit(retcon, orders)["samples"] if s["stage"] == "canary")


def test_a_freeze_whose_rows_cannot_be_computed_leaves_the_choice_to_the_dry_run(retcon, orders, plan):
    fails = {"postgresql": "subtotal / (id - id)", "sqlite": "abs(-9223372036854775807 - 1 + id - id)"}
    text = PLAN.replace("subtotal / 10", fails[orders.kind])
    said = retcon("scope", plan(text, "tax.yaml"), db=orders).err
    assert "no rows were chosen to be looked at, the dry run will: " in said
    assert "no dry run yet" in retcon("audit", "tax", "--list", db=orders, rc=1).err


def test_another_dry_run_chooses_anew_and_keeps_what_was_judged(retcon, prepared):
    db = prepared()
    count = db.value(f"select count(*) from {db.ledger('audit_sample')}")
    judge(retcon, db, 2, "wrong")
    retcon("dry-run", "tax", db=db)
    assert db.value(f"select count(*) from {db.ledger('audit_sample')}") == count + 1
    a = audit(retcon, db)
    assert min(s["sample"] for s in a["samples"]) > 2 and not any(s["verdicts"] for s in a["samples"])
    assert db.query(f"select sample_no, verdict from {db.ledger('audit_verdict')}") == [(2, "wrong")]


def test_a_pruned_run_keeps_verdicts_and_forgets_values(retcon, prepared):
    db = prepared(PLAN)
    judge(retcon, db, 1, "right")
    retcon("run", "tax", db=db, rc=7)
    audit(retcon, db)
    retcon("prune", "tax", "--yes", db=db)
    assert db.value(f"select count(*) from {db.ledger('audit_sample')} "
                    "where before is not null or predicted is not null or after is not null or now is not null") == 0
    assert db.value(f"select count(*) from {db.ledger('audit_verdict')}") == 1
    assert "pruned" in retcon("audit", "tax", "--list", db=db, rc=1).err


# --- what follows ---

def test_the_bound(retcon, prepared):
    db = prepared()
    retcon("run", "tax", "--stage", "canary", db=db, rc=4)
    mine = [s["sample"] for s in audit(retcon, db)["samples"] if s["stage"] == "canary" and s["draw"] > 0]
    # 20 rows, at most one may be wrong: two wrong ones among four unseen rows are missed with 6 / 190.
    state = audit(retcon, db)["state"]
    assert (state["candidates"], state["drawn"], state["judged"]) == (20, zero_acceptance(20), 0)
    mine = mine[:state["drawn"]]
    for no in mine:
        judge(retcon, db, no, "right")
    a = audit(retcon, db)
    assert (a["state"]["judged"], a["state"]["wrong"], a["state"]["upper_bound_percent"]) == (len(mine), 0, 5)
    assert sum(c["candidates"] for c in a["state"]["classes"]) == 20
    assert "at most 5.000% are wrong" in retcon("audit", "tax", "--list", db=db).out
    judge(retcon, db, mine[0], "unsure")
    judge(retcon, db, mine[1], "wrong")
    state = audit(retcon, db)["state"]
    assert (state["judged"], state["wrong"], state["unsure"]) == (len(mine) - 1, 1, 1) and state["upper_bound_percent"] > 5
    picked = next(s["sample"] for s in audit(retcon, db)["samples"] if s["draw"] == 0)
    judge(retcon, db, picked, "wrong")
    assert audit(retcon, db)["state"]["wrong_beside"] == 1


# --- a spreadsheet ---

def exported(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def write_back(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as f:
        writer = csv.DictWriter(f, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_export_and_import(retcon, prepared, tmp_path):
    db, path = prepared(), tmp_path / "rows.csv"
    r = retcon("audit", "tax", "--export", path, db=db)
    assert "--import" in r.err and "ecret" not in path.read_text()
    rows = exported(path)
    assert len(rows) == len(audit(retcon, db)["samples"])
    assert {"run", "sample", "shown", "key id", "before tax", "after tax", "verdict", "note"} <= set(rows[0])
    assert all(r["before email"] == "(masked)" for r in rows if r["before email"])
    rows[0].update(verdict="right")
    rows[1].update(verdict="wrong", note="=1+1, really")
    write_back(path, rows)
    env = {"RETCON_ACTOR": "ann"}
    assert "2 new verdicts" in retcon("audit", "tax", "--import", path, db=db, env=env).err
    s = sample(retcon, db, 2)
    assert s["standing"] == "wrong" and s["verdicts"][0]["note"] == "=1+1, really"
    retcon("audit", "tax", "--export", path, db=db, env=env)
    again = exported(path)
    assert (again[0]["verdict"], again[1]["verdict"], again[1]["note"]) == ("right", "wrong", "'=1+1, really")
    assert "no new verdict" in retcon("audit", "tax", "--import", path, db=db, env=env).err
    retcon("audit", "tax", "--export", path, db=db, env={"RETCON_ACTOR": "bob"})
    assert not any(r["verdict"] for r in exported(path))


def test_values_that_begin_a_formula_and_that_a_terminal_would_obey(retcon, orders, plan, tmp_path):
    orders.execute("create table names (id integer primary key, name text)")
    orders.execute("insert into names values (1, '=cmd|x'), (2, '@sum'), (3, '-5'), (4, ?)", ("a\x1b[2Jb\nc",))
    retcon("scope", plan("name: tax\ntable: names\nscope:\n  where: true\nchange:\n  set:\n    name: name || '!'\n"), db=orders)
    retcon("dry-run", "tax", "--json", db=orders)
    retcon("audit", "tax", "--export", tmp_path / "n.csv", db=orders)
    got = {r["key id"]: r["before name"] for r in exported(tmp_path / "n.csv")}
    assert (got["1"], got["2"], got["3"]) == ("'=cmd|x", "'@sum", "-5") and "\x1b" not in got["4"] and "\n" not in got["4"]


def test_bad_lines_are_named_and_nothing_is_recorded(retcon, prepared, tmp_path):
    db, path = prepared(), tmp_path / "rows.csv"
    retcon("audit", "tax", "--export", path, db=db)
    good = path.read_text()
    for change, word in (({"verdict": "good"}, 'line 3: "good" is none of right, wrong and unsure'),
                         ({"sample": "9999", "verdict": "right"}, "line 3: there is no sample"),
                         ({"run": "77", "verdict": "right"}, "line 3: of run #77"),
                         ({"sample": "x", "verdict": "right"}, "line 3: run and sample"), ({"note": "hm"}, "line 3: a note without"),
                         ({"shown": "after", "verdict": "right"}, "line 3: the column")):
        path.write_text(good)
        rows = exported(path)
        rows[0].update(verdict="right")
        rows[1].update(change)
        write_back(path, rows)
        r = retcon("audit", "tax", "--import", path, db=db, rc=2)
        assert word in r.err and "nothing was recorded" in r.err
    path.write_text(good + '1,2,"open\n')
    assert "never closed" in retcon("audit", "tax", "--import", path, db=db, rc=2).err
    assert db.value(f"select count(*) from {db.ledger('audit_verdict')}") == 0


def test_a_file_without_the_columns(retcon, prepared, tmp_path):
    db, path = prepared(), tmp_path / "rows.csv"
    path.write_text("sample,verdict\n1,right\n")
    assert 'no column "run"' in retcon("audit", "tax", "--import", path, db=db, rc=2).err
    path.write_text("")
    assert "is empty" in retcon("audit", "tax", "--import", path, db=db, rc=2).err


# --- at a terminal ---

def at_terminal(retcon, db, answers, *args):
    ours, theirs = pty.openpty()
    p = subprocess.Popen([retcon.program, "audit", "tax", *args], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
                         env=retcon.environment(db, {"TERM": "dumb", "RETCON_ACTOR": "ann"}))
    os.close(theirs)
    os.write(ours, answers)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    out = p.communicate(timeout=60)[0]
    return p.returncode, out.decode(), said.decode()


def test_a_person_walks_through_them(retcon, prepared):
    db = prepared()
    retcon("run", "tax", "--stage", "canary", db=db, rc=4)
    rc, out, said = at_terminal(retcon, db, b"x\ny\nn\nno tax\n?\n\ns\nq\n")
    assert rc == 0 and "3 verdicts are recorded" in said
    assert "sample 1 id = " in out and "[" in out and "->" in out and "(masked)" in out and "ecret" not in out
    got = [sample(retcon, db, n) for n in (1, 2, 3, 4)]
    assert [s["standing"] for s in got] == ["right", "wrong", "unsure", "open"]
    assert got[1]["verdicts"][0]["note"] == "no tax" and got[2]["verdicts"][0]["note"] is None
    rc, out, _ = at_terminal(retcon, db, b"q\n")
    assert rc == 0 and "1 of " in out and "sample 4 " in out and "sample 1 " not in out


def test_what_happened_comes_first_and_what_others_judged_is_not_asked(retcon, prepared):
    db = prepared()
    first = next(s for s in audit(retcon, db)["samples"] if s["stage"] == "canary")["sample"]
    judge(retcon, db, first, "right", who="bob")
    assert f"sample {first} " not in at_terminal(retcon, db, b"q\n")[1]
    assert f"sample {first} " in at_terminal(retcon, db, b"q\n", "--all")[1]
    rc, _, said = at_terminal(retcon, db, b"\x04")
    assert rc == 0 and "recorded" not in said


# --- the gate ---

def say_of_all(retcon, db, path, **verdicts):
    """Every row is right, but for those that are named by their number."""
    retcon("audit", "tax", "--export", path, db=db, env={"RETCON_ACTOR": "ann"})
    rows = exported(path)
    for r in rows:
        r["verdict"] = verdicts.get(f"n{r['sample']}", "right")
    write_back(path, rows)
    retcon("audit", "tax", "--import", path, db=db, env={"RETCON_ACTOR": "ann"})


def evidence(retcon, db, name=None):
    gate = [g for g in retcon("gate", "tax", "--json", db=db).json()["gates"] if g["evidence"]][-1]
    return next(x for x in gate["evidence"] if x["kind"] == "audit" and x["name"] == name)


def state_of(retcon, db):
    return retcon("status", "tax", "--json", db=db, rc=None).json()["state"]


def test_status_says_how_far_the_audit_is(retcon, prepared):
    """Only while a gate waits, and by now: not as it was when the gate was asked."""
    db = prepared()

    def figures():
        return retcon("status", "tax", "--json", db=db).json()["audit"]

    assert figures() is None
    r = retcon("run", "tax", "--json", db=db, rc=4).json()
    want = zero_acceptance(20)
    assert figures() == r["audit"] == {"stage": "canary", "judged": 0, "of": want, "wrong": 0, "upper_bound_percent": 100}
    assert f"behind canary 0 of {want} looked at, 0 wrong; {want} to go" in retcon("status", "tax", db=db).out
    mine = [s["sample"] for s in audit(retcon, db)["samples"] if s["stage"] == "canary" and s["draw"] > 0][:want]
    for no in mine[1:]:
        judge(retcon, db, no, "right")
    judge(retcon, db, mine[0], "wrong")
    state = audit(retcon, db)["state"]
    assert figures() == {"stage": "canary", "judged": want, "of": want, "wrong": 1,
                         "upper_bound_percent": pytest.approx(state["upper_bound_percent"], abs=0.001)}
    assert f"behind canary {want} of {want} looked at, 1 wrong: at most " in retcon("status", "tax", db=db).out
    retcon("stop", "tax", "--abandon", db=db, rc=None)
    assert figures() is None


def test_status_without_a_bound_counts_what_was_looked_at(retcon, prepared):
    db = prepared(PLAN)
    judge(retcon, db, audit(retcon, db)["samples"][0]["sample"], "wrong")
    retcon("run", "tax", db=db, rc=6)
    x = retcon("status", "tax", "--json", db=db).json()["audit"]
    assert (x["judged"], x["of"], x["wrong"], x["upper_bound_percent"]) == (1, len(audit(retcon, db)["samples"]), 1, None)


def test_the_gate_waits_until_the_rows_are_judged(retcon, prepared, tmp_path):
    db = prepared()
    retcon("run", "tax", db=db, rc=4)
    x = evidence(retcon, db)
    assert x["verdict"] == "person" and f"0 of {zero_acceptance(20)} judged" in x["measured"] and "to go" in x["measured"]
    assert state_of(retcon, db) == "waiting"
    assert db.value(f"select count(*) from {db.ledger('audit_sample')} where stage_no = 1 and taken_at is null") == 0
    for s in audit(retcon, db)["samples"]:
        if s["stage"] == "canary" and s["draw"] > 0:
            judge(retcon, db, s["sample"], "right")
    retcon("run", "tax", db=db, rc=4)
    gate = retcon("gate", "tax", "--json", db=db).json()["gates"][0]
    items = [x for x in gate["evidence"] if x["kind"] == "audit"]
    assert {x["verdict"] for x in items} == {"pass"} and {x["name"] for x in items} == {None, "DE", "IE", "NZ"}
    assert "at most 5.000% may be wrong" in next(x for x in items if not x["name"])["measured"]
    say_of_all(retcon, db, tmp_path / "rows.csv")
    retcon("run", "tax", db=db, rc=7)
    assert state_of(retcon, db) == "finished" and evidence(retcon, db)["verdict"] == "pass"


@pytest.mark.parametrize("drawn_row", [True, False])
def test_a_wrong_row_fails_the_gate_before_all_are_judged(retcon, prepared, drawn_row):
    db = prepared()
    wrong = next(s for s in audit(retcon, db)["samples"]
                 if (s["stage"] == "canary" and s["draw"] > 0 if drawn_row else s["kind"] == "excluded"))
    judge(retcon, db, wrong["sample"], "wrong")
    retcon("run", "tax", db=db, rc=6)
    x = evidence(retcon, db)
    assert x["verdict"] == "fail" and ("1 wrong" if drawn_row else "1 more wrong") in x["measured"]
    assert state_of(retcon, db) == "halted"


def test_an_override_does_not_cover_a_verdict_that_came_after(retcon, prepared):
    """What the gate had shown is what one can go on over: that rows were still to be judged is not that one of them is wrong."""
    db = prepared()
    retcon("run", "tax", db=db, rc=4)
    drawn_rows = [s["sample"] for s in audit(retcon, db)["samples"] if s["stage"] == "canary" and s["draw"] > 0]
    judge(retcon, db, drawn_rows[0], "wrong")
    on = ("run", "tax", "--stage", "canary", "--because", "they will be judged tomorrow")
    assert "1 wrong" in retcon(*on, db=db, rc=6).err and state_of(retcon, db) == "halted"
    judge(retcon, db, drawn_rows[1], "wrong")
    assert "2 wrong" in retcon(*on, db=db, rc=6).err
    retcon(*on, db=db, rc=4)
    gate = retcon("gate", "tax", "--json", db=db).json()["gates"][0]
    assert (gate["verdict"], gate["why"]) == ("override", "they will be judged tomorrow")


def test_unsure_is_not_judged(retcon, prepared, tmp_path):
    db = prepared()
    first = next(s for s in audit(retcon, db)["samples"] if s["stage"] == "canary" and s["draw"] == 1)
    say_of_all(retcon, db, tmp_path / "rows.csv", **{f"n{first['sample']}": "unsure"})
    retcon("run", "tax", db=db, rc=4)
    x = evidence(retcon, db)
    assert x["verdict"] == "person" and "1 to go, of which nobody is sure about 1" in x["measured"]


def test_without_a_bound_only_a_wrong_row_stands_in_the_way(retcon, prepared):
    db = prepared(PLAN)
    retcon("run", "tax", "--stage", "canary", db=db, rc=4)
    assert evidence(retcon, db)["verdict"] == "pass"
    judge(retcon, db, 1, "right")
    judge(retcon, db, 2, "wrong")
    retcon("run", "tax", db=db, rc=6)
    x = evidence(retcon, db)
    assert x["verdict"] == "fail" and x["measured"].startswith("2 of ") and "1 wrong" in x["measured"]
