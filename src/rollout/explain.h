/*
 * explain.h: why is this row as it is? Every run that considered it.
 */
#pragma once

#include "rollout.h"

struct explain_change {          /* one column of a corrected row */
    const char *column;
    const char *before, *after, *now; /* NULL is SQL NULL; masked: all NULL */
    bool masked;
};

struct explain_entry {           /* one run */
    struct run *run;
    const char *outcome;         /* changed unchanged excluded became_excluded uncertain gone failed pending */
    const char *reason;          /* exclusion, doubt or the database's message; else NULL */
    const char *class, *stage;
    const char *at;              /* when it was changed or set aside */
    const char *tell;            /* the words for support, filled from this row if it was changed; NULL: none */
    struct explain_change *changes;
    size_t n_changes;
    const char *undo;            /* NULL, "restored", "conflict", "vanished", "unrestored" */
    const char *undo_at;
    const char *resolution, *resolved_by, *resolved_at, *note;
    const char *stands;          /* for a changed row: "still so", "changed since", "restored", "deleted" */
};

struct explain {
    const char *table;           /* qualified */
    const char **key_columns, **key;
    size_t n_key;
    bool exists;                 /* the row is there now */
    struct explain_entry *entries; /* the latest run first */
    size_t n_entries;
};

/* table as the user writes it (schema.table or table); key one text a key column. ERR_NOT_FOUND: no run concerns the
   table, with the nearest name. A row that no run considered has no entries. */
_must_check_ int explain_row(struct arena *a, struct db *db, const char *table, const char *const *key, size_t n_key,
                             struct explain *ret, struct err *e);
