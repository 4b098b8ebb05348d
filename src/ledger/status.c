#include <string.h>

#include "host.h"
#include "ledger.h"

static void tally_add(struct tally *total, const struct tally *t)
{
    total->candidates += t->candidates;
    total->changed += t->changed;
    total->unchanged += t->unchanged;
    total->excluded += t->excluded;
    total->uncertain += t->uncertain;
    total->gone += t->gone;
    total->failed += t->failed;
    total->pending += t->pending;
}

static int read_stages(struct db *db, struct arena *a, const struct sql_args *args, struct status *s, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_STATUS_STAGES, args, 0, NULL, &r, e) < 0)
        return -1;
    s->n_stages = db_rows(r);
    s->stages = arena_new_array(a, struct stage_status, s->n_stages);
    for (size_t i = 0; i < s->n_stages; i++) {
        struct stage_status *g = &s->stages[i];

        g->no = (int) db_int(r, i, 0);
        g->name = arena_strdup(a, db_text(r, i, 1));
        g->started_at = arena_strdup(a, db_text(r, i, 2));
        g->finished_at = arena_strdup(a, db_text(r, i, 3));
        g->tally = (struct tally){
            .candidates = db_int(r, i, 4),
            .changed = db_int(r, i, 5),
            .unchanged = db_int(r, i, 6),
            .excluded = db_int(r, i, 7),
            .uncertain = db_int(r, i, 8),
            .gone = db_int(r, i, 9),
            .failed = db_int(r, i, 10),
            .pending = db_int(r, i, 11),
            .restored = db_int(r, i, 12),
        };
        tally_add(&s->total, &g->tally);
        if (!s->stage && g->tally.pending > 0)
            s->stage = g->name;
    }
    return 0;
}

static int read_undo(struct db *db, const struct sql_args *args, struct status *s, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *undo = NULL, *open = NULL;

    if (db_run(db, SQL_STATUS_UNDO, args, 0, NULL, &undo, e) < 0 ||
        db_run(db, SQL_STATUS_QUARANTINE, args, 0, NULL, &open, e) < 0)
        return -1;
    s->total.restored = db_int(undo, 0, 0);
    s->total.conflicts = db_int(undo, 0, 1);
    s->open_quarantine = db_int(open, 0, 0);
    return 0;
}

static int read_reasons(struct db *db, struct arena *a, const struct sql_args *args, struct status *s, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_STATUS_REASONS, args, 0, NULL, &r, e) < 0)
        return -1;
    s->n_reasons = db_rows(r);
    s->reasons = arena_new_array(a, struct reason_count, s->n_reasons);
    for (size_t i = 0; i < s->n_reasons; i++) {
        s->reasons[i].outcome = arena_strdup(a, db_text(r, i, 0));
        s->reasons[i].reason = arena_strdup(a, db_text(r, i, 1));
        s->reasons[i].n = db_int(r, i, 2);
    }
    return 0;
}

/* The first that says when it will end. */
static void take_end(struct status *s, struct arena *a, const struct db_result *r, size_t i, int64_t ago_ms)
{
    if (s->ends_to || !db_text(r, i, 6) || !db_text(r, i, 7))
        return;
    s->eta_low_ms = MAX(db_int(r, i, 6) - ago_ms, (int64_t) 0);
    s->eta_high_ms = MAX(db_int(r, i, 7) - ago_ms, (int64_t) 1);
    s->ends_from = arena_strdup(a, db_text(r, i, 8));
    s->ends_to = arena_strdup(a, db_text(r, i, 9));
}

static int read_runners(struct db *db, struct arena *a, const struct sql_args *args, struct status *s, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_STATUS_RUNNERS, args, 0, NULL, &r, e) < 0)
        return -1;
    s->runners = arena_new_array(a, struct runner_status, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        struct runner_status *runner = &s->runners[s->n_runners];

        if (host_process_has_ended(db_text(r, i, 10)))
            continue;
        runner->actor = arena_strdup(a, db_text(r, i, 0));
        runner->seen_at = arena_strdup(a, db_text(r, i, 1));
        runner->seen_ago_ms = db_int(r, i, 2);
        runner->batch_rows = db_int(r, i, 3);
        runner->rows_per_second = db_double(r, i, 4);
        runner->throttled_by = arena_strdup(a, db_text(r, i, 5));
        s->rows_per_second += runner->rows_per_second;
        s->n_runners++;
        take_end(s, a, r, i, runner->seen_ago_ms);
    }
    return 0;
}

static int read_all(struct db *db, struct arena *a, struct run *run, struct status *ret, struct err *e)
{
    struct sql_args *args = sql_args_new(a);

    memset(ret, 0, sizeof(*ret));
    sql_args_int(args, "run", run->id);
    ret->run = run;
    ret->excluded_at_freeze = run->universe - run->candidates;
    if (read_stages(db, a, args, ret, e) < 0 || read_undo(db, args, ret, e) < 0 ||
        read_reasons(db, a, args, ret, e) < 0 || read_runners(db, a, args, ret, e) < 0 ||
        tuned_list(db, a, run->id, &ret->tuned, &ret->n_tuned, e) < 0 ||
        debt_list(db, a, run->id, false, &ret->debts, &ret->n_debts, e) < 0)
        return -1;
    return 0;
}

/* One snapshot; not on SQLite, where who reads for long keeps others from committing. */
int status_read(struct db *db, struct arena *a, struct run *run, struct status *ret, struct err *e)
{
    if (db_in_transaction(db) || db_engine(db) == SQL_ENGINE_SQLITE)
        return read_all(db, a, run, ret, e);
    if (db_begin_read(db, e) < 0)
        return -1;
    if (read_all(db, a, run, ret, e) == 0)
        return db_commit(db, e);
    db_rollback(db);
    return -1;
}
