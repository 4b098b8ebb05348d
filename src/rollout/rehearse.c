#include "rehearse.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "batch.h"
#include "clock.h"
#include "dry_parts.h"
#include "estimate.h"
#include "fault.h"

enum { SLICES = 4, BATCHES = 4, COMMIT_US = 3000, SQLITE_COMMIT_ROW_NS = 500, TIMED_ROWS = 10000, LEAST_TIMED_ROWS = 400 };

struct rehearsal {
    struct rollout *ro;
    struct dry_run *d;
    /* Time against rows of the slices that passed. */
    struct estimate_sample samples[SLICES + BATCHES];
    size_t n;
    int64_t around_us; /* of a batch, beside its statements; 0: not known yet */
    bool judged;       /* not every row changes */
    bool scattered;    /* the list is no range of keys */
};

static int clock_bytes(struct rollout *ro, int64_t *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_DRY_CLOCK, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = db_text(r, 0, 1) ? db_int(r, 0, 1) : -1;
    return 0;
}

static int note_failure(struct rehearsal *h, const struct slice *s, const struct err *cause, struct err *e)
{
    struct dry_run *d = h->d;
    struct dry_failure *f = &d->failures[d->n_failures];

    d->rehearsed_failed++;
    if (d->n_failures == 2 * DRY_SHOWN_FAILURES)
        return 0;
    d->n_failures++;
    f->where = "rehearsal";
    f->message = arena_strdup(h->ro->arena, cause->text);
    return dry_key(h->ro, s->piece, s->position + 1, &f->key, e);
}

/* Which other columns do triggers change? Compares the rows of the slice before and after. */
static int note_trigger_changes(struct rehearsal *h, const struct slice *s, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct dry_run *d = h->d;

    if (db_run(h->ro->db, SQL_REHEARSE_CHANGES, h->ro->args, 0, NULL, &r, e) < 0)
        return -1;
    d->n_trigger_changes = db_rows(r);
    d->trigger_changes = arena_new_array(h->ro->arena, const char *, d->n_trigger_changes);
    for (size_t i = 0; i < d->n_trigger_changes; i++)
        d->trigger_changes[i] = arena_printf(h->ro->arena, "%s (in %s of %lld rows)", db_text(r, i, 0),
                                             db_text(r, i, 1), (long long) s->count);
    return 0;
}

static int try_slice(struct rehearsal *h, const struct slice *s, bool watch_triggers, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct rollout *ro = h->ro;
    struct slice_counts counts = {0};
    int64_t began;

    if (watch_triggers && db_script(ro->db, SQL_REHEARSE_BEFORE, batch_args(ro, a, s), e) < 0)
        return -1;
    began = clock_us();
    if (batch_change(ro, s, ro->form == FORM_LONG ? SLICE_LOCKED : SLICE_JUDGED, &counts, e) < 0)
        return -1;
    if (counts.raced > 0)
        return err_set(e, ERR_ROW, "the update changed nothing: a trigger suppresses it, or somebody else was faster");
    if (h->n < SLICES)
        h->samples[h->n++] = (struct estimate_sample){s->count, clock_us() - began};
    h->judged = h->judged || counts.changed != s->count;
    h->d->rehearsed_rows += counts.changed;
    return watch_triggers ? note_trigger_changes(h, s, e) : 0;
}

/* A slice in a savepoint: what fails leaves no trace, not even for the slices after it. 1: rows were refused. */
static int rehearse_slice(struct rehearsal *h, const struct slice *s, bool watch_triggers, struct err *e)
{
    struct err cause;

    if (db_savepoint(h->ro->db, e) < 0)
        return -1;
    if (try_slice(h, s, watch_triggers, &cause) == 0)
        return 0;
    if (err_class_of(cause.id) != ERRC_ROW) {
        *e = cause;
        return -1;
    }
    db_savepoint_rollback(h->ro->db);
    if (s->count > 1)
        return 1;
    return note_failure(h, s, &cause, e) < 0 ? -1 : 1;
}

/* Row by row, so that a refused row is known by its key. A refused row holds the checkpoint: what comes after it in the
   slice is tried from the next row on, with the checkpoint moved as the run would move it. */
static int rehearse_rows(struct rehearsal *h, const struct slice *whole, struct err *e)
{
    const char *message = "rehearsal";

    for (int64_t i = 0; i < whole->count; i++) {
        struct slice s = *whole;
        int rc;

        s.position = whole->position + i;
        s.count = 1;
        rc = rehearse_slice(h, &s, false, e);
        if (rc < 0 || (rc > 0 && batch_ops.refuse(h->ro, 0, &s, message, e) < 0))
            return -1;
    }
    return 0;
}

/* Columns that are neither in the key nor set: only those can a trigger change unseen. */
static bool has_other_columns(const struct rollout *ro)
{
    return ro->table->n_columns > ro->n_key + ro->plan->n_set;
}

/* A few slices, spread over the chunks; of different sizes, for the sake of the time estimate. */
static int rehearse_all(struct rehearsal *h, int64_t rows, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *chunks = NULL;
    static const int share[SLICES] = {5, 25, 50, 20}; /* percent */
    bool watch = batch_has_row_triggers(h->ro) && has_other_columns(h->ro);
    size_t n;

    if (db_run(h->ro->db, SQL_DRY_CHUNKS, h->ro->args, 0, NULL, &chunks, e) < 0)
        return -1;
    n = MIN(db_rows(chunks), (size_t) SLICES);
    for (size_t i = 0; i < n; i++) {
        size_t row = n == 1 ? 0 : i * (db_rows(chunks) - 1) / (n - 1);
        struct slice s = {.piece = db_int(chunks, row, 0), .n = db_int(chunks, row, 1)};
        int rc;

        s.count = MIN(s.n, MAX(n == SLICES ? rows * share[i] / 100 : rows / (int64_t) n, (int64_t) 1));
        rc = rehearse_slice(h, &s, watch && i == 0, e);
        if (rc < 0 || (rc > 0 && rehearse_rows(h, &s, e) < 0))
            return -1;
    }
    return 0;
}

/* --- how long it will take --- */

/* Neither is in the samples: the claim of the chunk with its digest, the look at the definition; and a commit. */
static int time_around(struct rehearsal *h, struct err *e)
{
    char digest[DIGEST_HEX_LEN + 1];
    const char *wanted, *state;
    struct slice s = {0};
    int64_t began = clock_us();

    if (batch_ops.claim(h->ro, 1, &s, &wanted, &state, e) < 0 ||
        catalog_definition(h->ro->db, h->ro->arena, h->ro->table, digest, e) < 0)
        return -1;
    h->around_us = clock_us() - began + COMMIT_US;
    return 0;
}

/* The form that a run would try first, as far as the batches before have shown. */
static enum slice_form form_of(const struct rehearsal *h)
{
    if (h->ro->form == FORM_LONG)
        return SLICE_LOCKED;
    if (h->judged)
        return SLICE_JUDGED;
    return batch_ops.has_ranges(h->ro) && !h->scattered ? SLICE_RANGE : SLICE_STRAIGHT;
}

/* 1: that form was not the right one for the slice. What a run would not try again soon is not timed. */
static int time_form(struct rehearsal *h, const struct slice *s, enum slice_form form, struct err *e)
{
    struct slice_counts counts = {0};
    int64_t began = clock_us();

    if (batch_change(h->ro, s, form, &counts, e) < 0) {
        h->scattered = h->scattered || form == SLICE_RANGE; /* a row of others, perhaps */
        return err_class_of(e->id) == ERRC_ROW && form == SLICE_RANGE ? 1 : -1;
    }
    h->judged = h->judged || counts.mixed;
    h->scattered = h->scattered || counts.scattered;
    if (counts.mixed || counts.scattered)
        return 1;
    if (counts.raced == 0)
        h->samples[h->n++] = (struct estimate_sample){s->count, clock_us() - began};
    return h->around_us == 0 ? time_around(h, e) : 0;
}

/* A batch of the size that a run would have, in a transaction of its own, for the sake of its time alone. A row that is refused
   spoils it; the rehearsal before it has told of those. */
static int time_batch(struct rehearsal *h, const struct slice *s, struct err *e)
{
    struct db_limits limits;
    int rc = 1;

    rollout_limits(h->ro, &limits);
    for (int tries = 0; rc > 0 && tries < 3; tries++) {
        if (db_begin_write(h->ro->db, &limits, e) < 0)
            return -1;
        rc = time_form(h, s, form_of(h), e);
        db_rollback(h->ro->db);
    }
    return rc < 0 && err_class_of(e->id) != ERRC_ROW && !err_is_transient(e) ? -1 : 0;
}

static void plan_of(const struct rehearsal *h, struct estimate_plan *ret)
{
    const struct plan *p = h->ro->plan;
    bool sqlite = db_engine(h->ro->db) == SQL_ENGINE_SQLITE;

    *ret = (struct estimate_plan){.samples = h->samples, .n = h->n, .around_us = h->around_us ? h->around_us : COMMIT_US,
                                  .commit_row_ns = sqlite ? SQLITE_COMMIT_ROW_NS : 0, .rows = h->d->candidates,
                                  .chunk_rows = CHUNK_ROWS, .batch_rows = p->batch_rows, .batch_time_ms = p->batch_time_ms,
                                  .cool_off_ms = p->cool_off_ms, .rate_per_s = p->rate_per_s,
                                  .workers = sqlite ? 1 : p->workers};
}

/* Some batches more, at most one row of twenty-five and none longer than a batch may be. */
static int time_batches(struct rehearsal *h, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *chunks = NULL;
    static const int share[BATCHES] = {10, 20, 30, 40}; /* percent */
    int64_t budget = MIN(h->d->candidates / 25, (int64_t) TIMED_ROWS);

    if (budget < LEAST_TIMED_ROWS)
        return 0;
    if (db_run(h->ro->db, SQL_DRY_CHUNKS, h->ro->args, 0, NULL, &chunks, e) < 0)
        return -1;
    for (size_t i = 0; i < BATCHES && db_rows(chunks) > 0; i++) {
        size_t row = (i + 1) * (db_rows(chunks) - 1) / (BATCHES + 1);
        struct slice s = {.piece = db_int(chunks, row, 0), .n = db_int(chunks, row, 1)};
        struct estimate_plan p;

        plan_of(h, &p);
        s.count = MIN(MIN(s.n, budget * share[i] / 100), estimate_fitting_rows(&p));
        if (s.count > 0 && time_batch(h, &s, e) < 0)
            return -1;
    }
    return 0;
}

static void estimate(struct rehearsal *h)
{
    struct estimate_plan p;
    struct estimate result;

    plan_of(h, &p);
    estimate_run(&p, &result);
    h->d->estimate_ms = result.ms;
    h->d->estimate_low_ms = result.low_ms;
    h->d->estimate_high_ms = result.high_ms;
}

static void name_triggers(struct rehearsal *h)
{
    const struct table_info *t = h->ro->table;

    h->d->triggers = arena_new_array(h->ro->arena, const char *, t->n_triggers);
    for (size_t i = 0; i < t->n_triggers; i++)
        if (t->triggers[i].on_update && t->triggers[i].row_level && t->triggers[i].enabled && !t->triggers[i].constraint)
            h->d->triggers[h->d->n_triggers++] =
                arena_printf(h->ro->arena, "%s (%s%s%s)", t->triggers[i].name, t->triggers[i].when,
                             t->triggers[i].function ? ", " : "", t->triggers[i].function ? t->triggers[i].function : "");
}

int rehearse(struct rollout *writer, int64_t rows, struct dry_run *d, struct err *e)
{
    struct rehearsal h = {.ro = writer, .d = d};
    int64_t before = -1, after = -1;
    struct db_limits limits;
    int rc;

    name_triggers(&h);
    rollout_limits(writer, &limits);
    if (db_begin_write(writer->db, &limits, e) < 0)
        return -1;
    rc = clock_bytes(writer, &before, e);
    rc = rc < 0 ? rc : rehearse_all(&h, rows, e);
    rc = rc < 0 ? rc : clock_bytes(writer, &after, e);
    FAULT("rehearsed");
    db_rollback(writer->db);
    if (rc < 0)
        return err_context(e, "rehearsal");
    if (writer->plan->times_batches && time_batches(&h, e) < 0)
        return err_context(e, "rehearsal");
    estimate(&h);
    if (before >= 0 && after > before && d->rehearsed_rows > 0)
        d->wal_bytes = (after - before) / d->rehearsed_rows * d->candidates;
    return 0;
}
