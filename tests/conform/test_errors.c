/*
 * test_errors.c: every kind of error comes as the kind that it is, with a place and a way out.
 */
#include "conform.h"

#include <stdio.h>
#include <string.h>

static int set_up(void **state)
{
    struct db *db = conform_open(DB_READ_WRITE);

    conform_do(db, "create table @f (id integer primary key, n integer not null check (n < 1000), u integer unique)");
    conform_do(db, "insert into @f values (1, 1, 1), (2, 2, 2)");
    *state = db;
    return 0;
}

static int tear_down(void **state)
{
    conform_do(*state, "drop table @f");
    db_close(*state);
    return 0;
}

static struct err failing(struct db *db, const char *sql, enum err_id expected)
{
    struct err e = {0};

    if (db_begin_write(db, &(struct db_limits) {0}, &e) < 0)
        fail_msg("%s", e.text);
    conform_try(db, &e, sql);
    db_rollback(db);
    if (e.id != expected)
        fail_msg("%s: \"%s\" is %s, not %s", sql, e.text, err_slug(e.id), err_slug(expected));
    return e;
}

static void test_a_rows_values(void **state)
{
    struct err e;

    failing(*state, "update @f set n = 5000", ERR_ROW);
    failing(*state, "update @f set n = null", ERR_ROW);
    e = failing(*state, "update @f set u = 1", ERR_ROW);
    assert_non_null(strstr(e.text, conform_pick("f.u", "f_u_key")));
    /* The server's detail holds values of the row. */
    assert_null(strstr(e.text, "(1)"));
    failing(*state, "insert into @f values (1, 1, 7)", ERR_ROW);
    failing(*state, conform_pick("select abs(-9223372036854775807 - 1)", "select 1 / 0"), ERR_ROW);
    failing(*state, conform_pick("select json('{')", "select '{'::json"), ERR_ROW);
}

static void test_sql_has_a_place(void **state)
{
    struct err e = failing(*state, "select n, 'é', nosuch from @f", ERR_SQL);

    assert_int_equal(e.position, strlen("select n, 'é', ") + 1);
    failing(*state, "selec 1", ERR_SQL);
    failing(*state, "select * from @nowhere", ERR_SQL);
    failing(*state, "select 1; select 2", ERR_SQL);
    failing(*state, "select \"no such column\" from @f", ERR_SQL);
}

static void test_prepare_executes_nothing(void **state)
{
    struct db *db = *state;
    struct sql_text good = conform_text("update @f set n = 0"), bad = conform_text("update @f set nosuch = 0");
    struct err e = {0};

    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), 0);
    assert_int_equal(db_prepare(db, &good, &e), 0);
    assert_int_equal(db_commit(db, &e), 0);
    assert_string_equal(conform_value(db, "select sum(n) from @f"), "3");
    assert_int_equal(db_prepare(db, &bad, &e), -1);
    assert_int_equal(e.id, ERR_SQL);
    if (conform_engine == SQL_ENGINE_POSTGRESQL) /* SQLite does not say where this one is */
        assert_int_equal(e.position, strlen("update public.f set ") + 1);
}

static void test_a_trigger_refuses(void **state)
{
    struct db *db = *state;

    if (conform_engine == SQL_ENGINE_SQLITE) {
        conform_do(db, "create trigger no before update on f begin select raise(abort, 'not this row'); end");
    } else {
        conform_do(db, "create function public.no() returns trigger language plpgsql as "
                       "$$ begin raise exception 'not this row' using errcode = 'AB123'; end $$");
        conform_do(db, "create trigger no before update on @f for each row execute function public.no()");
    }
    assert_non_null(strstr(failing(db, "update @f set n = 3", ERR_ROW).text, "not this row"));
    conform_do(db, conform_pick("drop trigger no", "drop function @no() cascade"));
}

static void test_urls(_unused_ void **state)
{
    static const struct {
        const char *url;
        enum err_id id;
    } urls[] = {
        {"", ERR_USAGE},
        {"mysql://host/x", ERR_USAGE},
        {"sqlite:", ERR_USAGE},
        {"/nonexistent/file.db", ERR_DATABASE},
        {"/etc", ERR_DATABASE},
        {"/etc/passwd", ERR_DATABASE},
        {"postgresql://u:canary@127.0.0.1:1/x?connect_timeout=2", ERR_DISCONNECTED},
        {"postgresql://u:canary@[::1/x", ERR_USAGE},
        {"postgresql://u:canary%zz@127.0.0.1/x", ERR_USAGE},
        {"postgresql://u:canary@h/x?nosuch=canary", ERR_USAGE},
    };

    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct db_opts opts = {.access = DB_READ_ONLY};
        struct err e = {0};
        struct db *db = NULL;

        assert_int_equal(db_open(urls[i].url, &opts, &db, &e), -1);
        if (e.id != urls[i].id || strstr(e.text, "canary") || strstr(e.hint, "canary"))
            fail_msg("%s: %s: %s", urls[i].url, err_slug(e.id), e.text);
    }
}

static void test_privileges_name_the_grant(void **state)
{
    struct db *db = *state;
    struct err e;

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    conform_do(db, "create role conform_nobody");
    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), 0);
    assert_int_equal(conform_try(db, &e, "set local role conform_nobody"), ERR_NONE);
    assert_int_equal(conform_try(db, &e, "select * from public.f"), ERR_PRIVILEGE);
    assert_non_null(strstr(e.hint, "GRANT SELECT"));
    assert_string_equal(e.sqlstate, "42501");
    db_rollback(db);
    conform_do(db, "drop role conform_nobody");
}

int conform_errors(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_rows_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sql_has_a_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_prepare_executes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_trigger_refuses, set_up, tear_down),
        cmocka_unit_test(test_urls),
        cmocka_unit_test_setup_teardown(test_privileges_name_the_grant, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
