/*
 * units.h: numbers with units, as plans and flags write them. Each parser takes the whole string or
 * refuses it with an error that shows a valid example; it never guesses a unit.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

_must_check_ int units_duration_ms(const char *s, int64_t *ret_ms, struct err *e); /* 200ms 5s 10m 24h 90d */
_must_check_ int units_rate_per_s(const char *s, int64_t *ret_rows, struct err *e); /* 5000/s 300/m */
_must_check_ int units_count(const char *s, int64_t *ret, struct err *e);           /* 120000, 120_000 */
_must_check_ int units_bytes(const char *s, int64_t *ret, struct err *e);           /* 64MB, 2GB, 500kB; decimal units */
_must_check_ int units_percent(const char *s, double *ret_percent, struct err *e);  /* 0.1% → 0.1 */

/* A number or range, plain or in percent: 110000..130000, 42, +0.1%..+0.4%, -5..5. */
struct units_range {
    double low, high; /* low <= high; equal for a single value */
    bool percent;
};
_must_check_ int units_range(const char *s, struct units_range *ret, struct err *e);
