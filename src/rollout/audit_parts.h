/*
 * audit_parts.h: the parts of the audit. Private to rollout.
 */
#pragma once

#include "audit.h"
#include "dry_run.h"

struct audit_new {               /* a sample on its way into the ledger; see struct audit_sample */
    const char *kind, *name, *class;
    int64_t stage_no, chunk_no, pos, draw;
    const char *key, *before, *outcome, *reason, *predicted;
    const double *moved;         /* of a look that finds a change: by how much each column of change.set moves; 0: it is no number */
};
struct audit_choice {
    struct audit_new *items;
    size_t n;
};

/* The kind of a candidate that is drawn to be looked at. Then its outcome gives it one: it is among those that change most, or one
   of a few of its class, outcome and reason; or else it is not kept. */
extern const char audit_looked_at[];
void audit_settle_looks(struct rollout *ro, struct audit_choice *c);

/* Choose rows for d, by the reader, in its open snapshot: those that d shows, and those that are drawn. Sets d->audit. */
_must_check_ int audit_choose(struct rollout *reader, struct dry_run *d, struct err *e);
/* The same before there is a dry run, of what can be known without one: rows left out, edge cases, those that are drawn, and of a
   few more that are drawn what would become of them. d is empty but for what this fills. In a snapshot of its own. */
_must_check_ int audit_choose_early(struct rollout *reader, struct dry_run *d, struct err *e);
/* Keep them, in the writer's open transaction; d->digest is known, or empty. */
_must_check_ int audit_keep(struct rollout *writer, const struct dry_run *d, struct err *e);

/* Complete samples that the run has passed and that audit_take() has not written yet, as it would; in an open snapshot. */
_must_check_ int audit_look(struct rollout *ro, struct audit *audit, struct err *e);

/* Candidates of each stage, and where they lie in the list. */
struct audit_lots {
    int64_t *rows;               /* by stage, from 0 */
    size_t n_stages;
    int64_t *stage_no, *chunk_no, *chunk_rows; /* a chunk each, in the list's order */
    size_t n_chunks;
};
_must_check_ int audit_lots(struct rollout *ro, struct audit_lots *ret, struct err *e);
/* Candidates of the stages up to one. */
int64_t audit_lot_rows(const struct audit_lots *lots, int64_t stage_no);
/* Rows of each stage in the sample behind a gate; all 0 where the plan asks for none. n_stages items in the arena. */
int64_t *audit_sample_rows(struct rollout *ro, const struct audit_lots *lots, int64_t stage_no);

/* ["42",null] */
const char *audit_texts(struct arena *a, const char *const *texts, size_t n);
