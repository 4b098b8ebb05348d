/*
 * test_transactions.c: reading, writing, committing, undoing.
 */
#include "conform.h"

#include <string.h>

static int set_up(void **state)
{
    struct db *db = conform_open(DB_READ_WRITE);

    conform_do(db, "create table @t (id integer primary key, n integer not null)");
    conform_do(db, "insert into @t values (1, 10), (2, 20)");
    *state = db;
    return 0;
}

static int tear_down(void **state)
{
    struct db *db = *state;

    db_rollback(db);
    conform_do(db, "drop table @t");
    db_close(db);
    return 0;
}

static void begin_write(struct db *db)
{
    struct err e = {0};

    if (db_begin_write(db, &(struct db_limits) {.lock_timeout_ms = 200}, &e) < 0)
        fail_msg("%s", e.text);
}

static void test_commit_keeps_and_rollback_undoes(void **state)
{
    struct db *db = *state;
    struct err e;

    begin_write(db);
    assert_true(db_in_transaction(db));
    assert_int_equal(conform_try(db, &e, "update @t set n = 11 where id = 1"), ERR_NONE);
    assert_int_equal(db_commit(db, &e), 0);
    assert_false(db_in_transaction(db));
    begin_write(db);
    assert_int_equal(conform_try(db, &e, "update @t set n = 12 where id = 1"), ERR_NONE);
    db_rollback(db);
    assert_string_equal(conform_value(db, "select n from @t where id = 1"), "11");
    db_rollback(db);
}

static void test_a_failed_transaction_cannot_be_committed(void **state)
{
    struct db *db = *state;
    struct err e;

    begin_write(db);
    assert_int_equal(conform_try(db, &e, "update @t set n = 99"), ERR_NONE);
    assert_int_equal(conform_try(db, &e, "insert into @t values (1, 1)"), ERR_ROW);
    assert_int_equal(conform_try(db, &e, "select 1"), ERR_BUG);
    assert_int_equal(db_commit(db, &e), -1);
    assert_false(db_in_transaction(db));
    assert_string_equal(conform_value(db, "select sum(n) from @t"), "30");
}

static void test_savepoint(void **state)
{
    struct db *db = *state;
    struct err e;

    begin_write(db);
    assert_int_equal(conform_try(db, &e, "update @t set n = 11 where id = 1"), ERR_NONE);
    assert_int_equal(db_savepoint(db, &e), 0);
    assert_int_equal(conform_try(db, &e, "update @t set n = 21 where id = 2"), ERR_NONE);
    assert_int_equal(conform_try(db, &e, "insert into @t values (1, 1)"), ERR_ROW);
    db_savepoint_rollback(db);
    assert_int_equal(db_savepoint(db, &e), 0);
    assert_int_equal(db_commit(db, &e), 0);
    assert_string_equal(conform_value(db, "select sum(n) from @t"), "31");
}

static void test_only_a_write_transaction_writes(void **state)
{
    struct db *db = *state;
    struct err e;

    assert_int_not_equal(conform_try(db, &e, "update @t set n = 0"), ERR_NONE);
    assert_int_equal(db_begin_read(db, &e), 0);
    assert_int_not_equal(conform_try(db, &e, "update @t set n = 0"), ERR_NONE);
    db_rollback(db);
    assert_string_equal(conform_value(db, "select sum(n) from @t"), "30");
}

static void test_a_read_only_handle_cannot_write(_unused_ void **state)
{
    _cleanup_(db_closep) struct db *db = conform_open(DB_READ_ONLY);
    struct err e;

    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), -1);
    assert_int_not_equal(conform_try(db, &e, "update @t set n = 0"), ERR_NONE);
    assert_int_equal(db_begin_read(db, &e), 0);
    assert_int_not_equal(conform_try(db, &e, "create temporary table x (a integer)"), ERR_NONE);
    db_rollback(db);
    assert_string_equal(conform_value(db, "select sum(n) from @t"), "30");
}

/* Without WAL a reader of SQLite keeps writers out. */
static bool readers_do_not_block(struct db *db)
{
    bool wal;

    if (conform_engine == SQL_ENGINE_POSTGRESQL)
        return true;
    begin_write(db);
    wal = strcmp(conform_value(db, "pragma journal_mode"), "wal") == 0;
    db_rollback(db);
    return wal;
}

static void test_a_snapshot_stays(void **state)
{
    _cleanup_(db_closep) struct db *reader = conform_open(DB_READ_ONLY);
    struct err e;

    if (!readers_do_not_block(*state))
        skip();
    assert_int_equal(db_begin_read(reader, &e), 0);
    conform_do(*state, "update @t set n = 0");
    assert_string_equal(conform_value(reader, "select sum(n) from @t"), "30");
    assert_int_equal(db_commit(reader, &e), 0);
    assert_string_equal(conform_value(reader, "select sum(n) from @t"), "0");
}

static void test_transactions_do_not_nest(void **state)
{
    struct db *db = *state;
    struct err e;

    begin_write(db);
    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), -1);
    assert_int_equal(e.id, ERR_BUG);
    assert_int_equal(db_begin_read(db, &e), -1);
    db_rollback(db);
    assert_int_equal(db_commit(db, &e), -1);
    assert_int_equal(db_savepoint(db, &e), -1);
}

static void test_reconnect(void **state)
{
    struct db *db = *state;
    struct err e;

    begin_write(db);
    assert_int_equal(conform_try(db, &e, "update @t set n = 0"), ERR_NONE);
    assert_int_equal(db_reconnect(db, &e), 0);
    assert_false(db_in_transaction(db));
    assert_string_equal(conform_value(db, "select sum(n) from @t"), "30");
}

static void test_a_deferred_constraint_fails_the_commit(void **state)
{
    struct db *db = *state;
    struct err e;

    conform_do(db, "create table @child (t_id integer references @t (id) deferrable initially deferred)");
    begin_write(db);
    assert_int_equal(conform_try(db, &e, "insert into @child values (77)"), ERR_NONE);
    assert_int_equal(db_commit(db, &e), -1);
    assert_int_equal(e.id, ERR_ROW);
    assert_false(db_in_transaction(db));
    assert_string_equal(conform_value(db, "select count(*) from @child"), "0");
    conform_do(db, "drop table @child");
}

/* The connection ends in the middle of a statement: the handle says so, until it is connected again. */
static void test_postgresql_a_lost_connection(void **state)
{
    struct db *db = *state;
    struct err e;

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    begin_write(db);
    assert_int_equal(conform_try(db, &e, "update @t set n = 0"), ERR_NONE);
    assert_int_equal(conform_try(db, &e, "select pg_terminate_backend(pg_backend_pid())"), ERR_DISCONNECTED);
    db_rollback(db);
    assert_int_equal(conform_try(db, &e, "select 1"), ERR_DISCONNECTED);
    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), -1);
    assert_int_equal(e.id, ERR_DISCONNECTED);
    assert_int_equal(db_reconnect(db, &e), 0);
    assert_string_equal(conform_value(db, "select sum(n) from @t"), "30");
}

/* A constraint trigger that ends the connection while COMMIT runs: no answer is no answer, whatever the server did. */
static void test_postgresql_a_commit_without_an_answer(void **state)
{
    struct db *db = *state;
    struct err e;

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    conform_do(db, "create function @last() returns trigger language plpgsql as "
                   "'begin perform pg_terminate_backend(pg_backend_pid()); return null; end'");
    conform_do(db, "create constraint trigger last after update on @t deferrable initially deferred "
                   "for each row execute function @last()");
    begin_write(db);
    assert_int_equal(conform_try(db, &e, "update @t set n = 0"), ERR_NONE);
    assert_int_equal(db_commit(db, &e), DB_COMMIT_UNKNOWN);
    assert_int_equal(e.id, ERR_DISCONNECTED);
    assert_false(db_in_transaction(db));
    assert_int_equal(conform_try(db, &e, "select 1"), ERR_DISCONNECTED);
    assert_int_equal(db_reconnect(db, &e), 0);
    conform_do(db, "drop function @last() cascade");
}

/* Such as that a commit was kept here but did not reach its standby. A notice is none. */
static void test_postgresql_a_warning_is_kept(void **state)
{
    struct db *db = *state;
    struct err e;

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    begin_write(db);
    assert_string_equal(db_notice(db), "");
    assert_int_equal(conform_try(db, &e, "do $$ begin raise notice 'no'; raise warning 'look here'; end $$"), ERR_NONE);
    assert_int_equal(db_commit(db, &e), 0);
    assert_string_equal(db_notice(db), "look here");
    begin_write(db);
    assert_string_equal(db_notice(db), "");
    db_rollback(db);
}

static void count(void *arg, const char *sql)
{
    *(int *) arg += strcmp(sql, "commit") == 0;
}

static void test_trace(void **state)
{
    struct db *db = *state;
    int commits = 0;

    db_trace(db, count, &commits);
    conform_do(db, "update @t set n = n");
    assert_int_equal(commits, 1);
    db_trace(db, NULL, NULL);
    conform_do(db, "update @t set n = n");
    assert_int_equal(commits, 1);
}

int conform_transactions(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_commit_keeps_and_rollback_undoes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_failed_transaction_cannot_be_committed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_savepoint, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_only_a_write_transaction_writes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_read_only_handle_cannot_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_snapshot_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_transactions_do_not_nest, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reconnect, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_deferred_constraint_fails_the_commit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_postgresql_a_lost_connection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_postgresql_a_commit_without_an_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_postgresql_a_warning_is_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trace, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("transactions", tests, NULL, NULL);
}
