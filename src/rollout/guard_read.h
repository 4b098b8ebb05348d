/*
 * guard_read.h: the values of guards, read once, and what follows. Used by the process that reads them; on SQLite by the run.
 */
#pragma once

#include "guard.h"

/* What a value needs of the readings before it. The arena's. */
struct guard_memory *guard_memory_new(struct arena *a);

/* Read all guards, outside a transaction; what each says is remembered in it (hysteresis). 1: a value comes with the next
   reading only. -1: one of them could not be read, which is as good as none. */
_must_check_ int guard_read(struct rollout *ro, struct guard_memory *m, struct guard *all, size_t n, struct guard_advice *ret,
                            struct err *e);

/* Bytes a second between two readings of a counter. -1: not to be known yet, or the counter was set back. */
double guard_rate(double before, int64_t before_ms, double now, int64_t now_ms);
