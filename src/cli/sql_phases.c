#include "sql_phases.h"

#include "args.h"
#include "batch.h"

/* --- what a plan may lack --- */

static bool has_keys(const struct rollout *ro)
{
    return ro->plan->keys_from != NULL;
}

static bool has_watch(const struct rollout *ro)
{
    return ro->plan->n_watches > 0;
}

static bool has_sample(const struct rollout *ro)
{
    return plan_draws_samples(ro->plan);
}

static bool has_number(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (args_set_column(ro, i)->numeric)
            return true;
    return false;
}

static bool has_word(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (!args_set_column(ro, i)->numeric)
            return true;
    return false;
}

static bool leaves_corrected(const struct rollout *ro)
{
    return ro->plan->corrected_since == CORRECTED_EXCLUDE;
}

/* Is the list made of the rows as they come? Not those of a file, nor such as a sample is drawn among. */
static bool streams(const struct rollout *ro)
{
    return sql_exists(db_engine(ro->db), SQL_SCOPE_FREEZE) && !has_keys(ro) && !has_sample(ro);
}

static bool notes(const struct rollout *ro)
{
    return !streams(ro) || leaves_corrected(ro);
}

static bool notes_all(const struct rollout *ro)
{
    return notes(ro) && !has_keys(ro);
}

static bool is_recompute(const struct rollout *ro)
{
    return ro->plan->meaning == MEANING_RECOMPUTE;
}

static bool has_edge(const struct rollout *ro)
{
    return ro->plan->n_edge > 0;
}

static bool has_doubt(const struct rollout *ro)
{
    return ro->plan->n_uncertain > 0;
}

static bool looks_once(const struct rollout *ro)
{
    return ro->form == FORM_SHORT && batch_looks_once(ro);
}

static bool goes_straight(const struct rollout *ro)
{
    return ro->form == FORM_SHORT && !batch_looks_once(ro);
}

static const struct statement session[] = {
    {SQL_SESSION}, {SQL_SESSION_READ_ONLY, NULL, "on a handle that only reads"},
    {SQL_BLOCKS, NULL, "a statement reads retcon_listed() or retcon_captured()"}, {SQL_BEGIN_READ}, {SQL_BEGIN_WRITE},
    {SQL_COMMIT}, {SQL_ROLLBACK}, {SQL_SAVEPOINT}, {SQL_SAVEPOINT_ROLLBACK},
};
static const struct statement ledger[] = {
    {SQL_LEDGER_VERSION}, {SQL_LEDGER_META}, {SQL_LEDGER_LOCK, NULL, "there is no ledger yet"},
    {SQL_SCHEMA_1, NULL, "there is no ledger yet"}, {SQL_LEDGER_LZ4},
};
static const struct statement check[] = {
    {SQL_CATALOG_FIND}, {SQL_CATALOG_TABLE}, {SQL_CATALOG_COLUMNS}, {SQL_CATALOG_UNIQUES}, {SQL_CATALOG_TRIGGERS},
    {SQL_CATALOG_FOREIGN_KEYS}, {SQL_CATALOG_READERS}, {SQL_CATALOG_VIEW, NULL, "prepared only, of each view"},
    {SQL_CATALOG_NAMES, NULL, "the table is not found"},
    {SQL_CATALOG_IDENTITY}, {SQL_CATALOG_LEDGER}, {SQL_CATALOG_SERVER}, {SQL_DEFINITION}, {SQL_CHECK_NULL_KEYS}, {SQL_CHECK_REPLACE},
    {SQL_CHECK_PREDICATE, NULL, "prepared only"}, {SQL_CHECK_EXPRESSION, NULL, "prepared only"},
    {SQL_CHECK_ASSIGNMENT, NULL, "prepared only"}, {SQL_CHECK_DOUBT, has_doubt, "prepared only"},
    {SQL_CHECK_ALL, NULL, "prepared only"}, {SQL_EXPRESSION_VIEW, NULL, "rolled back"}, {SQL_EXPRESSION_TABLES},
    {SQL_EXPRESSION_FUNCTIONS}, {SQL_CHECK_INDEX, NULL, "explained only"}, {SQL_CATALOG_EXPLAIN},
};
static const struct statement scope[] = {
    {SQL_RUN_BY_NAME}, {SQL_SCOPE_DROP, NULL, "a run of the name that has not begun gives way"},
    {SQL_PRUNE_MARK, NULL, "a run of the name that has not begun gives way"}, {SQL_RUN_LIVE}, {SQL_RUN_INSERT},
    {SQL_LABEL_INSERT}, {SQL_STAGE_INSERT}, {SQL_SCOPE_TABLES}, {SQL_SCOPE_UNPACKED, NULL, "the server has no lz4"},
    {SQL_SCOPE_KEYS_TABLE, has_keys},
    {SQL_SCOPE_KEYS_LOAD, has_keys}, {SQL_SCOPE_KEYS_STRANGERS, has_keys}, {SQL_CORRECTED_RUNS, leaves_corrected},
    {SQL_CORRECTED_TABLE, leaves_corrected, "an earlier run wrote these columns"},
    {SQL_CORRECTED_FORGET, leaves_corrected, "more than one did"}, {SQL_CORRECTED_NOTE, leaves_corrected, "of each of them"},
    {SQL_SCOPE_MEMORY}, {SQL_SCOPE_SEEN, notes},
    {SQL_SCOPE_SCAN, notes_all}, {SQL_SCOPE_SCAN_KEYS, has_keys},
    {SQL_CORRECTED_MARK, leaves_corrected, "rows were noted"}, {SQL_SCOPE_SEEN_ANALYZE},
    {SQL_SCOPE_SAMPLE, has_sample}, {SQL_SCOPE_FREEZE, streams}, {SQL_SCOPE_FREEZE_SEEN, notes, "rows were noted"},
    {SQL_SCOPE_FREEZE_BLOCK, NULL, "of each chunk"}, {SQL_SCOPE_FROZEN},
    {SQL_SCOPE_TALLY}, {SQL_SCOPE_CLASSES}, {SQL_SCOPE_COUNTS}, {SQL_SCOPE_STAGELESS}, {SQL_SCOPE_FREEZE_LIST},
    {SQL_SCOPE_FREEZE_EXCLUDED}, {SQL_SCOPE_FREEZE_CHUNKS}, {SQL_SCOPE_SEAL}, {SQL_SCOPE_ANALYZE}, {SQL_SCOPE_CLEANUP},
    {SQL_CHAIN_LOCK}, {SQL_EVENT_INSERT}, {SQL_CHAIN_MOVE}, {SQL_SCOPE_SUMMARY},
    {SQL_SCOPE_BLAME, NULL, "an expression failed for some row"},
};
static const struct statement dry_run[] = {
    {SQL_DRY_CLOCK}, {SQL_DRY_FIGURES}, {SQL_DRY_ROWS}, {SQL_PREDICT_CLEAR},
    {SQL_PREDICT_CLEAR_SUMS}, {SQL_PREDICT_INSERT}, {SQL_PREDICT_INSERT_SUM}, {SQL_PREDICT_CLEAR_TRANSITIONS},
    {SQL_PREDICT_INSERT_TRANSITION, has_word}, {SQL_DOUBT_CLEAR},
    {SQL_DOUBT_INSERT, is_recompute}, {SQL_DRY_EDGE, has_edge}, {SQL_DRY_LEFT_OUT},
    {SQL_DRY_CHUNKS}, {SQL_DRY_PROBE, NULL, "some row cannot be computed"},
    {SQL_DRY_KEY, NULL, "some row cannot be computed"}, {SQL_REHEARSE_BEFORE, batch_has_row_triggers, "rolled back"},
    {SQL_REHEARSE_CHANGES, batch_has_row_triggers, "rolled back"}, {SQL_AUDIT_CHUNKS}, {SQL_AUDIT_ROWS}, {SQL_RUN_STORE_DRY_RUN}, {SQL_AUDIT_FORGET},
    {SQL_AUDIT_KEEP},
};
static const struct statement approve[] = {
    {SQL_DEBT_PAY, NULL, "an incident owes it"}, {SQL_APPROVAL_CLOCK}, {SQL_APPROVAL_USER, NULL, "without a signature"}, {SQL_APPROVAL_LIST}, {SQL_APPROVAL_INSERT},
    {SQL_APPROVAL_REVOKE, NULL, "--revoke"}, {SQL_APPROVAL_EVIDENCE, NULL, "for a gate"},
};
static const struct statement run[] = {
    {SQL_RUN_BY_ID}, {SQL_RUN_NAMES, NULL, "there is no run of the name"}, {SQL_RUN_LOCK_TABLE}, {SQL_RUN_COLUMNS_BUSY}, {SQL_LIST_INTACT},
    {SQL_RUN_MOVED, NULL, "--moved"}, {SQL_RUN_INCIDENT, NULL, "--incident"}, {SQL_DEBT_INSERT, NULL, "--incident"}, {SQL_DEBT_LIST}, {SQL_RUN_WANT, NULL, "it was paused or stopped before"}, {SQL_RUN_OBEYED, NULL, "somebody paused or stopped it"}, {SQL_RUN_MOVE}, {SQL_RUN_HELD, NULL, "longer than ever before"},
    {SQL_STAGE_START}, {SQL_BATCH_OPEN}, {SQL_STATUS_STAGES}, {SQL_STATUS_UNDO}, {SQL_STATUS_QUARANTINE},
    {SQL_STATUS_REASONS}, {SQL_STATUS_RUNNERS}, {SQL_RUNNER_SEEN}, {SQL_RUN_CLOCK, NULL, "the plan has a window, or was given one by tune"}, {SQL_TUNED_LIST}, {SQL_TUNED_UNSET, NULL, "tune"}, {SQL_TUNED_SET, NULL, "tune"}, {SQL_STAGE_FINISH}, {SQL_RUNNER_GONE},
};
static const struct statement batch[] = {
    {SQL_BATCH_CLAIM}, {SQL_BATCH_LOCK, NULL, "the longer form, and after a row was changed by somebody else"},
    {SQL_BATCH_BOUNDS, batch_has_ranges}, {SQL_BATCH_RANGE, batch_has_ranges, "tried first: most often a slice is a range of keys that changes as a whole"},
    {SQL_BATCH_WHOLE, batch_has_ranges, "it changed nothing: why?"},
    {SQL_BATCH_KEEP, batch_has_ranges, "any row changed by it"}, {SQL_BATCH_TEMP},
    {SQL_BATCH_STRAIGHT, goes_straight, "tried first, or where a slice is no range: most often every row of it changes"},
    {SQL_BATCH_RETURNING, looks_once, "tried first, or where a slice is no range: most often every row of it changes"},
    {SQL_BATCH}, {SQL_BATCH_CAPTURE}, {SQL_BATCH_CAPTURE_REST, NULL, "not every row of the slice changes"},
    {SQL_BATCH_ASIDE, NULL, "not every row of the slice changes"},
    {SQL_BATCH_ASIDE_CLEAR, NULL, "not every row of the slice changes"}, {SQL_BATCH_UPDATE},
    {SQL_BATCH_REREAD, batch_has_row_triggers}, {SQL_BATCH_JOIN}, {SQL_BATCH_UNPACK}, {SQL_BATCH_PACK}, {SQL_BATCH_PACK_LARGE, NULL, "the values are many megabytes"}, {SQL_BATCH_CLEAR},
    {SQL_BATCH_CONSTRAINTS}, {SQL_BATCH_STAMP}, {SQL_BATCH_MOVE},
    {SQL_BATCH_FAILED, NULL, "the database refused the row"}, {SQL_BATCH_FAILED_MOVE, NULL, "the database refused the row"},
};
static const struct statement verify[] = {
    {SQL_VERIFY_RECOUNT}, {SQL_VERIFY_SECOND_PASS}, {SQL_VERIFY_REPEATS}, {SQL_VERIFY_LATE},
    {SQL_REPORT_NUMBERS, has_number, "report"}, {SQL_REPORT_CLASSES, NULL, "report --announcement"},
    {SQL_REPORT_TRANSITIONS, has_word, "report --announcement"},
    {SQL_EVENT_LIST, NULL, "report"}, {SQL_EVENT_LATEST, NULL, "audit-log"}, {SQL_EVENT_PAGE, NULL, "audit-log"},
    {SQL_CHAIN_HEAD, NULL, "audit-log verify"}, {SQL_CHAIN_FIND, NULL, "the audit log does not fit"},
    {SQL_CHAIN_RUNS, NULL, "audit-log verify"},
};
static const struct statement gate[] = {
    {SQL_GUARD_COMPANY, NULL, "as a run begins"},
    {SQL_GUARD_READ, NULL, "once a second, on a connection of its own"}, {SQL_GUARD_ARCHIVE, NULL, "likewise"},
    {SQL_WATCH_BEFORE, has_watch}, {SQL_WATCH_MEASURE, has_watch, "on a handle that cannot write"},
    {SQL_WATCH_INSERT, has_watch}, {SQL_GATE_LATEST}, {SQL_GATE_SOAKED}, {SQL_PREDICT_UNCERTAIN}, {SQL_PREDICT_COMPARE}, {SQL_PREDICT_SUMS},
    {SQL_PREDICT_TRANSITION_COLUMNS}, {SQL_PREDICT_TRANSITIONS, has_word, "of columns with few transitions"},
    {SQL_PREDICT_SUM, has_watch},
    {SQL_DOUBT_LIST, is_recompute}, {SQL_DOUBT_ACCEPTED, is_recompute},
    {SQL_GATE_LOCK}, {SQL_GATE_INSERT}, {SQL_EVIDENCE_INSERT}, {SQL_EVIDENCE_LIST}, {SQL_WATCH_HISTORY, has_watch},
};
static const struct statement rollback[] = {
    {SQL_UNDO_EARLIER}, {SQL_UNDO_PREVIEW}, {SQL_UNDO_PREVIEW_KEYS, NULL, "--keys"}, {SQL_UNDO_CONFLICTS},
    {SQL_LABEL_LIST, NULL, "after the table was altered"}, {SQL_UNDO_OPEN}, {SQL_UNDO_INSERT}, {SQL_UNDO_FREEZE},
    {SQL_UNDO_FREEZE_KEYS, NULL, "--keys"},
    {SQL_UNDO_FREEZE_CHUNKS}, {SQL_UNDO_QUIET}, {SQL_UNDO_CLAIM}, {SQL_UNDO_LOCK, NULL, "after a row was changed by somebody else"},
    {SQL_UNDO_STRAIGHT, NULL, "tried first: most often every row of a slice is still ours"}, {SQL_UNDO_BATCH},
    {SQL_UNDO_ROWS}, {SQL_UNDO_BOUNDS, NULL, "tried first: most often every row of a slice is still ours"},
    {SQL_UNDO_RANGE, NULL, "tried first: most often every row of a slice is still ours"}, {SQL_UNDO_RANGE_MOVE, NULL, "every row was still ours"},
    {SQL_UNDO_TEMP}, {SQL_UNDO_CLEAR}, {SQL_UNDO_SEE}, {SQL_UNDO_RESTORE}, {SQL_UNDO_ASIDE},
    {SQL_UNDO_SETTLE},     {SQL_UNDO_MOVE}, {SQL_UNDO_FAILED, NULL, "the database refused the row"},
    {SQL_UNDO_FAILED_MOVE, NULL, "the database refused the row"}, {SQL_UNDO_PENDING}, {SQL_UNDO_FINISH},
};
static const struct statement quarantine[] = {
    {SQL_QUARANTINE_TOTALS}, {SQL_QUARANTINE_LIST}, {SQL_RESOLVE_LOCK}, {SQL_RESOLVE_RESTORE, NULL, "--restore"},
    {SQL_RESOLVE_APPLY, NULL, "--apply and --retry"}, {SQL_RESOLVE_SEE, NULL, "--apply and --retry"},
    {SQL_RESOLVE_MOVE, NULL, "--apply and --retry"}, {SQL_RESOLVE_MARK},
};

static const struct statement audit[] = {
    {SQL_AUDIT_NOW}, {SQL_AUDIT_TAKE}, {SQL_AUDIT_LIST}, {SQL_AUDIT_VERDICTS}, {SQL_AUDIT_LOTS}, {SQL_AUDIT_JUDGE},
};

#define PHASE(name, what) {#name, what, name, ARRAY_LEN(name)}

const struct phase sql_phases[SQL_PHASES] = {
    PHASE(session, "around every statement: sessions and transactions"),
    PHASE(ledger, "where Retcon keeps what it remembers"),
    PHASE(check, "what the database says about the table and the plan; nothing is written"),
    {"scope", "the list is frozen, in one transaction", scope, ARRAY_LEN(scope)},
    {"dry-run", "what would change, by a handle that cannot write; then some rows by the batch, rolled back", dry_run,
     ARRAY_LEN(dry_run)},
    PHASE(approve, "people agree; a batch reads the list again where they must"),
    PHASE(run, "around the batches; each is a small transaction of its own"),
    PHASE(batch, "one batch is one transaction of these"),
    PHASE(gate, "the evidence between stages, and behind the last one"),
    PHASE(audit, "what became of the samples, and what people say of them"),
    PHASE(verify, "afterwards; nothing is written"),
    PHASE(rollback, "prior values are put back"),
    PHASE(quarantine, "a row that was set aside is settled"),
};
