/*
 * step.h: one slice of work, in one transaction: what a run and a rollback have in common.
 *
 * A step claims a piece of a frozen list by its row lock, changes the next rows of it, and commits. It
 * begins with the cheapest form of the change, and knows five ways out of trouble:
 *   - the slice is not all there is between its first key and its last: again, key by key;
 *   - not every row of the slice is to change: again, with each row judged;
 *   - a row was changed by somebody else between reading and writing: again, with the rows locked first;
 *   - the database refused a row's values: the slice is halved until the row is alone; then it is set aside;
 *   - a transient error, a lost connection, an unanswered COMMIT: the next claim asks the ledger.
 */
#pragma once

#include "rollout.h"

struct slice {
    int64_t piece;            /* number of the claimed piece: chunk_no, or the number in the rollback's list */
    int64_t position, n;      /* rows passed, rows in all */
    int64_t count;            /* rows of this slice */
};

/* How a slice is changed. Each form does all that the one before it does. */
enum slice_form {
    SLICE_RANGE,              /* as SLICE_STRAIGHT, for a slice that is all there is between its first key and its last;
                                 what is not sets counts.scattered */
    SLICE_STRAIGHT,           /* for a slice of which every row changes; else nothing counts, and counts.mixed is set */
    SLICE_JUDGED,             /* each row has its outcome */
    SLICE_LOCKED,             /* the rows are locked before they are judged */
};

struct slice_counts {
    int64_t seen, raced, moved;
    bool mixed;               /* SLICE_RANGE or SLICE_STRAIGHT met a row that does not change: roll back, and judge */
    bool scattered;           /* SLICE_RANGE met rows that are not of the slice: roll back, and look up each key */
    int64_t changed, unchanged, excluded, uncertain, gone;      /* run */
    int64_t restored, already, conflict, vanished;              /* rollback */
    int64_t failed;
};

struct step_ops {
    enum run_state state;     /* that the run must be in */
    bool (*has_ranges)(const struct rollout *ro); /* is there a SLICE_RANGE? NULL: no */
    /* Lock a piece with open rows. 0; 1: none is free. wanted and state as of now go to *ret_wanted, *ret_state. */
    int (*claim)(struct rollout *ro, int64_t part, struct slice *ret, const char **ret_wanted, const char **ret_state,
                 struct err *e);
    /* Change the slice and move the checkpoint. */
    int (*change)(struct rollout *ro, int64_t part, const struct slice *s, enum slice_form form,
                  struct slice_counts *ret, struct err *e);
    /* Set the one row of the slice aside with the database's message and move past it. */
    int (*refuse)(struct rollout *ro, int64_t part, const struct slice *s, const char *message, struct err *e);
};

/* What one runner knows between steps. Nothing of it is needed to go on after a kill. */
struct step_memory {
    bool lock_first;
    int judge;                  /* so many slices are judged before the straight form is tried again */
    int by_key, by_key_next;    /* so many are looked up by key before a range is tried again; the next time so many */
    int64_t bad_piece, bad_end; /* a row in [position, bad_end) of the piece is refused; bad_end 0: none known */
    bool bad_alone;             /* it was tried alone, and refused: no row is set aside by elimination */
    char bad_message[2048];     /* the database's words for it */
    int64_t retries, unknown_commits, races;
    int64_t held_us;            /* the longest from the first statement on the rows to the end of the transaction */
};

enum step_end {
    STEP_DONE,       /* rows passed; counts say which way */
    STEP_NONE,       /* no free piece: all done, or others are at it */
    STEP_AGAIN,      /* nothing passed this time; call again */
    STEP_UNAPPROVED, /* an approval was revoked, has expired, or its row is another: ask again */
    STEP_UNWANTED,   /* the run is not wanted to go on, or no longer in its state */
};

struct step_result {
    enum step_end end;
    enum slice_form form;
    struct slice slice;
    struct slice_counts counts;
    int64_t took_ms;
    bool retry;      /* with STEP_AGAIN: wait a little first */
    bool raced;      /* with STEP_AGAIN: somebody else changed a row meanwhile; a smaller slice is less likely to meet that */
};

/* part is the stage's number, or the rollback's. */
_must_check_ int step(struct rollout *ro, const struct step_ops *ops, int64_t part, int64_t max_rows,
                      struct step_memory *m, struct step_result *ret, struct err *e);
