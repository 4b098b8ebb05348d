/*
 * tempo.h: what makes a run wait between batches by its own will: the window, the pause behind a batch, the cap on the rate.
 *
 * What time it is, the database says; between two looks the monotonic clock counts on. Waits are taken in slices of half a
 * second, so that a pause, a stop or an interrupt ends them. A rollback keeps to the rate and to the pause, and not to the
 * window: who takes something back does not wait for the night.
 */
#pragma once

#include "run.h"
#include "speed.h"
#include "window.h"

struct loop;

struct tempo {
    struct windows windows;   /* n 0: always */
    int64_t cool_off_ms;
    int64_t not_before_ms;    /* monotonic: the pause behind the last batch ends */
    int64_t offset_ms;        /* the database's clock, since 1970, less the monotonic one */
    bool clock_known;
    int64_t looked_s, opens_s; /* by the database's clock; opens_s 0: open */
    struct speed speed;
    char why[128];            /* "window: opens Mon 01:00 Europe/London" */
};

void tempo_init(struct loop *l);
/* Other windows from now on; none for a rollback. */
void tempo_set_windows(struct loop *l, const struct windows *w);
/* Look at the clock, where there is a window. */
_must_check_ int tempo_refresh(struct loop *l, struct err *e);
/* A batch is done. */
void tempo_done(struct loop *l);
/* Wait until the next batch may begin, or an interrupt. 1: the part ends here, *ret_end says how. */
_must_check_ int tempo_wait(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e);
/* Is the window shut? */
bool tempo_is_shut(struct loop *l);
/* How long until the run, or rollback, has passed all its rows, as it stands in l->progress. Called with each refresh of it. */
void tempo_estimate(struct loop *l, struct estimate *ret);
