/*
 * undo.h: rollback. Prior values are put back in batches, each its own transaction, where the row still holds
 * what the run wrote, byte for byte; a row that somebody edited since is a conflict and is not touched.
 */
#pragma once

#include "run.h"

struct undo_scope {
    const char *stage, *class;   /* NULL: all */
    const char *keys_file;       /* CSV with the key's columns; NULL: all */
};

struct undo_preview {            /* the rollback's dry run: by a handle that cannot write */
    struct run *run;
    const char *scope;           /* for people: "the whole run", "stage canary", … */
    int64_t rows;                /* corrections in this scope that are not undone yet */
    int64_t restorable, already, conflicts, vanished; /* add up to rows */
    const char **key_columns, **set_columns;
    size_t n_key, n_set;
    struct undo_conflict {
        const char **key, **before, **ours, **now; /* values of n_key / n_set columns; masked ones are NULL */
    } *shown;                    /* the first 20 conflicts */
    size_t n_shown;
};

_must_check_ int undo_preview(struct rollout *reader, const struct undo_scope *scope, struct undo_preview *ret,
                              struct err *e);

/* Freeze the rollback's own list (or go on with one that was interrupted), then restore. Same conditions as run_go(). */
_must_check_ int undo_go(struct rollout *writer, const struct undo_scope *scope, const char *why,
                         const struct run_opts *opts, enum run_end *ret_end,
                         struct err *e);
