/*
 * dry_run_parts.h: the dry run's report in pieces, each a file.
 */
#pragma once

#include "words.h"

/* The key's and the set columns' names; texts are the dry run's, the arrays the arena's. */
struct dry_columns {
    const char **key, **set;
    size_t n_key, n_set;
};
struct dry_columns dry_columns(struct arena *a, const struct dry_run *d);

void dry_run_figures(struct document *doc, const struct dry_run *d); /* dry_run_figures.c */
void dry_run_reasons(struct document *doc, const struct dry_run *d); /* dry_run_reasons.c */
void dry_run_samples(struct document *doc, const struct dry_run *d); /* dry_run_samples.c */
void dry_run_json(struct buf *out, const struct dry_run *d);         /* dry_run_json.c */
