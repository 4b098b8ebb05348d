#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "audit_parts.h"
#include "batch.h"
#include "clock.h"
#include "dry_parts.h"
#include "fault.h"
#include "impact.h"
#include "meaning.h"
#include "predict.h"
#include "rehearse.h"
#include "text.h"

/* --- what was frozen --- */

static int read_scope(struct rollout *ro, struct dry_run *d, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    if (db_run(ro->db, SQL_SCOPE_SUMMARY, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    d->n_stages = ro->plan->n_stages;
    d->stage_names = arena_new_array(a, const char *, d->n_stages);
    d->stage_rows = arena_new_array(a, int64_t, d->n_stages);
    d->left_out = arena_new_array(a, struct dry_count, db_rows(r));
    d->n_left_out = 0; /* it is asked a second time where some row cannot be computed */
    for (size_t i = 0; i < d->n_stages; i++)
        d->stage_names[i] = ro->plan->stages[i].name;
    for (size_t i = 0; i < db_rows(r); i++) {
        const char *reason = db_text(r, i, 0), *stage = db_text(r, i, 2);

        for (size_t g = 0; stage && g < d->n_stages; g++)
            if (strcmp(d->stage_names[g], stage) == 0)
                d->stage_rows[g] += db_int(r, i, 3);
        if (reason)
            d->left_out[d->n_left_out++] = (struct dry_count){arena_strdup(a, db_text(r, i, 1)), "excluded",
                                                              arena_strdup(a, reason), db_int(r, i, 3)};
    }
    return 0;
}

/* --- the forecast --- */

static int64_t outcome_count(const struct dry_run *d, const char *name)
{
    const struct {
        const char *name;
        int64_t n;
    } figures[] = {{"universe", d->universe},   {"candidates", d->candidates}, {"excluded", d->excluded},
                   {"changed", d->changed},     {"unchanged", d->unchanged},   {"uncertain", d->uncertain},
                   {"failed", d->failed},       {"gone", d->gone}};

    for (size_t i = 0; i < ARRAY_LEN(figures); i++)
        if (strcmp(figures[i].name, name) == 0)
            return figures[i].n;
    return 0;
}

static const char *range_text(struct arena *a, const struct units_range *r, bool signs)
{
    const char *unit = r->percent ? "%" : "";
    char low[32], high[32];

    if (!r->percent && !signs)
        return r->low < r->high ? arena_printf(a, "%s..%s", text_count((int64_t) r->low, low),
                                               text_count((int64_t) r->high, high))
                                : arena_strdup(a, text_count((int64_t) r->low, low));
    return r->low < r->high ? arena_printf(a, "%+.10g%s..%+.10g%s", r->low, unit, r->high, unit)
                            : arena_printf(a, "%+.10g%s", r->low, unit);
}

/* A count, or in percent: a share of the candidates. */
static void expect_count(struct rollout *ro, struct dry_run *d, const struct plan_expect *x, struct dry_expect *ret)
{
    int64_t n = outcome_count(d, x->name);
    double share = d->candidates ? 100.0 * (double) n / (double) d->candidates : 0, got = x->range.percent ? share : (double) n;
    char count[32];

    ret->got = x->range.percent ? arena_printf(ro->arena, "%.4g%%", share) : arena_strdup(ro->arena, text_count(n, count));
    ret->wanted = range_text(ro->arena, &x->range, false);
    ret->holds = got >= x->range.low && got <= x->range.high;
}

/* The change of a column's sum, absolute or in percent of the sum over the universe. */
static void expect_sum(struct rollout *ro, struct dry_run *d, const struct plan_expect *x, struct dry_expect *ret)
{
    const struct dry_number *number = NULL;
    const char *got;

    for (size_t i = 0; i < d->n_numbers; i++)
        if (strcmp(d->numbers[i].column, x->name) == 0)
            number = &d->numbers[i];
    got = !number ? NULL : x->range.percent ? number->universe_percent : number->sum_delta;
    ret->wanted = range_text(ro->arena, &x->range, true);
    ret->got = got ? arena_printf(ro->arena, "%s%s%s", got[0] == '-' ? "" : "+", got, x->range.percent ? "%" : "") : "unknown";
    ret->holds = got && strtod(got, NULL) >= x->range.low && strtod(got, NULL) <= x->range.high;
}

static void hold_forecast(struct rollout *ro, struct dry_run *d)
{
    const struct plan *p = ro->plan;

    d->expects = arena_new_array(ro->arena, struct dry_expect, p->n_expect);
    d->n_expects = p->n_expect;
    d->expects_hold = true;
    for (size_t i = 0; i < p->n_expect; i++) {
        d->expects[i].name = p->expect[i].name;
        if (p->expect[i].is_column)
            expect_sum(ro, d, &p->expect[i], &d->expects[i]);
        else
            expect_count(ro, d, &p->expect[i], &d->expects[i]);
        d->expects_hold = d->expects_hold && d->expects[i].holds;
    }
}

/* --- impact: who reads the columns that change --- */

static void list_impact(struct rollout *ro, struct dry_run *d)
{
    struct impact *found;
    size_t n;

    impact_find(ro, &found, &n);
    d->impact = arena_new_array(ro->arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        d->impact[d->n_impact++] = found[i].text;
}

/* --- the whole --- */

static int read_clock(struct rollout *ro, struct dry_run *d, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_DRY_CLOCK, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    d->at = arena_strdup(ro->arena, db_text(r, 0, 0));
    return 0;
}

/* All that is read, in one snapshot, by the handle that cannot write. */
static int read_all(struct rollout *ro, struct dry_run *d, struct err *e)
{
    struct dry_picks picks;
    int rc;

    if (db_begin_read(ro->db, e) < 0)
        return -1;
    rc = read_clock(ro, d, e);
    rc = rc < 0 ? rc : read_scope(ro, d, e);
    rc = rc < 0 ? rc : dry_figures(ro, d, &picks, e);
    rc = rc < 0 ? rc : dry_samples(ro, d, &picks, e);
    rc = rc < 0 ? rc : audit_choose(ro, d, e);
    db_rollback(ro->db);
    return rc;
}

static int begin(struct rollout *ro, struct dry_run *d, struct err *e)
{
    if (ro->run->state != STATE_SCOPED && ro->run->state != STATE_REHEARSED) {
        err_set(e, ERR_STATE, "run \"%s\" is %s: its dry run belongs to the time before it began", ro->run->name,
                state_name(ro->run->state));
        return err_hint(e, "retcon report %s shows the stored one", ro->run->name);
    }
    d->run = ro->run;
    d->plan = ro->plan;
    d->table = ro->table;
    d->universe = ro->run->universe;
    d->candidates = ro->run->candidates;
    d->excluded = d->universe - d->candidates;
    d->failures = arena_new_array(ro->arena, struct dry_failure, 2 * DRY_SHOWN_FAILURES);
    return 0;
}

int dry_run_make(struct rollout *reader, struct rollout *writer, const struct dry_run_opts *opts, struct dry_run **ret,
                 struct err *e)
{
    struct dry_run *d = arena_alloc(reader->arena, sizeof(*d));
    int64_t began = clock_ms();

    if (begin(reader, d, e) < 0)
        return -1;
    d->form = writer->form == FORM_SHORT ? "short" : "long";
    d->form_why = writer->form_why;
    if (read_all(reader, d, e) < 0) {
        if (err_class_of(e->id) != ERRC_ROW)
            return -1;
        /* Some row cannot be computed: find which, and look at all the others. */
        if (dry_find_failures(reader, d, opts->interrupt, e) < 0 || read_all(reader, d, e) < 0)
            return -1;
    }
    list_impact(reader, d);
    meaning_of_dry_run(writer, d);
    if (!opts->no_rehearsal && reader->plan->rehearse_rows > 0 && d->candidates > 0 &&
        rehearse(writer, reader->plan->rehearse_rows, d, e) < 0)
        return -1;
    hold_forecast(reader, d);
    d->took_ms = clock_ms() - began;
    *ret = d;
    return 0;
}

int dry_run_store(struct rollout *writer, struct dry_run *d, const char *json, struct err *e)
{
    const char *params[] = {json, d->digest, d->estimate_ms > 0 ? arena_printf(writer->arena, "%" PRId64, d->estimate_ms) : NULL};
    const char *actor = ledger_actor(writer->arena);
    const char *detail;

    digest_hex(json, strlen(json), d->digest);
    detail = arena_printf(writer->arena, "{\"dry_run_digest\":\"%s\",\"changed\":%" PRId64 "}", d->digest, d->changed);
    if (db_begin_write(writer->db, NULL, e) < 0)
        return -1;
    if (db_run(writer->db, SQL_RUN_STORE_DRY_RUN, writer->args, ARRAY_LEN(params), params, NULL, e) < 0 || predict_store(writer, d, e) < 0 ||
        meaning_store(writer, d, e) < 0 ||
        audit_keep(writer, d, e) < 0 ||
        (d->expects_hold
             ? run_move(writer->db, writer->run, EVENT_REHEARSE, actor, NULL, detail, e)
             : event_add(writer->db, writer->run->id, "dry run differs from the forecast", actor, NULL, detail, e)) < 0) {
        db_rollback(writer->db);
        return -1;
    }
    FAULT("dry-run-stored");
    if (db_commit(writer->db, e) != 0)
        return -1;
    writer->run->dry_run = arena_strdup(writer->arena, json);
    writer->run->dry_run_digest = arena_strdup(writer->arena, d->digest);
    return 0;
}
