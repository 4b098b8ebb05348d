/*
 * loop.h: step after step until a part (a stage, a rollback) is done, or something ends it.
 *
 * The one place where transient errors are retried, with jitter and a budget, and where a lost connection
 * is made again. Never across a COMMIT whose answer is unknown: the next claim reads the ledger.
 */
#pragma once

#include "guard.h"
#include "pace.h"
#include "run.h"
#include "step.h"
#include "tempo.h"

struct crew;
struct watch_look;

struct loop {
    struct rollout *ro;
    const struct step_ops *ops;
    const struct run_opts *opts;
    struct pace pace;
    struct tempo tempo;
    const char *tuned;             /* the settings that are followed now; tune.h */
    struct step_memory memory;
    struct run_progress progress;
    /* Refresh progress from the ledger. -1: error. */
    int (*refresh)(struct loop *l, int64_t part, struct err *e);
    /* How many pieces are open; also what is wanted and the state. */
    int (*open_pieces)(struct loop *l, int64_t part, int64_t *ret, const char **ret_wanted, const char **ret_state,
                       struct err *e);
    /* Is it time to halt? May be NULL. */
    const char *(*halt)(const struct loop *l);
    /* Before each batch, outside of a transaction: 1: this process leaves. May be NULL; crew.h. */
    int (*staff)(struct loop *l, int64_t part, struct err *e);
    struct crew *crew;             /* of staff */
    /* Between batches: *ret_why pauses the run. May be NULL. */
    int (*between)(struct loop *l, int64_t part, const char **ret_why, struct err *e);
    struct watch_look *looks;      /* of between; watch.h */
    struct guards *guards;         /* NULL: none */
    char guard_why[256];           /* what a guard says */
    char trouble_why[128];         /* what makes it try again */
    int64_t took_ms;               /* the last batch */
    bool is_worker;                /* not the first process of its crew */
    double together;               /* rows a second of all processes at this run; 0: this one is alone */
    int64_t workers;               /* processes at a part, this one among them; crew.h */
    int64_t worker_no;             /* of a worker: 1, 2, …; it leaves when there should be fewer */
    int64_t kept_held_us;          /* of memory.held_us, what the ledger knows */
    char runner[37];               /* this process, for people */
    int64_t seen_ms, refreshed_ms, trouble_since_ms, batches;
    const char *halted_why;        /* of halt, or of between */
    int64_t failed_before;         /* rows that had failed when a person let a halted run go on */
};

/* Only this process works: SQLite has one writer, and batches that are counted are counted here. */
bool loop_is_alone(const struct loop *l);

/* So many are wanted; alone, it is one, and the rate is all its own. */
void loop_set_workers(struct loop *l, int64_t wanted);

void loop_init(struct loop *l, struct rollout *ro, const struct step_ops *ops, const struct run_opts *opts);

/* RUN_FINISHED: the part is done. */
_must_check_ int loop_part(struct loop *l, int64_t part, enum run_end *ret, struct err *e);

/* Wait for something else than a batch, shown as what slows the run; no longer than until an interrupt. */
void loop_nap(struct loop *l, int64_t part, const char *for_what, int64_t ms);
/* The same without a word. */
void loop_rest(const struct loop *l, int64_t ms);
bool loop_interrupted(const struct loop *l);
/* Has somebody said so, or is nothing open any more (RUN_FINISHED)? 1: the part ends here, *ret_end says how. */
_must_check_ int loop_told_to_end(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e);

/* The connection was lost between parts, and there is another: what failed can be done again. */
bool loop_mended(struct loop *l, struct err *e);

/* The runner leaves: no longer shown in status. */
void loop_leave(struct loop *l);
