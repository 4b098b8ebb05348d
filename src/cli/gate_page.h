/*
 * gate_page.h: the gates of a run for people and, as JSON, for programs.
 */
#pragma once

#include "gate.h"
#include "session.h"

/* Every gate of s->ro with its evidence; stage: that one alone, or NULL. */
_must_check_ int gate_page(struct session *s, const char *stage, struct buf *out);

/* What a gate saw, a line an item, on stderr: while a run goes on. */
void gate_page_say(struct cli *cli, const char *stage, const struct gate *g);
