/*
 * run.h: run the stages, batch after batch, until the end, a stop or a limit.
 *
 * One step is one transaction: claim, re-check, change, capture, count, move the checkpoint. A kill at any
 * point loses at most the open transaction. Several processes may work on one run: the row lock of the
 * claimed chunk is the claim.
 */
#pragma once

#include "gate.h"
#include "estimate.h"
#include "rollout.h"

struct run_progress {
    const char *doing;           /* "run" or "rollback" */
    const char *stage;
    int stage_no, n_stages;
    struct tally tally;          /* run: of the whole run; rollback: restored, conflicts, pending of this rollback */
    int64_t done, total;         /* of the stage (run) or the rollback */
    double rows_per_second;      /* over the last seconds */
    struct estimate eta;         /* of the whole run, or rollback; -1: unknown */
    int64_t batch_rows;
    const char *throttled_by;    /* NULL, "rate", "lock timeout", … */
    int64_t retries, unknown_commits;
    const char *worker_failed;   /* why a worker ended before the work did; NULL: none has */
    bool stage_done;             /* the stage has just ended */
};

struct run_opts {
    const volatile int *interrupt;   /* non-zero: end after the batch at hand; 2: cancel it */
    void (*progress)(void *arg, const struct run_progress *p); /* after each batch; may be NULL */
    void *progress_arg;
    void (*gate)(void *arg, const char *stage, const struct gate *g); /* after a gate was asked; may be NULL */
    void *gate_arg;
    const char *until_stage;         /* stop (paused) after this stage; NULL: all */
    int64_t batch_rows;              /* overrides the plan; 0: as planned */
    int64_t workers;                 /* processes at a time, overrides the plan; 0: as planned */
    int64_t max_batches;             /* stop (paused) after so many; 0: no limit */
    const char *why;                 /* recorded with the start; needed to go on from halted, and over a gate's evidence */
    const char *incident;            /* go on in incident mode, with why; NULL: not */
    const char **waits_for;          /* set with RUN_WAITS, before it began: who is missing; may be NULL */
    struct db *reader;               /* cannot write: for the plan's watches; NULL where it has none */
};

/* How run_go() ended. */
enum run_end { RUN_FINISHED, RUN_WAITS, RUN_PAUSED, RUN_STOPPED, RUN_INTERRUPTED, RUN_HALTED };

/* 0 and *ret_end, or -1. ERR_DRIFT, ERR_BUSY (another run corrects the same columns), ERR_STATE. */
_must_check_ int run_go(struct rollout *writer, const struct run_opts *opts, enum run_end *ret_end, struct err *e);
