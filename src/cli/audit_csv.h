/*
 * audit_csv.h: samples for a spreadsheet, and verdicts back from it.
 */
#pragma once

#include "audit.h"
#include "cli.h"

/* A line a sample: run, sample, kind, name, class, stage, shown, outcome, reason, then "key C" for each column of the key,
   "before C" and "after C" for each that changes, then verdict and note as `actor` gave them last. No field begins a
   formula; what is masked is "(masked)". */
void audit_export(struct buf *out, struct arena *a, const struct audit *audit, const char *actor);

/* Read verdicts from such a file: of its columns run, sample, shown, verdict and note count; lines without a verdict are
   passed over, and those that say what `actor` said last. ERR_USAGE names each bad line, ten at most. */
_must_check_ int audit_import(const char *path, struct arena *a, const struct audit *audit, const char *actor,
                              struct audit_judgement **ret, size_t *ret_n, struct err *e);
