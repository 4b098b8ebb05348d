/*
 * undo_scope.h: which corrections a rollback is about: shared by its dry run and itself.
 */
#pragma once

#include "undo.h"

bool undo_scope_is_whole(const struct undo_scope *s);
/* "the whole run", "stage canary", "class DE, keys of wrong.csv": for people and for the record. */
const char *undo_scope_text(struct rollout *ro, const struct undo_scope *s);

/* Has something of the run been rolled back before? Then the statements leave that out: sets the list "undone". */
_must_check_ int undo_scope_earlier(struct rollout *ro, struct err *e);

/* ERR_USAGE: there is no such stage or class. */
_must_check_ int undo_scope_check(struct rollout *ro, const struct undo_scope *s, struct err *e);
