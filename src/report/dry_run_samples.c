#include <string.h>

#include "dry_run_parts.h"

/* The kinds in the order in which a reviewer wants them. */
static const struct {
    const char *kind, *caption;
    const char *name_head; /* of the column with the sample's name, or NULL */
} kinds[] = {
    {"changed", "Rows that change", NULL},
    {"largest", "The largest changes", "in column"},
    {"edge", "Edge cases that the plan names", "edge"},
    {"unchanged", "Rows where the plan does nothing: already right", NULL},
    {"uncertain", "Rows set aside: the new value is not written", "reason"},
    {"excluded", "Rows left out", "reason"},
    {"gone", "Rows deleted since the freeze", NULL},
};

struct dry_columns dry_columns(struct arena *a, const struct dry_run *d)
{
    const struct plan *p = d->plan;
    size_t n_table = d->table ? d->table->n_columns : 0;
    struct dry_columns c = {.key = arena_new_array(a, const char *, p->n_keys + n_table),
                            .set = arena_new_array(a, const char *, p->n_set),
                            .n_key = p->n_keys,
                            .n_set = p->n_set};

    for (size_t i = 0; i < p->n_keys; i++)
        c.key[i] = p->keys[i].column;
    /* The plan names no key: the primary key's columns, in the key's order. */
    for (size_t i = 0; i < n_table && p->n_keys == 0; i++) {
        int position = d->table->columns[i].key_position;

        if (position > 0) {
            c.key[position - 1] = d->table->columns[i].name;
            c.n_key++;
        }
    }
    for (size_t i = 0; i < p->n_set; i++)
        c.set[i] = p->set[i].name;
    return c;
}

static void sample_row(struct table *t, const struct dry_run *d, const struct dry_columns *c,
                       const struct dry_sample *s)
{
    key_cells(t, d->plan, c->key, s->key, c->n_key);
    if (d->plan->class.text)
        line_value(doc_cell(t), s->class);
    for (size_t i = 0; i < c->n_set; i++) {
        struct line *cell = doc_cell(t);

        if (!s->before)
            continue;
        if (s->after)
            line_change(cell, shown(d->plan, c->set[i], s->before[i]), shown(d->plan, c->set[i], s->after[i]));
        else
            line_value(cell, shown(d->plan, c->set[i], s->before[i]));
    }
}

static void samples_of_kind(struct document *doc, const struct dry_run *d, const struct dry_columns *c, size_t kind)
{
    struct table *t = doc_table(doc, "%s", kinds[kind].caption);

    if (kinds[kind].name_head)
        doc_column(t, ALIGN_LEFT, kinds[kind].name_head);
    key_columns(t, c->key, c->n_key);
    if (d->plan->class.text)
        doc_column(t, ALIGN_LEFT, "class");
    for (size_t i = 0; i < c->n_set; i++)
        doc_column(t, ALIGN_LEFT, c->set[i]);
    for (size_t i = 0; i < d->n_samples; i++) {
        if (strcmp(d->samples[i].kind, kinds[kind].kind) != 0)
            continue;
        doc_row(t);
        if (kinds[kind].name_head)
            line_code(doc_cell(t), d->samples[i].name);
        sample_row(t, d, c, &d->samples[i]);
    }
}

void dry_run_samples(struct document *doc, const struct dry_run *d)
{
    struct dry_columns c = dry_columns(document_arena(doc), d);

    if (!d->n_samples)
        return;
    doc_section(doc, "Samples");
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        samples_of_kind(doc, d, &c, i);
}
