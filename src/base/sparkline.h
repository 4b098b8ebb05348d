/*
 * sparkline.h: a row of small bars, for a series of numbers in a line of text.
 */
#pragma once

#include <stddef.h>

#include "buf.h"

/* Append at most max_columns bars from ▁ (the lowest value) to █ (the highest); values that are all the same are ▄, one that
   is not a number is "·". Of a longer series each bar is the value in its part that lies farthest from the first value, so
   that no peak is lost. */
void sparkline(struct buf *out, const double *values, size_t n, size_t max_columns);
