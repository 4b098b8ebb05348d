"""What `check` says about a plan and the table it is for: what is refused, what is announced, and that nothing is written."""
import pytest

ORDERS = """
create table orders (id integer primary key, subtotal numeric(12,2) not null, rate numeric(6,4), total numeric(12,2),
                     country text, note text);
create table rates (country text primary key, rate numeric(6,4));
insert into orders values (1, 10, 0.1, 10.9, 'DE', null), (2, 20, 0.2, 24, 'FR', null);
"""


def text(table="orders", where="id < 100", change="total: subtotal * (1 + rate)", rest=""):
    return f"name: fix\ntable: {table}\nscope:\n  where: {where}\n{indented(rest, 'scope')}change:\n  set:\n    {change}\n" \
           f"{indented(rest, 'change')}{rest.get('', '') if rest else ''}"


def indented(rest, block):
    return "".join(f"  {line}\n" for line in (rest or {}).get(block, "").splitlines())


class Checked:
    def __init__(self, result):
        self.result, self.json = result, result.json()

    def mistake(self, code):
        """The only mistake of that code."""
        found = [m for m in self.json["mistakes"] if m["code"] == code]
        assert len(found) == 1, self.json["mistakes"]
        return found[0]

    def codes(self):
        return [m["code"] for m in self.json["mistakes"]]

    def findings(self, topic, level=None):
        return [f["text"] for f in self.json["findings"] if f["topic"] == topic and level in (None, f["level"])]

    def form(self):
        return self.findings("form")[0]


@pytest.fixture
def check(retcon, plan, engine):
    """check(text()) or check(text(), rc=3): the plan checked against the engine at hand."""
    def run(source, rc=0, db=None):
        return Checked(retcon("check", plan(source), "--json", db=db or engine, rc=rc))

    return run


def on_postgresql(engine):
    if engine.kind != "postgresql":
        pytest.skip("PostgreSQL has this, SQLite has not")


def on_sqlite(engine):
    if engine.kind != "sqlite":
        pytest.skip("SQLite has this, PostgreSQL has not")


def test_sound_plan_passes_and_writes_nothing(check, engine):
    engine.execute(ORDERS)
    c = check(text(rest={"scope": "exclude:\n  no_rate: rate is null\nclass: country",
                         "change": "uncertain:\n  large: new.total > old.total + 5"}))
    assert c.json["errors"] == 0 and c.json["mistakes"] == []
    assert c.findings("key", "ok") and c.findings("table", "ok") and c.findings("expressions", "ok")
    assert "short form" in c.form()
    where = "select count(*) from sqlite_master where name like 'retcon%'" if engine.kind == "sqlite" else \
            "select count(*) from pg_namespace where nspname = 'retcon'"
    assert engine.value(where) == 0
    assert [float(total) for total, in engine.query("select total from orders order by id")] == [10.9, 24]


# --- the table ---

@pytest.mark.parametrize("table, ddl, word", [
    ("v", "create view v as select * from orders", "view"),
    ("mv", "create materialized view mv as select * from orders; create unique index on mv (id)", "materialized view"),
    ("unl", "create unlogged table unl (id int primary key, total numeric, subtotal numeric, rate numeric)", "unlogged"),
    ("parts", "create table parts (id int primary key, total numeric, subtotal numeric, rate numeric) "
              "partition by range (id)", "partition"),
    ("ruled", "create table ruled (id int primary key, total numeric, subtotal numeric, rate numeric); "
              "create rule nope as on update to ruled do instead nothing", "rules"),
])
def test_kinds_that_are_refused_on_postgresql(check, engine, table, ddl, word):
    on_postgresql(engine)
    engine.execute(ORDERS + ddl)
    source = text(table).replace(f"table: {table}\n", f"table: {table}\nkey: [id]\n")
    m = check(source, rc=3).mistake("P110")
    assert word in m["text"] and m["line"] == 2


def test_foreign_table_is_refused(check, engine):
    on_postgresql(engine)
    engine.execute("create extension file_fdw; create server files foreign data wrapper file_fdw; "
                   "create foreign table ft (id int, total int) server files options (filename '/dev/null')")
    m = check(text("ft", change="total: 1").replace("table: ft\n", "table: ft\nkey: [id]\n"), rc=3).mistake("P110")
    assert "foreign table" in m["text"]


def test_kinds_that_are_refused_on_sqlite(check, engine):
    on_sqlite(engine)
    engine.execute(ORDERS + "create view v as select * from orders; create virtual table ft using fts5(id, total)")
    for table, change in (("v", "total: 1"), ("ft", "total: 1")):
        source = text(table, "true", change).replace(f"table: {table}\n", f"table: {table}\nkey: [id]\n")
        assert f'"{table}"' in check(source, rc=3).mistake("P110")["text"]


def test_row_security_is_refused_for_whom_it_hides_rows(check, engine):
    on_postgresql(engine)
    engine.execute(ORDERS + "alter table orders enable row level security; "
                            "drop role if exists hidden; create role hidden login; grant all on orders to hidden")
    url = engine.cluster.url(engine.name, "hidden")
    try:
        assert "row security" in check(text(), rc=3, db=url).mistake("P110")["text"]
        check(text())  # the superuser sees every row
    finally:
        engine.execute("drop owned by hidden; drop role hidden")


def test_catalog_and_ledger_are_refused(check, engine):
    if engine.kind == "postgresql":
        engine.execute("create schema retcon; create table retcon.mine (id int primary key, v int)")
        tables = [("pg_catalog.pg_class", "relname: '''x'''", "oid > 0"), ("retcon.mine", "v: 1", "true")]
    else:
        engine.execute("create table retcon_mine (id integer primary key, v int)")
        tables = [("retcon_mine", "v: 1", "true")]
    for table, change, where in tables:
        assert check(text(table, where, change), rc=3).codes().count("P110") == 1


def test_children_are_announced_and_left_alone(check, engine):
    on_postgresql(engine)
    engine.execute(ORDERS + "create table old_orders () inherits (orders)")
    assert "inherit" in " ".join(check(text()).findings("table", "note"))


# --- the key ---

@pytest.mark.parametrize("ddl", [
    "create table t (id int not null, v int)",
    "create table t (id int not null, v int); create unique index half on t (id) where v > 0",
    "create table t (id int not null, other int not null, v int, unique (id, other))",
    "create table t (id int not null, v int); create unique index by_expression on t (abs(id))",
])
def test_key_without_a_fit_unique_index_is_refused(check, engine, ddl):
    engine.execute(ddl)
    source = text("t", "true", "v: 1").replace("table: t\n", "table: t\nkey: [id]\n")
    m = check(source, rc=3).mistake("P111")
    assert "not unique" in m["text"] and m["line"] == 3


def test_deferrable_key_is_refused(check, engine):
    on_postgresql(engine)
    engine.execute("create table t (id int primary key deferrable, v int)")
    assert "deferrable" in check(text("t", "true", "v: 1"), rc=3).mistake("P111")["hint"]


def test_nullable_key(check, engine):
    engine.execute("create table t (id int unique, v int); insert into t values (1, 1)")
    source = text("t", "true", "v: 1").replace("table: t\n", "table: t\nkey: [id]\n")
    if engine.kind == "postgresql":
        assert "SET NOT NULL" in check(source, rc=3).mistake("P111")["hint"]
    else:
        assert check(source).findings("key", "note")  # there it is the rows that decide
        engine.execute("insert into t values (null, 2)")
        assert "NULL" in check(source, rc=3).mistake("P111")["text"]


def test_key_of_a_type_that_lists_cannot_hold(check, engine):
    on_postgresql(engine)
    engine.execute("create table t (tags text[] primary key, v int)")
    assert "text[]" in check(text("t", "true", "v: 1"), rc=3).mistake("P111")["text"]


# --- columns ---

def test_columns_that_the_database_computes_cannot_be_set(check, engine):
    identity = ", i int generated always as identity" if engine.kind == "postgresql" else ""
    engine.execute(f"create table t (id integer primary key, v int, g int generated always as (v * 2) stored{identity})")
    assert "\"g\"" in check(text("t", "true", "g: 1"), rc=3).mistake("P112")["text"]
    if identity:
        assert "IDENTITY" in check(text("t", "true", "i: 1"), rc=3).mistake("P112")["text"]
    assert check(text("t", "true", "v: 1")).findings("generated column")


@pytest.mark.parametrize("change, code", [("totl: 1 + 2", "P113"), ("id: id + 1", "P040"), ('"totl"  :   1 + 2', "P113")])
def test_a_column_of_set_that_cannot_be_is_shown_where_it_is_named(check, engine, change, code):
    engine.execute(ORDERS)
    m = check(text(change=change), rc=3).mistake(code)
    assert (m["line"], m["column"]) == (7, 5), m
    assert code == "P040" or '"total"' in m["hint"]


def test_mask_with_a_slip_is_a_mistake(check, engine):
    engine.execute(ORDERS)
    m = check(text(rest={"": "audit:\n  mask: [coutry]\n"}), rc=3).mistake("P113")
    assert "coutry" in m["text"] and "country" in m["hint"]


# --- fragments: the database's words, at the place in the plan ---

def test_every_bad_fragment_is_reported_at_its_place(check, engine):
    engine.execute(ORDERS)
    c = check(text(where="idd > 0", change="total: subtotl * 2",
                   rest={"scope": "exclude:\n  gone: ratte is null\nclass: contry",
                         "": "stages:\n  - name: first\n    where: contri = 'DE'\n  - name: rest\n"
                             "audit:\n  edge:\n    big: totla > 1\n"}), rc=3)
    got = {(m["line"], m["hint"]) for m in c.json["mistakes"]}
    assert c.codes() == ["P114"] * 6
    assert {hint for _, hint in got} == {f'did you mean "{n}"?' for n in ("id", "rate", "country", "subtotal", "total")}
    assert [m["line"] for m in c.json["mistakes"]] == [4, 6, 7, 10, 13, 17]
    if engine.kind == "postgresql":
        assert c.json["mistakes"][0]["column"] == 10


@pytest.mark.parametrize("where", ["id > 0; drop table orders", "id > 0) or (1 = 1", "id > 0 -- all"])
def test_a_fragment_cannot_break_out(retcon, plan, engine, where):
    engine.execute(ORDERS)
    r = retcon("check", plan(text(where=f'"{where}"')), db=engine, rc=3)
    assert "[P030]" in r.err + r.out
    assert engine.value("select count(*) from orders") == 2


def test_types_must_fit(check, engine):
    on_postgresql(engine)
    engine.execute(ORDERS)
    c = check(text(where="id", change="total: now()"), rc=3)
    assert "type boolean" in c.json["mistakes"][0]["text"] and "timestamp" in c.json["mistakes"][1]["text"]
    c = check(text(where="id = 'abc'", change="total: \"'twelve'\""), rc=3)
    assert c.codes() == ["P114", "P114"] and '"abc"' in c.json["mistakes"][0]["text"]


@pytest.mark.parametrize("change, rest", [
    ("total: sum(subtotal)", {}),
    ("total: row_number() over ()", {}),
    ("total: 1", {"scope": "class: count(*)"}),
])
def test_aggregates_and_windows_are_the_databases_error(check, engine, change, rest):
    engine.execute(ORDERS)
    assert check(text(change=change, rest=rest), rc=3).codes() == ["P114"]


def test_doubts_must_say_old_or_new(check, engine):
    engine.execute(ORDERS)
    m = check(text(rest={"change": "uncertain:\n  large: total > 5"}), rc=3).mistake("P114")
    assert "old.column" in m["hint"] and m["line"] == 9
    assert "total" in check(text(rest={"change": "uncertain:\n  large: new.totl > 5"}), rc=3).mistake("P114")["hint"]


def test_hostile_search_path_finds_nothing(check, engine):
    on_postgresql(engine)
    engine.execute(ORDERS + "create function f(numeric) returns numeric language sql immutable as 'select $1'; "
                            f"alter database {engine.name} set search_path = public")
    c = check(text(where="id in (select id from orders)", change="total: f(total)"), rc=3)
    assert "schema.table" in c.json["mistakes"][0]["hint"] and "schema.function" in c.json["mistakes"][1]["hint"]
    check(text(where="id in (select id from public.orders)", change="total: public.f(total)"))


# --- what the batch depends on ---

@pytest.mark.parametrize("block, fragment", [
    ("where", "random() < 2"), ("change", "total: random()"), ("uncertain", "random() > new.total"),
    ("exclude", "random() > 2"),
])
def test_volatile_functions_are_mistakes_where_they_stand(check, engine, block, fragment):
    engine.execute(ORDERS)
    sources = {
        "where": (4, text(where=fragment)),
        "change": (7, text(change=fragment)),
        "uncertain": (9, text(rest={"change": f"uncertain:\n  odd: {fragment}"})),
        "exclude": (6, text(rest={"scope": f"exclude:\n  odd: {fragment}"})),
    }
    line, source = sources[block]
    m = check(source, rc=3).mistake("P115")
    assert "random()" in m["text"] and m["line"] == line


@pytest.mark.parametrize("change, rest, word", [
    ("total: (select max(rate) from public.rates)", {}, "public.rates"),
    ("total: (select max(o.total) from public.orders o)", {}, "subquery"),
    ("total: public.own(subtotal)", {}, "public.own"),
    ("total: 1", {"scope": "exclude:\n  known: country in (select country from public.rates)"}, "public.rates"),
    ("total: 1", {"change": "uncertain:\n  odd: new.total > (select max(rate) from public.rates)"}, "public.rates"),
])
def test_longer_form_when_more_than_the_row_is_read(check, engine, change, rest, word):
    on_postgresql(engine)
    engine.execute(ORDERS + "create function own(numeric) returns numeric language sql stable as 'select $1'")
    form = check(text(change=change, rest=rest)).form()
    assert "longer form" in form and word in form


def test_class_that_reads_another_table_keeps_the_short_form(check, engine):
    engine.execute(ORDERS)
    rates = "public.rates" if engine.kind == "postgresql" else "rates"
    c = check(text(rest={"scope": f"class: (select r.country from {rates} r where r.country = orders.country)"}))
    assert "short form" in c.form()


def make_triggers(engine):
    if engine.kind == "sqlite":
        engine.execute("""
            create trigger fires after update on orders begin update orders set note = 'x' where id = new.id; end;
            create trigger other after update of country on orders begin select 1; end;""")
    else:
        engine.execute("""
            create function touch() returns trigger language plpgsql as $$ begin new.note = 'x'; return new; end $$;
            create trigger fires before update on orders for each row execute function touch();
            create trigger other before update of country on orders for each row execute function touch();""")


def test_triggers_are_announced(check, engine):
    engine.execute(ORDERS)
    make_triggers(engine)
    c = check(text())
    assert "longer form" in c.form() and '"fires"' in c.form()
    assert len(c.findings("trigger", "warning")) == 1 and '"fires"' in c.findings("trigger")[0]
    assert c.json["ceremony"]["level"] == "standard" and "irreversible" in c.json["ceremony"]["why"]
    if engine.kind == "postgresql":
        engine.execute("alter table orders disable trigger fires")
        c = check(text())
        assert "short form" in c.form() and c.findings("trigger", "note")


# --- who else reads the columns ---

def test_our_own_objects_are_no_readers(check, retcon, plan, engine):
    """The views of corrections name the table, on SQLite, and read only what we wrote."""
    engine.execute(ORDERS + "create view notes as select max(note) as n from orders; create view retcon_mine as select * from orders;")
    retcon("run", plan(text(change="note: country")), "--yes", "--quiet", db=engine)
    d = retcon("dry-run", plan(text(change="note: upper(note)"), "second.yaml"), "--json", db=engine).json()
    assert any("notes" in i for i in d["impact"]) and any("retcon_mine" in i for i in d["impact"]), d["impact"]
    assert not any("correction" in i for i in d["impact"]), d["impact"]
    assert not any("correction" in f for f in check(text()).findings("view"))


def test_readers_are_announced_until_impact_names_them(check, engine):
    engine.execute(ORDERS + "create view monthly as select country, sum(total) as t from orders group by country; "
                            "create unique index one_total on orders (total)")
    c = check(text())
    assert "monthly" in c.findings("view", "warning")[0]
    assert "one_total" in c.findings("unique", "warning")[0]
    c = check(text(rest={"": "impact:\n  seen_by: [finance/monthly]\n"}))
    assert not c.findings("view", "warning") and c.findings("view", "note")


def test_foreign_keys_that_would_alter_other_rows(check, engine):
    engine.execute("create table t (id integer primary key, code int unique, note text); "
                   "create table loose (c int references t (code) on update set null); "
                   "create table tied (c int references t (code) on update cascade)")
    c = check(text("t", "true", "code: id + 1"), rc=3)
    assert "SET NULL" in c.findings("foreign key", "error")[0]
    assert "CASCADE" in c.findings("foreign key", "warning")[0]
    assert not check(text("t", "true", "note: \"'x'\"")).findings("foreign key")


def test_rights_that_are_missing_come_with_their_grant(check, engine):
    on_postgresql(engine)
    engine.execute(ORDERS + "drop role if exists poor; create role poor login; grant select (id) on orders to poor")
    try:
        c = check(text(), rc=3, db=engine.cluster.url(engine.name, "poor"))
        hints = [f["hint"] for f in c.json["findings"] if f["topic"] == "privilege" and f["level"] == "error"]
        assert 'GRANT UPDATE ("total") ON "public"."orders" TO "poor"' in hints
        assert 'GRANT SELECT ON "public"."orders" TO "poor"' in hints
        assert any(h.startswith("GRANT CREATE ON DATABASE") for h in hints)
    finally:
        engine.execute("drop owned by poor; drop role poor")


def test_read_only_server_is_an_error(check, engine):
    on_postgresql(engine)
    engine.execute(ORDERS + f"alter database {engine.name} set default_transaction_read_only = on")
    assert "read_only" in check(text(), rc=3).findings("server", "error")[0]


def test_index_is_used_or_not(check, engine):
    engine.execute(ORDERS)
    engine.execute("insert into orders (id, subtotal) with recursive n (i) as (select 3 union all select i + 1 from n "
                   "where i < 20000) select i, i from n")
    engine.execute("analyze")
    assert check(text(where="country = 'DE'")).findings("index", "note")
    assert check(text(where="id = 7")).findings("index", "ok")


# --- parts of later versions, ceremony ---

def test_parts_that_this_version_does_not_act_on(check, engine):
    engine.execute(ORDERS)
    c = check(text(rest={"": "rollback:\n  story: compensate\n"}), rc=3)
    assert '"rollback.story"' in c.findings("later", "error")[0]


def test_ceremony_is_computed(check, engine):
    engine.execute(ORDERS)
    assert check(text()).json["ceremony"]["level"] == "light"
    full = check(text(rest={"": "meaning: reinterpretation\n"})).json["ceremony"]
    assert full["level"] == "full" and any(m.startswith("owner") for m in full["missing"])
    named = check(text(rest={"": "meaning: reinterpretation\nowner: me\n"})).json["ceremony"]
    assert not any(m.startswith("owner") for m in named["missing"])
    manual = check(text(rest={"": "rollback:\n  story: manual\n"})).json["ceremony"]
    assert manual["level"] == "standard" and "manual" in manual["why"]
