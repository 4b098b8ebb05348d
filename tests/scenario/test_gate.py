"""Between stages evidence decides: it is kept, and what fails stops the run until a person has a reason."""
import time

import pytest

ORDERS = """
create table orders (id integer primary key, country text not null, net integer not null, total integer not null);
create table alarms (n integer);
"""
PLAN = """name: tax
table: orders
scope:
  where: net > 0
  class: country
change:
  set:
    total: net * 2
stages:
  - name: low
    where: country = 'IE'{soak}
  - name: everyone
watch:
{watch}
"""
REVENUE = "  revenue:\n    sql: select sum(total) from {table}\n"


@pytest.fixture
def orders(engine):
    engine.execute(ORDERS)
    engine.execute("insert into orders " + " union all ".join(
        f"select {n}, '{'IE' if n <= 10 else 'DE'}', {n}, {n}" for n in range(1, 41)))
    engine.table = "public.orders" if engine.kind == "postgresql" else "orders"
    engine.alarms = "public.alarms" if engine.kind == "postgresql" else "alarms"
    return engine


@pytest.fixture
def ready(orders, retcon, plan):
    """A plan with these watches, scoped and rehearsed."""
    def make(watch, soak=""):
        text = PLAN.format(watch=watch.format(table=orders.table, alarms=orders.alarms), soak=soak)
        retcon("scope", plan(text), db=orders)
        retcon("dry-run", "tax", "--json", db=orders)
        return orders
    return make


def gates(engine, retcon, *options):
    return retcon("gate", "tax", "--json", *options, db=engine).json()["gates"]


def item(gate, kind, name=None):
    found = [x for x in gate["evidence"] if x["kind"] == kind and x["name"] == name]
    assert len(found) == 1, gate
    return found[0]


def state(engine, retcon):
    return retcon("status", "tax", "--json", db=engine, rc=None).json()


def changed(engine):
    return engine.value("select count(*) from orders where total = net * 2")


def test_gates_that_pass(ready, retcon):
    db = ready(REVENUE + "    min: 0\n")
    retcon("run", "tax", "--yes", db=db)
    found = gates(db, retcon)
    assert [g["verdict"] for g in found] == ["pass", "pass"] and all(len(g["digest"]) == 64 for g in found)
    revenue = item(found[0], "watch", "revenue")
    assert revenue["rule"] == "at least 0" and revenue["measured"] == str(820 + 55) and revenue["query"].startswith("select")
    assert item(found[1], "accounting")["verdict"] == "pass" and item(found[1], "failures")["verdict"] == "pass"
    history = retcon("gate", "tax", "--json", db=db).json()["watches"]
    assert [(w["phase"], w["value"]) for w in history if w["phase"] != "within"] == [
        ("before", "820"), ("gate", "875"), ("gate", "1640")]


def test_a_watch_that_fails_halts_the_run(ready, retcon):
    db = ready(REVENUE + "    max: 850\n")
    said = retcon("run", "tax", "--yes", db=db, rc=6).err
    assert "watch revenue is 875; it must be: at most 850" in said
    assert state(db, retcon)["state"] == "halted" and changed(db) == 10
    page = retcon("gate", "tax", db=db).out
    assert "at most 850" in page and 'gate after stage "low": failed, at' in page and "passed" in page
    assert [g["round"] for g in gates(db, retcon)] == [1, 0]


def test_it_does_not_go_on_without_a_reason(ready, retcon):
    db = ready(REVENUE + "    max: 850\n")
    retcon("run", "tax", "--yes", db=db, rc=6)
    err = retcon("run", "tax", "--yes", db=db, rc=6).err
    assert "--because" in err
    assert changed(db) == 10
    err = retcon("status", "tax", db=db).err
    for way in ("retcon gate tax", "retcon rollback tax --stage", "retcon stop tax --abandon", "--because"):
        assert way in err
    for x in gates(db, retcon)[0]["evidence"]:  # what is behind each item can be looked at
        assert len(x["digest"]) == 64
        if x["kind"] != "watch":
            words = x["query"].split()
            assert words[:4] == ["retcon", "sql", "tax", "--statement"], x
            assert words[4] in retcon(*words[1:], db=db).out
    report = retcon("report", "tax", db=db).out  # the run's word to its own workers is no act of anybody
    assert "wanted paused" not in report and "1 word to its own workers to pause is in the audit log alone" in report
    kinds = [x["kind"] for x in retcon("report", "tax", "--json", db=db).json()["events"]]
    assert "wanted paused" in kinds


def test_a_reason_is_kept_for_ever(ready, retcon):
    db = ready(REVENUE + "    max: 850\n")
    retcon("run", "tax", "--yes", db=db, rc=6)
    # The next gate fails by itself: the reason was given for what had been seen.
    retcon("run", "tax", "--because", "the cap was last year's", db=db, rc=6)
    first, last = gates(db, retcon)
    assert (first["verdict"], first["why"], first["round"]) == ("override", "the cap was last year's", 2)
    assert last["verdict"] == "fail" and changed(db) == 40
    retcon("resume", "tax", "--because", "this one too", db=db)
    assert gates(db, retcon)[1]["verdict"] == "override" and state(db, retcon)["state"] == "finished"
    report = retcon("report", "tax", "--json", db=db).json()
    assert [(g["verdict"], g["why"]) for g in report["gates"]] == [("override", "the cap was last year's"), ("override", "this one too")]
    assert "the cap was last year's" in retcon("report", "tax", db=db).out


def test_a_reason_does_not_cover_what_was_not_seen(ready, retcon):
    db = ready(REVENUE + "    max: 850\n  alarms:\n    sql: select count(*) from {alarms}\n    max: 0\n")
    retcon("run", "tax", "--yes", db=db, rc=6)
    db.execute("insert into alarms values (1)")
    retcon("run", "tax", "--because", "the cap was last year's", db=db, rc=(4, 6))
    assert changed(db) == 10 and gates(db, retcon)[0]["verdict"] == "fail"


@pytest.mark.parametrize("sql, measured", [
    ("select sum(n) from {alarms}", "no data"), ("select max(country) from {table}", "not a number")])
def test_what_cannot_be_measured_needs_a_person(ready, retcon, sql, measured):
    db = ready(f"  odd:\n    sql: {sql}\n    max: 5\n")
    retcon("run", "tax", "--yes", db=db, rc=4)
    assert state(db, retcon)["state"] == "waiting" and changed(db) == 10
    odd = item(gates(db, retcon)[0], "watch", "odd")
    assert (odd["verdict"], odd["measured"]) == ("person", measured)


def test_a_query_that_fails_later_needs_a_person(orders, ready, retcon):
    orders.execute("insert into alarms values (1)")
    db = ready("  share:\n    sql: select 10 / count(*) from {alarms}\n    max: 20\n")
    db.execute("delete from alarms")
    retcon("run", "tax", "--yes", db=db, rc=4)
    odd = item(gates(db, retcon)[0], "watch", "share")
    assert odd["verdict"] == "person" and odd["measured"] in ("division by zero", "no data")
    db.execute("insert into alarms values (1)")
    retcon("run", "tax", db=db)
    assert state(db, retcon)["state"] == "finished"


def test_unchanged_and_ranges(ready, retcon):
    db = ready("  net:\n    sql: select sum(net) from {table}\n    expect: unchanged\n" + REVENUE + "    expect: 0%..+7%\n")
    retcon("run", "tax", "--yes", db=db, rc=6)
    first, last = gates(db, retcon)
    assert first["verdict"] == "pass" and "+0% to +7% from 820" in item(first, "watch", "revenue")["rule"]
    assert item(last, "watch", "net")["verdict"] == "pass" and item(last, "watch", "revenue")["verdict"] == "fail"


def test_a_breach_within_a_stage_pauses_at_once(orders, retcon, plan):
    watch = f"  alarms:\n    sql: select count(*) from {orders.alarms}\n    max: 0\n    every: 100ms\n"
    retcon("scope", plan(PLAN.format(watch=watch, soak="") + "checkpoint:\n  batch: 1\n  rate: 10/s\n"), db=orders)
    retcon("dry-run", "tax", "--json", db=orders)
    running = retcon.start("run", "tax", "--yes", db=orders)
    until = time.monotonic() + 20
    while changed(orders) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    orders.execute("insert into alarms values (1)")
    running.wait(rc=4)
    s = state(orders, retcon)
    assert s["state"] == "paused" and 3 <= changed(orders) < 40
    orders.execute("delete from alarms")
    retcon("run", "tax", "--batch", "40", db=orders)
    assert changed(orders) == 40


def test_a_stage_soaks(ready, retcon):
    db = ready(REVENUE + "    min: 0\n", soak="\n    soak: 2s")
    running = retcon.start("run", "tax", "--yes", db=db)
    until, seen = time.monotonic() + 20, set()
    while changed(db) < 40 and time.monotonic() < until:
        seen.add((changed(db), state(db, retcon)["throttled_by"]))
        time.sleep(0.1)
    running.wait()
    assert (10, "soak") in seen
    assert item(gates(db, retcon)[0], "soak")["measured"] == "over"


def test_a_kill_in_the_soak_loses_nothing(ready, retcon):
    db = ready(REVENUE + "    min: 0\n", soak="\n    soak: 1s")
    running = retcon.start("run", "tax", "--yes", db=db)
    until = time.monotonic() + 20
    while changed(db) < 10 and time.monotonic() < until:
        time.sleep(0.02)
    running.kill()
    assert changed(db) == 10
    retcon("run", "tax", db=db)
    assert changed(db) == 40 and [g["verdict"] for g in gates(db, retcon)] == ["pass", "pass"]


def test_a_stage_that_waits_can_be_rolled_back(ready, retcon):
    db = ready(REVENUE + "    max: 850\n")
    retcon("run", "tax", "--yes", db=db, rc=6)
    retcon("rollback", "tax", "--stage", "low", "--yes", db=db)
    assert db.value("select sum(total) from orders") == 820


def test_the_history_of_a_watch(ready, retcon, tmp_path):
    """As bars where the terminal knows them, in figures everywhere, as a picture without script in the page."""
    db = ready(REVENUE + "    min: 0\n  flaky:\n    sql: select case when max(total) > 40 then 'x' else '7' end from {table}\n    min: 0\n")
    retcon("run", "tax", "--yes", db=db, rc=4)
    history = [x for x in retcon("gate", "tax", "--json", db=db).json()["watches"] if x["name"] == "revenue"]
    assert [(x["phase"], x["stage"], x["value"]) for x in history if x["phase"] != "within"] == [
        ("before", None, "820"), ("gate", "low", "875"), ("gate", "everyone", "1640")]
    utf8, ascii = {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C"}
    for command in ("gate", "watch"):
        rows = {x.split()[0]: x.split() for x in retcon(command, "tax", db=db, env=utf8, rc=None).out.splitlines()
                if x.startswith(("revenue", "flaky"))}
        assert rows["revenue"][1][0] == "▁" and rows["revenue"][1][-1] == "█"
        assert rows["revenue"][2:] == ["820", "820", "1640", "1640"]
        assert rows["flaky"][1].endswith("·") and rows["flaky"][2:] == ["7", "7", "7", "7"]
        assert f"revenue  {len(history)} values" in retcon(command, "tax", db=db, env=ascii, rc=None).out
    measured = retcon("gate", "tax", "--json", db=db).json()["watches"]
    assert measured and retcon("report", "tax", "--json", db=db).json()["watches"] == measured
    watched, status = (retcon(command, "tax", "--json", db=db, rc=None).json() for command in ("watch", "status"))
    assert watched["watches"] == measured and set(watched) - set(status) == {"watches"} and set(status) <= set(watched)
    text, markdown, html = (retcon("report", "tax", "--format", f, db=db).out for f in ("text", "markdown", "html"))
    assert "Watches" in text and "▁" in text and "1,640" in text
    assert any(x.startswith("| revenue |") and "| 820 | 820 | 1,640 | 1,640 |" in x for x in markdown.splitlines())
    assert html.count("<svg ") == 2 and "values from 820 to 1640</title>" in html
    assert "<script" not in html and " style=" not in html


@pytest.mark.parametrize("watch, words", [
    ("  w:\n    sql: select sum(net) from {table}\n    expect: predicted\n", "only the sum of a column in change.set"),
    ("  w:\n    sql: select 1\n", "has no limit"), ("  w:\n    sql: select 1\n    min: 2\n    max: 1\n", "min is larger"),
    ("  w:\n    sql: select 1\n    expect: soon\n", '"predicted", "unchanged"'),
    ("  w:\n    sql: select nothing from {table}\n    max: 1\n", "nothing"),
])
def test_mistakes(orders, retcon, plan, watch, words):
    text = PLAN.format(watch=watch.format(table=orders.table), soak="")
    r = retcon("check", plan(text), db=orders, rc=3)
    assert words in r.err + r.out


def test_the_prediction_of_each_stage_is_held_against_it(ready, retcon):
    db = ready(REVENUE + "    expect: predicted\n")
    retcon("run", "tax", "--yes", db=db)
    first, last = gates(db, retcon)
    assert item(first, "prediction", "changed, IE")["rule"] == "10, give or take 10"
    assert item(last, "prediction", "changed, DE")["measured"] == "30"
    assert [item(g, "watch", "revenue")["rule"] for g in (first, last)] == [
        "predicted 875, from 820", "predicted 1640, from 820"]
    assert first["verdict"] == last["verdict"] == "pass"


def test_a_stage_that_does_something_else_halts(ready, retcon):
    db = ready(REVENUE + "    min: 0\n")
    db.execute("insert into orders select id + 1000, country, net, total from orders where country = 'DE'")
    db.execute("update orders set total = net * 2 where country = 'DE' and id <= 25")
    retcon("run", "tax", "--yes", db=db, rc=6)
    low, rest = gates(db, retcon)
    assert low["verdict"] == "pass" and rest["verdict"] == "fail"
    x = item(rest, "prediction", "changed, DE")
    assert (x["rule"], x["measured"], x["verdict"]) == ("30, give or take 10", "15", "fail")


RATES = """
create table rates (kind text primary key, rate {number} not null);
create table bills (id integer primary key, kind text not null, net integer not null, tax {number}, status text not null);
"""
BILLS = """name: bills
table: {bills}
scope:
  where: net > 0
  class: kind
change:
  set:
    tax: net * {rate}
    status: case when tax is null then 'billed' else status end
stages:
  - {{name: low, where: id <= 40}}
  - {{name: rest{more}}}
"""


@pytest.fixture
def bills(either, retcon, plan):
    """A run over 400 bills of two kinds, paused behind the stage low. Every eighth had no tax."""
    number = {"sqlite": "real", "postgresql": "double precision"}[either.kind]
    either.execute(RATES.format(number=number))
    either.execute("insert into rates values ('a', 0.25), ('b', 0.1)")
    either.execute("insert into bills values " + ", ".join(
        f"({i}, '{'ab'[i % 2]}', {i % 7 + 10}, {'null' if i % 8 < 2 else 1}, 'open')" for i in range(1, 401)))
    schema = "" if either.kind == "sqlite" else "public."

    def make(more=""):
        text = BILLS.format(bills=f"{schema}bills", more=more,
                            rate=f"(select r.rate from {schema}rates r where r.kind = bills.kind)")
        retcon("scope", plan(text), db=either)
        retcon("dry-run", "bills", "--json", db=either)
        retcon("run", "bills", "--yes", "--stage", "low", db=either, rc=4)
        return either
    return make


def bill_gates(db, retcon):
    return retcon("gate", "bills", "--json", db=db).json()["gates"]


def test_sums_by_class_are_as_predicted(bills, retcon):
    """A sum of floating-point numbers, with values that were null, over batches of another size: it holds."""
    db = bills()
    retcon("run", "bills", "--yes", "--batch", "7", db=db)
    low, rest = bill_gates(db, retcon)
    for kind, rate in (("a", 0.25), ("b", 0.1)):
        rows = [i for i in range(41, 401) if "ab"[i % 2] == kind]
        wanted = sum((i % 7 + 10) * rate - (0 if i % 8 < 2 else 1) for i in rows)
        x = item(rest, "prediction", f"sum of tax, {kind}")
        assert x["verdict"] == "pass" and float(x["measured"]) == pytest.approx(wanted), x
        assert x["rule"].startswith(x["measured"] + ", give or take ")
    assert {x["verdict"] for x in low["evidence"]} == {"pass"}


def test_a_sum_that_moves_otherwise_halts(bills, retcon):
    """As many rows change as was said, but another table's rate is another one by now, for one class."""
    db = bills()
    db.execute("update rates set rate = 0.4 where kind = 'a'")
    retcon("run", "bills", "--yes", db=db, rc=6)
    rest = bill_gates(db, retcon)[1]
    assert item(rest, "prediction", "changed, a")["verdict"] == "pass"
    assert item(rest, "prediction", "sum of tax, a")["verdict"] == "fail" and rest["verdict"] == "fail"
    assert item(rest, "prediction", "sum of tax, b")["verdict"] == "pass"
    assert "sum of tax, a" in retcon("gate", "bills", db=db).out


@pytest.mark.parametrize("more, rc, rows", [("", 6, 10), (", tolerance: 90%", 0, 162), (", tolerance: 0%", 6, 10)])
def test_the_tolerance_of_a_stage(bills, retcon, more, rc, rows):
    db = bills(more)
    db.execute("update rates set rate = 0.35 where kind = 'a'")
    retcon("run", "bills", "--yes", db=db, rc=rc)
    rest = bill_gates(db, retcon)[1]
    assert item(rest, "prediction", "sum of tax, a")["verdict"] == ("fail" if rc else "pass")
    assert item(rest, "prediction", "changed, a")["rule"] == f"180, give or take {rows}"


def test_a_masked_sum_is_compared_and_not_shown(bills, retcon):
    db = bills("}\naudit: {mask: [tax]")
    db.execute("update rates set rate = 0.4 where kind = 'a'")
    retcon("run", "bills", "--yes", db=db, rc=6)
    x = item(bill_gates(db, retcon)[1], "prediction", "sum of tax, a")
    assert (x["verdict"], x["measured"], x["rule"]) == ("fail", "(masked)", "as predicted (masked)")


STATUSES = """name: bills
table: {bills}
scope:
  where: id > 0
change:
  set:
    status: coalesce((select r.status from {schema}rulings r where r.id = bills.id), bills.wanted)
    note: {note}
stages:
  - {{name: low, where: id <= 40}}
  - {{name: rest}}
{more}"""


@pytest.fixture
def statuses(either, retcon, plan):
    """A run over 400 bills, paused behind the stage low. Their status is their own, or what the table rulings says."""
    either.execute("create table rulings (id integer primary key, status text)")
    either.execute("create table bills (id integer primary key, status text, wanted text, note text)")
    either.execute("insert into bills values " + ", ".join(
        f"({i}, 'open', '{'void' if i % 4 == 0 else 'paid'}', null)" for i in range(1, 401)))
    schema = "" if either.kind == "sqlite" else "public."

    def make(note="note", more="", before=()):
        for statement in before:
            either.execute(statement)
        text = STATUSES.format(bills=f"{schema}bills", schema=schema, note=note.format(schema=schema), more=more)
        retcon("scope", plan(text), db=either)
        retcon("dry-run", "bills", "--json", db=either)
        retcon("run", "bills", "--yes", "--stage", "low", db=either, rc=4)
        return either
    return make


def rule(db, n, status, first=41):
    """The other table speaks of n bills that were to be paid."""
    ids = [i for i in range(first, 401) if i % 4][:n]
    db.execute("insert into rulings values " + ", ".join(f"({i}, {status})" for i in ids))


def ways(gate):
    return {x["name"]: (x["rule"], x["measured"], x["verdict"]) for x in gate["evidence"]
            if x["kind"] == "prediction" and (" -> " in x["name"] or "transitions" in x["name"])}


def test_transitions_are_as_predicted(statuses, retcon):
    db = statuses()
    retcon("run", "bills", "--yes", "--batch", "7", db=db)
    low, rest = bill_gates(db, retcon)
    assert ways(low) == {'status: "open" -> "paid"': ("30, give or take 10", "30", "pass"),
                         'status: "open" -> "void"': ("10, give or take 10", "10", "pass")}
    assert ways(rest) == {'status: "open" -> "paid"': ("270, give or take 13", "270", "pass"),
                          'status: "open" -> "void"': ("90, give or take 10", "90", "pass")}


def test_rows_that_become_something_else_halt(statuses, retcon):
    """As many rows change as was said, but another table flips what some of them become."""
    db = statuses()
    rule(db, 50, "'frozen'")
    r = retcon("run", "bills", "--yes", db=db, rc=6)
    rest = bill_gates(db, retcon)[1]
    assert [x["verdict"] for x in rest["evidence"] if x["name"] == "changed"] == ["pass"]
    assert ways(rest) == {'status: "open" -> "paid"': ("270, give or take 13", "220", "fail"),
                          'status: "open" -> "void"': ("90, give or take 10", "90", "pass"),
                          'status: "open" -> "frozen"': ("0, give or take 10", "50", "fail")}
    assert 'prediction status: "open" -> "paid" is 220; it must be: 270, give or take 13' in r.err + r.out
    assert '"open" -> "frozen"' in retcon("gate", "bills", db=db).out


def test_a_few_rows_that_become_something_else_are_tolerated(statuses, retcon):
    db = statuses()
    rule(db, 10, "'frozen'")
    retcon("run", "bills", "--yes", db=db)
    assert ways(bill_gates(db, retcon)[1])['status: "open" -> "frozen"'] == ("0, give or take 10", "10", "pass")
    assert db.value("select count(*) from bills where status = 'frozen'") == 10


def test_null_is_a_value_among_others(statuses, retcon):
    db = statuses(before=["update bills set status = null where id % 4 = 0", "update bills set wanted = '' where id % 8 = 0"])
    retcon("run", "bills", "--yes", db=db)
    assert {k: v[1] for k, v in ways(bill_gates(db, retcon)[1]).items()} == {
        'status: "open" -> "paid"': "270", 'status: null -> "void"': "45", 'status: null -> ""': "45"}


def test_a_column_that_was_to_stay_is_held_to_that(statuses, retcon):
    db = statuses(note="(select max(r.status) from {schema}rulings r where r.id < 0)")
    db.execute("insert into rulings values (-1, 'see ruling')")
    retcon("run", "bills", "--yes", db=db, rc=6)
    assert ways(bill_gates(db, retcon)[1])['note: null -> "see ruling"'] == ("0, give or take 10", "360", "fail")


@pytest.mark.parametrize("note", ["cast(id + 7000 as text)", "cast(current_timestamp as text)"])
def test_texts_of_many_values_and_times_are_not_held(statuses, retcon, note):
    db = statuses(note=note)
    rows = "select count(*) from {} where column_no = 2".format(db.ledger("prediction_transition"))
    assert db.value(rows) == 0
    retcon("run", "bills", "--yes", db=db)
    assert not [x for x in ways(bill_gates(db, retcon)[1]) if x.startswith("note")]


def test_masked_transitions_are_compared_and_not_shown(statuses, retcon):
    db = statuses(more="audit: {mask: [status]}\n")
    rule(db, 50, "'frozen'")
    retcon("run", "bills", "--yes", db=db, rc=6)
    low, rest = bill_gates(db, retcon)
    assert ways(rest) == {"status, transitions": ("as predicted (masked)", "(masked)", "fail")}
    assert ways(low)["status, transitions"][2] == "pass"
    assert "frozen" not in retcon("gate", "bills", "--json", db=db).out


def test_transitions_of_other_types(pg15db, retcon, plan):
    """An enum, a boolean, an array (which is packed in a type of its own), JSON."""
    pg15db.execute("create type mood as enum ('sad', 'glad')")
    pg15db.execute("create table public.people (id int primary key, m mood, b boolean, tags text[], j jsonb)")
    pg15db.execute("insert into public.people select i, 'sad', i % 2 = 0, array['x'], '{\"a\": 1}' from generate_series(1, 40) i")
    text = ("name: people\ntable: public.people\nscope:\n  where: id > 0\nchange:\n  set:\n    m: \"'glad'\"\n    b: not b\n"
            "    tags: tags || array['y']\n    j: \"j || '{\\\"b\\\": 2}'\"\n")
    retcon("run", plan(text), "--yes", db=pg15db)
    gate, = retcon("gate", "people", "--json", db=pg15db).json()["gates"]
    assert {name: (x[1], x[2]) for name, x in ways(gate).items()} == {
        'm: "sad" -> "glad"': ("40", "pass"), 'b: "true" -> "false"': ("20", "pass"), 'b: "false" -> "true"': ("20", "pass"),
        'tags: "{x}" -> "{x,y}"': ("40", "pass"), 'j: "{"a": 1}" -> "{"a": 1, "b": 2}"': ("40", "pass")}


def test_a_long_value_is_shown_in_part(statuses, retcon):
    db = statuses(before=["update bills set wanted = '\x1b[1m%s' where wanted = 'void'" % ("x" * 300)])
    retcon("run", "bills", "--yes", db=db)
    (name,) = [x for x in ways(bill_gates(db, retcon)[1]) if "xxx" in x]
    assert len(name) < 80 and "\x1b" not in name


def test_a_foreign_edit_spoils_a_predicted_sum(ready, retcon):
    db = ready(REVENUE + "    expect: predicted\n    within: 1%\n")
    retcon("run", "tax", "--yes", "--stage", "low", db=db, rc=4)
    db.execute("update orders set total = total + 1000 where id = 5")
    retcon("run", "tax", "--yes", db=db, rc=6)
    assert item(gates(db, retcon)[1], "watch", "revenue")["verdict"] == "fail"


def test_a_plan_without_classes_is_predicted_too(orders, retcon, plan):
    text = PLAN.format(watch=REVENUE.format(table=orders.table) + "    expect: predicted\n", soak="")
    retcon("run", plan(text.replace("  class: country\n", "")), "--yes", db=orders)
    assert item(gates(orders, retcon)[0], "prediction", "changed")["measured"] == "10"


def test_an_announcement_before_and_after(orders, retcon, plan):
    text = PLAN.format(watch=REVENUE.format(table=orders.table) + "    min: 0\n", soak="") + (
        "impact:\n  seen_by: [finance]\n  tell: The total was half of what it should be.\n")
    retcon("scope", plan(text), db=orders)
    retcon("dry-run", "tax", "--json", db=orders)
    before = retcon("report", "tax", "--announcement", "--format", "markdown", db=orders).out
    assert "A correction is planned: tax" in before and "40 of 40 rows will change." in before
    assert "The total was half" in before and "finance" in before and "820" in before and "braces" not in before
    retcon("run", "tax", "--yes", db=orders)
    after = retcon("report", "tax", "--announcement", db=orders).out
    assert "A correction was made: tax" in after and "40 rows were changed." in after and "1,640" in after
    retcon("rollback", "tax", "--yes", db=orders)
    gone = retcon("report", "tax", "--announcement", db=orders).out
    assert "was taken back: 40 rows were restored" in gone and "Foretold" not in gone and "went from" not in gone


def test_the_closing_announcement_holds_what_was_foretold_beside_what_was_done(bills, retcon):
    db = bills()
    early = retcon("report", "bills", "--announcement", "--format", "markdown", db=db).out
    assert "Foretold, and done so far" in early
    db.execute("update rates set rate = 0.26 where kind = 'a'")
    db.execute("update bills set net = -1 where id = 397")
    retcon("run", "bills", "--yes", "--because", "the rate is right", db=db, rc=None)
    out = retcon("report", "bills", "--announcement", "--format", "markdown", db=db).out
    table = {(c[1], c[2]): (float(c[3].replace(",", "")), float(c[4].replace(",", "")))
             for c in ([x.strip() for x in line.split("|")] for line in out.splitlines()) if len(c) == 6 and c[1] in "ab"
             and c[1]}
    moved, rows = {"a": [0, 0], "b": [0, 0]}, {"a": [0, 0], "b": [0, 0]}
    for i in range(1, 401):
        kind, net, old = "ab"[i % 2], i % 7 + 10, 0 if i % 8 < 2 else 1
        for k, rate in enumerate(({"a": 0.25, "b": 0.1}[kind], {"a": 0.25 if i <= 40 else 0.26, "b": 0.1}[kind])):
            if net * rate != old and not (k == 1 and i == 397):
                moved[kind][k] += net * rate - old
                rows[kind][k] += 1
    assert set(table) == {(k, w) for k in "ab" for w in ("rows that change", "sum of tax")}, out
    assert rows["b"][0] == rows["b"][1] + 1
    for kind in "ab":
        assert table[kind, "rows that change"] == tuple(rows[kind])
        assert table[kind, "sum of tax"] == pytest.approx(moved[kind])


def test_a_closing_announcement_without_classes(orders, retcon, plan):
    text = PLAN.format(watch=REVENUE.format(table=orders.table) + "    min: 0\n", soak="").replace("  class: country\n", "")
    retcon("run", plan(text), "--yes", db=orders)
    out = retcon("report", "tax", "--announcement", "--format", "markdown", db=orders).out
    assert "| all | rows that change | 40 | 40 |" in out and "| all | sum of total | +820 | +820 |" in out


def test_an_announcement_says_what_becomes_of_sums_and_statuses(orders, retcon, plan):
    """By class, before and after, in sentences; masked columns keep silent."""
    text = PLAN.format(watch=REVENUE.format(table=orders.table) + "    min: 0\n", soak="")
    retcon("scope", plan(text), db=orders)
    d = retcon("dry-run", "tax", "--json", db=orders).json()
    before = retcon("report", "tax", "--announcement", "--format", "markdown", db=orders).out
    sums = orders.query("select country, count(*), sum(total), sum(total) * 2 from orders group by country order by country")
    assert sums and len(d["class_sums"]) == len(sums)
    for country, n, old, new in sums:
        rows = "row changes" if n == 1 else "rows change"
        it = "it" if n == 1 else "them"
        assert f"{country}: {n} {rows}, and the sum of `total` over {it} goes from {old:,} to {new:,}." in before, before
    other = text.replace("name: tax", "name: words").replace("total: net * 2", "country: lower(country)")
    assert "lower(country)" in other
    retcon("scope", plan(other, "words.yaml"), db=orders)
    retcon("dry-run", "words", "--json", db=orders)
    out = retcon("report", "words", "--announcement", "--format", "markdown", db=orders).out
    for country, n, _, _ in sums:
        assert f"`country` goes from `{country}` to `{country.lower()}` in {n} {'row' if n == 1 else 'rows'}." in out, out
    masked = other.replace("name: words", "name: silent") + "audit:\n  mask: [country]\n"
    retcon("scope", plan(masked, "silent.yaml"), db=orders)
    retcon("dry-run", "silent", "--json", db=orders)
    assert "goes from" not in retcon("report", "silent", "--announcement", db=orders).out


BY_CLASS = """
name: statuses
table: {table}
scope: {{where: id > 0, class: kind}}
change:
  set: {{status: "case when kind = 'b' and id % 2 = 0 then 'void' else 'paid' end", note: "note || 'x'"}}
{mask}"""


@pytest.mark.parametrize("mask", ["", "audit: {mask: [status]}\n"])
def test_statuses_are_told_by_class(engine, retcon, plan, mask):
    engine.execute("create table work (id integer primary key, kind text, status text, note text)")
    engine.execute("insert into work with recursive n (i) as (select 1 union all select i + 1 from n where i < 90) "
                   "select i, case i % 3 when 0 then 'a' when 1 then 'b' end, case when i % 9 < 3 then 'new' else 'open' end, "
                   "'n' || i from n")
    table = "work" if engine.kind == "sqlite" else "public.work"
    retcon("scope", plan(BY_CLASS.format(table=table, mask=mask)), db=engine)
    d = retcon("dry-run", "statuses", "--json", db=engine).json()
    right = engine.query("select kind, status, case when kind = 'b' and id % 2 = 0 then 'void' else 'paid' end, count(*) "
                         "from work group by 1, 2, 3")
    found = [x for x in d["class_transitions"] if x["column"] == "status"]
    assert not [x for x in d["class_transitions"] if x["column"] == "note"]  # each goes its own way: no status
    assert sum(x["n"] for x in found) == 90 and len(found) == len(right)
    out = retcon("report", "statuses", "--announcement", "--format", "markdown", db=engine).out
    if mask:
        assert "`status` goes from" not in out and all("masked" in x["from"] for x in found)
        return
    assert {(x["class"], x["from"], x["to"], x["n"]) for x in found} == set(right)
    for kind, old, new, n in right:
        assert f"{kind or 'without a class'}: `status` goes from `{old}` to `{new}` in {n} rows." in out, out
    assert "status by class" in retcon("dry-run", "statuses", db=engine).out


DOUBTS = """
name: doubts
table: {table}
scope: {{where: id > 0}}
change:
  set: {{v: v + 1}}
  uncertain: {{odd: "{doubt}"}}
stages: [{{name: canary, sample: 200}}, {{name: rest}}]
{limit}"""


@pytest.fixture
def doubtful(engine, retcon, plan):
    def make(limit="", doubt="old.v % 20 = 7"):
        engine.execute("create table doubtful (id integer primary key, v integer)")
        engine.execute("insert into doubtful with recursive n (i) as (select 1 union all select i + 1 from n where i < 400) "
                       "select i, i from n")
        table = "doubtful" if engine.kind == "sqlite" else "public.doubtful"
        retcon("scope", plan(DOUBTS.format(table=table, limit=limit, doubt=doubt)), db=engine)
        retcon("dry-run", "doubts", "--json", db=engine)
        return engine
    return make


def test_run_says_what_each_gate_saw(doubtful, retcon):
    said = retcon("run", "doubts", "--yes", db=doubtful(), rc=7).err
    assert said.count('gate after stage "canary": passed') == 1 and said.count('gate after stage "rest": passed') == 1
    assert "passed: quarantine: 20 (must be: at most 30 rows set aside for a person)" in said
    assert said.count("passed: accounting: 400 candidates") == 2 and "passed: failures: 0" in said


def test_more_in_quarantine_than_the_plan_allows(doubtful, retcon):
    db = doubtful("checkpoint: {max_quarantined: 4}\n")
    said = retcon("run", "doubts", "--yes", db=db, rc=6).err
    assert "; it must be: at most 4 rows set aside for a person" in said
    assert retcon("status", "doubts", "--json", db=db, rc=None).json()["state"] == "halted"
    # Once people have looked at enough of them, it goes on.
    rows = retcon("quarantine", "list", "doubts", "--json", db=db).json()["rows"]
    for row in rows[4:]:
        retcon("quarantine", "resolve", "doubts", str(row["key"][0]), "--apply", db=db)
    retcon("run", "doubts", "--yes", "--because", "looked at", db=db, rc=6)
    gate = [g for g in retcon("gate", "doubts", "--json", db=db).json()["gates"] if g["stage"] == "canary"][0]
    assert gate["verdict"] == "pass" and item(gate, "quarantine")["measured"] == "4"


@pytest.mark.parametrize("limit, rc", [("5%", 7), ("4.9%", 6), ("20", 7), ("19", 6)])
def test_a_limit_in_rows_or_as_a_share(doubtful, retcon, limit, rc):
    retcon("run", "doubts", "--yes", db=doubtful(f"checkpoint: {{max_quarantined: {limit}}}\n"), rc=rc)


def test_more_in_quarantine_than_was_foreseen(doubtful, retcon):
    """The dry run saw twenty; then somebody makes sixty of them, five in a hundred and ten rows more than may be."""
    db = doubtful()
    db.execute("update doubtful set v = 7 where id % 5 = 1")
    retcon("run", "doubts", "--yes", db=db, rc=6)
    found = [g for g in retcon("gate", "doubts", "--json", db=db).json()["gates"] if g["round"]][-1]
    quarantine = [x for x in found["evidence"] if x["kind"] == "quarantine"]
    assert [x["verdict"] for x in quarantine] == ["fail"] and quarantine[0]["query"] and len(quarantine[0]["digest"]) == 64


def test_a_closing_announcement_says_which_statuses_changed(orders, retcon, plan):
    """What became of them, not what was foretold; by class where there are classes; masked columns keep silent."""
    text = PLAN.format(watch=REVENUE.format(table=orders.table) + "    min: 0\n", soak="").replace(
        "total: net * 2", "country: lower(country)").replace("name: tax", "name: words")
    many = orders.query("select country, count(*) from orders group by country order by country")
    retcon("scope", plan(text, "words.yaml"), db=orders)
    retcon("dry-run", "words", "--json", db=orders)
    orders.execute(f"update orders set country = '{many[0][0].lower()}' where id = (select min(id) from orders where country = '{many[0][0]}')")
    retcon("run", "words", "--yes", "--because", "one was edited", db=orders, rc=None)
    out = retcon("report", "words", "--announcement", "--format", "markdown", db=orders).out
    for i, (country, n) in enumerate(many):
        n -= i == 0
        line = f"`country` went from `{country}` to `{country.lower()}` in {n} {'row' if n == 1 else 'rows'}."
        assert f"- {line}" in out and f"{country}: {line}" in out, out
    retcon("scope", plan(text.replace("name: words", "name: masked").replace("lower(country)", "upper(country)") +
                         "audit:\n  mask: [country]\n", "masked.yaml"), db=orders)
    retcon("run", "masked", "--yes", db=orders, rc=None)
    out = retcon("report", "masked", "--announcement", "--format", "markdown", db=orders).out
    assert f"{sum(n for _, n in many)} rows were changed." in out and "went from" not in out, out


def test_an_announcement_says_where_its_braces_are_filled(orders, retcon, plan):
    text = PLAN.format(watch=REVENUE.format(table=orders.table) + "    min: 0\n", soak="") + (
        "impact:\n  seen_by: [finance]\n  tell: 'It was {old.total}.'\n")
    retcon("dry-run", plan(text), db=orders)
    out = retcon("report", "tax", "--announcement", db=orders).out
    assert "It was {old.total}." in out and "retcon explain fills it in" in out, out


def test_the_announcement_of_a_run_that_was_given_up_says_what_was_taken_back(bills, retcon):
    db = bills()
    n = retcon("status", "bills", "--json", db=db).json()["changed"]
    retcon("rollback", "bills", "--yes", "--stage", "low", db=db)
    retcon("stop", "bills", "--abandon", db=db)
    out = retcon("report", "bills", "--announcement", db=db).out
    assert "A correction was given up: bills" in out and "still to come" not in out
    assert f"{n} rows were changed. " in out and f"{n} of them were taken back." in out and "were not reached and stay as they are" in out, out
