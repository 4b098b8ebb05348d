/*
 * audit_walk.h: a person and the samples, one after another, at a terminal.
 */
#pragma once

#include "audit.h"
#include "session.h"

/* Show those that wait for the actor's verdict (all: also those that somebody else judged), and keep each verdict as it is
   given, so that nothing is lost when the person goes away. *ret_n: how many were given. ERR_USAGE: no terminal. */
_must_check_ int audit_walk(struct session *s, const struct audit *audit, const char *actor, bool all, int64_t *ret_n);
