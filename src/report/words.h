/*
 * words.h: what the reports have in common: the words for outcomes, counts in sentences, masks.
 */
#pragma once

#include "document.h"
#include "json.h"
#include "ledger.h"
#include "report.h"
#include "text.h"

enum { REPORT_SCHEMA_VERSION = 1 };

/* "1,234" for the %s of a sentence; lives as long as the enclosing block. */
#define COUNT(n) text_count((n), (char[32]){0})
#define DURATION(ms) text_duration((ms), (char[32]){0})
#define BYTES(n) text_bytes((n), (char[32]){0})

/* The outcome as people read it: "already right" for unchanged. */
const char *outcome_label(const char *outcome);
/* A gate's verdict, or an item's, as people read it: "passed", "needs a person"; and ✓, ! or ✗. */
const char *verdict_label(const char *verdict);
const char *verdict_sign(const char *verdict);
const char *plural(int64_t n, const char *one, const char *many);
/* "; 1,234 are left out"; nothing for 0. */
void line_clause(struct line *l, int64_t n, const char *one, const char *many);
/* n of `of` as "9.8%"; never rounded to 0% or 100% unless it is; "" when of is 0. */
char *share(struct arena *a, int64_t n, int64_t of);
/* A field that is left out where its value is NULL or empty. */
void field_text(struct document *d, const char *label, const char *s);
void field_code(struct document *d, const char *label, const char *s);

/* The figures of a tally, in the order and with the names of `status --json`. */
struct tally_figure {
    const char *key;
    size_t offset;
};
enum { TALLY_FIGURES = 10 };
extern const struct tally_figure tally_figures[TALLY_FIGURES];
int64_t tally_get(const struct tally *t, const struct tally_figure *f);
void tally_json(struct json *j, const struct tally *t); /* its members, into an open object */

/* "shop.orders", or the name alone where there is no schema. */
const char *table_label(struct arena *a, const struct run *r);

/* The value as it may be shown: VALUE_MASKED when the plan masks the column, or when there is no plan to ask. */
const char *shown(const struct plan *p, const char *column, const char *value);
/* A value that shown() returned: a string, null, or {"masked":true}. */
void json_value(struct json *j, const char *value);
/* [value, …] of columns, each as shown(); null where values is NULL. */
void json_values(struct json *j, const struct plan *p, const char **columns, const char **values, size_t n);
void json_texts(struct json *j, const char *key, const char **texts, size_t n);
/* "tuned": [settings that people changed, …], into an open object. */
void tuned_json(struct json *j, const struct tuned *tuned, size_t n);
/* "debts": [what an incident owes, …], into an open object. */
void debts_json(struct json *j, const struct debt *debts, size_t n);
/* {"schema_version":1,"kind":kind, … left open. */
void json_begin(struct json *j, struct buf *out, const char *kind);

/* The plan that was frozen with the run, for its masks. NULL: it cannot be read. */
struct plan *run_plan(const struct run *r);

/* Heads of key columns, and the cells of one key. */
void key_columns(struct table *t, const char **columns, size_t n);
void key_cells(struct table *t, const struct plan *p, const char **columns, const char **key, size_t n);

/* Prior value, what the run wrote and what is there now, a row for each column in which they differ. */
struct conflict {
    const char **key, **before, **ours, **now; /* of n_key and n_set columns; the last three may be NULL */
};
struct conflict_table {
    struct table *table;
    const struct plan *plan;
    const char **key_columns, **set_columns;
    size_t n_key, n_set;
};
/* Sets ct->table from the rest. */
void conflict_table_begin(struct document *d, struct conflict_table *ct, const char *caption);
void conflict_table_add(const struct conflict_table *ct, const struct conflict *c);

/* The document in the format; not for REPORT_JSON. */
void report_render(const struct document *d, enum report_format f, struct buf *out);
