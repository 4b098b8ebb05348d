#include "words.h"

#include <stdio.h>
#include <string.h>

const char *outcome_label(const char *outcome)
{
    static const char *const labels[][2] = {
        {"unchanged", "already right"},
        {"excluded", "left out"},
        {"became_excluded", "left out since the freeze"},
        {"conflict", "edited since"},
        {"conflicts", "edited since"},
        {"vanished", "gone since"},
        {"unrestored", "could not be restored"},
    };

    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        if (strcmp(outcome, labels[i][0]) == 0)
            return labels[i][1];
    }
    return outcome;
}

static const struct verdict_words {
    const char *verdict, *label, *sign;
} verdicts[] = {
    {"pass", "passed", "✓"},
    {"fail", "failed", "✗"},
    {"person", "needs a person", "!"},
    {"override", "overridden", "!"},
};

static const struct verdict_words *words_of(const char *verdict)
{
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
        if (strcmp(verdicts[i].verdict, verdict) == 0)
            return &verdicts[i];
    return NULL;
}

const char *verdict_label(const char *verdict)
{
    const struct verdict_words *w = words_of(verdict);

    return w ? w->label : verdict;
}

const char *verdict_sign(const char *verdict)
{
    const struct verdict_words *w = words_of(verdict);

    return w ? w->sign : "?";
}

const char *plural(int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}

void line_clause(struct line *l, int64_t n, const char *one, const char *many)
{
    if (n)
        line_text(l, "; %s %s", COUNT(n), plural(n, one, many));
}

char *share(struct arena *a, int64_t n, int64_t of)
{
    double percent = of > 0 ? 100.0 * (double) n / (double) of : 0;

    if (of <= 0)
        return arena_strdup(a, "");
    if (n == 0 || n == of)
        return arena_strdup(a, n ? "100%" : "0%");
    if (percent < 0.05)
        return arena_strdup(a, "<0.1%");
    if (percent >= 99.95 && n < of)
        return arena_strdup(a, ">99.9%");
    return arena_printf(a, "%.1f%%", percent);
}

void field_text(struct document *d, const char *label, const char *s)
{
    if (s && *s)
        line_text(doc_field(d, label), "%s", s);
}

void field_code(struct document *d, const char *label, const char *s)
{
    if (s && *s)
        line_code(doc_field(d, label), s);
}

const struct tally_figure tally_figures[TALLY_FIGURES] = {
    {"candidates", offsetof(struct tally, candidates)}, {"changed", offsetof(struct tally, changed)},
    {"unchanged", offsetof(struct tally, unchanged)},   {"became_excluded", offsetof(struct tally, excluded)},
    {"uncertain", offsetof(struct tally, uncertain)},   {"gone", offsetof(struct tally, gone)},
    {"failed", offsetof(struct tally, failed)},         {"pending", offsetof(struct tally, pending)},
    {"restored", offsetof(struct tally, restored)},     {"conflicts", offsetof(struct tally, conflicts)},
};

int64_t tally_get(const struct tally *t, const struct tally_figure *f)
{
    int64_t n;

    memcpy(&n, (const char *) t + f->offset, sizeof(n));
    return n;
}

void tally_json(struct json *j, const struct tally *t)
{
    for (size_t i = 0; i < TALLY_FIGURES; i++)
        json_kv_int(j, tally_figures[i].key, tally_get(t, &tally_figures[i]));
}

const char *table_label(struct arena *a, const struct run *r)
{
    if (!r->table_schema)
        return r->table_name ? r->table_name : "";
    return arena_printf(a, "%s.%s", r->table_schema, r->table_name ? r->table_name : "");
}

const char *shown(const struct plan *p, const char *column, const char *value)
{
    return !p || plan_is_masked(p, column) ? VALUE_MASKED : value;
}

struct plan *run_plan(const struct run *r)
{
    struct err ignored = {0};
    struct plan *p = NULL;

    if (r->plan_text)
        p = plan_parse(r->name ? r->name : "plan", NULL, r->plan_text, strlen(r->plan_text), &ignored);
    /* A plan with mistakes may have lost its list of masks. */
    if (p && p->mistakes.errors) {
        plan_free(p);
        p = NULL;
    }
    return p;
}

void json_begin(struct json *j, struct buf *out, const char *kind)
{
    json_init(j, out, false);
    json_object(j);
    json_kv_int(j, "schema_version", REPORT_SCHEMA_VERSION);
    json_kv_text(j, "kind", kind);
}

void json_value(struct json *j, const char *value)
{
    if (value == VALUE_MASKED) {
        json_object(j);
        json_kv_bool(j, "masked", true);
        json_object_end(j);
    } else {
        json_text(j, value);
    }
}

void json_values(struct json *j, const struct plan *p, const char **columns, const char **values, size_t n)
{
    if (!values) {
        json_null(j);
        return;
    }
    json_array(j);
    for (size_t i = 0; i < n; i++)
        json_value(j, shown(p, columns[i], values[i]));
    json_array_end(j);
}

void json_texts(struct json *j, const char *key, const char **texts, size_t n)
{
    json_key(j, key);
    json_array(j);
    for (size_t i = 0; i < n; i++)
        json_text(j, texts[i]);
    json_array_end(j);
}

void key_columns(struct table *t, const char **columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        doc_column(t, ALIGN_LEFT, columns[i]);
}

void key_cells(struct table *t, const struct plan *p, const char **columns, const char **key, size_t n)
{
    for (size_t i = 0; i < n; i++)
        line_value(doc_cell(t), shown(p, columns[i], key[i]));
}

void conflict_table_begin(struct document *d, struct conflict_table *ct, const char *caption)
{
    ct->table = doc_table(d, "%s", caption);
    key_columns(ct->table, ct->key_columns, ct->n_key);
    doc_column(ct->table, ALIGN_LEFT, "column");
    doc_column(ct->table, ALIGN_LEFT, "before");
    doc_column(ct->table, ALIGN_LEFT, "the run wrote");
    doc_column(ct->table, ALIGN_LEFT, "now");
}

void conflict_table_add(const struct conflict_table *ct, const struct conflict *c)
{
    for (size_t i = 0; i < ct->n_set; i++) {
        const char *column = ct->set_columns[i];
        const char *values[] = {c->before ? c->before[i] : NULL, c->ours ? c->ours[i] : NULL,
                                c->now ? c->now[i] : NULL};
        bool masked = shown(ct->plan, column, NULL) == VALUE_MASKED;

        if (!masked && same_text(values[0], values[1]) && same_text(values[1], values[2]))
            continue;
        doc_row(ct->table);
        key_cells(ct->table, ct->plan, ct->key_columns, c->key, ct->n_key);
        line_code(doc_cell(ct->table), column);
        for (size_t v = 0; v < ARRAY_LEN(values); v++)
            line_value(doc_cell(ct->table), shown(ct->plan, column, values[v]));
    }
}

void tuned_json(struct json *j, const struct tuned *tuned, size_t n)
{
    json_key(j, "tuned");
    json_array(j);
    for (size_t i = 0; i < n; i++) {
        json_object(j);
        json_kv_text(j, "name", tuned[i].name);
        json_kv_text(j, "value", tuned[i].value);
        json_kv_text(j, "by", tuned[i].actor);
        json_kv_text(j, "at", tuned[i].at);
        json_object_end(j);
    }
    json_array_end(j);
}

void debts_json(struct json *j, const struct debt *debts, size_t n)
{
    json_key(j, "debts");
    json_array(j);
    for (size_t i = 0; i < n; i++) {
        const struct debt *d = &debts[i];

        json_object(j);
        json_kv_int(j, "run", d->run);
        json_kv_text(j, "name", d->name);
        json_kv_text(j, "incident", d->incident);
        json_kv_int(j, "no", d->no);
        json_kv_text(j, "what", d->what);
        json_kv_text(j, "owner", d->owner);
        json_kv_text(j, "due", d->due);
        json_kv_bool(j, "overdue", d->overdue);
        json_kv_text(j, "paid_at", d->paid_at);
        json_kv_text(j, "paid_by", d->paid_by);
        json_kv_text(j, "how", d->how);
        json_object_end(j);
    }
    json_array_end(j);
}
