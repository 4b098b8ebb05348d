#include <string.h>

#include "dry_run_parts.h"

static const char *const outcomes[] = {"changed", "unchanged", "excluded", "uncertain", "gone", "failed"};
enum { N_OUTCOMES = ARRAY_LEN(outcomes) };

/* Rows of one class by outcome. */
struct class_row {
    const char *class;
    int64_t n[N_OUTCOMES], total;
};

static struct class_row *find_class(struct class_row *rows, size_t *n, const char *class)
{
    for (size_t i = 0; i < *n; i++) {
        if (same_text(rows[i].class, class))
            return &rows[i];
    }
    rows[*n].class = class;
    return &rows[(*n)++];
}

static void count(struct class_row *row, const struct dry_count *c)
{
    row->total += c->n;
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        if (strcmp(c->outcome, outcomes[i]) == 0)
            row->n[i] += c->n;
    }
}

/* Columns: the class, the outcomes that occur, their sum. */
static void class_cells(struct table *t, const struct class_row *row, const struct class_row *all)
{
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        if (all->n[i])
            line_count(doc_cell(t), row->n[i]);
    }
    line_count(doc_cell(t), row->total);
}

static void by_class(struct document *doc, const struct class_row *rows, size_t n, const struct class_row *all)
{
    struct table *t = doc_table(doc, "Candidates by class and outcome");

    doc_column(t, ALIGN_LEFT, "class");
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        if (all->n[i])
            doc_column(t, ALIGN_RIGHT, outcome_label(outcomes[i]));
    }
    doc_column(t, ALIGN_RIGHT, "candidates");
    for (size_t i = 0; i < n; i++) {
        doc_row(t);
        line_value(doc_cell(t), rows[i].class);
        class_cells(t, &rows[i], all);
    }
    doc_total_row(t);
    line_text(doc_cell(t), "all");
    class_cells(t, all, all);
}

static void without_class(struct document *doc, const struct class_row *all)
{
    struct table *t = doc_table(doc, "Candidates by outcome");

    doc_column(t, ALIGN_LEFT, "outcome");
    doc_column(t, ALIGN_RIGHT, "rows");
    doc_column(t, ALIGN_RIGHT, "share");
    for (size_t i = 0; i < N_OUTCOMES; i++) {
        if (!all->n[i])
            continue;
        doc_row(t);
        line_text(doc_cell(t), "%s", outcome_label(outcomes[i]));
        line_count(doc_cell(t), all->n[i]);
        line_text(doc_cell(t), "%s", share(document_arena(doc), all->n[i], all->total));
    }
    doc_total_row(t);
    line_text(doc_cell(t), "candidates");
    line_count(doc_cell(t), all->total);
    line_text(doc_cell(t), "%s", share(document_arena(doc), all->total, all->total));
}

static void outcome_tables(struct document *doc, const struct dry_run *d)
{
    struct class_row *rows = arena_new_array(document_arena(doc), struct class_row, d->n_counts + 1), all = {0};
    size_t n = 0;

    for (size_t i = 0; i < d->n_counts; i++) {
        count(find_class(rows, &n, d->counts[i].class), &d->counts[i]);
        count(&all, &d->counts[i]);
    }
    if (n == 0)
        return;
    doc_section(doc, "Outcomes");
    if (d->plan->class.text)
        by_class(doc, rows, n, &all);
    else
        without_class(doc, &all);
}

static void sums(struct document *doc, const struct dry_run *d)
{
    struct table *t = doc_table(doc, "Sums over the rows that change");
    static const char *const heads[] = {"before", "after", "delta",     "of the universe",
                                        "up",     "down",  "from NULL", "to NULL"};

    doc_column(t, ALIGN_LEFT, "column");
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        doc_column(t, ALIGN_RIGHT, heads[i]);
    for (size_t i = 0; i < d->n_numbers; i++) {
        const struct dry_number *x = &d->numbers[i];
        struct line *of_universe;

        doc_row(t);
        line_code(doc_cell(t), x->column);
        line_decimal(doc_cell(t), x->sum_before);
        line_decimal(doc_cell(t), x->sum_after);
        line_delta(doc_cell(t), x->sum_delta);
        of_universe = doc_cell(t);
        if (x->universe_percent) {
            line_delta(of_universe, x->universe_percent);
            line_text(of_universe, "%%");
        }
        line_count(doc_cell(t), x->up);
        line_count(doc_cell(t), x->down);
        line_count(doc_cell(t), x->from_null);
        line_count(doc_cell(t), x->to_null);
    }
}

static void percentiles(struct document *doc, const struct dry_run *d)
{
    static const char *const heads[] = {"min", "p1", "p5", "p25", "p50", "p75", "p95", "p99", "max"};
    struct table *t = doc_table(doc, "How much a row's value moves");

    doc_column(t, ALIGN_LEFT, "column");
    for (size_t i = 0; i < ARRAY_LEN(heads); i++)
        doc_column(t, ALIGN_RIGHT, heads[i]);
    for (size_t i = 0; i < d->n_numbers; i++) {
        if (!d->numbers[i].percentiles[0])
            continue;
        doc_row(t);
        line_code(doc_cell(t), d->numbers[i].column);
        for (size_t p = 0; p < ARRAY_LEN(heads); p++)
            line_delta(doc_cell(t), d->numbers[i].percentiles[p]);
    }
}

static bool is_rest(const struct dry_transition *x)
{
    return x->from && x->to && strcmp(x->from, "…") == 0 && strcmp(x->to, "…") == 0;
}

static void transitions(struct document *doc, const struct dry_run *d)
{
    struct table *t = NULL;
    const char *column = "";

    for (size_t i = 0; i < d->n_transitions; i++) {
        const struct dry_transition *x = &d->transitions[i];
        struct line *cell;

        if (!t || strcmp(x->column, column) != 0) {
            column = x->column;
            t = doc_table(doc, "%s: from → to", column);
            doc_column(t, ALIGN_LEFT, "from → to");
            doc_column(t, ALIGN_RIGHT, "rows");
        }
        doc_row(t);
        cell = doc_cell(t);
        if (is_rest(x))
            line_muted(cell, "all others");
        else
            line_change(cell, x->masked ? VALUE_MASKED : shown(d->plan, column, x->from),
                        x->masked ? VALUE_MASKED : shown(d->plan, column, x->to));
        line_count(doc_cell(t), x->n);
    }
}

/* A column whose values are a class's own story: which statuses go which way, class by class. */
static void class_transitions(struct document *doc, const struct dry_run *d)
{
    struct table *t = NULL;
    const char *column = "";

    for (size_t i = 0; i < d->n_class_transitions; i++) {
        const struct dry_transition *x = &d->class_transitions[i];

        if (!t || strcmp(x->column, column) != 0) {
            column = x->column;
            t = doc_table(doc, "%s by class", column);
            doc_column(t, ALIGN_LEFT, "class");
            doc_column(t, ALIGN_LEFT, "from → to");
            doc_column(t, ALIGN_RIGHT, "rows");
        }
        doc_row(t);
        line_text(doc_cell(t), "%s", x->class ? x->class : "without a class");
        line_change(doc_cell(t), x->masked ? VALUE_MASKED : shown(d->plan, column, x->from),
                    x->masked ? VALUE_MASKED : shown(d->plan, column, x->to));
        line_count(doc_cell(t), x->n);
    }
}

void dry_run_figures(struct document *doc, const struct dry_run *d)
{
    outcome_tables(doc, d);
    dry_run_reasons(doc, d);
    if (d->n_numbers || d->n_transitions)
        doc_section(doc, "What moves");
    if (d->n_numbers) {
        sums(doc, d);
        percentiles(doc, d);
    }
    transitions(doc, d);
    class_transitions(doc, d);
}
