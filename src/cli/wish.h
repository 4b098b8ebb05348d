/*
 * wish.h: ask a run to pause or to stop, and see that it does.
 *
 * The wish is stored with the run; whoever works on it, on whatever machine, looks at it before each batch. Where nobody
 * works on it, or nobody answers for a while, the state is moved here: that is always safe, for a batch changes nothing
 * unless the run is running when it begins.
 */
#pragma once

#include "session.h"

enum wish { WISH_PAUSE, WISH_STOP };

/* Ask and wait, ten seconds or what --wait says. ERR_STATE: there is nothing to pause or stop. Says how long it took. */
_must_check_ int wish_make(struct session *s, enum wish wish, const char *why);

/* Ask every run of the database to stop, at once; then wait for each. *ret: those that were stopped. */
_must_check_ int wish_stop_all(struct session *s, const char *why, struct run ***ret, size_t *ret_n);
