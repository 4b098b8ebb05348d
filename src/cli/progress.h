/*
 * progress.h: how far a run is, on stderr.
 *
 * On a terminal a block of lines (bar, rate, time left; outcomes; what slows it), redrawn in place at most five times
 * a second and cleaned away at the end. Elsewhere a logfmt line every 30 seconds and at the end of each stage.
 * With --quiet nothing. Clear the block before anything else is written to stderr.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "cleanup.h"
#include "terminal.h"

enum { PROGRESS_LIVE_MS = 200, PROGRESS_LOG_MS = 30000 };

struct progress_state {
    const char *stage;
    int64_t done, total;  /* rows; total 0: unknown */
    double rows_per_s;    /* 0: unknown */
    int64_t eta_low_ms, eta_high_ms; /* until the end, at the soonest and at the latest; negative: unknown */
    const char *outcomes; /* "changed 2,984, unchanged 11"; NULL: none */
    const char *throttle; /* what slows it: "replica lag 2.1s"; NULL: nothing */
};

struct progress;

/* t is stderr's and must outlive it. */
struct progress *progress_new(const struct terminal *t, bool quiet);
void progress_free(struct progress *p); /* clears the block */
DEFINE_CLEANUP(struct progress *, progress_free)

/* Call as often as you like: it draws when it is time. */
void progress_update(struct progress *p, const struct progress_state *s);
/* The stage is done: a last line of it, that stays. */
void progress_stage_end(struct progress *p, const struct progress_state *s);
/* Take the block away; the next update draws it again. */
void progress_clear(struct progress *p);

/* The parts, for those who write elsewhere. The block's lines are no wider than columns and end with a newline. */
void progress_block(struct buf *out, const struct terminal *t, const struct progress_state *s, int columns);
void progress_line(struct buf *out, const struct progress_state *s);

/* For tests: the clock (milliseconds, monotonic) that progress_update() goes by; NULL: the real one. */
void progress_set_clock(struct progress *p, int64_t (*now_ms)(void));
