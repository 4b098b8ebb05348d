/*
 * watch_page.h: what a run's watches measured, as a table for people.
 */
#pragma once

#include "session.h"

/* Append it; nothing where nothing was measured. */
_must_check_ int watch_page(struct session *s, struct buf *out);
