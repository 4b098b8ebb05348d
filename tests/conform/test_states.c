/*
 * test_states.c: the states of a run: every pair of a state and an act, on a real ledger, and kill -9 on the way of
 * every move.
 *
 * What is allowed is read from def/states.def here, beside the function that is tested. The ledger stays in the database.
 */
#include "conform.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "digest.h"
#include "ledger.h"

static const struct {
    enum run_state from;
    enum run_event act;
    enum run_state to;
} moves[] = {
#define MOVE(from, event, to) {STATE_##from, EVENT_##event, STATE_##to},
#include "states.def"
};

struct ledger {
    struct arena *arena;
    struct db *db;
};

static int set_up(void **state)
{
    struct ledger *l = calloc(1, sizeof(*l));
    struct err e;

    l->arena = arena_new();
    l->db = conform_open(DB_READ_WRITE);
    if (ledger_open(l->db, &e) < 0)
        fail_msg("%s", e.text);
    *state = l;
    return 0;
}

static int tear_down(void **state)
{
    struct ledger *l = *state;

    db_close(l->db);
    arena_free(l->arena);
    free(l);
    return 0;
}

/* --- the oracle: the ledger's tables, by the test's own SQL --- */

/* A # becomes what the ledger's tables begin with, a $ the number. Good until the next call. */
static const char *sql(const char *with_holes, int64_t id)
{
    static char text[512];
    char *p = text;

    for (const char *s = with_holes; *s; s++)
        if (*s == '#')
            p = stpcpy(p, conform_pick("retcon_", "retcon."));
        else if (*s == '$')
            p += sprintf(p, "%lld", (long long) id);
        else
            *p++ = *s;
    *p = '\0';
    assert_true((size_t) (p - text) < sizeof(text));
    return text;
}

static const char *state_of(struct ledger *l, int64_t id)
{
    return conform_value(l->db, sql("select state from #run where id = $", id));
}

static int events_of(struct ledger *l, int64_t id)
{
    return atoi(conform_value(l->db, sql("select count(*) from #event where run_id = $", id)));
}

static void assert_event(struct ledger *l, int64_t id, size_t move)
{
    char wanted[256];

    snprintf(wanted, sizeof(wanted), "%s|%s|%s|ana|a reason|{\"n\": 1}", event_name(moves[move].act),
             state_name(moves[move].from), state_name(moves[move].to));
    assert_string_equal(conform_value(l->db, sql("select kind || '|' || from_state || '|' || to_state || '|' || actor || '|' || "
                                                 "why || '|' || detail from #event where run_id = $ and at is not null",
                                                 id)),
                        wanted);
}

static void assert_chain(struct ledger *l)
{
    char events[64];

    snprintf(events, sizeof(events), "%s", conform_value(l->db, sql("select count(*) from #event", 0)));
    assert_string_equal(conform_value(l->db, sql("select max(seq) from #event", 0)), events);
    assert_string_equal(conform_value(l->db, sql("select seq from #chain", 0)), events);
}

/* --- runs --- */

static void begin(struct db *db)
{
    struct err e;

    if (db_begin_write(db, NULL, &e) < 0)
        fail_msg("%s", e.text);
}

static void commit(struct db *db)
{
    struct err e;

    if (db_commit(db, &e) != 0)
        fail_msg("%s", e.text);
}

/* A run with no events, in a state. */
static struct run *run_in(struct ledger *l, enum run_state state)
{
    static int number;
    struct run *r = arena_alloc(l->arena, sizeof(*r));
    char text[128];
    struct err e;

    number++;
    *r = (struct run){.uuid = arena_printf(l->arena, "uuid-%d", number),
                      .name = arena_printf(l->arena, "run-%d", number),
                      .plan_path = "plan.yaml",
                      .plan_text = "",
                      .plan_digest = "d",
                      .meaning = "recompute",
                      .table_schema = "s",
                      .table_name = "t",
                      .table_id = "1",
                      .definition = "d",
                      .database_id = "x",
                      .scoped_by = "ana",
                      .scoped_login = "ana@laptop"};
    begin(l->db);
    if (run_insert(l->db, l->arena, r, &e) < 0)
        fail_msg("%s", e.text);
    snprintf(text, sizeof(text), "update #run set state = '%s' where id = $", state_name(state));
    assert_int_equal(conform_try(l->db, &e, sql(text, r->id)), ERR_NONE);
    commit(l->db);
    r->state = state;
    return r;
}

static int move(struct db *db, struct run *r, enum run_event act, struct err *e)
{
    return run_move(db, r, act, "ana", "a reason", "{\"n\": 1}", e);
}

static int find_move(enum run_state from, enum run_event act)
{
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].from == from && moves[i].act == act)
            return (int) i;
    return -1;
}

/* --- every pair --- */

static void refused(struct ledger *l, struct run *r, enum run_event act)
{
    enum run_state state = r->state;
    struct err e = {0};

    begin(l->db);
    assert_int_equal(move(l->db, r, act, &e), -1);
    commit(l->db); /* even so nothing is written */
    assert_int_equal(e.id, ERR_STATE);
    assert_non_null(strstr(e.text, state_name(state)));
    assert_non_null(strstr(e.text, event_name(act)));
    assert_int_equal(r->state, state);
    assert_string_equal(state_of(l, r->id), state_name(state));
    assert_int_equal(events_of(l, r->id), 0);
}

static void allowed(struct ledger *l, struct run *r, size_t i)
{
    struct err e = {0};

    begin(l->db);
    if (move(l->db, r, moves[i].act, &e) < 0)
        fail_msg("%s", e.text);
    commit(l->db);
    assert_int_equal(r->state, moves[i].to);
    assert_string_equal(state_of(l, r->id), state_name(moves[i].to));
    assert_int_equal(events_of(l, r->id), 1);
    assert_event(l, r->id, i);
}

static void test_every_pair(void **state)
{
    struct ledger *l = *state;
    size_t n = 0;

    for (int from = 0; from < STATE_COUNT; from++)
        for (int act = 0; act < EVENT_COUNT; act++) {
            struct run *r = run_in(l, (enum run_state) from);
            int i = find_move((enum run_state) from, (enum run_event) act);

            assert_int_equal(state_after((enum run_state) from, (enum run_event) act), i < 0 ? -1 : (int) moves[i].to);
            if (i < 0)
                refused(l, r, (enum run_event) act);
            else
                allowed(l, r, (size_t) i);
            n += i >= 0;
        }
    assert_int_equal(n, ARRAY_LEN(moves)); /* and no move stands there twice */
    assert_chain(l);
}

/* Of two who move the same run, one does. */
static void test_moved_meanwhile(void **state)
{
    struct ledger *l = *state;
    struct run *r = run_in(l, STATE_RUNNING), other = *r;
    struct err e = {0};

    allowed(l, r, (size_t) find_move(STATE_RUNNING, EVENT_PAUSE));
    begin(l->db);
    assert_int_equal(move(l->db, &other, EVENT_FINISH, &e), -1);
    commit(l->db);
    assert_int_equal(e.id, ERR_STATE);
    assert_non_null(strstr(e.text, "no longer running"));
    assert_string_equal(state_of(l, r->id), "paused");
    assert_int_equal(events_of(l, r->id), 1);
}

/* --- kill -9 --- */

#ifdef RETCON_FAULTS
enum answer { OLD, NEW, EITHER };

static const struct {
    const char *point;
    enum answer after;
} points[] = {
    {"state-moved:1", OLD}, {"event-recorded:1", OLD}, {"commit-sent:1", EITHER}, {"after-commit:1", NEW},
};

/* A process of its own, with a connection of its own, that does not survive the move. */
static void move_and_die(const struct run *r, enum run_event act, const char *point)
{
    struct db *db = conform_open(DB_READ_WRITE);
    struct run mine = *r;
    struct err e;

    setenv("RETCON_FAULT", point, 1);
    if (db_begin_write(db, NULL, &e) < 0 || move(db, &mine, act, &e) < 0 || db_commit(db, &e) != 0)
        _exit(2);
    _exit(3);
}

static void kill_at(struct ledger *l, struct run *r, size_t i, size_t p)
{
    pid_t pid = fork();
    int status, events;
    bool moved;

    assert_true(pid >= 0);
    if (pid == 0)
        move_and_die(r, moves[i].act, points[p].point);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        fail_msg("%s was not passed: %d", points[p].point, WEXITSTATUS(status));
    /* Wait until the server has ended the dead process's transaction, one way or the other. */
    conform_do(l->db, sql("update #run set wanted = wanted where id = $", r->id));
    events = events_of(l, r->id);
    moved = events > 0;
    assert_in_range(events, 0, 1);
    if (points[p].after != EITHER)
        assert_int_equal(moved, points[p].after == NEW);
    assert_string_equal(state_of(l, r->id), state_name(moved ? moves[i].to : moves[i].from));
}

/* The old state without the event, or the new one with it; never between. The next process goes on from there. */
static void test_kill_at_every_move(void **state)
{
    struct ledger *l = *state;

    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        for (size_t p = 0; p < ARRAY_LEN(points); p++) {
            struct run *r;

            if (conform_engine == SQL_ENGINE_SQLITE && points[p].after == EITHER)
                continue; /* nothing is sent there */
            r = run_in(l, moves[i].from);
            kill_at(l, r, i, p);
            if (events_of(l, r->id) == 0)
                allowed(l, r, i);
            assert_event(l, r->id, i);
        }
    assert_chain(l);
}
#else
static void test_kill_at_every_move(void **state)
{
    (void) state;
    skip(); /* built without -Dfaults=true */
}
#endif

int conform_states(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_pair, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_moved_meanwhile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_kill_at_every_move, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
