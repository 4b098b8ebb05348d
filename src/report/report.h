/*
 * report.h: results as text, Markdown, one-file HTML without script, and JSON.
 *
 * Every value goes through text_visible() and the escaping of its format; masked columns are never written.
 * All functions append to out; none fails. Text, Markdown and HTML end with a newline; JSON is one line without one.
 * JSON of a dry run is what the ledger stores: complete, and the same bytes for the same result. A value in it is a
 * string, null, or {"masked":true}. Masks are those of the run's own plan; where that cannot be read, all is masked.
 */
#pragma once

#include "audit.h"
#include "buf.h"
#include "check.h"
#include "dry_run.h"
#include "explain.h"
#include "gate.h"
#include "ledger.h"
#include "quarantine.h"
#include "report_data.h"
#include "undo.h"
#include "verify.h"
#include "watch.h"

enum report_format { REPORT_TEXT, REPORT_MARKDOWN, REPORT_HTML, REPORT_JSON };
int report_format_from_name(const char *name); /* -1: unknown */

void report_check(struct buf *out, enum report_format f, const struct check *c);
void report_dry_run(struct buf *out, enum report_format f, const struct dry_run *d);
void report_status(struct buf *out, enum report_format f, const struct status *s);
/* The JSON of report_status with a member more, "watches": every measurement, in the order of watch_history(). */
void report_watched(struct buf *out, const struct status *s, const struct watch_value *values, size_t n);
void report_verify(struct buf *out, enum report_format f, const struct verify *v);
void report_explain(struct buf *out, enum report_format f, const struct explain *x);
void report_quarantine(struct buf *out, enum report_format f, const struct quarantine *q);
void report_audit(struct buf *out, enum report_format f, const struct audit *x);
/* n texts of a sample's JSON array; NULL for NULL. */
const char **report_audit_values(struct arena *a, const char *json, size_t n);
void report_undo_preview(struct buf *out, enum report_format f, const struct undo_preview *p);

/* The whole story of a run: why, what, when and by whom, outcomes by stage and reason, the dry run's forecast against
   what happened, the quarantine, rollbacks, events. The forecast is the stored dry run, status->run->dry_run. */
struct run_report {
    const struct status *status;
    const struct event *events;
    size_t n_events;
    const struct quarantine *quarantine;
    struct dry_number *actual;   /* captured sums by numeric column: before, after, delta */
    size_t n_actual;
    const char *plan_text;
    struct gate *gates;          /* one for each stage of status, as it was asked last; NULL: not read */
    struct report_class *classes; /* predicted and measured, for an announcement */
    size_t n_classes;
    struct report_transition *transitions; /* what really happened, for an announcement */
    size_t n_transitions;
    struct watch_value *watched; /* all that was measured, by watch */
    size_t n_watched;
};
void report_run(struct buf *out, enum report_format f, const struct run_report *r);
/* The same run for those who will see changed values: before it begins from the dry run, then from what it did. There is
   no JSON of it: sentences are for people (Markdown instead). */
void report_announcement(struct buf *out, enum report_format f, const struct run_report *r);
