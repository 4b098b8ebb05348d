/*
 * announcement.c: what to say to those who will see changed values: before the run from its dry run, afterwards from what
 * it did. In sentences, without identifiers of ours.
 */
#include <string.h>

#include "json_read.h"
#include "words.h"

static int64_t figure(const char *dry_run, const char *key)
{
    int64_t n = 0;

    return json_read_int(json_member(dry_run, key), &n) ? n : 0;
}

static const char *names(struct document *d, const char **items, size_t n)
{
    const char *list = "";

    for (size_t i = 0; i < n; i++)
        list = arena_printf(document_arena(d), "%s%s%s", list, i ? ", " : "", items[i]);
    return list;
}

/* --- before: the dry run --- */

static void foretold_rows(struct document *d, const struct run *run)
{
    int64_t changed = figure(run->dry_run, "changed"), unchanged = figure(run->dry_run, "unchanged");
    int64_t uncertain = figure(run->dry_run, "uncertain");
    struct line *l = doc_lead(d);

    line_strong(l, "%s of %s %s will change.", COUNT(changed), COUNT(run->candidates), plural(run->candidates, "row", "rows"));
    if (unchanged > 0)
        line_text(l, " %s %s right already.", COUNT(unchanged), plural(unchanged, "is", "are"));
    if (uncertain > 0)
        line_text(l, " %s stay as they are until a person has looked at them.", COUNT(uncertain));
    if (run->universe > run->candidates)
        line_text(l, " %s more are left alone on purpose.", COUNT(run->universe - run->candidates));
}

static void foretold_sums(struct document *d, const struct run *run, const struct plan *p)
{
    struct arena *a = document_arena(d);

    for (const char *x = json_first(json_member(run->dry_run, "numbers")); x; x = json_next(x)) {
        const char *column = json_read_text(a, json_member(x, "column")), *delta = json_read_text(a, json_member(x, "sum_delta"));
        const char *percent = json_read_text(a, json_member(x, "universe_percent"));
        struct line *l;

        if (!column || !delta || plan_is_masked(p, column))
            continue;
        l = doc_item(d, TONE_NONE);
        line_text(l, "The sum of ");
        line_code(l, column);
        line_text(l, " changes by ");
        line_delta(l, delta);
        if (percent)
            line_text(l, " (%s%%)", percent);
        line_text(l, ".");
    }
}

enum { MAX_SENTENCES = 40 }; /* of each kind: an announcement is read, not searched */

static void left_unsaid(struct document *d, int64_t n, const char *what)
{
    if (n > MAX_SENTENCES)
        line_muted(doc_item(d, TONE_NONE), "… and %s more %s.", COUNT(n - MAX_SENTENCES), what);
}

/* "DE: 30 rows change, and the sum of total over them goes from 465 to 930." */
static void foretold_class_sums(struct document *d, const struct run *run, const struct plan *p)
{
    struct arena *a = document_arena(d);
    int64_t n = 0;

    for (const char *x = json_first(json_member(run->dry_run, "class_sums")); x; x = json_next(x)) {
        const char *column = json_read_text(a, json_member(x, "column")), *class = json_read_text(a, json_member(x, "class"));
        int64_t rows = figure(x, "n");
        struct line *l;

        if (!column || plan_is_masked(p, column) || ++n > MAX_SENTENCES)
            continue;
        l = doc_item(d, TONE_NONE);
        line_text(l, "%s: %s %s, and the sum of ", class ? class : "without a class", COUNT(rows),
                  plural(rows, "row changes", "rows change"));
        line_code(l, column);
        line_text(l, " over %s goes from ", plural(rows, "it", "them"));
        line_decimal(l, json_read_text(a, json_member(x, "sum_before")));
        line_text(l, " to ");
        line_decimal(l, json_read_text(a, json_member(x, "sum_after")));
        line_text(l, ".");
    }
    left_unsaid(d, n, "of these; the dry run has them all");
}

static void value_or_nothing(struct line *l, const char *value)
{
    if (value)
        line_code(l, value);
    else
        line_text(l, "nothing");
}

/* "status goes from new to paid in 20 rows."; of a class: "DE: status goes …" */
static void status_sentence(struct document *d, const struct report_transition *x, const char *goes)
{
    struct line *l = doc_item(d, TONE_NONE);

    if (x->by_class)
        line_text(l, "%s: ", x->class ? x->class : "without a class");
    line_code(l, x->column);
    line_text(l, " %s from ", goes);
    value_or_nothing(l, x->from);
    line_text(l, " to ");
    value_or_nothing(l, x->to);
    line_text(l, " in %s %s.", COUNT(x->n), plural(x->n, "row", "rows"));
}

static void foretold_statuses(struct document *d, const struct run *run, const struct plan *p, bool by_class)
{
    const char *list = json_member(run->dry_run, by_class ? "class_transitions" : "transitions");
    struct arena *a = document_arena(d);
    int64_t n = 0;

    for (const char *x = json_first(list); x; x = json_next(x)) {
        struct report_transition t = {
            .by_class = by_class,
            .class = by_class ? json_read_text(a, json_member(x, "class")) : NULL,
            .column = json_read_text(a, json_member(x, "column")),
            .from = json_read_text(a, json_member(x, "from")),
            .to = json_read_text(a, json_member(x, "to")),
            .n = figure(x, "n"),
        };

        if (t.column && !plan_is_masked(p, t.column) && ++n <= MAX_SENTENCES)
            status_sentence(d, &t, "goes");
    }
    left_unsaid(d, n, "ways in which values change; the dry run has them all");
}

static void foretold_classes(struct document *d, const struct run *run)
{
    struct table *t = doc_table(d, "By class");
    struct arena *a = document_arena(d);

    doc_column(t, ALIGN_LEFT, "class");
    doc_column(t, ALIGN_LEFT, "what happens");
    doc_column(t, ALIGN_RIGHT, "rows");
    for (const char *x = json_first(json_member(run->dry_run, "counts")); x; x = json_next(x)) {
        const char *class = json_read_text(a, json_member(x, "class")), *outcome = json_read_text(a, json_member(x, "outcome"));

        if (!outcome)
            continue;
        doc_row(t);
        line_text(doc_cell(t), "%s", class ? class : "all");
        line_text(doc_cell(t), "%s", outcome_label(outcome));
        line_count(doc_cell(t), figure(x, "n"));
    }
}

/* --- afterwards --- */

static void done_rows(struct document *d, const struct run_report *r)
{
    const struct tally *t = &r->status->total;
    struct line *l = doc_lead(d);

    if (r->status->run->state == STATE_ROLLED_BACK) {
        line_strong(l, "The correction was taken back: %s %s restored.", COUNT(t->restored), plural(t->restored, "row was", "rows were"));
        if (t->conflicts > 0)
            line_text(l, " %s had been edited since and keep the edit.", COUNT(t->conflicts));
        return;
    }
    line_strong(l, "%s %s changed.", COUNT(t->changed), plural(t->changed, "row was", "rows were"));
    if (t->unchanged > 0)
        line_text(l, " %s %s right already.", COUNT(t->unchanged), plural(t->unchanged, "was", "were"));
    if (t->restored > 0)
        line_text(l, " %s of them %s taken back.", COUNT(t->restored), plural(t->restored, "was", "were"));
    if (t->pending > 0 && r->status->run->state == STATE_ABANDONED)
        line_text(l, " %s %s not reached and stay as they are.", COUNT(t->pending), plural(t->pending, "was", "were"));
    else if (t->pending > 0)
        line_text(l, " %s %s still to come.", COUNT(t->pending), plural(t->pending, "is", "are"));
    if (r->status->open_quarantine > 0)
        line_text(l, " %s wait for a person and are as they were.", COUNT(r->status->open_quarantine));
}

static void done_sums(struct document *d, const struct run_report *r)
{
    for (size_t i = 0; i < r->n_actual; i++) {
        const struct dry_number *x = &r->actual[i];
        struct line *l;

        if (!x->sum_delta || x->masked)
            continue;
        l = doc_item(d, TONE_NONE);
        line_text(l, "The sum of ");
        line_code(l, x->column);
        line_text(l, " went from ");
        line_decimal(l, x->sum_before);
        line_text(l, " to ");
        line_decimal(l, x->sum_after);
        line_text(l, " over the rows that changed.");
    }
}

static void done_statuses(struct document *d, const struct run_report *r, bool by_class)
{
    int64_t n = 0;

    for (size_t i = 0; i < r->n_transitions; i++)
        if (r->transitions[i].by_class == by_class && ++n <= MAX_SENTENCES)
            status_sentence(d, &r->transitions[i], "went");
    left_unsaid(d, n, "ways in which values changed");
}

static bool is_zero(const char *figure)
{
    return !figure || strspn(figure, "-0.") == strlen(figure);
}

/* Each class with what was foretold beside what came of it. */
static void done_classes(struct document *d, const struct run_report *r)
{
    struct table *t = doc_table(d, r->status->total.pending > 0 ? "Foretold, and done so far" : "Foretold, and done");
    bool classed = r->n_classes > 0 && r->classes[0].class;

    doc_column(t, ALIGN_LEFT, "class");
    doc_column(t, ALIGN_LEFT, "what");
    doc_column(t, ALIGN_RIGHT, "foretold");
    doc_column(t, ALIGN_RIGHT, "done");
    for (size_t i = 0; i < r->n_classes; i++) {
        const struct report_class *x = &r->classes[i];

        if (x->column && is_zero(x->predicted) && is_zero(x->measured))
            continue;
        doc_row(t);
        line_text(doc_cell(t), "%s", x->class ? x->class : classed ? "without a class" : "all");
        line_text(doc_cell(t), "%s%s", x->column ? "sum of " : "rows that change", x->column ? x->column : "");
        if (x->predicted)
            (x->column ? line_delta : line_decimal)(doc_cell(t), x->predicted);
        else
            line_muted(doc_cell(t), "not said");
        (x->column ? line_delta : line_decimal)(doc_cell(t), x->measured);
    }
}

/* --- both --- */

static void columns(struct document *d, const struct run *run, const struct plan *p)
{
    struct line *l = doc_field(d, "what changes");

    for (size_t i = 0; i < p->n_set; i++) {
        if (i)
            line_text(l, ", ");
        line_code(l, p->set[i].name);
    }
    line_text(l, " of ");
    line_code(l, table_label(document_arena(d), run));
}

static void way_back(struct document *d, const struct plan *p)
{
    struct line *l = doc_field(d, "the way back");

    line_text(l, "%s", p->story_how ? p->story_how : "What a row held comes back wherever nobody has edited it since.");
    if (p->keep_ms > 0)
        line_text(l, " Possible for %s.", DURATION(p->keep_ms));
}

static void for_whom(struct document *d, const struct plan *p)
{
    if (p->n_seen_by > 0)
        field_text(d, "seen by", names(d, p->seen_by, p->n_seen_by));
    if (p->n_changes > 0)
        field_text(d, "touches", names(d, p->changes, p->n_changes));
    field_text(d, "why", p->why);
    field_text(d, "who answers for it", p->owner);
    if (p->meaning == MEANING_REINTERPRETATION)
        field_text(d, "mind", "the same facts are given a new meaning: figures before and after cannot be compared");
}

static const char *what_becomes(const struct run_report *r)
{
    const struct run *run = r->status->run;

    if (!run->started_at)
        return "is planned";
    if (run->state == STATE_ABANDONED)
        return "was given up";
    return r->status->total.pending > 0 ? "is under way" : "was made";
}

void report_announcement(struct buf *out, enum report_format f, const struct run_report *r)
{
    const struct run *run = r->status->run;
    _cleanup_(plan_freep) struct plan *p = run_plan(run);
    bool begun = run->started_at;
    _cleanup_(document_freep) struct document *d = document_new("A correction %s: %s", what_becomes(r), run->name);

    if (!begun && !run->dry_run)
        line_text(doc_lead(d), "There is no dry run yet that could be announced.");
    else if (begun)
        done_rows(d, r);
    else
        foretold_rows(d, run);
    if (p) {
        columns(d, run, p);
        for_whom(d, p);
        way_back(d, p);
    }
    if (begun && run->state != STATE_ROLLED_BACK) {
        done_sums(d, r);
        done_statuses(d, r, false);
        done_statuses(d, r, true);
        done_classes(d, r);
    } else if (!begun && p) {
        foretold_sums(d, run, p);
        foretold_class_sums(d, run, p);
        foretold_statuses(d, run, p, false);
        foretold_statuses(d, run, p, true);
    }
    if (!begun)
        foretold_classes(d, run);
    if (p && p->tell) {
        doc_section(d, "What to say to those who ask");
        line_text(doc_paragraph(d), "%s", p->tell);
        if (strchr(p->tell, '{'))
            line_muted(doc_paragraph(d), "What stands in braces is another for each row: retcon explain fills it in.");
    }
    report_render(d, f == REPORT_JSON ? REPORT_MARKDOWN : f, out);
}
