/*
 * moved.h: a database that was moved or restored on purpose.
 */
#pragma once

#include "rollout.h"

/* The run belongs to the database as it is now: record that, with the reason. Nothing where it already does. */
_must_check_ int moved_record(struct rollout *writer, const char *why, struct err *e);
