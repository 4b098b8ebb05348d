"""Who notices a change: found in the catalog through any depth, told, and asked for by name where the ceremony is full."""
import pytest

ORDERS = """
create table orders (id integer primary key, tax integer, total integer, status text, note text);
insert into orders values (1, 1, 10, 'new', 'a'), (2, 2, 20, 'new', 'b'), (3, 3, 30, 'paid', 'c');
"""
PLAN = "name: fix\ntable: orders\nscope:\n  where: id < 100\nchange:\n  set:\n    {set}\n"
FULL = PLAN + """
why: The rate was wrong.
dry_run: {{expect: {{total: +3}}}}
owner: payments
stages:
  - {{name: canary, sample: 1, soak: 1ms}}
  - name: everyone
watch:
  negative: {{sql: select count(*) from {orders} where total < 0, max: 0}}
rollback: {{how: Prior values are put back.}}
impact:
  tell: The total was one too low.
  seen_by: {seen_by}
"""


@pytest.fixture
def found(retcon, plan, either):
    """found("total: total + 1"): what check finds, as {topic: [(level, text)]}, and what the dry run lists."""
    def run(change="total: total + 1", rest=""):
        r = retcon("check", plan(PLAN.format(set=change) + rest, "fix.yaml"), "--json", db=either).json()
        topics = {}
        for f in r["findings"]:
            topics.setdefault(f["topic"], []).append((f["level"], f["text"]))
        return topics

    return run


def texts(topics, topic, level="warning"):
    return [text for at, text in topics.get(topic, []) if at == level]


def on(engine, kind):
    if engine.kind != kind:
        pytest.skip(f"only {kind} has this")


def schema(engine):
    return "public." if engine.kind == "postgresql" else ""


# --- views ---

def test_views_through_any_depth(found, either):
    either.execute(ORDERS + """
        create view sums as select id, total as t, note from orders;
        create view monthly as select sum(t) as month from sums;
        create view yearly as select sum(month) as y from monthly;
        create view notes as select note from orders;
        create view more_notes as select note from notes;
        create view everything as select * from orders;""")
    views = texts(found(), "view")
    for name in ("sums", "monthly", "yearly", "everything"):
        assert any(f'"{schema(either)}{name}" reads' in v and "total" in v for v in views), (name, views)
    assert not any("notes" in v for v in views), views


def test_a_view_of_whole_rows_reads_every_column(found, either):
    on(either, "postgresql")
    either.execute(ORDERS + "create view packed as select id, orders as whole from orders")
    assert texts(found(), "view") == ['view "public.packed" reads the table']


def test_a_materialized_view_is_to_be_refreshed(retcon, plan, either):
    on(either, "postgresql")
    either.execute(ORDERS + "create view v as select total from orders; create materialized view cached as select sum(total) from v")
    r = retcon("check", plan(PLAN.format(set="total: total + 1"), "fix.yaml"), "--json", db=either).json()
    assert any(f["topic"] == "materialized view" and "refresh it" in f["hint"] and "cached" in f["text"] for f in r["findings"])


def test_a_broken_view_is_judged_by_its_words(found, either):
    on(either, "sqlite")
    either.execute(ORDERS + "create table gone (x); create view broken as select total from orders, gone; drop table gone")
    assert texts(found(), "view") == ['view "broken" may read total: its text has the words']


# --- generated columns ---

def test_generated_columns_and_who_reads_those(found, either):
    either.execute("""
        create table orders (id integer primary key, total integer, note text,
            "odd, name" integer generated always as (total * 2) stored, upper_note text generated always as (upper(note)) stored);
        create view doubles as select "odd, name" as d from orders;
        create view loud as select upper_note from orders;""")
    topics = found()
    assert texts(topics, "generated column") == ['column "odd, name" is computed anew from total']
    assert len(texts(topics, "view")) == 1 and "doubles" in texts(topics, "view")[0]


# --- functions, policies ---

def test_functions_by_dependency_and_by_words(found, either):
    on(either, "postgresql")
    either.execute(ORDERS + """
        create function certain() returns bigint language sql begin atomic select sum(total) from orders; end;
        create function worded() returns bigint language plpgsql as $$ begin return (select sum(Total) from orders); end $$;
        create function whole() returns setof orders language sql as 'select o.* from orders o';
        create function other() returns text language sql as 'select max(note) from orders';
        create function alike() returns bigint language sql as 'select max(1) /* total_orders subtotal */';
        create function counts() returns bigint language sql as 'select count(*) from orders';
        create view sums as select total as t from orders;
        create function over_view() returns bigint language sql as 'select sum(t) from sums';
        create view above as select worded() as w, certain() as c;""")
    topics = found()
    functions = texts(topics, "function")
    assert 'function "public.certain" reads total' in functions
    for name, columns in (("worded", "total"), ("whole", "the table"), ("over_view", "total")):
        assert f'function "public.{name}" may read {columns}: its text has the words' in functions, functions
    assert len(functions) == 4, functions
    assert any('"public.above" reads total' in v for v in texts(topics, "view")), topics


def test_a_function_that_is_the_tables_trigger_is_told_once(found, either):
    on(either, "postgresql")
    either.execute(ORDERS + """
        create function touch() returns trigger language plpgsql as $$ begin update orders set note = new.total; return new; end $$;
        create trigger touches after insert on orders for each row execute function touch();""")
    assert "function" not in found()


def test_policies_here_and_elsewhere(found, either):
    on(either, "postgresql")
    either.execute(ORDERS + """
        create table items (order_id integer);
        create policy mine on orders using (status = 'new');
        create policy rich on orders using (total > 100);
        create policy follows on items using (order_id in (select id from orders where total > 1));""")
    policies = texts(found(), "policy")
    assert len(policies) == 2 and any('"rich" of public.orders reads total' in p for p in policies), policies
    assert any('"follows" of public.items reads' in p for p in policies), policies


# --- triggers and foreign keys ---

def test_triggers_of_other_tables_by_words(found, either):
    on(either, "sqlite")
    either.execute(ORDERS + """
        create table items (id integer primary key, order_id integer);
        create trigger adds after insert on items begin update items set order_id = (select total from orders); end;
        create trigger quiet after insert on items begin update items set order_id = 1; -- orders, total
        end;""")
    assert texts(found(), "trigger") == ['trigger "adds" of items may read total: its text has the words']


def trigger(either):
    either.execute("create table log (x integer)")
    if either.kind == "sqlite":
        either.execute("create trigger logs after update on orders begin insert into log values (new.total); end")
    else:
        either.execute("""create function log_it() returns trigger language plpgsql as
                          $$ begin insert into public.log values (new.total); return new; end $$;
                          create trigger logs after update on orders for each row execute function log_it()""")


# --- publications and slots ---

def test_publications_of_updates(found, either):
    on(either, "postgresql")
    either.execute(ORDERS + """
        create publication adds for table orders with (publish = 'insert');
        create publication all_of_it for all tables;""")
    assert texts(found(), "publication") == ['publication "all_of_it" sends each changed row to its subscribers']


def test_logical_slots(retcon, plan, pg_cluster, database):
    db = database(pg_cluster(15, wal_level="logical"))
    db.execute(ORDERS)
    db.execute("select pg_create_logical_replication_slot('by_publication', 'pgoutput')")

    def slots(rest=""):
        r = retcon("check", plan(PLAN.format(set="total: total + 1") + rest, "fix.yaml"), "--json", db=db).json()
        return [(f["level"], f["text"]) for f in r["findings"] if f["topic"] == "replication slot"]

    assert slots() == []
    db.execute("create publication sends for table orders")
    text = 'replication slot "by_publication" may send each changed row to whoever reads it'
    assert slots() == [("warning", text)]
    assert slots("impact:\n  seen_by: [the slot by_publication]\n") == [("note", text + "; impact.seen_by names it")]


# --- acknowledging ---

@pytest.mark.parametrize("entry,counts", [
    ("monthly", True), ("MONTHLY", True), ("finance/monthly", True), ("the view monthly, for finance", True),
    ("public.monthly", True), ("monthly_2", False), ("bimonthly", False), ("other.monthly", False), ("xpublic.monthly", False),
])
def test_how_a_name_acknowledges(found, either, entry, counts):
    on(either, "postgresql")
    either.execute(ORDERS + "create view monthly as select sum(total) from orders")
    topics = found(rest=f"impact:\n  seen_by: ['{entry}']\n")
    assert bool(texts(topics, "view", "note")) == counts and bool(texts(topics, "view")) != counts, topics


def test_full_ceremony_asks_for_each_of_them(retcon, plan, either, tmp_path):
    """Named in part: check lists the rest and run refuses, before and after; all named: it runs."""
    (tmp_path / "retcon.yaml").write_text("ceremony: {decision_columns: [orders.total]}\n")
    either.execute(ORDERS + "create view monthly as select sum(total) as t from orders; create index by_total on orders (total)")
    trigger(either)

    def write(seen_by):
        return plan(FULL.format(set="total: total + 1", seen_by=seen_by, orders=f"{schema(either)}orders"), "fix.yaml")

    def missing(path):
        c = retcon("check", path, "--json", db=either).json()["ceremony"]
        assert c["level"] == "full", c
        return c["missing"]

    got = missing(write("[support]"))
    assert len(got) == 2 and all(m.startswith("impact.seen_by: ") for m in got), got
    assert any("monthly" in m for m in got) and any('"logs"' in m for m in got) and not any("by_total" in m for m in got)
    path = write("[support, monthly]")
    assert len(missing(path)) == 1
    assert "monthly" not in retcon("run", path, "--yes", db=either, rc=3).err
    assert '"logs"' in retcon("run", path, "--yes", db=either, rc=3).err
    assert either.value("select sum(total) from orders") == 60
    path = write("[support, monthly, the trigger logs]")
    assert missing(path) == []
    retcon("scope", path, db=either)
    retcon("dry-run", "fix", db=either)
    retcon("run", "fix", "--yes", db=either)
    assert either.value("select sum(total) from orders") == 63


def test_less_than_full_ceremony_is_only_warned(retcon, plan, either, tmp_path):
    (tmp_path / "retcon.yaml").write_text("ceremony: {decision_columns: [orders.status]}\n")
    either.execute(ORDERS + "create view monthly as select sum(total) as t from orders")
    retcon("run", plan(PLAN.format(set="total: total + 1"), "fix.yaml"), "--yes", db=either)


def test_what_appears_after_the_freeze_is_asked_for_too(retcon, plan, either, tmp_path):
    (tmp_path / "retcon.yaml").write_text("ceremony: {decision_columns: [orders.total]}\n")
    either.execute(ORDERS)
    trigger(either)
    path = plan(FULL.format(set="total: total + 1", seen_by="[logs]", orders=f"{schema(either)}orders"), "fix.yaml")
    retcon("scope", path, db=either)
    retcon("dry-run", "fix", db=either)
    either.execute("create view late as select total from orders")
    assert '"' + schema(either) + 'late"' in retcon("run", "fix", db=either, rc=3).err


def test_the_dry_run_lists_what_reads_the_changing_columns(retcon, plan, either):
    either.execute(ORDERS + "create view sums as select total from orders; create view notes as select note from orders")
    d = retcon("dry-run", plan(PLAN.format(set="total: total + 1"), "fix.yaml"), "--json", db=either).json()
    assert any("sums" in i for i in d["impact"]) and not any("notes" in i for i in d["impact"]), d["impact"]
