#include <string.h>

#include "gate_parts.h"
#include "watch_parts.h"
#include "json_read.h"
#include "load_parts.h"
#include "quarantine_parts.h"
#include "run_parts.h"
#include "tally_table.h"

/* The outcomes that the dry run foretold: its name for each is the tally's. */
static const char *const foretold[] = {"changed", "unchanged", "became_excluded", "uncertain", "gone", "failed"};

static int64_t happened(const struct tally *t, const char *key)
{
    for (size_t i = 0; i < TALLY_FIGURES; i++) {
        if (strcmp(tally_figures[i].key, key) == 0)
            return tally_get(t, &tally_figures[i]);
    }
    return 0;
}

/* Equal as numbers: 1.50 and 1.5 are. */
static bool same_decimal(const char *a, const char *b)
{
    const char *longer, *rest;
    size_t n = 0;

    while (a[n] && a[n] == b[n])
        n++;
    longer = a[n] ? a + n : b + n;
    if (a[n] && b[n])
        return false;
    rest = longer + (*longer == '.');
    return rest[strspn(rest, "0")] == '\0' && (*longer != '0' || memchr(a, '.', n));
}

static void verdict(struct line *l, bool same, bool over)
{
    line_text(l, "%s", same ? "✓ as foretold" : over ? "! differs" : "not yet");
}

static void foretold_count(struct table *t, const struct run_report *r, const char *key)
{
    int64_t forecast, actual = happened(&r->status->total, key);

    if (!json_read_int(json_member(r->status->run->dry_run, key), &forecast) || (!forecast && !actual))
        return;
    doc_row(t);
    line_text(doc_cell(t), "%s", outcome_label(key));
    line_count(doc_cell(t), forecast);
    line_count(doc_cell(t), actual);
    verdict(doc_cell(t), forecast == actual, r->status->total.pending == 0);
}

/* What the dry run said of the column: its delta, or NULL. */
static char *foretold_delta(struct arena *a, const char *dry_run, const char *column)
{
    for (const char *x = json_first(json_member(dry_run, "numbers")); x; x = json_next(x)) {
        const char *name = json_read_text(a, json_member(x, "column"));

        if (name && strcmp(name, column) == 0)
            return json_read_text(a, json_member(x, "sum_delta"));
    }
    return NULL;
}

static void foretold_number(struct document *d, struct table *t, const struct run_report *r, const struct dry_number *x)
{
    const char *delta = foretold_delta(document_arena(d), r->status->run->dry_run, x->column);

    doc_row(t);
    line_text(doc_cell(t), "delta of %s", x->column);
    line_delta(doc_cell(t), delta);
    line_delta(doc_cell(t), x->sum_delta);
    verdict(doc_cell(t), delta && x->sum_delta && same_decimal(delta, x->sum_delta), r->status->total.pending == 0);
}

static void forecast(struct document *d, const struct run_report *r)
{
    struct table *t;

    if (!r->status->run->dry_run)
        return;
    doc_section(d, "Forecast and outcome");
    t = doc_table(d, "What the dry run said, and what happened");
    doc_column(t, ALIGN_LEFT, "figure");
    doc_column(t, ALIGN_RIGHT, "dry run");
    doc_column(t, ALIGN_RIGHT, "happened");
    doc_column(t, ALIGN_LEFT, "verdict");
    for (size_t i = 0; i < ARRAY_LEN(foretold); i++)
        foretold_count(t, r, foretold[i]);
    for (size_t i = 0; i < r->n_actual; i++)
        foretold_number(d, t, r, &r->actual[i]);
}

static void sums(struct document *d, const struct run_report *r)
{
    struct table *t = doc_table(d, "Sums over the rows that were changed, as captured");

    doc_column(t, ALIGN_LEFT, "column");
    doc_column(t, ALIGN_RIGHT, "before");
    doc_column(t, ALIGN_RIGHT, "after");
    doc_column(t, ALIGN_RIGHT, "delta");
    for (size_t i = 0; i < r->n_actual; i++) {
        doc_row(t);
        line_code(doc_cell(t), r->actual[i].column);
        line_decimal(doc_cell(t), r->actual[i].sum_before);
        line_decimal(doc_cell(t), r->actual[i].sum_after);
        line_delta(doc_cell(t), r->actual[i].sum_delta);
    }
}

/* Before a run halts it tells its other workers to pause, for the same reason: the audit log has both. */
static bool is_note_to_itself(const struct run_report *r, size_t i)
{
    const struct event *e = &r->events[i], *next = i + 1 < r->n_events ? &r->events[i + 1] : NULL;

    return next && next->to_state && e->kind && strcmp(e->kind, "wanted paused") == 0 && e->actor &&
           strcmp(e->actor, "retcon") == 0 && e->why && next->why && strcmp(e->why, next->why) == 0;
}

/* How many events from here on are one person's verdicts without a note, which are told in one row; else 1. */
static size_t verdicts_from(const struct run_report *r, size_t i)
{
    const struct event *e = &r->events[i];
    size_t n = 1;

    while (i + n < r->n_events && same_text(e->kind, "audit") && same_text(r->events[i + n].kind, "audit") &&
           !e->why && !r->events[i + n].why && same_text(e->actor, r->events[i + n].actor))
        n++;
    return n;
}

static void events(struct document *d, const struct run_report *r)
{
    struct table *t;
    int64_t left_out = 0;

    if (!r->n_events)
        return;
    doc_section(d, "What was done, and by whom");
    t = doc_table(d, "Events");
    doc_column(t, ALIGN_RIGHT, "no");
    doc_column(t, ALIGN_LEFT, "when");
    doc_column(t, ALIGN_LEFT, "who");
    doc_column(t, ALIGN_LEFT, "what");
    doc_column(t, ALIGN_LEFT, "state");
    doc_column(t, ALIGN_LEFT, "why");
    for (size_t i = 0, n; i < r->n_events; i += n) {
        const struct event *e = &r->events[i];
        struct line *what, *state;

        n = verdicts_from(r, i);
        if (is_note_to_itself(r, i)) {
            left_out++;
            continue;
        }
        doc_row(t);
        line_count(doc_cell(t), e->seq);
        line_text(doc_cell(t), "%s", e->at ? e->at : "");
        line_text(doc_cell(t), "%s", e->actor ? e->actor : "");
        what = doc_cell(t);
        line_text(what, "%s", e->kind ? e->kind : "");
        if (n > 1)
            line_text(what, ", %s times, up to number %s", COUNT((int64_t) n), COUNT(r->events[i + n - 1].seq));
        state = doc_cell(t);
        if (e->to_state)
            line_text(state, "%s%s%s", e->from_state ? e->from_state : "", e->from_state ? " → " : "", e->to_state);
        line_text(doc_cell(t), "%s", e->why ? e->why : "");
    }
    if (left_out > 0)
        line_muted(doc_paragraph(d), "%s %s to its own workers to pause %s in the audit log alone.", COUNT(left_out),
                   plural(left_out, "word", "words"), plural(left_out, "is", "are"));
}

static void overview(struct document *d, const struct run *r)
{
    line_text(doc_field(d, "run"), "#%lld %s", (long long) r->id, r->uuid ? r->uuid : "");
    line_text(doc_field(d, "state"), "%s: %s", state_name(r->state), state_meaning(r->state));
    field_text(d, "why", r->why);
    field_text(d, "incident", r->incident);
    field_text(d, "owner", r->owner);
    field_text(d, "meaning", r->meaning);
    field_text(d, "table", table_label(document_arena(d), r));
    field_text(d, "frozen by", r->scoped_by);
    field_text(d, "frozen", r->scoped_at);
    field_text(d, "started", r->started_at);
    field_text(d, "finished", r->finished_at);
    field_text(d, "for support", r->tell);
}

static void rollbacks(struct document *d, const struct tally *t)
{
    if (!t->restored && !t->conflicts)
        return;
    doc_section(d, "Rollback");
    line_text(doc_item(d, TONE_NOTE), "%s %s restored to the prior values.", COUNT(t->restored),
              plural(t->restored, "row was", "rows were"));
    if (t->conflicts)
        line_text(doc_item(d, TONE_WARNING), "%s %s edited since and left as %s.", COUNT(t->conflicts),
                  plural(t->conflicts, "row was", "rows were"), plural(t->conflicts, "it was", "they were"));
}

/* The head of the audit log after the run's last event: an anchor, for whoever keeps the report. */
static void audit_head(struct document *d, const struct run_report *r)
{
    const struct event *last = r->n_events ? &r->events[r->n_events - 1] : NULL;

    if (last && last->digest)
        field_code(d, "audit log", arena_printf(document_arena(d), "%lld %s %s", (long long) last->seq, last->digest, last->at));
}

static void run_document(struct document *d, const struct run_report *r, const struct plan *p)
{
    const struct run *run = r->status->run;

    tally_lead(d, r->status);
    debt_callouts(d, r->status);
    overview(d, run);
    doc_section(d, "Outcomes");
    line_text(doc_field(d, "universe"), "%s %s, %s left out at the freeze", COUNT(run->universe),
              plural(run->universe, "row", "rows"), COUNT(r->status->excluded_at_freeze));
    stage_table(d, r->status);
    reason_counts_table(d, r->status);
    sums(d, r);
    forecast(d, r);
    gates_section(d, r);
    watches_section(d, r);
    if (r->quarantine && r->quarantine->total) {
        doc_section(d, "Quarantine");
        quarantine_tables(d, r->quarantine, p);
    }
    rollbacks(d, &r->status->total);
    load_section(d, r);
    events(d, r);
    if (r->plan_text) {
        doc_section(d, "The plan");
        doc_code(d, r->plan_text);
    }
    doc_section(d, "Digests");
    field_code(d, "plan", run->plan_digest);
    field_code(d, "list", run->list_digest);
    field_code(d, "dry run", run->dry_run_digest);
    audit_head(d, r);
}

void report_run(struct buf *out, enum report_format f, const struct run_report *r)
{
    _cleanup_(document_freep) struct document *d = NULL;
    _cleanup_(plan_freep) struct plan *p = run_plan(r->status->run);

    if (f == REPORT_JSON) {
        run_json(out, r, p);
        return;
    }
    d = document_new("Run %s", r->status->run->name);
    run_document(d, r, p);
    report_render(d, f, out);
}
