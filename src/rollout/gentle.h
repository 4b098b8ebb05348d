/*
 * gentle.h: what the loop does for its guards: it waits while one says stop, and rests behind a batch where one says slow. Why,
 * is what people are shown.
 */
#pragma once

#include "loop.h"

/* Before a batch. 1: the part ends here, *ret_end says how; it was told to while it waited. */
_must_check_ int gentle_wait(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e);
