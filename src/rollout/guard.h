/*
 * guard.h: guards: signals that slow or stop a run for the sake of the database and of those who use it.
 *
 * Their values are read once a second: on PostgreSQL by a process of their own with a connection of its own, so that they are
 * read while a batch waits or works, too; on SQLite between batches. All processes of a run see the same advice in shared
 * memory. They fail closed: without a reading for 15 s there are no batches.
 */
#pragma once

#include "rollout.h"

enum guard_verdict { GUARD_GO, GUARD_SLOW, GUARD_STOP };

/* One guard and what it said last. */
struct guard {
    const char *name, *what; /* what: NULL for an author's own */
    enum guard_kind kind;
    enum guard_unit unit;
    bool demanded;          /* somebody asked for it: it is waited for, and what cannot be read stops the run */
    bool has_slow, has_stop;
    double slow, stop;
    struct fragment sql;    /* GUARD_SQL */
    const char *url;        /* GUARD_HTTP: the value is 0 where it answers 200, and else the status */
    bool stopped;           /* hysteresis: from stop on, until the value is below slow again */
};

/* From a value: GUARD_STOP from stop on, and then until it is below slow (without one: a fifth better than stop). *ret_rest: how
   many times the length of a batch to rest behind it: from 1 at slow to 9 at stop. Of GUARD_FREE less is worse. */
enum guard_verdict guard_judge(struct guard *g, double value, double *ret_rest);

/* The guards of a plan: the built-in ones, as the project file and the plan have altered them, and the authors' own. */
void guards_of(struct rollout *ro, struct guard **ret, size_t *ret_n);

/* "slow from 5.0 s, stop from 10.0 s": the arena's. */
const char *guard_limits(struct arena *a, const struct guard *g);
/* A value as people read it: "5.0 s", "64.0 MB/s", "3". */
const char *guard_amount(struct arena *a, const struct guard *g, double x);

struct guards;
struct guard_advice {
    enum guard_verdict verdict;
    double rest;
    bool first;             /* it stops only until the first reading is there */
    bool company;           /* other sessions are at work on the database, or that is not known yet */
    char why[256];          /* "guard replica_lag: 7.2 s (slow from 5 s, stop from 10 s)" */
};

/* NULL: there are none. The arena's; guards_close() ends the process that reads them. */
struct guards *guards_open(struct rollout *ro);
void guards_close(struct guards *g);
/* In a forked worker: look only. */
void guards_share(struct guards *g);
/* What they say now. */
void guards_look(struct guards *g, struct guard_advice *ret);
