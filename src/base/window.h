/*
 * window.h: hours of the week, in a time zone, within which something may be done: "Mon-Fri 01:00-05:00 Europe/London".
 *
 * The hours are those of the clock on the wall in that zone, by the system's tz database: hours that a change of the
 * clocks leaves out do not come that day, hours that it repeats come twice. A window over midnight belongs to the day on
 * which it opens. What time it is, the caller says (seconds since 1970, UTC): nothing here reads a clock. While a zone is
 * looked up the process's TZ is another; for processes of one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

enum { MAX_WINDOWS = 8 };

struct window {
    unsigned days;          /* bit 0: Monday … bit 6: Sunday */
    int from_min, to_min;   /* minutes of the day; to <= from: over midnight */
    char zone[64];
    char text[100];         /* as it was written */
};

struct windows {
    struct window w[MAX_WINDOWS]; /* open while one of them is */
    size_t n;                     /* 0: always open */
};

/* The whole string, or ERR_USAGE with a valid example; where the tz database has no such zone, e->position is where in s it
   stands, from 1. */
_must_check_ int window_parse(const char *s, struct window *ret, struct err *e);

bool windows_open(const struct windows *w, int64_t at_s);
/* When the windows, closed at that moment, open next: the window and the second. NULL: not within the next 15 days. */
const struct window *windows_next(const struct windows *w, int64_t at_s, int64_t *ret_opens_s);
/* "Mon 01:00 Europe/London": a moment in the window's zone. */
void window_moment(const struct window *w, int64_t at_s, char *ret, size_t size);
/* How long work of so many milliseconds takes from that moment, with the pauses between windows, to a quarter of an hour.
   -1: more than 60 days. */
int64_t windows_work_ms(const struct windows *w, int64_t at_s, int64_t work_ms);
