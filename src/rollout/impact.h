/*
 * impact.h: who notices when the plan's columns change: found in the catalog, not declared.
 *
 * A thing is a duty when it shows the values to somebody, decides by them or carries them on: views, functions, policies,
 * triggers, publications, replication slots, generated columns, foreign keys that cascade. The plan acknowledges it where
 * an entry of impact.seen_by has its name as a whole word. Indexes, and foreign keys that only refuse values, are told.
 */
#pragma once

#include "check.h"

struct impact {
    enum finding_level level; /* what check makes of it */
    const char *topic;        /* "view", "foreign key", …, as of a finding */
    const char *what;         /* kind and name */
    const char *text;         /* one sentence */
    const char *hint;         /* NULL or what to do */
    bool duty, acknowledged;
};

/* Everything found, in the arena. */
void impact_find(const struct rollout *ro, struct impact **ret, size_t *ret_n);

/* Does a text name a thing: as a whole word, in whatever case, with or without its schema (NULL: it has none)? */
bool impact_names(const char *text, const char *schema, const char *name);

/* Does the plan change a column that this ", "-separated list names, itself or by a generated column? NULL names all. */
bool impact_touches(const struct rollout *ro, const char *columns);
/* Does the trigger fire on the plan's UPDATE? Those by which the engine itself keeps foreign keys do not count. */
bool impact_fires(const struct rollout *ro, const struct trigger_info *t);
