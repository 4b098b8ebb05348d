/*
 * sql_phases.h: which statements a run executes, by phase and in the order of their use: one table for both engines.
 */
#pragma once

#include "rollout.h"

struct statement {
    enum sql_id id;
    bool (*used)(const struct rollout *ro); /* NULL: by every plan */
    const char *when;                       /* NULL: always; else in which case only */
};

struct phase {
    const char *name, *what;
    const struct statement *statements; /* of any engine: sql_exists() tells */
    size_t n;
};

enum { SQL_PHASES = 13 };
extern const struct phase sql_phases[SQL_PHASES];
