/*
 * gate_page.h: the gates of a run for people and, as JSON, for programs.
 */
#pragma once

#include "gate.h"
#include "session.h"

/* Every gate of s->ro with its evidence; stage: that one alone, or NULL. */
_must_check_ int gate_page(struct session *s, const char *stage, struct buf *out);

/* The gate that the run stands at, on stderr. Nothing where it is held up by something else. */
_must_check_ int gate_page_say(struct session *s);
