/*
 * obey.h: a person asked for a stop, and it has stopped: how long that took, kept with the run and in the record.
 */
#pragma once

#include "rollout.h"

/* For a process that has stopped and moves no state, outside a transaction. event: what to record; NULL: nothing, another
   process did. Nothing happens where nobody asked. */
_must_check_ int obey_note(struct rollout *ro, const char *event, struct err *e);
