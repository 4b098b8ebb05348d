#include "tally_table.h"

#include <string.h>

/* A figure that is 0 in the whole run is not worth a column, but these are. */
static bool always_shown(const struct tally_figure *f)
{
    return strcmp(f->key, "candidates") == 0 || strcmp(f->key, "changed") == 0 || strcmp(f->key, "pending") == 0;
}

static void tally_cells(struct table *t, const struct tally *row, const struct tally *total)
{
    for (size_t i = 0; i < TALLY_FIGURES; i++) {
        if (always_shown(&tally_figures[i]) || tally_get(total, &tally_figures[i]))
            line_count(doc_cell(t), tally_get(row, &tally_figures[i]));
    }
}

static const char *stage_state(const struct stage_status *s)
{
    if (s->finished_at)
        return "done";
    return s->started_at ? "at work" : "to come";
}

void stage_table(struct document *d, const struct status *s)
{
    struct table *t = doc_table(d, "Outcomes by stage");

    doc_column(t, ALIGN_LEFT, "stage");
    doc_column(t, ALIGN_LEFT, "state");
    for (size_t i = 0; i < TALLY_FIGURES; i++) {
        if (always_shown(&tally_figures[i]) || tally_get(&s->total, &tally_figures[i]))
            doc_column(t, ALIGN_RIGHT, outcome_label(tally_figures[i].key));
    }
    for (size_t i = 0; i < s->n_stages; i++) {
        doc_row(t);
        line_text(doc_cell(t), "%d %s", s->stages[i].no, s->stages[i].name);
        line_text(doc_cell(t), "%s", stage_state(&s->stages[i]));
        tally_cells(t, &s->stages[i].tally, &s->total);
    }
    doc_total_row(t);
    line_text(doc_cell(t), "all");
    doc_cell(t);
    tally_cells(t, &s->total, &s->total);
}

void reason_counts_table(struct document *d, const struct status *s)
{
    struct table *t = doc_table(d, "Rows that were not changed, by reason");

    doc_column(t, ALIGN_LEFT, "outcome");
    doc_column(t, ALIGN_LEFT, "reason");
    doc_column(t, ALIGN_RIGHT, "rows");
    for (size_t i = 0; i < s->n_reasons; i++) {
        const char *outcome = s->reasons[i].outcome;

        doc_row(t);
        line_text(doc_cell(t), "%s",
                  strcmp(outcome, "excluded") == 0 ? "left out at the freeze" : outcome_label(outcome));
        line_code(doc_cell(t), s->reasons[i].reason);
        line_count(doc_cell(t), s->reasons[i].n);
    }
}

static void stages_json(struct json *j, const struct status *s)
{
    json_key(j, "stages");
    json_array(j);
    for (size_t i = 0; i < s->n_stages; i++) {
        json_object(j);
        json_kv_int(j, "no", s->stages[i].no);
        json_kv_text(j, "name", s->stages[i].name);
        json_kv_text(j, "started_at", s->stages[i].started_at);
        json_kv_text(j, "finished_at", s->stages[i].finished_at);
        tally_json(j, &s->stages[i].tally);
        json_object_end(j);
    }
    json_array_end(j);
}

void status_details_json(struct json *j, const struct status *s)
{
    json_key(j, "excluded");
    json_object(j);
    for (size_t i = 0; i < s->n_reasons; i++) {
        if (strcmp(s->reasons[i].outcome, "excluded") == 0)
            json_kv_int(j, s->reasons[i].reason ? s->reasons[i].reason : "", s->reasons[i].n);
    }
    json_object_end(j);
    json_kv_int(j, "excluded_total", s->excluded_at_freeze);
    json_key(j, "reasons");
    json_array(j);
    for (size_t i = 0; i < s->n_reasons; i++) {
        json_object(j);
        json_kv_text(j, "outcome", s->reasons[i].outcome);
        json_kv_text(j, "reason", s->reasons[i].reason);
        json_kv_int(j, "n", s->reasons[i].n);
        json_object_end(j);
    }
    json_array_end(j);
    stages_json(j, s);
}

void tally_lead(struct document *d, const struct status *s)
{
    const struct tally *t = &s->total;
    struct line *l = doc_lead(d);

    line_text(l, "%s of %s %s of %s changed", COUNT(t->changed), COUNT(t->candidates),
              plural(t->candidates, "candidate", "candidates"), table_label(document_arena(d), s->run));
    line_clause(l, t->unchanged, "was already right", "were already right");
    line_clause(l, t->excluded, "became ineligible", "became ineligible");
    line_clause(l, t->uncertain, "is uncertain", "are uncertain");
    line_clause(l, t->gone, "is gone", "are gone");
    line_clause(l, t->failed, "was refused by the database", "were refused by the database");
    line_clause(l, t->pending, "is pending", "are pending");
    line_clause(l, t->restored, "has been restored", "have been restored");
    line_clause(l, t->conflicts, "could not be restored, for it was edited since",
                "could not be restored, for they were edited since");
    line_text(l, ".");
}

void tuned_fields(struct document *d, const struct status *s)
{
    for (size_t i = 0; i < s->n_tuned; i++)
        line_text(doc_field(d, "tuned"), "%s %s, by %s, %s", s->tuned[i].name, s->tuned[i].value, s->tuned[i].actor,
                  s->tuned[i].at);
}

void debt_callouts(struct document *d, const struct status *s)
{
    for (size_t i = 0; i < s->n_debts; i++) {
        const struct debt *x = &s->debts[i];

        line_text(doc_callout(d, x->overdue ? TONE_BAD : TONE_WARNING), "Owed since incident %s: %s, by %s, due %s%s.",
                  x->incident ? x->incident : "", x->what, x->owner, x->due, x->overdue ? " (overdue)" : "");
    }
}
