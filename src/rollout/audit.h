/*
 * audit.h: rows for a person to look at, what people said of them, and what that says of all the others.
 *
 * Samples are chosen at the freeze, of what can be known without computing every row (audit_begin), then of all rows with the dry
 * run, and kept when it is stored, with their values then and as predicted (audit_choose.c).
 * Once the run has passed a row, what became of it is added (audit_take). Some are picked for the eye: a few of each class,
 * edge cases, the largest changes, rows left alone. Others are drawn at random, where the plan has audit.confidence and
 * audit.max_defects: audit_draw.h says how, base/stats.h how many. Only these say something of the rest; a picked row that
 * is wrong counts as a defect all the same.
 *
 * A verdict is never changed. Of one person's verdicts on a row the latest counts; the row is wrong if anybody says so,
 * else right if anybody does. One that was given on the prediction counts for what really happened only where the two are
 * the same.
 */
#pragma once

#include "rollout.h"

enum audit_standing { AUDIT_OPEN, AUDIT_RIGHT, AUDIT_WRONG, AUDIT_UNSURE };
const char *audit_standing_name(enum audit_standing s); /* open, right, wrong, unsure */
bool audit_is_verdict(const char *word);                /* right, wrong, unsure */

struct audit_verdict {
    int64_t sample_no;
    const char *verdict, *shown; /* shown: "predicted" or "after" */
    const char *note, *actor, *at;
};

struct audit_sample {
    int64_t no;
    const char *kind;            /* class edge largest unchanged excluded uncertain gone random */
    const char *name, *class;    /* of the edge, the reason or the column; NULL: none */
    int64_t stage_no, draw;      /* 0: left out at the freeze; not drawn */
    const char *stage;
    /* JSON arrays of texts, n_key and n_set of them, null where masked or SQL null; NULL: there is nothing to say */
    const char *key, *before, *predicted, *after, *now;
    const char *predicted_outcome, *predicted_reason, *outcome, *reason;
    bool as_predicted;
    const char *taken_at;        /* when that was read; NULL: the run has not passed the row */
    enum audit_standing standing;
    const struct audit_verdict *last; /* that counts; NULL: none does */
};

/* How many of the random sample of the stages up to one are judged, and what follows. */
struct audit_count {
    const char *class;           /* NULL: all */
    int64_t lot;                 /* candidates */
    int64_t drawn, judged, wrong;/* of the random sample; judged: right or wrong */
    double bound;                /* share of the lot that may be wrong, at most, from those judged; 1: nothing is known */
};
struct audit_state {
    int64_t stage_no;            /* up to this stage; 0: none has ended */
    struct audit_count all;
    struct audit_count *classes; /* none where the plan has no class */
    size_t n_classes;
    int64_t wrong_beside;        /* rows that are wrong and not in the random sample, of any stage */
    double bound;                /* as all.bound, with those counted as if they had been drawn */
    double least_bound;          /* the same, if all that are still to be judged are right */
    int64_t unsure, differ;      /* rows of the sample where nobody is sure; whose verdict fell with the prediction */
};

struct audit {
    struct run *run;
    const struct plan *plan;
    const char **key_columns, **set_columns;
    size_t n_key, n_set;
    struct audit_sample *samples;
    size_t n_samples;
    struct audit_verdict *verdicts; /* all, in order */
    size_t n_verdicts;
    struct audit_state state;       /* after the last stage that the run has passed */
};

/* In a snapshot of its own; what became of rows that the run has passed is there, whether it was added or not. Any handle
   will do. ERR_STATE: no sample was chosen and no dry run is stored, or the run was pruned. */
_must_check_ int audit_read(struct rollout *ro, struct audit *ret, struct err *e);

/* Choose samples for a run that was just frozen, by the reader, and keep them, by the writer, until its dry run chooses among all
   rows; in transactions of their own. ERR_ROW: some row cannot be computed; none are kept. */
_must_check_ int audit_begin(struct rollout *reader, struct rollout *writer, size_t *ret_n, struct err *e);

/* Add to each sample that the run has passed what became of it. A write handle outside a transaction. */
_must_check_ int audit_take(struct rollout *writer, struct err *e);

/* What holds after a stage; audit_read() fills it in for the last one that the run has passed. */
_must_check_ int audit_state_read(struct rollout *ro, const struct audit *audit, int64_t stage_no, struct audit_state *ret,
                                  struct err *e);

/* The present actor's latest verdict on a sample; NULL: none. */
const struct audit_verdict *audit_own(const struct audit *audit, int64_t sample_no, const char *actor);

/* Record verdicts, each with its event, in one transaction. ERR_NOT_FOUND: no such sample; ERR_STATE as audit_read(). */
struct audit_judgement {
    int64_t sample_no;
    const char *verdict, *note;  /* note: NULL for none */
    const char *shown;           /* "predicted" or "after"; NULL: what the ledger has by now */
};
_must_check_ int audit_judge(struct rollout *writer, const struct audit_judgement *items, size_t n, struct err *e);
