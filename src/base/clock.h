/*
 * clock.h: monotonic time, and waiting that a signal ends. No decision is made on the wall clock of this
 * machine; times that are stored come from the database.
 */
#pragma once

#include <stdint.h>

int64_t clock_ms(void);                /* monotonic milliseconds */
int64_t clock_us(void);                /* monotonic microseconds */
void clock_sleep_ms(int64_t ms);       /* returns early when a signal arrives */
int64_t clock_jitter_ms(int64_t ms);   /* a random number in [ms/2, ms*3/2] */
