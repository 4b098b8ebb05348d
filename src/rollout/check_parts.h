/*
 * check_parts.h: what the parts of check share. Private to src/rollout.
 *
 * A part adds mistakes to the plan (what has a place there) and findings to the check (facts about the database), and
 * fails only when the database cannot be asked any further.
 */
#pragma once

#include "check.h"

struct checker {
    struct check *check;
    struct rollout *ro;
    struct plan *plan;
    const struct table_info *table;
    struct server_info server;
    bool refused;          /* the table is of a kind that is not changed: nothing is asked of its rows */
    int fragments, bad;    /* judged by the database; refused by it … */
    int bad_values;        /* … and of these, of change.set */
    int64_t *functions;    /* oids of the functions that a batch's expressions call and that are not the system's */
    size_t n_functions;
    int64_t universe;      /* rows that scope.where matches, as far as is known; -1: unknown */
    bool universe_counted; /* it is a count, not the planner's estimate */
    struct impact *impact; /* who notices, by check_impact() */
    size_t n_impact;
};

/* What a fragment of the plan is for. */
enum fragment_role { ROLE_ELIGIBLE, ROLE_CLASS, ROLE_STAGE, ROLE_EDGE, ROLE_VALUE, ROLE_DOUBT, ROLE_WATCH };
struct visit {
    enum fragment_role role;
    const struct fragment *fragment; /* never one without a text */
    const char *name;                /* of the entry: a value's is its column; NULL: the block has one fragment only */
};
typedef int (*visit_fn)(struct checker *k, const struct visit *v, struct err *e);
/* Visit every fragment of the plan, in the order of enum fragment_role, up to the first that fails. */
_must_check_ int check_visit(struct checker *k, visit_fn fn, struct err *e);

void check_found(struct checker *k, enum finding_level level, const char *topic, const char *hint, const char *fmt, ...)
    _printf_(5, 6);

/* A question to the database failed: a right that the role lacks is a finding (0), anything else ends the check (-1). */
_must_check_ int check_tolerate(struct checker *k, const struct err *why, struct err *e);

/* Neither generated nor an identity that the database alone assigns. */
bool check_can_set(const struct column_info *c);
/* The table's name, quoted, for a statement that a person copies. */
const char *check_table_name(const struct checker *k);

_must_check_ int check_table(struct checker *k, struct err *e);      /* check_table.c */
_must_check_ int check_key(struct checker *k, struct err *e);
void check_columns(struct checker *k);
void check_rights(struct checker *k);
void check_impact(struct checker *k);                               /* check_impact.c */
_must_check_ int check_fragments(struct checker *k, struct err *e); /* check_fragments.c */
_must_check_ int check_form(struct checker *k, struct err *e);      /* check_form.c */
void check_ceremony(struct checker *k);                             /* check_ceremony.c */
