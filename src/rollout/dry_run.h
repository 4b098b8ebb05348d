/*
 * dry_run.h: what would change, over the whole candidate list, computed inside the database by a handle that
 * cannot write; then some rows really changed, with triggers and constraints, and rolled back.
 *
 * The result is stored with the run (as JSON, with a digest): it is what the run is later held to.
 */
#pragma once

#include "rollout.h"

struct dry_count {               /* one cell of the outcome table */
    const char *class;           /* NULL: the plan has no class */
    const char *outcome;         /* changed unchanged excluded uncertain gone failed */
    const char *reason;          /* for excluded (since the freeze), uncertain, failed; else NULL */
    int64_t n;
};

struct dry_number {              /* a numeric column that changes; all figures are exact decimal text */
    const char *column;
    bool masked;                 /* sums and percentiles are shown all the same; samples are not */
    const char *sum_before, *sum_after, *sum_delta; /* over the rows that change */
    const char *universe_before; /* the column's sum over the universe, before */
    const char *universe_percent;/* sum_delta in percent of it; NULL when it is 0 or NULL */
    int64_t up, down, from_null, to_null;
    const char *percentiles[9];  /* of the delta: min p1 p5 p25 p50 p75 p95 p99 max; NULL when no delta exists */
};

struct dry_class_sum {           /* a numeric column in one class, over its rows that change */
    const char *column, *class;  /* class NULL: the value is NULL */
    int64_t n;
    const char *sum_before, *sum_after; /* decimal text; NULL where all values are */
};

struct dry_transition {          /* a column that is not numeric: from → to */
    const char *column, *from, *to; /* NULL is SQL NULL; of a masked column both are NULL and masked is set */
    bool masked;
    int64_t n;
    const char *class;           /* of class_transitions; NULL is SQL NULL */
};

struct dry_sample {
    const char *kind;            /* "changed", "unchanged", "uncertain", "excluded", "gone", "largest", "edge" */
    const char *name;            /* the edge's or reason's name, or the column of "largest"; else NULL */
    const char *class;
    const char **key;            /* n_key values */
    const char **before, **after;/* n_set values each; after is NULL where the plan does nothing */
    int64_t chunk_no, pos;       /* its place in the list; 0: it is not in it */
};

struct dry_expect {              /* the plan's forecast of one figure, held against it */
    const char *name;
    const char *wanted, *got;    /* "110,000..130,000", "118,204" */
    bool holds;
};

struct dry_failure {             /* rows whose new value cannot be computed, or that the rehearsal was refused for */
    const char *where;           /* "computing" or "rehearsal" */
    const char **key;
    const char *message;
};

struct dry_stage {               /* rows of one stage and class */
    int64_t stage_no, class_no, n;
    const char *outcome;
};

struct dry_stage_sum {           /* by how much the sum of a numeric column changes in a stage and class: decimal text */
    int64_t stage_no, class_no, column_no; /* of change.set, from 1 */
    const char *delta;
    const char *spread, *most;   /* the rows' changes without their signs, added up; the largest of them */
};

struct dry_stage_transition {    /* rows of a stage in which a column that is not numeric goes from one value to another */
    int64_t stage_no, column_no, n; /* stage 0: the column goes n different ways in all, more than 20 as 21 */
    const char *from, *to;       /* their first 200 characters; of masked columns too: never shown */
};

struct dry_run {
    struct run *run;
    const struct plan *plan;
    const struct table_info *table;
    const char *at;              /* the database's time */
    const char *form;            /* "short" or "long": the batch form this plan gets */
    const char *form_why;
    int64_t took_ms;

    int64_t universe, excluded, candidates;
    struct dry_count *left_out;  /* at the freeze: class, outcome "excluded", reason, n */
    size_t n_left_out;
    struct dry_count *counts;    /* of the candidates, now */
    size_t n_counts;
    int64_t changed, unchanged, became_excluded, uncertain, gone, failed;

    struct dry_stage *foreseen;  /* what the gates hold the run to */
    size_t n_foreseen;
    struct dry_stage_sum *stage_sums;
    size_t n_stage_sums;
    struct dry_stage_transition *stage_transitions;
    size_t n_stage_transitions;

    struct dry_number *numbers;
    size_t n_numbers;
    struct dry_class_sum *class_sums; /* none where the plan has no class */
    size_t n_class_sums;
    struct dry_transition *transitions; /* at most 20 a column, the most frequent first; the rest as from = to = "…" */
    size_t n_transitions;
    struct dry_transition *class_transitions; /* by class, of columns with at most 20; none where the plan has no class */
    size_t n_class_transitions;
    struct dry_sample *samples;
    size_t n_samples;
    struct audit_choice *audit;  /* rows for a person to judge */
    struct dry_expect *expects;
    size_t n_expects;
    bool expects_hold;
    struct dry_failure *failures; /* the first of them; failed counts all */
    size_t n_failures;

    const char **stage_names;
    int64_t *stage_rows;
    size_t n_stages;

    int64_t rehearsed_rows, rehearsed_failed;
    const char **triggers;       /* row triggers that fired in the rehearsal */
    size_t n_triggers;
    const char **trigger_changes;/* "updated_at (in 200 of 200 rows)": columns changed beside the plan's */
    size_t n_trigger_changes;
    int64_t estimate_ms, estimate_low_ms, estimate_high_ms; /* 0: no rehearsal, no estimate */
    int64_t wal_bytes;           /* estimated for the whole run; 0: unknown or not applicable */
    const char **impact;         /* views, publications, foreign keys, … that read the columns: one line each */
    size_t n_impact;
    const char **doubts;         /* why the plan, which says that it only computes anew, may be more than that */
    size_t n_doubts;
    char digest[DIGEST_HEX_LEN + 1]; /* of the stored JSON */
};

struct dry_run_opts {
    bool no_rehearsal;
    const volatile int *interrupt;
};

/* Needs a run in state scoped or rehearsed. reader cannot write; writer is used for the rehearsal (always rolled back).
   Everything is the arena's. Storing is the caller's next step: dry_run_store(). */
_must_check_ int dry_run_make(struct rollout *reader, struct rollout *writer, const struct dry_run_opts *opts,
                              struct dry_run **ret, struct err *e);

/* Store json (made by report/) with its digest and move the run to rehearsed. */
_must_check_ int dry_run_store(struct rollout *writer, struct dry_run *d, const char *json, struct err *e);
