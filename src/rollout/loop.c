#include "loop.h"

#include <stdio.h>
#include <string.h>

#include "approval.h"
#include "args.h"
#include "clock.h"
#include "gentle.h"
#include "host.h"

enum { REFRESH_MS = 500, SEEN_MS = 2000, NAP_MS = 50, TROUBLE_BUDGET_MS = 120 * 1000 };

bool loop_is_alone(const struct loop *l)
{
    return l->opts->max_batches > 0 || db_engine(l->ro->db) == SQL_ENGINE_SQLITE;
}

void loop_set_workers(struct loop *l, int64_t wanted)
{
    l->workers = loop_is_alone(l) ? 1 : wanted;
}

void loop_init(struct loop *l, struct rollout *ro, const struct step_ops *ops, const struct run_opts *opts)
{
    const struct plan *p = ro->plan;

    memset(l, 0, sizeof(*l));
    l->ro = ro;
    l->ops = ops;
    l->opts = opts;
    l->progress.eta = (struct estimate){-1, -1, -1};
    loop_set_workers(l, opts->workers ? opts->workers : p->workers);
    pace_init(&l->pace, opts->batch_rows ? opts->batch_rows : p->batch_rows, p->batch_time_ms, p->rate_per_s,
              CHUNK_ROWS);
    l->guards = guards_open(ro);
    tempo_init(l);
    l->tuned = "";
    uuid7(l->runner);
}

static bool interrupted(const struct loop *l)
{
    return l->opts->interrupt && *l->opts->interrupt;
}

/* Wait, but not through an interrupt. */
static void nap(const struct loop *l, int64_t ms)
{
    int64_t until = clock_ms() + ms;

    while (!interrupted(l) && clock_ms() < until)
        clock_sleep_ms(MIN(until - clock_ms(), (int64_t) NAP_MS));
}

void loop_rest(const struct loop *l, int64_t ms)
{
    nap(l, ms);
}

/* One statement about this process, on its own, and how long rows were held, where that is news. */
static int note(struct loop *l, enum sql_id id, size_t n, const char *const *params, struct err *e)
{
    int64_t held_us = l->memory.held_us;

    if (db_begin_write(l->ro->db, NULL, e) < 0)
        return -1;
    if (db_run(l->ro->db, id, l->ro->args, n, params, NULL, e) < 0 ||
        (held_us > l->kept_held_us && run_held(l->ro->db, l->ro->run, held_us, e) < 0) || db_commit(l->ro->db, e) != 0) {
        db_rollback(l->ro->db);
        return -1;
    }
    l->kept_held_us = held_us;
    return 0;
}

/* When it will end: the first process says. */
static const char *until(const struct loop *l, struct arena *a, int64_t ms)
{
    return l->is_worker || ms < 0 ? NULL : arena_printf(a, "%lld", (long long) ms);
}

/* Tell people that this process is at work. Nothing depends on it: a failure is passed over. */
static void seen(struct loop *l)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    char process[HOST_PROCESS_BYTES];
    const char *params[] = {l->runner, ledger_actor(a), arena_printf(a, "%.1f", pace_rows_per_second(&l->pace)),
                            arena_printf(a, "%lld", (long long) l->pace.batch_rows), l->progress.throttled_by,
                            until(l, a, l->progress.eta.low_ms), until(l, a, l->progress.eta.high_ms),
                            host_process_name(process)};
    struct err ignored;

    l->seen_ms = clock_ms();
    (void) note(l, SQL_RUNNER_SEEN, ARRAY_LEN(params), params, &ignored);
}

void loop_leave(struct loop *l)
{
    const char *runner = l->runner;
    struct err ignored;

    if (!l->is_worker)
        guards_close(l->guards);
    if (l->seen_ms > 0)
        (void) note(l, SQL_RUNNER_GONE, 1, &runner, &ignored);
}

/* Show how it stands: after every batch from what is known here, twice a second from the ledger. */
static int report(struct loop *l, int64_t part, bool now, struct err *e)
{
    struct run_progress *p = &l->progress;

    p->rows_per_second = l->together > 0 ? l->together : pace_rows_per_second(&l->pace);
    p->batch_rows = l->pace.batch_rows;
    p->retries = l->memory.retries;
    p->unknown_commits = l->memory.unknown_commits;
    if (!now && clock_ms() - l->refreshed_ms < REFRESH_MS)
        return 0;
    l->refreshed_ms = clock_ms();
    if (l->refresh(l, part, e) < 0 || tempo_refresh(l, e) < 0)
        return -1;
    if (!l->is_worker)
        tempo_estimate(l, &p->eta);
    if (clock_ms() - l->seen_ms > SEEN_MS)
        seen(l);
    if (l->opts->progress)
        l->opts->progress(l->opts->progress_arg, p);
    return 0;
}

void loop_nap(struct loop *l, int64_t part, const char *for_what, int64_t ms)
{
    struct err ignored;

    if (l->progress.throttled_by != for_what)
        l->seen_ms = l->refreshed_ms = 0; /* people are told at once */
    l->progress.throttled_by = for_what;
    if (report(l, part, false, &ignored) < 0)
        db_rollback(l->ro->db);
    nap(l, ms);
}

/* Connect again until it works or the budget is spent. The runs's database must be the same one. */
static int reconnect(struct loop *l, struct err *e)
{
    struct err cause = *e;

    while (!interrupted(l) && clock_ms() - l->trouble_since_ms < TROUBLE_BUDGET_MS) {
        if (db_reconnect(l->ro->db, e) == 0) {
            if (rollout_recheck(l->ro, e) == 0)
                return 0;
            if (!err_is_transient(e))
                return -1;
        }
        nap(l, clock_jitter_ms(500));
    }
    *e = cause;
    return -1;
}

/* No piece is free: is all done, or are others at it? */
static int idle(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    int rc = loop_told_to_end(l, part, ret_end, e);

    if (rc != 0)
        return rc;
    l->trouble_since_ms = 0; /* the others are at it: that is no trouble */
    l->progress.throttled_by = "other runners";
    nap(l, NAP_MS);
    return 0;
}

/* The rows of the approvals are not those that were verified: verify them again. 1: they are no longer enough. */
static int approvals_changed(struct loop *l, enum run_end *ret_end, struct err *e)
{
    const char *why;
    int rc = approval_ask(l->ro, &why, e);

    if (rc <= 0)
        return rc;
    if (run_want(l->ro->db, l->ro->run, "paused", "retcon", why, e) < 0)
        return -1;
    *ret_end = RUN_PAUSED;
    return 1;
}

/* A step failed for now: wait a little, with jitter; give up when the trouble lasts. 1: interrupted meanwhile. */
static int trouble(struct loop *l, int64_t part, struct err *e)
{
    if (l->trouble_since_ms == 0)
        l->trouble_since_ms = clock_ms();
    if (clock_ms() - l->trouble_since_ms > TROUBLE_BUDGET_MS) {
        err_context(e, "gave up after %d s", TROUBLE_BUDGET_MS / 1000);
        return -1;
    }
    pace_shrink(&l->pace);
    if (e->id == ERR_DISCONNECTED)
        return reconnect(l, e) < 0 && !interrupted(l) ? -1 : 0;
    snprintf(l->trouble_why, sizeof(l->trouble_why), "a retry: %.*s", (int) sizeof(l->trouble_why) - 16, e->text);
    /* Where a file has one writer, and that is somebody else, telling would wait as long as the batch. */
    if (db_engine(l->ro->db) == SQL_ENGINE_SQLITE)
        nap(l, clock_jitter_ms(100));
    else
        loop_nap(l, part, l->trouble_why, clock_jitter_ms(100));
    return 0;
}

bool loop_mended(struct loop *l, struct err *e)
{
    return e->id == ERR_DISCONNECTED && !interrupted(l) && trouble(l, 0, e) == 0;
}

/* 1: the part ends here, *ret_end says how. */
static int after_step(struct loop *l, int64_t part, const struct step_result *r, enum run_end *ret_end, struct err *e)
{
    if (r->end == STEP_NONE)
        return idle(l, part, ret_end, e);
    if (r->end == STEP_UNWANTED)
        return loop_told_to_end(l, part, ret_end, e);
    if (r->end == STEP_UNAPPROVED)
        return approvals_changed(l, ret_end, e);
    if (r->end == STEP_AGAIN && r->raced)
        pace_shrink(&l->pace);
    if (r->end == STEP_AGAIN)
        return r->retry ? trouble(l, part, e) : 0;
    l->trouble_since_ms = 0;
    l->batches++;
    l->took_ms = r->took_ms;
    pace_done(&l->pace, r->slice.count, r->took_ms);
    tempo_done(l);
    return report(l, part, r->counts.failed > 0, e);
}

static bool ended(struct loop *l, enum run_end *ret_end)
{
    if (interrupted(l))
        *ret_end = RUN_INTERRUPTED;
    else if (l->opts->max_batches > 0 && l->batches >= l->opts->max_batches)
        *ret_end = RUN_PAUSED;
    else if (l->halt && (l->halted_why = l->halt(l)))
        *ret_end = RUN_HALTED;
    else
        return false;
    return true;
}

/* 1: what is looked at between batches pauses the run. */
static int look_between(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    if (!l->between)
        return 0;
    if (l->between(l, part, &l->halted_why, e) < 0)
        return e->id == ERR_INTERRUPTED ? 0 : -1;
    if (!l->halted_why)
        return 0;
    *ret_end = RUN_PAUSED;
    return 1;
}

bool loop_interrupted(const struct loop *l)
{
    return interrupted(l);
}

int loop_told_to_end(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    const char *wanted, *state;
    int64_t open;

    if (l->open_pieces(l, part, &open, &wanted, &state, e) < 0)
        return -1;
    if (open == 0)
        *ret_end = RUN_FINISHED;
    else if (interrupted(l))
        *ret_end = RUN_INTERRUPTED;
    else if (strcmp(wanted, "running") != 0 || strcmp(state, state_name(l->ops->state)) != 0)
        *ret_end = strcmp(wanted, "stopped") == 0 ? RUN_STOPPED : RUN_PAUSED;
    else
        return 0;
    return 1;
}

static int one_step(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    struct step_result r;

    if (step(l->ro, l->ops, part, l->pace.batch_rows, &l->memory, &r, e) == 0)
        return after_step(l, part, &r, ret_end, e);
    return e->id == ERR_INTERRUPTED ? 0 : -1;
}

/* The crew is looked after. 1: this process leaves it. */
static int staff(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    *ret_end = RUN_PAUSED;
    return l->staff ? l->staff(l, part, e) : 0;
}

int loop_part(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    int rc = report(l, part, true, e);

    while (rc == 0) {
        if (ended(l, ret_end))
            break;
        rc = staff(l, part, ret_end, e);
        rc = rc != 0 ? rc : tempo_wait(l, part, ret_end, e);
        rc = rc != 0 || interrupted(l) ? rc : gentle_wait(l, part, ret_end, e);
        /* A guard may have held it until the window shut. */
        if (rc == 0 && (interrupted(l) || tempo_is_shut(l)))
            continue;
        rc = rc != 0 ? rc : look_between(l, part, ret_end, e);
        if (rc == 0)
            rc = one_step(l, part, ret_end, e);
        if (rc < 0 && err_is_transient(e))
            rc = trouble(l, part, e);
    }
    if (rc < 0)
        return -1;
    return report(l, part, true, e);
}
