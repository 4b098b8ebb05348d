#include <math.h>
#include <string.h>

#include "load_parts.h"
#include "tally_table.h"
#include "watch_parts.h"

/* What slows the run: the first runner that says so. */
static const char *throttled_by(const struct status *s)
{
    for (size_t i = 0; i < s->n_runners; i++) {
        if (s->runners[i].throttled_by)
            return s->runners[i].throttled_by;
    }
    return NULL;
}

static int64_t eta_ms(const struct status *s)
{
    if (s->ends_to)
        return (s->eta_low_ms + s->eta_high_ms) / 2;
    return s->rows_per_second > 0 ? (int64_t) (1000.0 * (double) s->total.pending / s->rows_per_second) : -1;
}

static void runners_json(struct json *j, const struct status *s)
{
    json_key(j, "runners");
    json_array(j);
    for (size_t i = 0; i < s->n_runners; i++) {
        const struct runner_status *r = &s->runners[i];

        json_object(j);
        json_kv_text(j, "actor", r->actor);
        json_kv_text(j, "seen_at", r->seen_at);
        json_kv_int(j, "seen_ago_ms", r->seen_ago_ms);
        json_kv_int(j, "batch_rows", r->batch_rows);
        json_kv_double(j, "rows_per_second", r->rows_per_second);
        json_kv_text(j, "throttled_by", r->throttled_by);
        json_object_end(j);
    }
    json_array_end(j);
}

/* Until when, at the soonest and at the latest; null: not to be known. */
static void ends_json(struct json *j, const struct status *s)
{
    json_key(j, "eta_low_ms");
    if (s->ends_to)
        json_int(j, s->eta_low_ms);
    else
        json_null(j);
    json_key(j, "eta_high_ms");
    if (s->ends_to)
        json_int(j, s->eta_high_ms);
    else
        json_null(j);
    json_kv_text(j, "ends_from", s->ends_from);
    json_kv_text(j, "ends_to", s->ends_to);
}

/* A bound is never rounded down. */
static double percent_up(double share)
{
    return ceil(share * 1e5 - 1e-7) / 1e3;
}

static void audit_json(struct json *j, const struct audit_figures *x)
{
    json_key(j, "audit");
    if (!x) {
        json_null(j);
        return;
    }
    json_object(j);
    json_kv_text(j, "stage", x->stage);
    json_kv_int(j, "judged", x->judged);
    json_kv_int(j, "of", x->of);
    json_kv_int(j, "wrong", x->wrong);
    json_key(j, "upper_bound_percent");
    if (x->bound < 0)
        json_null(j);
    else
        json_double(j, percent_up(x->bound));
    json_object_end(j);
}

/* "behind canary 3 of 59 looked at, 0 wrong: at most 4.952% may be wrong" */
static void audit_field(struct document *d, const struct audit_figures *x)
{
    struct line *l;

    if (!x)
        return;
    l = doc_field(d, "audit");
    line_text(l, "behind %s %s of %s looked at, %s wrong", x->stage, COUNT(x->judged), COUNT(x->of), COUNT(x->wrong));
    if (x->bound >= 0 && x->bound < 1)
        line_text(l, ": at most %.3f%% may be wrong", percent_up(x->bound));
    if (x->bound >= 0 && x->judged < x->of)
        line_text(l, "; %s to go", COUNT(x->of - x->judged));
}

/* The object is left open for what else belongs into it. */
static void status_members(struct json *j, struct buf *out, const struct status *s)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const struct run *r = s->run;

    json_begin(j, out, "status");
    json_kv_int(j, "run", r->id);
    json_kv_text(j, "uuid", r->uuid);
    json_kv_text(j, "name", r->name);
    json_kv_text(j, "table", table_label(a, r));
    json_kv_text(j, "state", state_name(r->state));
    json_kv_text(j, "stage", s->stage);
    json_kv_text(j, "wanted", r->wanted);
    json_kv_text(j, "wanted_why", r->wanted_why);
    json_kv_int(j, "universe", r->universe);
    tally_json(j, &s->total);
    status_details_json(j, s);
    json_kv_int(j, "open_quarantine", s->open_quarantine);
    json_kv_text(j, "incident", r->incident);
    tuned_json(j, s->tuned, s->n_tuned);
    audit_json(j, s->audit);
    debts_json(j, s->debts, s->n_debts);
    json_kv_int(j, "failed_limit", r->failed_limit);
    json_kv_double(j, "rows_per_second", s->rows_per_second);
    json_key(j, "eta_ms");
    if (eta_ms(s) < 0)
        json_null(j);
    else
        json_int(j, eta_ms(s));
    ends_json(j, s);
    json_kv_text(j, "throttled_by", throttled_by(s));
    load_json(j, r);
    runners_json(j, s);
    json_kv_text(j, "plan_digest", r->plan_digest);
    json_kv_text(j, "list_digest", r->list_digest);
    json_kv_text(j, "dry_run_digest", r->dry_run_digest);
    json_kv_text(j, "scoped_at", r->scoped_at);
    json_kv_text(j, "scoped_by", r->scoped_by);
    json_kv_text(j, "valid_until", r->valid_until);
    json_kv_bool(j, "expired", r->expired);
    json_kv_text(j, "started_at", r->started_at);
    json_kv_text(j, "finished_at", r->finished_at);
}

static void callouts(struct document *d, const struct status *s)
{
    const struct run *r = s->run;

    if (r->state == STATE_HALTED)
        line_text(doc_callout(d, TONE_BAD), "Halted: %s.", state_meaning(r->state));
    if (r->state == STATE_RUNNING && s->n_runners == 0)
        line_text(doc_callout(d, TONE_WARNING), "No runner has been seen in the last 30 seconds.");
    if (r->state == STATE_RUNNING && r->wanted && strcmp(r->wanted, "running") != 0)
        line_text(doc_callout(d, TONE_NOTE), "Asked to be %s%s%s; the batch at hand ends first.", r->wanted,
                  r->wanted_why ? ": " : "", r->wanted_why ? r->wanted_why : "");
    if (r->expired && (r->state == STATE_SCOPED || r->state == STATE_REHEARSED))
        line_text(doc_callout(d, TONE_WARNING), "The list was valid until %s: freeze it again.",
                  r->valid_until ? r->valid_until : "some time ago");
    debt_callouts(d, s);
    if (s->open_quarantine)
        line_text(doc_callout(d, TONE_WARNING), "%s %s for a person's decision.", COUNT(s->open_quarantine),
                  plural(s->open_quarantine, "row waits", "rows wait"));
}

static void fields(struct document *d, const struct status *s)
{
    const struct run *r = s->run;

    field_text(d, "table", table_label(document_arena(d), r));
    line_text(doc_field(d, "state"), "%s: %s", state_name(r->state), state_meaning(r->state));
    field_text(d, "stage", s->stage);
    audit_field(d, s->audit);
    line_text(doc_field(d, "universe"), "%s %s, %s left out at the freeze", COUNT(r->universe),
              plural(r->universe, "row", "rows"), COUNT(s->excluded_at_freeze));
    if (s->rows_per_second > 0)
        line_text(doc_field(d, "speed"), "%s rows/s%s%s%s", COUNT((int64_t) (s->rows_per_second + 0.5)),
                  s->ends_to ? "" : ", about ", s->ends_to ? "" : DURATION(eta_ms(s)), s->ends_to ? "" : " left");
    if (s->ends_to)
        line_text(doc_field(d, "left"), "%s; it ends %s to %s", text_duration_range(s->eta_low_ms, s->eta_high_ms, (char[80]){0}),
                  s->ends_from, s->ends_to);
    field_text(d, "slowed by", throttled_by(s));
    load_fields(d, r);
    tuned_fields(d, s);
    field_text(d, "frozen", r->scoped_at);
    field_text(d, "started", r->started_at);
    field_text(d, "finished", r->finished_at);
    field_code(d, "plan", r->plan_digest);
    field_code(d, "list", r->list_digest);
}

static void runners(struct document *d, const struct status *s)
{
    struct table *t = doc_table(d, "Runners");

    doc_column(t, ALIGN_LEFT, "runner");
    doc_column(t, ALIGN_LEFT, "seen");
    doc_column(t, ALIGN_RIGHT, "rows a batch");
    doc_column(t, ALIGN_RIGHT, "rows/s");
    doc_column(t, ALIGN_LEFT, "slowed by");
    for (size_t i = 0; i < s->n_runners; i++) {
        const struct runner_status *r = &s->runners[i];

        doc_row(t);
        line_text(doc_cell(t), "%s", r->actor);
        line_text(doc_cell(t), "%s ago", DURATION(r->seen_ago_ms));
        line_count(doc_cell(t), r->batch_rows);
        line_count(doc_cell(t), (int64_t) (r->rows_per_second + 0.5));
        line_text(doc_cell(t), "%s", r->throttled_by ? r->throttled_by : "nothing");
    }
}

void report_status(struct buf *out, enum report_format f, const struct status *s)
{
    _cleanup_(document_freep) struct document *d = NULL;
    struct json j;

    if (f == REPORT_JSON) {
        status_members(&j, out, s);
        json_object_end(&j);
        return;
    }
    d = document_new("%s: %s", s->run->name, state_name(s->run->state));
    tally_lead(d, s);
    callouts(d, s);
    fields(d, s);
    stage_table(d, s);
    reason_counts_table(d, s);
    runners(d, s);
    report_render(d, f, out);
}

void report_watched(struct buf *out, const struct status *s, const struct watch_value *values, size_t n)
{
    struct json j;

    status_members(&j, out, s);
    watches_json(&j, values, n);
    json_object_end(&j);
}
