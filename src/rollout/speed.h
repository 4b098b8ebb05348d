/*
 * speed.h: how fast it went over the last ten minutes, with everything that slowed it but the hours in which the window was shut.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { SPEED_SAMPLES = 64, SPEED_EVERY_MS = 10 * 1000 };

struct speed {
    struct {
        int64_t ms, rows;
    } at[SPEED_SAMPLES];       /* a ring, every ten seconds; ms without those in which it was shut */
    int64_t n, shut_ms, seen_ms, rows;
};

/* At now_ms (monotonic) so many rows had been passed; shut: no window is open. Fewer rows than before: something else began. */
void speed_note(struct speed *s, int64_t now_ms, int64_t rows, bool shut);
/* Rows a second; 0: not to be known yet. */
double speed_average(const struct speed *s);
