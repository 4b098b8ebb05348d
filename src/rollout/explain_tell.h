/*
 * explain_tell.h: the words for support about one row.
 */
#pragma once

#include "explain.h"

/* Fill entry->tell from the run's impact.tell. Words with placeholders are for rows that were changed. */
void explain_tell(struct arena *a, struct explain_entry *entry);
