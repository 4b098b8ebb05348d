/*
 * test_limits.c: no call waits longer than it may.
 */
#include "conform.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

static volatile int stop;

static int set_up(void **state)
{
    stop = 0;
    *state = conform_open(DB_READ_WRITE);
    conform_do(*state, "create table @l (id integer primary key, n integer)");
    conform_do(*state, "insert into @l values (1, 1)");
    return 0;
}

static int tear_down(void **state)
{
    db_interrupt_on(*state, NULL);
    conform_do(*state, "drop table @l");
    db_close(*state);
    return 0;
}

/* Takes a minute where nothing stops it. */
static const char *slow(void)
{
    return conform_pick("with recursive n (i) as (select 1 union all select i + 1 from n where i < 300000000) "
                        "select count(*) from n", "select pg_catalog.pg_sleep(60)");
}

static void *stop_soon(_unused_ void *arg)
{
    clock_sleep_ms(200);
    stop = 1;
    return NULL;
}

static void test_interruption(void **state)
{
    struct db *db = *state;
    pthread_t thread;
    struct err e;
    int64_t start_ms = clock_ms();

    db_interrupt_on(db, &stop);
    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), 0);
    assert_int_equal(pthread_create(&thread, NULL, stop_soon, NULL), 0);
    assert_int_equal(conform_try(db, &e, slow()), ERR_INTERRUPTED);
    pthread_join(thread, NULL);
    assert_true(clock_ms() - start_ms < 3000);
    /* Undone although the flag is still up, and the connection is as good as before. */
    db_rollback(db);
    stop = 0;
    assert_string_equal(conform_value(db, "select n from @l"), "1");
}

static void test_statement_timeout(void **state)
{
    struct db *db = *state;
    struct err e;

    assert_int_equal(db_begin_write(db, &(struct db_limits) {.statement_timeout_ms = 300}, &e), 0);
    assert_int_equal(conform_try(db, &e, slow()), ERR_TRANSIENT);
    db_rollback(db);
    /* It was that transaction's own. */
    assert_int_equal(db_begin_write(db, &(struct db_limits) {0}, &e), 0);
    assert_int_equal(conform_try(db, &e, "select 1"), ERR_NONE);
    db_rollback(db);
}

static void test_deadline(_unused_ void **state)
{
    struct db_opts opts = {.access = DB_READ_ONLY, .deadline_ms = 300};
    _cleanup_(db_closep) struct db *db = NULL;
    int64_t start_ms = clock_ms();
    struct err e = {0};

    assert_int_equal(db_open(conform_url, &opts, &db, &e), 0);
    assert_int_not_equal(conform_try(db, &e, slow()), ERR_NONE);
    assert_true(err_is_transient(&e));
    assert_true(clock_ms() - start_ms < 3000);
    assert_int_equal(db_reconnect(db, &e), 0);
    assert_string_equal(conform_value(db, "select n from @l"), "1");
}

/* A server that says nothing at all, not even no. */
static void test_postgresql_a_silent_server(void **state)
{
    const struct db_limits limits = {.statement_timeout_ms = 200};
    struct db *db = *state;
    int64_t start_ms = clock_ms();
    struct err e;
    pid_t pid;

    if (conform_engine != SQL_ENGINE_POSTGRESQL)
        skip();
    assert_int_equal(db_begin_write(db, &limits, &e), 0);
    pid = (pid_t) atoi(conform_value(db, "select pg_backend_pid()"));
    if (kill(pid, SIGSTOP) < 0) {
        db_rollback(db);
        skip();
    }
    db_interrupt_on(db, &stop);
    stop = 1;
    assert_int_equal(conform_try(db, &e, "select 1"), ERR_INTERRUPTED);
    assert_int_equal(kill(pid, SIGCONT), 0);
    assert_true(clock_ms() - start_ms < 4000);
    stop = 0;
    assert_int_equal(conform_try(db, &e, "select 1"), ERR_DISCONNECTED);
    assert_int_equal(db_reconnect(db, &e), 0);
    assert_string_equal(conform_value(db, "select n from @l"), "1");
}

static void test_lock_timeout(void **state)
{
    _cleanup_(db_closep) struct db *other = conform_open(DB_READ_WRITE);
    const struct db_limits limits = {.lock_timeout_ms = 200};
    int64_t start_ms;
    struct err e;

    assert_int_equal(db_begin_write(*state, &limits, &e), 0);
    assert_int_equal(conform_try(*state, &e, "update @l set n = 2"), ERR_NONE);
    start_ms = clock_ms();
    if (db_begin_write(other, &limits, &e) == 0)
        conform_try(other, &e, "update @l set n = 3");
    assert_int_equal(e.id, ERR_TRANSIENT);
    assert_in_range(clock_ms() - start_ms, 150, 2000);
    db_rollback(other);
    db_rollback(*state);
}

static void test_settings(void **state)
{
    const struct db_setting settings[] = {{"app.actor", "it's \\ retcon"}};
    const struct db_limits limits = {.settings = settings, .n_settings = 1};
    struct db *db = *state;
    struct err e;

    if (conform_engine == SQL_ENGINE_SQLITE) {
        assert_int_equal(db_begin_write(db, &limits, &e), -1);
        assert_int_equal(e.id, ERR_PLAN);
        assert_false(db_in_transaction(db));
        return;
    }
    assert_int_equal(db_begin_write(db, &limits, &e), 0);
    assert_string_equal(conform_value(db, "select pg_catalog.current_setting('app.actor')"), "it's \\ retcon");
    db_rollback(db);
    assert_string_equal(conform_value(db, "select coalesce(pg_catalog.current_setting('app.actor', true), '')"), "");
}

int conform_limits(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_interruption, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_statement_timeout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_deadline, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_postgresql_a_silent_server, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lock_timeout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_settings, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
