/*
 * test_catalog.c: what the catalog says about tables, expressions and the database.
 */
#include "conform.h"

#include <stdio.h>
#include <string.h>

struct fixture {
    struct db *db;
    struct arena *arena;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture) {.db = conform_open(DB_READ_WRITE), .arena = arena_new()};
    conform_do(f.db, "create table @parent (id integer primary key)");
    conform_do(f.db, conform_pick("create table orders (a integer, b varchar(20) not null, c numeric(12,2), "
                                  "d integer generated always as (a + 1) stored, parent_id integer references parent (id), "
                                  "e text unique, primary key (b, a))",
                                  "create table @orders (a integer, b varchar(20) not null, c numeric(12,2), "
                                  "d integer generated always as (a + 1) stored, parent_id integer references @parent (id), "
                                  "e text unique, p character(7), arr integer[], primary key (b, a))"));
    conform_do(f.db, "create view @order_view as select c from @orders");
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    conform_do(f->db, "drop view @order_view");
    conform_do(f->db, "drop table @orders");
    conform_do(f->db, "drop table @parent");
    db_close(f->db);
    arena_free(f->arena);
    return 0;
}

static struct table_info *load(struct fixture *f, const char *name)
{
    const char *near, *many;
    struct table_info *t = NULL;
    struct err e = {0};

    if (catalog_table(f->db, f->arena, NULL, name, &t, &near, &many, &e) != 0)
        fail_msg("%s: %s", name, e.text);
    assert_false(db_in_transaction(f->db));
    return t;
}

static void test_columns(void **state)
{
    const struct table_info *t = load(*state, "orders");
    const struct column_info *b = table_column(t, "b"), *c = table_column(t, "c"), *d = table_column(t, "d");

    assert_string_equal(t->kind, "table");
    assert_int_equal(t->n_columns, conform_engine == SQL_ENGINE_SQLITE ? 6 : 8);
    assert_null(table_column(t, "nosuch"));
    assert_int_equal(b->key_position, 1);
    assert_int_equal(table_column(t, "a")->key_position, 2);
    assert_int_equal(c->key_position, 0);
    assert_true(b->not_null);
    assert_false(c->not_null);
    assert_true(c->numeric);
    assert_false(b->numeric);
    assert_true(d->generated);
    assert_false(c->generated);
    assert_true(b->can_select && b->can_update);
    assert_string_equal(b->type, conform_pick("varchar(20)", "character varying(20)"));
    assert_string_equal(b->cast, conform_pick("TEXT", "character varying"));
    assert_string_equal(c->cast, conform_pick("NUMERIC", "numeric(12,2)"));
}

static void test_postgresql_types(void **state)
{
    struct fixture *f = *state;
    const struct table_info *t;

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    conform_do(f->db, "create domain @short as varchar(5)");
    conform_do(f->db, "create domain @shorter as @short check (value <> '')");
    conform_do(f->db, "create table @types (s @shorter, v varchar(3)[], bits bit(4), i integer generated always as identity)");
    t = load(f, "types");
    assert_string_equal(table_column(t, "s")->cast, "character varying");
    assert_string_equal(table_column(t, "v")->cast, "character varying[]");
    assert_true(table_column(t, "v")->pack_wrapped);
    assert_string_equal(table_column(t, "bits")->cast, "\"bit\"");
    assert_true(table_column(t, "i")->identity_always);
    t = load(f, "orders");
    assert_int_equal(table_column(t, "p")->char_pad, 7);
    assert_string_equal(table_column(t, "p")->cast, "bpchar");
    assert_true(table_column(t, "arr")->pack_wrapped);
    assert_false(table_column(t, "p")->pack_wrapped);
    conform_do(f->db, "drop table @types");
    conform_do(f->db, "drop domain @shorter");
    conform_do(f->db, "drop domain @short");
}

static void test_uniques_and_keys(void **state)
{
    const struct table_info *t = load(*state, "orders"), *parent = load(*state, "parent");

    assert_int_equal(t->n_uniques, 2);
    assert_true(t->uniques[0].primary);
    assert_int_equal(t->uniques[0].n_columns, 2);
    assert_string_equal(t->uniques[0].columns[0], "b");
    assert_string_equal(t->uniques[0].columns[1], "a");
    assert_int_equal(t->uniques[1].n_columns, 1);
    assert_string_equal(t->uniques[1].columns[0], "e");
    assert_int_equal(parent->n_uniques, 1);
    assert_true(parent->uniques[0].primary);
    assert_true(table_column(parent, "id")->not_null);
    assert_int_equal(t->n_foreign_keys, 1);
    assert_true(t->foreign_keys[0].outgoing);
    assert_string_equal(t->foreign_keys[0].columns, "parent_id");
    assert_int_equal(parent->n_foreign_keys, 1);
    assert_false(parent->foreign_keys[0].outgoing);
    assert_string_equal(parent->foreign_keys[0].columns, "id");
}

static void test_readers(void **state)
{
    const struct table_info *t = load(*state, "orders");
    bool view = false, generated = false;

    for (size_t i = 0; i < t->n_readers; i++) {
        view = view || (strcmp(t->readers[i].kind, "view") == 0 && strstr(t->readers[i].name, "order_view"));
        generated = generated || (strcmp(t->readers[i].kind, "generated column") == 0 && strcmp(t->readers[i].name, "d") == 0);
        if (strcmp(t->readers[i].kind, "view") == 0 && conform_engine == SQL_ENGINE_POSTGRESQL)
            assert_string_equal(t->readers[i].columns, "c");
    }
    assert_true(view && generated);
}

static void make_trigger(struct db *db)
{
    if (conform_engine == SQL_ENGINE_SQLITE) {
        conform_do(db, "create trigger \"a trigger\" -- on\n after update of a, c on orders begin select 1; end");
        return;
    }
    conform_do(db, "create function @f() returns trigger language plpgsql as 'begin return new; end'");
    conform_do(db, "create trigger \"a trigger\" after update of a, c on @orders for each row execute function @f()");
}

static const struct trigger_info *find_trigger(const struct table_info *t)
{
    for (size_t i = 0; i < t->n_triggers; i++)
        if (strcmp(t->triggers[i].name, "a trigger") == 0)
            return &t->triggers[i];
    return NULL;
}

static void test_triggers_and_definition(void **state)
{
    struct fixture *f = *state;
    const struct table_info *before = load(f, "orders"), *with;
    char now[DIGEST_HEX_LEN + 1];
    struct err e;

    assert_int_equal(catalog_definition(f->db, f->arena, before, now, &e), 0);
    assert_string_equal(now, before->definition);
    make_trigger(f->db);
    with = load(f, "orders");
    assert_string_not_equal(with->definition, before->definition);
    assert_string_equal(find_trigger(with)->when, conform_pick("AFTER UPDATE OF A, C FOR EACH ROW",
                                                               "AFTER UPDATE OF a, c FOR EACH ROW"));
    assert_true(find_trigger(with)->on_update && find_trigger(with)->row_level && find_trigger(with)->enabled);
    assert_false(find_trigger(with)->before || find_trigger(with)->constraint);
    if (conform_engine == SQL_ENGINE_POSTGRESQL) {
        /* The body alone can be replaced while we hold every lock there is. */
        conform_do(f->db, "create or replace function @f() returns trigger language plpgsql as 'begin return old; end'");
        assert_int_equal(catalog_definition(f->db, f->arena, before, now, &e), 0);
        assert_string_not_equal(now, with->definition);
    }
    conform_do(f->db, conform_pick("drop trigger \"a trigger\"", "drop function @f() cascade"));
    assert_int_equal(catalog_definition(f->db, f->arena, before, now, &e), 0);
    assert_string_equal(now, before->definition);
}

static void test_a_table_that_is_gone(void **state)
{
    struct fixture *f = *state;
    char now[DIGEST_HEX_LEN + 1];
    const struct table_info *t;
    struct err e;

    conform_do(f->db, "create table @short_lived (a integer)");
    t = load(f, "short_lived");
    conform_do(f->db, "drop table @short_lived");
    assert_int_equal(catalog_definition(f->db, f->arena, t, now, &e), -1);
    assert_int_equal(e.id, ERR_DRIFT);
}

static void test_names(void **state)
{
    struct fixture *f = *state;
    struct table_info *t = NULL;
    const char *near, *many;
    struct err e;

    assert_int_equal(catalog_table(f->db, f->arena, NULL, "ordes", &t, &near, &many, &e), 1);
    assert_string_equal(near, conform_pick("orders", "public.orders"));
    assert_null(many);
    assert_int_equal(catalog_table(f->db, f->arena, NULL, "zzzzzzzzzzzzzz", &t, &near, &many, &e), 1);
    assert_null(near);
    assert_int_equal(catalog_table(f->db, f->arena, "nosuch", "orders", &t, &near, &many, &e), 1);
    assert_int_equal(catalog_table(f->db, f->arena, NULL, "a\"b'c", &t, &near, &many, &e), 1);
    assert_string_equal(load(f, "order_view")->kind, "view");
    if (conform_engine == SQL_ENGINE_SQLITE)
        return;
    conform_do(f->db, "create schema other");
    conform_do(f->db, "create table other.orders (a integer)");
    assert_int_equal(catalog_table(f->db, f->arena, NULL, "orders", &t, &near, &many, &e), 1);
    assert_string_equal(many, "other.orders, public.orders");
    assert_int_equal(catalog_table(f->db, f->arena, "other", "orders", &t, &near, &many, &e), 0);
    conform_do(f->db, "drop schema other cascade");
}

static struct expression_info look(struct fixture *f, const char *sql)
{
    struct expression_info info = {0};
    struct sql_text text = conform_text(sql);
    struct err e = {0};

    if (catalog_expression(f->db, f->arena, &text, conform_pick("main.orders", "public.orders"), &info, &e) < 0)
        fail_msg("%s: %s", sql, e.text);
    assert_false(db_in_transaction(f->db));
    return info;
}

static void test_expressions(void **state)
{
    struct fixture *f = *state;
    struct expression_info info;
    struct sql_text bad = conform_text("select nosuch from @orders");
    struct err e;

    info = look(f, "select abs(a), lower(b), current_timestamp from @orders");
    assert_int_equal(info.n_tables + info.n_volatile + info.n_own, 0);
    info = look(f, "select a from @orders where a in (select id from @parent)");
    assert_int_equal(info.n_tables, 1);
    assert_non_null(strstr(info.tables[0], "parent"));
    info = look(f, "select a + random() from @orders");
    assert_int_equal(info.n_volatile, 1);
    assert_non_null(strstr(info.volatile_functions[0], "random"));
    assert_int_equal(info.n_own, 0);
    assert_int_equal(catalog_expression(f->db, f->arena, &bad, "orders", &info, &e), -1);
    assert_int_equal(e.id, ERR_SQL);
    assert_int_equal(e.position, strlen("select ") + 1);
}

static void test_own_functions(void **state)
{
    struct fixture *f = *state;
    struct expression_info info;
    struct sql_text pragma = {.text = "select * from pragma_table_list, load_extension('x')"};
    struct err e;

    if (conform_engine == SQL_ENGINE_SQLITE) {
        assert_int_equal(catalog_expression(f->db, f->arena, &pragma, "orders", &info, &e), -1);
        info = look(f, "select load_extension('x') from orders");
        assert_int_equal(info.n_volatile, 1);
        return;
    }
    conform_do(f->db, "create function @mine(integer) returns integer language sql immutable as 'select $1'");
    info = look(f, "select @mine(a), c::text::pg_catalog.regclass from @orders");
    assert_int_equal(info.n_own, 1);
    assert_string_equal(info.own_functions[0], "public.mine");
    assert_int_equal(info.n_volatile, 0);
    conform_do(f->db, "drop function @mine(integer)");
}

static void test_identity_and_server(void **state)
{
    struct fixture *f = *state;
    _cleanup_(db_closep) struct db *other = conform_open(DB_READ_ONLY);
    struct server_info server;
    const char *here, *there;
    struct err e = {0};

    assert_int_equal(catalog_identity(f->db, f->arena, &here, &e), 0);
    assert_int_equal(catalog_identity(other, f->arena, &there, &e), 0);
    assert_string_equal(here, there);
    assert_int_equal(catalog_server(other, f->arena, &server, &e), 0);
    assert_false(server.read_only);
    assert_true(server.can_create_schema && server.can_use_temp);
    assert_true(server.version_number > 3000000 || server.version_number > 130000);
}

static void test_explain(void **state)
{
    struct fixture *f = *state;
    struct sql_text all = conform_text("select * from @orders where c > 1");
    const char **lines;
    bool seq_scan;
    size_t n;
    struct err e = {0};

    assert_int_equal(catalog_explain(f->db, f->arena, &all, &lines, &n, &seq_scan, &e), 0);
    assert_true(n > 0 && seq_scan);
    if (conform_engine == SQL_ENGINE_SQLITE) {
        struct sql_text keyed = {.text = "select * from orders where b = 'x'"};

        assert_int_equal(catalog_explain(f->db, f->arena, &keyed, &lines, &n, &seq_scan, &e), 0);
        assert_false(seq_scan);
    }
}

int conform_catalog(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_postgresql_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_uniques_and_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_readers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_triggers_and_definition, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_table_that_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_expressions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_own_functions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_identity_and_server, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_explain, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
