/*
 * tally_table.h: outcomes by stage and by reason, as status and the report of a run show them.
 */
#pragma once

#include "words.h"

/* What an incident skipped and nobody has made up for yet. */
/* A field for each setting that people changed. */
void tuned_fields(struct document *d, const struct status *s);
void debt_callouts(struct document *d, const struct status *s);
void stage_table(struct document *d, const struct status *s);
void reason_counts_table(struct document *d, const struct status *s);
/* "stages", "excluded" (an object by reason) and "reasons", into an open object. */
void status_details_json(struct json *j, const struct status *s);
/* The sentence that says how the run stands: "118,204 of 118,357 candidates of shop.orders changed; …". */
void tally_lead(struct document *d, const struct status *s);
