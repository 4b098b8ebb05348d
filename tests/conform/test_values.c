/*
 * test_values.c: values come and go exactly.
 */
#include "conform.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int set_up(void **state)
{
    *state = conform_open(DB_READ_WRITE);
    return 0;
}

static int tear_down(void **state)
{
    db_close(*state);
    return 0;
}

static void test_doubles_have_all_their_digits(void **state)
{
    static const double values[] = {0.1, 1.0 / 3, 1e308, 5e-324, 123456789012345680.0, 2.5, -1e-7, 1e15};
    char sql[128];

    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        snprintf(sql, sizeof(sql), "select cast(%.17g as %s)", values[i], conform_pick("real", "float8"));
        assert_true(strtod(conform_value(*state, sql), NULL) == values[i]);
    }
}

static void test_null_is_not_empty(void **state)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_text sql = conform_text("select null as missing, '' as empty, 'x' as x");
    struct err e;

    assert_int_equal(db_exec(*state, &sql, 0, NULL, &r, &e), 0);
    assert_int_equal(db_rows(r), 1);
    assert_int_equal(db_columns(r), 3);
    assert_null(db_text(r, 0, 0));
    assert_int_equal(db_int(r, 0, 0), 0);
    assert_string_equal(db_text(r, 0, 1), "");
    assert_int_equal(db_length(r, 0, 2), 1);
    assert_string_equal(db_column_name(r, 1), "empty");
}

static void test_parameters(void **state)
{
    static const char *const params[] = {"it's", NULL};
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_text sql = conform_text(conform_pick("select ?1, ?2 is null, ?1 || 'x'",
                                                "select $1::text, $2::text is null, $1 || 'x'"));
    struct err e;

    assert_int_equal(db_exec(*state, &sql, 2, params, &r, &e), 0);
    assert_string_equal(db_text(r, 0, 0), "it's");
    assert_true(db_bool(r, 0, 1));
    assert_string_equal(db_text(r, 0, 2), "it'sx");
}

static void test_many_rows(void **state)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_text sql = conform_text("with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000) "
                                   "select i, -i from n order by i");
    struct err e;

    assert_int_equal(db_exec(*state, &sql, 0, NULL, &r, &e), 0);
    assert_int_equal(db_rows(r), 5000);
    assert_int_equal(db_int(r, 4999, 1), -5000);
    assert_int_equal(db_affected(r), 0);
}

static void test_affected_rows(void **state)
{
    _cleanup_(db_result_freep) struct db_result *inserted = NULL, *none = NULL, *returned = NULL;
    struct sql_text insert = conform_text("insert into @v values (1), (2), (3)"), update = conform_text("update @v set a = 1 where a > 9"),
                    returning = conform_text("update @v set a = a where a > 1 returning a");
    struct err e;

    conform_do(*state, "create table @v (a integer)");
    assert_int_equal(db_begin_write(*state, &(struct db_limits) {0}, &e), 0);
    assert_int_equal(db_exec(*state, &insert, 0, NULL, &inserted, &e), 0);
    assert_int_equal(db_exec(*state, &update, 0, NULL, &none, &e), 0);
    assert_int_equal(db_exec(*state, &returning, 0, NULL, &returned, &e), 0);
    assert_int_equal(db_affected(inserted), 3);
    assert_int_equal(db_affected(none), 0);
    assert_int_equal(db_affected(returned), 2);
    assert_int_equal(db_rows(returned), 2);
    assert_int_equal(db_commit(*state, &e), 0);
    conform_do(*state, "drop table @v");
}

static void test_sqlite_keeps_nul_and_blobs(void **state)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_text sql = conform_text("select cast(x'610062' as text), x'00ff', 9e999, 1.0, -0.0, 9007199254740993");
    struct err e;

    if (conform_engine != SQL_ENGINE_SQLITE)
        skip();
    assert_int_equal(db_exec(*state, &sql, 0, NULL, &r, &e), 0);
    assert_int_equal(db_length(r, 0, 0), 3);
    assert_memory_equal(db_text(r, 0, 0), "a\0b", 3);
    assert_string_equal(db_text(r, 0, 1), "x'00ff'");
    assert_true(isinf(db_double(r, 0, 2)));
    assert_string_equal(db_text(r, 0, 3), "1.0");
    assert_string_equal(db_text(r, 0, 5), "9007199254740993");
}

/* The framing that functions.c promises, worked out elsewhere. */
static void test_sqlite_digest(void **state)
{
    if (conform_engine != SQL_ENGINE_SQLITE)
        skip();
    assert_string_equal(conform_value(*state, "select retcon_digest(a, b) from (select 1 as a, 'a' as b union all "
                                              "select null, 1.0 union all select x'00ff', -7)"),
                        "6f7605f7628a9d7cfffe64c1b6d8e7e541f0498bab54dec3a29b642f4707633a");
    assert_string_equal(conform_value(*state, "select retcon_digest(1) where 0"),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(conform_value(*state, "select retcon_sha256('abc')"),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(conform_value(*state, "select retcon_sha256(null)"), "null");
}

/* Whatever the role or the database has set, and without a trace in the session itself. */
static void test_postgresql_pins_settings(void **state)
{
    static const char *const hostile[] = {
        "alter database %s set DateStyle = 'SQL, DMY'", "alter database %s set IntervalStyle = 'sql_standard'",
        "alter database %s set TimeZone = 'Asia/Tokyo'", "alter database %s set extra_float_digits = -10",
        "alter database %s set bytea_output = 'escape'", "alter database %s set standard_conforming_strings = off",
    };
    _cleanup_(db_closep) struct db *db = NULL;
    char sql[200], name[80];

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    snprintf(name, sizeof(name), "%s", conform_value(*state, "select pg_catalog.quote_ident(current_database())"));
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(sql, sizeof(sql), hostile[i], name);
#pragma GCC diagnostic pop
        conform_do(*state, sql);
    }
    db = conform_open(DB_READ_ONLY);
    assert_string_equal(conform_value(db, "select '2026-02-03'::date"), "2026-02-03");
    assert_string_equal(conform_value(db, "select '26 hours'::interval"), "26:00:00");
    assert_string_equal(conform_value(db, "select '2026-02-03 00:00Z'::timestamptz"), "2026-02-03 00:00:00+00");
    assert_string_equal(conform_value(db, "select 0.1::float8 + 0.2::float8"), "0.30000000000000004");
    assert_string_equal(conform_value(db, "select '\\x00ff'::bytea"), "\\x00ff");
    assert_string_equal(conform_value(db, "select pg_catalog.current_setting('search_path')"), "");
    assert_string_equal(conform_value(db, "select pg_catalog.current_setting('row_security')"), "off");
    snprintf(sql, sizeof(sql), "alter database %s reset all", name);
    conform_do(*state, sql);
}

int conform_values(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_doubles_have_all_their_digits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_null_is_not_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parameters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_affected_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sqlite_keeps_nul_and_blobs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sqlite_digest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_postgresql_pins_settings, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
