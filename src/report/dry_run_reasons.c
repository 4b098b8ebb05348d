#include <string.h>

#include "dry_run_parts.h"

/* The plan's words for a reason: the condition by that name. */
static const char *condition(const struct named_fragment *fragments, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (name && strcmp(fragments[i].name, name) == 0)
            return fragments[i].sql.text;
    }
    return NULL;
}

static int64_t sum_of(const struct dry_count *counts, size_t n, const char *outcome, const char *reason)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (strcmp(counts[i].outcome, outcome) == 0 && same_text(counts[i].reason, reason))
            sum += counts[i].n;
    }
    return sum;
}

/* Does an earlier entry have this outcome and reason? Then its row has been written. */
static bool is_repeat(const struct dry_count *counts, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (strcmp(counts[j].outcome, counts[i].outcome) == 0 && same_text(counts[j].reason, counts[i].reason))
            return true;
    }
    return false;
}

struct reasons {
    const struct dry_count *counts;
    size_t n;
    const char *outcome, *when; /* when: a column's text, or NULL for no such column */
    const struct named_fragment *fragments;
    size_t n_fragments;
};

static void reason_rows(struct table *t, const struct reasons *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const char *reason = r->counts[i].reason;

        if (strcmp(r->counts[i].outcome, r->outcome) != 0 || is_repeat(r->counts, i))
            continue;
        doc_row(t);
        line_code(doc_cell(t), reason ? reason : "(no reason)");
        if (r->when)
            line_text(doc_cell(t), "%s", r->when);
        line_count(doc_cell(t), sum_of(r->counts, r->n, r->outcome, reason));
        line_code(doc_cell(t), condition(r->fragments, r->n_fragments, reason));
    }
}

static struct table *reason_table(struct document *doc, const char *caption, bool when)
{
    struct table *t = doc_table(doc, "%s", caption);

    doc_column(t, ALIGN_LEFT, "reason");
    if (when)
        doc_column(t, ALIGN_LEFT, "found");
    doc_column(t, ALIGN_RIGHT, "rows");
    doc_column(t, ALIGN_LEFT, "condition");
    return t;
}

void dry_run_reasons(struct document *doc, const struct dry_run *d)
{
    const struct plan *p = d->plan;
    struct reasons left_out = {d->left_out, d->n_left_out, "excluded", "at the freeze", p->exclude, p->n_exclude};
    struct reasons since = {d->counts, d->n_counts, "excluded", "since the freeze", p->exclude, p->n_exclude};
    struct reasons doubts = {d->counts, d->n_counts, "uncertain", NULL, p->uncertain, p->n_uncertain};
    struct table *t;

    if (d->excluded || d->became_excluded) {
        doc_section(doc, "Left out");
        t = reason_table(doc, "Rows of the universe that are not touched, by the first reason that holds", true);
        reason_rows(t, &left_out);
        reason_rows(t, &since);
    }
    if (d->uncertain) {
        doc_section(doc, "Uncertain");
        reason_rows(reason_table(doc, "Rows that would be set aside for a person", false), &doubts);
    }
}
