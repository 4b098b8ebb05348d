#include "guard.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "http.h"

enum { INTERVAL_MS = 1000, STALE_MS = 15 * 1000, READ_DEADLINE_MS = 5000, HTTP_DEADLINE_MS = 2000, UNWATCHED_MS = 1000, MOST_RESTS = 9, POSITIONS = 1024 };

/* The columns of sql/<engine>/guard_read.sql behind the guards' own. */
enum { COL_WRITTEN = GUARD_BUILT_IN, COL_REPLAYED, COL_SEES, COL_MAY_ARCHIVE };

/* Shared by all processes of a run. One writes; a text that is read half-way written is only looked at. */
struct board {
    volatile int64_t at_ms;    /* of the last reading, on clock_ms(); 0: none yet */
    struct guard_advice advice;
    char error[192];           /* why the last try gave none; "": it did */
};

/* Where the WAL ended at which moment: how far behind a standby is in time, even one that tells nothing. */
struct positions {
    struct {
        int64_t ms;
        double bytes;
    } at[POSITIONS];
    size_t n;
};

struct guards {
    struct rollout *ro;
    struct guard *all;
    size_t n;
    bool demanded;             /* one of them is */
    bool owner;                /* of the reading process; a worker only looks */
    struct board *board;
    bool mapped;               /* board is shared memory */
    struct positions *positions;
    pid_t reader;              /* 0: none yet */
    int64_t opened_ms, started_ms;
};

/* --- which there are --- */

static void take_limits(struct guard *g, const struct plan_guard *p)
{
    g->has_slow = p->has_slow;
    g->has_stop = p->has_stop;
    g->slow = p->slow;
    g->stop = p->stop;
    g->demanded = true;
}

static const struct plan_guard *named(const struct plan *p, const char *name)
{
    for (size_t i = 0; p && i < p->n_guards; i++)
        if (strcmp(p->guards[i].name, name) == 0)
            return &p->guards[i];
    return NULL;
}

static void add_own(struct guard *all, size_t *n, const struct plan *p, const struct plan *over)
{
    for (size_t i = 0; p && i < p->n_guards; i++) {
        struct guard *g = &all[*n];

        if (p->guards[i].kind < GUARD_BUILT_IN || named(over, p->guards[i].name))
            continue;
        *g = (struct guard){.name = p->guards[i].name, .kind = p->guards[i].kind, .sql = p->guards[i].sql, .url = p->guards[i].url};
        take_limits(g, &p->guards[i]);
        if (g->kind == GUARD_HTTP) {
            g->has_stop = true;
            g->stop = 1;
        }
        (*n)++;
    }
}

void guards_of(struct rollout *ro, struct guard **ret, size_t *ret_n)
{
    const struct plan *project = ro->project ? ro->project->file : NULL;
    size_t n = 0, most = GUARD_BUILT_IN + ro->plan->n_guards + (project ? project->n_guards : 0);
    bool sqlite = db_engine(ro->db) == SQL_ENGINE_SQLITE;

    *ret = arena_new_array(ro->arena, struct guard, most);
    for (unsigned k = 0; k < GUARD_BUILT_IN; k++) {
        const struct guard_rule *rule = &guard_rules[k];
        const struct plan_guard *p = named(ro->plan, rule->name);
        struct guard g = {.name = rule->name, .what = rule->what, .kind = (enum guard_kind) k, .unit = rule->unit,
                          .has_slow = rule->slow > 0, .slow = rule->slow, .has_stop = rule->stop > 0, .stop = rule->stop};

        if (!p)
            p = named(project, rule->name);
        if (p && !p->off)
            take_limits(&g, p);
        if ((p && p->off) || (!g.has_slow && !g.has_stop) || sqlite != (k == GUARD_WAL_SIZE))
            continue;
        (*ret)[n++] = g;
    }
    add_own(*ret, &n, project, ro->plan);
    add_own(*ret, &n, ro->plan, NULL);
    *ret_n = n;
}

/* --- judging --- */

enum guard_verdict guard_judge(struct guard *g, double value, double *ret_rest)
{
    double again = g->has_slow ? g->slow : g->stop * 4 / 5;

    *ret_rest = 0;
    if (g->has_stop && (value >= g->stop || (g->stopped && value >= again))) {
        g->stopped = true;
        return GUARD_STOP;
    }
    g->stopped = false;
    if (!g->has_slow || value < g->slow)
        return GUARD_GO;
    *ret_rest = g->has_stop && g->stop > g->slow ? 1 + (MOST_RESTS - 1) * (value - g->slow) / (g->stop - g->slow) : 3;
    return GUARD_SLOW;
}

static const char *amount(struct arena *a, const struct guard *g, double x)
{
    return g->unit == GUARD_MS ? arena_printf(a, "%.1f s", x / 1000)
           : x == floor(x) && fabs(x) < 1e15 ? arena_printf(a, "%.0f", x) : arena_printf(a, "%g", x);
}

const char *guard_limits(struct arena *a, const struct guard *g)
{
    const char *slow = g->has_slow ? arena_printf(a, "slow from %s", amount(a, g, g->slow)) : "";
    const char *stop = g->has_stop ? arena_printf(a, "stop from %s", amount(a, g, g->stop)) : "";

    if (g->kind == GUARD_HTTP)
        return "stop unless it answers 200";
    return arena_printf(a, "%s%s%s", slow, *slow && *stop ? ", " : "", stop);
}

static const char *explain(struct arena *a, const struct guard *g, double value, enum guard_verdict verdict)
{
    return arena_printf(a, "guard %s %s: %s (%s)", g->name, verdict == GUARD_STOP ? "stops" : "slows", amount(a, g, value),
                        guard_limits(a, g));
}

/* The worst of all guards is the advice. */
static void take(struct guard_advice *ret, enum guard_verdict verdict, double rest, const char *why)
{
    if (verdict < ret->verdict || (verdict == ret->verdict && rest <= ret->rest))
        return;
    ret->verdict = verdict;
    ret->rest = rest;
    snprintf(ret->why, sizeof(ret->why), "%s", why);
}

/* --- reading --- */

/* At least so long ago the WAL that the standby has yet to replay was written. */
static double behind_ms(struct positions *p, double written, double replayed)
{
    int64_t now = clock_ms();

    if (p->n == 0 || p->at[(p->n - 1) % POSITIONS].bytes < written) {
        p->at[p->n % POSITIONS].ms = now;
        p->at[p->n % POSITIONS].bytes = written;
        p->n++;
    }
    if (replayed >= written)
        return 0;
    for (size_t i = p->n > POSITIONS ? p->n - POSITIONS : 0; i < p->n; i++)
        if (p->at[i % POSITIONS].bytes > replayed)
            return (double) (now - p->at[i % POSITIONS].ms);
    return 0;
}

static bool needs_rights(enum guard_kind k)
{
    return k == GUARD_REPLICA_LAG || k == GUARD_REPLICA_BYTES || k == GUARD_ACTIVE_SESSIONS || k == GUARD_LONG_TRANSACTION;
}

/* 1: there is no value, and none is missed. */
static int read_built_in(struct guards *g, const struct guard *guard, const struct db_result *r, double *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *queue = NULL;
    bool hidden = guard->kind == GUARD_ARCHIVE_QUEUE ? !db_bool(r, 0, COL_MAY_ARCHIVE)
                                                     : needs_rights(guard->kind) && !db_bool(r, 0, COL_SEES);

    if (hidden && guard->demanded) {
        err_set(e, ERR_PRIVILEGE, "this role may not see it");
        return err_hint(e, "grant pg_monitor to it");
    }
    if (hidden)
        return 1;
    if (guard->kind == GUARD_ARCHIVE_QUEUE) {
        if (db_run(g->ro->db, SQL_GUARD_ARCHIVE, g->ro->args, 0, NULL, &queue, e) < 0)
            return -1;
        *ret = (double) db_int(queue, 0, 0);
        return 0;
    }
    if (db_text(r, 0, guard->kind) == NULL && guard->kind != GUARD_REPLICA_LAG)
        return 1;
    *ret = db_text(r, 0, guard->kind) ? strtod(db_text(r, 0, guard->kind), NULL) : 0;
    if (guard->kind == GUARD_REPLICA_LAG && db_text(r, 0, COL_REPLAYED)) {
        double written = strtod(db_text(r, 0, COL_WRITTEN), NULL), replayed = strtod(db_text(r, 0, COL_REPLAYED), NULL);

        *ret = replayed >= written ? 0 : MAX(*ret, behind_ms(g->positions, written, replayed));
    }
    return 0;
}

static int read_own(struct guards *g, const struct guard *guard, double *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(g->ro->arena, g->ro->args);
    char *end;

    sql_args_expr(args, "expression", guard->sql.text, &guard->sql);
    if (db_run(g->ro->db, SQL_WATCH_MEASURE, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) != 1 || !db_text(r, 0, 0))
        return err_set(e, ERR_DATABASE, "no data");
    *ret = strtod(db_text(r, 0, 0), &end);
    if (*end != '\0' || end == db_text(r, 0, 0) || !isfinite(*ret))
        return err_set(e, ERR_DATABASE, "\"%s\" is not a number", db_text(r, 0, 0));
    return 0;
}

/* In the manner of freno: 200 is yes. */
static int ask_url(const struct guard *guard, double *ret, struct err *e)
{
    int status;

    if (http_head(guard->url, HTTP_DEADLINE_MS, &status, e) < 0)
        return -1;
    *ret = status == 200 ? 0 : status;
    return 0;
}

static int read_one(struct guards *g, const struct guard *guard, const struct db_result *r, double *ret, struct err *e)
{
    switch (guard->kind) {
    case GUARD_SQL: return read_own(g, guard, ret, e);
    case GUARD_HTTP: return ask_url(guard, ret, e);
    default: return read_built_in(g, guard, r, ret, e);
    }
}

/* Read all guards. -1: one of them could not be read, which is as good as none. */
static int read_all(struct guards *g, struct guard_advice *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    memset(ret, 0, sizeof(*ret));
    if (db_run(g->ro->db, SQL_GUARD_READ, g->ro->args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < g->n; i++) {
        struct guard *guard = &g->all[i];
        enum guard_verdict verdict;
        double value = 0, rest;
        int rc = read_one(g, guard, r, &value, e);

        if (rc < 0)
            return err_context(e, "guard %s", guard->name);
        if (rc > 0)
            continue;
        verdict = guard_judge(guard, value, &rest);
        if (verdict != GUARD_GO)
            take(ret, verdict, rest, explain(g->ro->arena, guard, value, verdict));
    }
    return 0;
}

static void post(struct guards *g)
{
    struct guard_advice advice;
    struct arena *whole = g->ro->arena;
    struct err e;
    int rc;

    g->ro->arena = arena_new(); /* a reading a second for days */
    rc = read_all(g, &advice, &e);
    arena_free(g->ro->arena);
    g->ro->arena = whole;
    if (rc < 0) {
        snprintf(g->board->error, sizeof(g->board->error), "%.*s", (int) sizeof(g->board->error) - 1, e.text);
        db_rollback(g->ro->db);
        if (e.id == ERR_DISCONNECTED && db_reconnect(g->ro->db, &e) < 0)
            snprintf(g->board->error, sizeof(g->board->error), "%.*s", (int) sizeof(g->board->error) - 1, e.text);
        return;
    }
    g->board->error[0] = '\0';
    g->board->advice = advice;
    g->board->at_ms = clock_ms();
}

/* --- the process that reads --- */

_Noreturn static void keep_reading(struct guards *g, pid_t parent)
{
    struct err e;

    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(1);
    db_forget(g->ro->db);
    db_interrupt_on(g->ro->db, NULL);
    db_deadline(g->ro->db, READ_DEADLINE_MS);
    if (db_reconnect(g->ro->db, &e) < 0)
        snprintf(g->board->error, sizeof(g->board->error), "%.*s", (int) sizeof(g->board->error) - 1, e.text);
    for (;;) {
        post(g);
        clock_sleep_ms(INTERVAL_MS);
    }
}

static bool is_separate(const struct guards *g)
{
    return db_engine(g->ro->db) != SQL_ENGINE_SQLITE;
}

/* Begin it, or begin it anew when it has died. */
static void see_to_reader(struct guards *g)
{
    pid_t parent = getpid();

    if (g->reader > 0 && waitpid(g->reader, NULL, WNOHANG) == g->reader)
        g->reader = 0;
    if (g->reader > 0 || (g->started_ms > 0 && clock_ms() - g->started_ms < INTERVAL_MS))
        return;
    g->started_ms = clock_ms();
    g->reader = fork();
    if (g->reader == 0)
        keep_reading(g, parent);
    if (g->reader < 0)
        g->reader = 0;
}

struct guards *guards_open(struct rollout *ro)
{
    struct guards *g = arena_new_array(ro->arena, struct guards, 1);
    void *p;

    *g = (struct guards){.ro = ro, .owner = true, .opened_ms = clock_ms()};
    guards_of(ro, &g->all, &g->n);
    if (g->n == 0)
        return NULL;
    for (size_t i = 0; i < g->n; i++)
        g->demanded = g->demanded || g->all[i].demanded;
    p = mmap(NULL, sizeof(*g->board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    /* Without memory to share, no reading ever arrives, and the run stops: closed, not open. */
    g->mapped = p != MAP_FAILED;
    g->board = g->mapped ? p : arena_new_array(ro->arena, struct board, 1);
    if (!g->mapped)
        memset(g->board, 0, sizeof(*g->board));
    g->positions = arena_new_array(ro->arena, struct positions, 1);
    memset(g->positions, 0, sizeof(*g->positions));
    return g;
}

void guards_share(struct guards *g)
{
    if (g)
        g->owner = false;
}

void guards_close(struct guards *g)
{
    if (!g || !g->board || !g->owner)
        return;
    if (g->reader > 0 && kill(g->reader, SIGKILL) == 0)
        while (waitpid(g->reader, NULL, 0) < 0 && errno == EINTR)
            ;
    if (g->mapped)
        munmap(g->board, sizeof(*g->board));
    g->board = NULL;
}

/* --- looking --- */

/* Nothing was read for too long, or not yet where that is waited for. */
static bool is_blind(const struct guards *g, int64_t at_ms)
{
    int64_t since = at_ms > 0 ? at_ms : g->opened_ms;

    return (at_ms == 0 && g->demanded) || clock_ms() - since >= STALE_MS;
}

void guards_look(struct guards *g, struct guard_advice *ret)
{
    int64_t at_ms;

    memset(ret, 0, sizeof(*ret));
    if (!g)
        return;
    /* A short run is over before the usual guards could say anything. */
    if (!g->demanded && clock_ms() - g->opened_ms < UNWATCHED_MS)
        return;
    if (g->owner && is_separate(g))
        see_to_reader(g);
    else if (g->owner && (g->board->at_ms == 0 || clock_ms() - g->board->at_ms >= INTERVAL_MS))
        post(g);
    at_ms = g->board->at_ms;
    *ret = g->board->advice;
    if (!is_blind(g, at_ms))
        return;
    ret->verdict = GUARD_STOP;
    ret->first = at_ms == 0 && !g->board->error[0] && clock_ms() - g->opened_ms < STALE_MS;
    if (ret->first)
        snprintf(ret->why, sizeof(ret->why), "guards: the first reading");
    else
        snprintf(ret->why, sizeof(ret->why), "guards: no reading for %lld s%s%s",
                 (long long) (clock_ms() - (at_ms > 0 ? at_ms : g->opened_ms)) / 1000, g->board->error[0] ? ": " : "",
                 g->board->error);
}
