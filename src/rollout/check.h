/*
 * check.h: is the plan complete, and does it fit this database? Finds everything it can, not the first thing.
 *
 * Mistakes that have a place in the plan are added to plan->mistakes (with P codes); facts worth knowing are
 * findings. A plan with errors must not be run; warnings are for people.
 */
#pragma once

#include "rollout.h"

enum finding_level { FINDING_OK, FINDING_NOTE, FINDING_WARNING, FINDING_ERROR };

struct finding {
    enum finding_level level;
    const char *topic;   /* "key", "trigger", "view", "index", "privilege", "ceremony", "later", … */
    const char *text;    /* one sentence */
    const char *hint;    /* NULL or what to do */
    struct finding *next;
};

struct check {
    struct rollout *ro;
    struct finding *findings;      /* in the order of the checks */
    int errors, warnings;          /* findings and mistakes together */
    enum ceremony ceremony;
    const char *ceremony_why;
    const char **ceremony_missing; /* what that level asks for and the plan does not have */
    size_t n_ceremony_missing;
    struct role_list approvals;    /* who must approve before it begins */
};

const char *ceremony_name(enum ceremony c);

/* ro may come from rollout_open(); its handle must be read-write on PostgreSQL (expression analysis uses a temporary
   view in a transaction that is rolled back). Sets ro->form. Returns 0 also when errors were found. */
_must_check_ int check_run(struct rollout *ro, struct check *ret, struct err *e);

/* Who must approve, by ro->ceremony.level and the project file, into ro->ceremony. */
void ceremony_approvals(struct rollout *ro);

/* Does the plan have what its ceremony asks for? ERR_PLAN names what is missing, where a project file says that it is
   enforced (project_enforces()); without one, ceremony is advice: nobody has said who would have to keep to it. */
_must_check_ int check_enforce(const struct rollout *ro, struct err *e);
