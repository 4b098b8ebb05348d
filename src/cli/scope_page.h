/*
 * scope_page.h: what a scope counted: the universe by reason, the candidates by class and stage, the digests.
 */
#pragma once

#include "scope.h"
#include "session.h"

/* As text, or as JSON with --json. s->ro is the plan's. */
void scope_page(struct session *s, const struct scope_result *scope, struct buf *out);
