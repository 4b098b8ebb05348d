/*
 * test_db_errors.c: the drivers' tables: which error is of which kind, and the values that they turn into text.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include <math.h>

#include "postgresql/session.h"
#include "sqlite/session.h"

static void test_every_class_of_sqlstate(_unused_ void **state)
{
    static const struct {
        const char *state;
        enum err_id id;
    } expected[] = {
        {"08006", ERR_DISCONNECTED}, {"08P01", ERR_DISCONNECTED}, {"09000", ERR_ROW},          {"0A000", ERR_SQL},
        {"21000", ERR_ROW},          {"22003", ERR_ROW},          {"22012", ERR_ROW},          {"22P02", ERR_ROW},
        {"23502", ERR_ROW},          {"23503", ERR_ROW},          {"23505", ERR_ROW},          {"23514", ERR_ROW},
        {"23P01", ERR_ROW},          {"25001", ERR_DATABASE},     {"25006", ERR_DATABASE},     {"25P02", ERR_BUG},
        {"25P03", ERR_DISCONNECTED}, {"27000", ERR_ROW},          {"28P01", ERR_DATABASE},     {"2BP01", ERR_DATABASE},
        {"2F005", ERR_ROW},          {"38000", ERR_ROW},          {"39004", ERR_ROW},          {"3D000", ERR_DATABASE},
        {"3F000", ERR_SQL},          {"40001", ERR_TRANSIENT},    {"40002", ERR_ROW},          {"40003", ERR_DISCONNECTED},
        {"40P01", ERR_TRANSIENT},    {"42501", ERR_PRIVILEGE},    {"42601", ERR_SQL},          {"42703", ERR_SQL},
        {"42883", ERR_SQL},          {"42P01", ERR_SQL},          {"44000", ERR_ROW},          {"53100", ERR_DATABASE},
        {"53200", ERR_DATABASE},     {"53300", ERR_DISCONNECTED}, {"53400", ERR_DATABASE},     {"54000", ERR_ROW},
        {"54001", ERR_SQL},          {"55000", ERR_DATABASE},     {"55006", ERR_TRANSIENT},    {"55P03", ERR_TRANSIENT},
        {"57014", ERR_TRANSIENT},    {"57P01", ERR_DISCONNECTED}, {"57P02", ERR_DISCONNECTED}, {"57P03", ERR_DISCONNECTED},
        {"57P04", ERR_DATABASE},     {"57P05", ERR_DISCONNECTED}, {"58030", ERR_DATABASE},     {"72000", ERR_TRANSIENT},
        {"HV000", ERR_DATABASE},     {"P0001", ERR_ROW},          {"XX000", ERR_DATABASE},     {"XX001", ERR_DATABASE},
        {"AB123", ERR_ROW},          {"F0000", ERR_DATABASE},     {"00000", ERR_DATABASE},     {"0LP01", ERR_DATABASE},
    };

    for (size_t i = 0; i < ARRAY_LEN(expected); i++)
        if (pg_error_id(expected[i].state) != expected[i].id)
            fail_msg("%s is %s, not %s", expected[i].state, err_slug(pg_error_id(expected[i].state)),
                     err_slug(expected[i].id));
}

static void test_every_code_of_sqlite(_unused_ void **state)
{
    static const struct {
        int code;
        enum err_id preparing, running;
    } expected[] = {
        {SQLITE_ERROR, ERR_SQL, ERR_ROW},
        {SQLITE_BUSY, ERR_TRANSIENT, ERR_TRANSIENT},
        {SQLITE_BUSY_SNAPSHOT, ERR_TRANSIENT, ERR_TRANSIENT},
        {SQLITE_LOCKED, ERR_TRANSIENT, ERR_TRANSIENT},
        {SQLITE_LOCKED_SHAREDCACHE, ERR_TRANSIENT, ERR_TRANSIENT},
        {SQLITE_CONSTRAINT, ERR_ROW, ERR_ROW},
        {SQLITE_CONSTRAINT_UNIQUE, ERR_ROW, ERR_ROW},
        {SQLITE_CONSTRAINT_CHECK, ERR_ROW, ERR_ROW},
        {SQLITE_CONSTRAINT_TRIGGER, ERR_ROW, ERR_ROW},
        {SQLITE_CONSTRAINT_FOREIGNKEY, ERR_ROW, ERR_ROW},
        {SQLITE_MISMATCH, ERR_ROW, ERR_ROW},
        {SQLITE_TOOBIG, ERR_ROW, ERR_ROW},
        {SQLITE_FULL, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_IOERR, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_IOERR_FSYNC, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_CORRUPT, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_CORRUPT_INDEX, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_NOTADB, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_READONLY, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_READONLY_DIRECTORY, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_CANTOPEN, ERR_DATABASE, ERR_DATABASE},
        {SQLITE_INTERRUPT, ERR_INTERRUPTED, ERR_INTERRUPTED},
        {SQLITE_MISUSE, ERR_BUG, ERR_BUG},
        {SQLITE_AUTH, ERR_SQL, ERR_SQL},
    };

    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        if (lite_error_id(expected[i].code, true) != expected[i].preparing ||
            lite_error_id(expected[i].code, false) != expected[i].running)
            fail_msg("code %d is %s, %s", expected[i].code, err_slug(lite_error_id(expected[i].code, true)),
                     err_slug(lite_error_id(expected[i].code, false)));
    }
}

static void test_positions_count_characters(_unused_ void **state)
{
    assert_int_equal(pg_bytes_before("abc", 1), 0);
    assert_int_equal(pg_bytes_before("abc", 3), 2);
    assert_int_equal(pg_bytes_before("é€x", 3), 5);
    assert_int_equal(pg_bytes_before("ab", 99), 2);
}

static void test_refused_connections(_unused_ void **state)
{
    struct err e;

    assert_int_equal(pg_not_connected("FATAL:  the database system is starting up\n", &e), -1);
    assert_int_equal(e.id, ERR_DISCONNECTED);
    assert_string_equal(e.text, "no connection to the database: FATAL:  the database system is starting up");
    pg_not_connected("FATAL:  password authentication failed for user \"x\"\n", &e);
    assert_int_equal(e.id, ERR_DATABASE);
    pg_not_connected("FATAL:  sorry, too many clients already\n", &e);
    assert_int_equal(e.id, ERR_DISCONNECTED);
    pg_not_connected("FATAL:  database \"x\" does not exist\n", &e);
    assert_int_equal(e.id, ERR_DATABASE);
    pg_not_connected("connection refused\nis it running?\n", &e);
    assert_int_equal(e.id, ERR_DISCONNECTED);
    assert_null(strchr(e.text, '\n'));
}

static void test_reals(_unused_ void **state)
{
    static const struct {
        double value;
        const char *text;
    } expected[] = {
        {0.1, "0.1"},   {1, "1.0"},       {-0.0, "-0.0"},   {0.1 + 0.2, "0.30000000000000004"},
        {1e300, "1e+300"}, {1e14, "100000000000000.0"}, {1e15, "1e+15"}, {5e-324, "4.94065645841247e-324"},
        {HUGE_VAL, "9.0e+999"}, {-HUGE_VAL, "-9.0e+999"},
    };
    char text[LITE_REAL_MAX];

    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        lite_real(expected[i].value, text);
        assert_string_equal(text, expected[i].text);
        assert_true(strtod(text, NULL) == expected[i].value); /* 9.0e+999 reads as infinity */
    }
    for (int i = 0; i < 200000; i++) {
        double value = ldexp((double) random() * (double) random(), (int) (random() % 600) - 300);

        lite_real(value, text);
        if (strtod(text, NULL) != value)
            fail_msg("%.17g came back from %s", value, text);
    }
}

static void test_network_file_systems(_unused_ void **state)
{
    assert_true(lite_is_network(0x6969));
    assert_true(lite_is_network((long) 0xff534d42));
    assert_true(lite_is_network((long) (int) 0xff534d42));
    assert_false(lite_is_network(0xef53)); /* ext4 */
    assert_false(lite_is_network(0x01021994)); /* tmpfs */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_class_of_sqlstate),   cmocka_unit_test(test_every_code_of_sqlite),
        cmocka_unit_test(test_positions_count_characters), cmocka_unit_test(test_refused_connections),
        cmocka_unit_test(test_reals),                      cmocka_unit_test(test_network_file_systems),
    };

    return cmocka_run_group_tests_name("db_errors", tests, NULL, NULL);
}
