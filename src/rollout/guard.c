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
#include "guard_read.h"
#include "text.h"

/* Company is what two of the last five readings saw: one session that only looks now and then is none. Who is there as the run
   begins counts until the first reading. */
enum { LAST_FIVE = 0x1f, AT_FIRST = 0x18 };
enum { INTERVAL_MS = 1000, STALE_MS = 15 * 1000, READ_DEADLINE_MS = 5000, UNWATCHED_MS = 1000, MOST_RESTS = 9 };

/* Shared by all processes of a run. One writes; a text that is read half-way written is only looked at. */
struct board {
    volatile int64_t at_ms;    /* of the last reading, on clock_ms(); 0: none yet */
    struct guard_advice advice;
    unsigned company;          /* a bit for each of the last readings, the latest the lowest */
    char error[192];           /* why the last try gave none; "": it did */
};

struct guards {
    struct rollout *ro;
    struct guard *all;
    size_t n;
    bool demanded;             /* one of them is */
    bool owner;                /* of the reading process; a worker only looks */
    struct board *board;
    bool mapped;               /* board is shared memory */
    struct guard_memory *memory;
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

static bool is_of_files(enum guard_kind k)
{
    return k == GUARD_WAL_SIZE || k == GUARD_OTHER_WRITERS;
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
        if ((p && p->off) || (!g.has_slow && !g.has_stop) || (k != GUARD_DISK_FREE && sqlite != is_of_files((enum guard_kind) k)))
            continue;
        (*ret)[n++] = g;
    }
    add_own(*ret, &n, project, ro->plan);
    add_own(*ret, &n, ro->plan, NULL);
    *ret_n = n;
}

/* --- judging --- */

/* Of what is left, less is worse: the same with the signs turned. */
static double worse(const struct guard *g, double x)
{
    return g->unit == GUARD_FREE ? -x : x;
}

enum guard_verdict guard_judge(struct guard *g, double given, double *ret_rest)
{
    double value = worse(g, given), slow = worse(g, g->slow), stop = worse(g, g->stop);
    double again = g->has_slow ? slow : stop - fabs(stop) / 5;

    *ret_rest = 0;
    if (g->has_stop && (value >= stop || (g->stopped && value >= again))) {
        g->stopped = true;
        return GUARD_STOP;
    }
    g->stopped = false;
    if (!g->has_slow || value < slow)
        return GUARD_GO;
    *ret_rest = g->has_stop && stop > slow ? 1 + (MOST_RESTS - 1) * (value - slow) / (stop - slow) : 3;
    return GUARD_SLOW;
}

const char *guard_amount(struct arena *a, const struct guard *g, double x)
{
    char bytes[32];

    switch (g->unit) {
    case GUARD_MS: return arena_printf(a, "%.1f s", x / 1000);
    case GUARD_BYTES: return arena_printf(a, "%s%s", text_bytes((int64_t) x, bytes), g->kind == GUARD_WAL_RATE ? "/s" : "");
    case GUARD_FREE: return arena_printf(a, "%s", text_bytes((int64_t) x, bytes));
    case GUARD_COUNT: break;
    }
    return x == floor(x) && fabs(x) < 1e15 ? arena_printf(a, "%.0f", x) : arena_printf(a, "%g", x);
}

const char *guard_limits(struct arena *a, const struct guard *g)
{
    const char *from = g->unit == GUARD_FREE ? "below" : "from";
    const char *slow = g->has_slow ? arena_printf(a, "slow %s %s", from, guard_amount(a, g, g->slow)) : "";
    const char *stop = g->has_stop ? arena_printf(a, "stop %s %s", from, guard_amount(a, g, g->stop)) : "";

    if (g->kind == GUARD_HTTP)
        return "stop unless it answers 200";
    return arena_printf(a, "%s%s%s", slow, *slow && *stop ? ", " : "", stop);
}


/* --- reading --- */

static void post(struct guards *g)
{
    struct guard_advice advice;
    struct arena *whole = g->ro->arena;
    struct err e;
    int rc;

    g->ro->arena = arena_new(); /* a reading a second for days */
    rc = guard_read(g->ro, g->memory, g->all, g->n, &advice, &e);
    arena_free(g->ro->arena);
    g->ro->arena = whole;
    if (rc < 0) {
        snprintf(g->board->error, sizeof(g->board->error), "%.*s", (int) sizeof(g->board->error) - 1, e.text);
        db_rollback(g->ro->db);
        if (e.id == ERR_DISCONNECTED && db_reconnect(g->ro->db, &e) < 0)
            snprintf(g->board->error, sizeof(g->board->error), "%.*s", (int) sizeof(g->board->error) - 1, e.text);
        return;
    }
    if (rc > 0)
        return;
    g->board->error[0] = '\0';
    g->board->advice = advice;
    g->board->company = (g->board->company << 1 | advice.company) & LAST_FIVE;
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

/* As the run begins. Where the question fails there is company; sessions that the role may not see are none. */
static unsigned company_at_first(const struct guards *g)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct err e;

    if (!is_separate(g))
        return 0;
    if (db_run(g->ro->db, SQL_GUARD_COMPANY, g->ro->args, 0, NULL, &r, &e) < 0) {
        db_rollback(g->ro->db);
        return AT_FIRST;
    }
    return db_int(r, 0, 0) > 0 ? AT_FIRST : 0;
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
    g->board->company = company_at_first(g);
    g->memory = guard_memory_new(ro->arena);
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

static bool has_company(const struct guards *g)
{
    return __builtin_popcount(g->board->company) >= 2;
}

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
    ret->company = has_company(g);
    /* A short run is over before the usual guards could say anything. */
    if (!g->demanded && clock_ms() - g->opened_ms < UNWATCHED_MS)
        return;
    if (g->owner && is_separate(g))
        see_to_reader(g);
    else if (g->owner && (g->board->at_ms == 0 || clock_ms() - g->board->at_ms >= INTERVAL_MS))
        post(g);
    at_ms = g->board->at_ms;
    *ret = g->board->advice;
    ret->company = has_company(g);
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
