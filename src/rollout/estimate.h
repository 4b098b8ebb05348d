/*
 * estimate.h: how long a run takes, and when one under way ends. Arithmetic alone: what is known comes in, a range comes out.
 *
 * Before a run: what rehearsed batches took, as a straight line, a batch's own costs and so much a row, times
 * the batches that the list makes, with the cap on the rate and the pauses. Under way: the rows that are left at the speed that
 * was seen, with all that slowed it, then the hours in which a window is shut.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "window.h"

struct estimate {
    int64_t ms, low_ms, high_ms; /* -1: not to be known */
};

struct estimate_sample {
    int64_t rows, us;            /* what was rehearsed, and how long its statements took */
};

enum { ESTIMATE_SAMPLES = 16 };  /* no more are looked at */

struct estimate_plan {
    const struct estimate_sample *samples;
    size_t n;
    int64_t commit_row_ns;       /* of a row, when the batch commits */
    int64_t around_us;           /* of a batch, beside those statements: the claim, the look at the definition, the commit */
    int64_t rows, chunk_rows;    /* of the list, of a chunk: no batch has more */
    int64_t batch_rows;          /* 0: as many as batch_time_ms allows */
    int64_t batch_time_ms, cool_off_ms, rate_per_s, workers;
};

/* ms 0: there is nothing to go by. Two workers need 0.58 to 0.7 of the time of one on two idle cores, as measured
   (docs/performance.md); where cores are scarce they need as long as one: high_ms leaves room for that. */
void estimate_run(const struct estimate_plan *p, struct estimate *ret);

/* How many rows the batches settle at, by what the samples say. */
int64_t estimate_fitting_rows(const struct estimate_plan *p);

struct estimate_now {
    int64_t rows;                   /* left */
    double recent, average;         /* rows a second: lately, and for as long as is remembered, waits included; 0: none */
    double foretold;                /* as the dry run saw it, where nothing was seen yet; 0: unknown */
    int64_t rate_per_s;             /* cap; 0: none */
    const struct windows *windows;  /* n 0: always open */
    int64_t now_s;                  /* since 1970, where there are windows */
};

void estimate_end(const struct estimate_now *n, struct estimate *ret);
