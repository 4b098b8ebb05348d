#include <string.h>

#include "dry_run_parts.h"

static void lead(struct document *doc, const struct dry_run *d, const char *table)
{
    struct line *l = doc_lead(doc);

    if (d->universe == 0) {
        line_text(l, "No row of %s matches the plan's scope; nothing would change.", table);
        return;
    }
    line_text(l, "Would change %s of %s %s of %s", d->changed ? COUNT(d->changed) : "none", COUNT(d->universe),
              plural(d->universe, "row", "rows"), table);
    line_clause(l, d->unchanged, "is already right", "are already right");
    line_clause(l, d->excluded + d->became_excluded, "is left out", "are left out");
    line_clause(l, d->uncertain, "is uncertain", "are uncertain");
    line_clause(l, d->gone, "is gone since the freeze", "are gone since the freeze");
    line_clause(l, d->failed, "would be refused", "would be refused");
    line_text(l, d->n_trigger_changes ? "; triggers change more than the plan does." : "; nothing else is touched.");
}

/* What must not be overlooked, or the word that nothing of the kind was found. */
static void callouts(struct document *doc, const struct dry_run *d)
{
    int64_t differing = 0;

    for (size_t i = 0; i < d->n_expects; i++)
        differing += !d->expects[i].holds;
    if (differing)
        line_text(doc_callout(doc, TONE_BAD), "The forecast differs in %s of %s figures: see Forecast.",
                  COUNT(differing), COUNT((int64_t) d->n_expects));
    else if (d->n_expects)
        line_text(doc_callout(doc, TONE_OK), "The plan's forecast holds.");
    if (d->failed || d->n_failures)
        line_text(doc_callout(doc, TONE_BAD), "The database would refuse rows: see Failures.");
    if (d->n_doubts)
        line_text(doc_callout(doc, TONE_WARNING), "The plan says that it only computes anew; some of it looks otherwise: see "
                                                  "Meaning.");
    if (d->n_trigger_changes)
        line_text(doc_callout(doc, TONE_WARNING),
                  "Triggers change columns that the plan does not name: see Rehearsal.");
    if (d->rehearsed_rows == 0 && d->changed)
        line_text(doc_callout(doc, TONE_WARNING),
                  "Nothing was rehearsed: constraints and triggers have not been tried, and there is no estimate.");
}

static void overview(struct document *doc, const struct dry_run *d, const char *table)
{
    field_text(doc, "plan", d->run->name);
    field_text(doc, "why", d->plan->why);
    field_text(doc, "owner", d->plan->owner);
    field_text(doc, "meaning", plan_meaning_name(d->plan->meaning));
    field_text(doc, "table", table);
    line_text(doc_field(doc, "made"), "at %s, by the database's clock, in %s", d->at ? d->at : "an unknown time",
              DURATION(d->took_ms));
}

static void change(struct document *doc, const struct plan *p)
{
    struct table *t;

    doc_section(doc, "The change");
    if (p->where.text)
        field_code(doc, "scope", p->where.text);
    t = doc_table(doc, "What the plan sets");
    doc_column(t, ALIGN_LEFT, "column");
    doc_column(t, ALIGN_LEFT, "new value");
    for (size_t i = 0; i < p->n_set; i++) {
        doc_row(t);
        line_code(doc_cell(t), p->set[i].name);
        line_code(doc_cell(t), p->set[i].sql.text);
    }
}

static void forecast(struct document *doc, const struct dry_run *d)
{
    struct table *t;

    if (!d->n_expects)
        return;
    doc_section(doc, "Forecast");
    t = doc_table(doc, "What the author expected, and what the dry run found");
    doc_column(t, ALIGN_LEFT, "figure");
    doc_column(t, ALIGN_RIGHT, "expected");
    doc_column(t, ALIGN_RIGHT, "found");
    doc_column(t, ALIGN_LEFT, "verdict");
    for (size_t i = 0; i < d->n_expects; i++) {
        const struct dry_expect *x = &d->expects[i];

        doc_row(t);
        line_code(doc_cell(t), x->name);
        line_text(doc_cell(t), "%s", x->wanted ? x->wanted : "");
        line_text(doc_cell(t), "%s", x->got ? x->got : "");
        line_text(doc_cell(t), x->holds ? "✓ holds" : "✗ differs");
    }
}

static void failures(struct document *doc, const struct dry_run *d)
{
    struct dry_columns c = dry_columns(document_arena(doc), d);
    struct table *t;

    if (!d->n_failures)
        return;
    doc_section(doc, "Failures");
    t = doc_table(doc, "Rows that the database refused, the first %zu of them", d->n_failures);
    key_columns(t, c.key, c.n_key);
    doc_column(t, ALIGN_LEFT, "while");
    doc_column(t, ALIGN_LEFT, "message");
    for (size_t i = 0; i < d->n_failures; i++) {
        doc_row(t);
        key_cells(t, d->plan, c.key, d->failures[i].key, c.n_key);
        line_text(doc_cell(t), "%s", d->failures[i].where);
        line_code(doc_cell(t), d->failures[i].message);
    }
}

static void rehearsal(struct document *doc, const struct dry_run *d)
{
    struct line *rows;

    if (!d->rehearsed_rows)
        return;
    doc_section(doc, "Rehearsal");
    rows = doc_item(doc, d->rehearsed_failed ? TONE_BAD : TONE_OK);
    line_text(rows, "%s %s really changed, with triggers and constraints, and rolled back; %s refused.",
              COUNT(d->rehearsed_rows), plural(d->rehearsed_rows, "row was", "rows were"),
              d->rehearsed_failed ? COUNT(d->rehearsed_failed) : "none");
    if (!d->n_triggers)
        line_text(doc_item(doc, TONE_OK), "No row trigger fired.");
    for (size_t i = 0; i < d->n_triggers; i++) {
        struct line *l = doc_item(doc, TONE_NOTE);

        line_text(l, "trigger fired: ");
        line_code(l, d->triggers[i]);
    }
    for (size_t i = 0; i < d->n_trigger_changes; i++) {
        struct line *l = doc_item(doc, TONE_WARNING);

        line_text(l, "changed beside the plan's columns: ");
        line_code(l, d->trigger_changes[i]);
    }
}

static void stages(struct document *doc, const struct dry_run *d)
{
    struct table *t = doc_table(doc, "Stages, in order");

    doc_column(t, ALIGN_RIGHT, "no");
    doc_column(t, ALIGN_LEFT, "stage");
    doc_column(t, ALIGN_RIGHT, "candidates");
    for (size_t i = 0; i < d->n_stages; i++) {
        doc_row(t);
        line_count(doc_cell(t), (int64_t) i + 1);
        line_text(doc_cell(t), "%s", d->stage_names[i]);
        line_count(doc_cell(t), d->stage_rows[i]);
    }
}

static void rollout(struct document *doc, const struct dry_run *d)
{
    doc_section(doc, "Rollout");
    if (d->estimate_high_ms)
        line_text(doc_field(doc, "takes"), "%s, from rehearsed batches%s",
                  text_duration_range(d->estimate_low_ms, d->estimate_high_ms, (char[80]){0}),
                  d->plan && d->plan->windows.n > 0 ? "; the hours outside of its windows come on top" : "");
    if (d->wal_bytes)
        line_text(doc_field(doc, "WAL"), "about %s", BYTES(d->wal_bytes));
    if (d->form)
        line_text(doc_field(doc, "batch form"), "%s%s%s", d->form, d->form_why ? ": " : "",
                  d->form_why ? d->form_why : "");
    line_text(doc_field(doc, "rollback"), "%s%s%s", plan_story_name(d->plan->story), d->plan->story_how ? ": " : "",
              d->plan->story_how ? d->plan->story_how : "");
    if (d->plan->keep_ms)
        line_text(doc_field(doc, "prior values"), "are kept for %s", DURATION(d->plan->keep_ms));
    stages(doc, d);
}

static void impact_names(struct document *doc, const char *label, const char **names, size_t n)
{
    struct line *l;

    if (!n)
        return;
    l = doc_field(doc, label);
    for (size_t i = 0; i < n; i++)
        line_text(l, "%s%s", i ? ", " : "", names[i]);
}

static void impact(struct document *doc, const struct dry_run *d)
{
    const struct plan *p = d->plan;

    if (!d->n_impact && !p->n_seen_by && !p->n_changes && !p->tell)
        return;
    doc_section(doc, "Impact");
    impact_names(doc, "seen by", p->seen_by, p->n_seen_by);
    impact_names(doc, "changes", p->changes, p->n_changes);
    field_text(doc, "for support", p->tell);
    for (size_t i = 0; i < d->n_impact; i++)
        line_text(doc_item(doc, TONE_NOTE), "%s", d->impact[i]);
}

static void meaning(struct document *doc, const struct dry_run *d)
{
    if (!d->n_doubts)
        return;
    doc_section(doc, "Meaning");
    for (size_t i = 0; i < d->n_doubts; i++)
        line_text(doc_item(doc, TONE_WARNING), "%s", d->doubts[i]);
    line_muted(doc_paragraph(doc), "If old facts get a new meaning, say meaning: reinterpretation; then product has to agree.");
}

static void digests(struct document *doc, const struct dry_run *d)
{
    doc_section(doc, "Digests");
    field_code(doc, "plan", d->run->plan_digest);
    field_code(doc, "list", d->run->list_digest);
    field_code(doc, "dry run", d->digest);
}

void report_dry_run(struct buf *out, enum report_format f, const struct dry_run *d)
{
    _cleanup_(document_freep) struct document *doc = NULL;
    const char *table;

    if (f == REPORT_JSON) {
        dry_run_json(out, d);
        return;
    }
    doc = document_new("Dry run of %s", d->run->name);
    table = table_label(document_arena(doc), d->run);
    lead(doc, d, table);
    callouts(doc, d);
    overview(doc, d, table);
    change(doc, d->plan);
    forecast(doc, d);
    dry_run_figures(doc, d);
    meaning(doc, d);
    dry_run_samples(doc, d);
    failures(doc, d);
    rehearsal(doc, d);
    rollout(doc, d);
    impact(doc, d);
    digests(doc, d);
    report_render(doc, f, out);
}
