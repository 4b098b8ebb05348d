/*
 * report_fixture.h: results filled by hand, with values that try to get out of every format. A value that begins
 * with SECRET belongs to a masked column: no report may hold it.
 */
#pragma once

#include "report.h"
#include "unit.h"

#define SECRET "S3CR3T"
#define EVIL "<script>alert(1)</script>"
#define DIGEST "3f9a1c0b5f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4"

static const char plan_text[] =
    "name: tax-rounding\n"
    "why: Orders of 3–17 March were rounded down (bug 4182) <b>&amp; | `so`.\n"
    "owner: payments\n"
    "table: shop.orders\n"
    "key: [id, part]\n"
    "scope:\n"
    "  where: created_at >= '2026-03-03' and created_at < '2026-03-18'\n"
    "  exclude:\n"
    "    too_new: updated_at > now() - interval '1 hour'\n"
    "    locked: locked_by is not null or note = 'a|b'\n"
    "  class: country\n"
    "change:\n"
    "  set:\n"
    "    total_cents: subtotal_cents + round(subtotal_cents * tax_rate)\n"
    "    note: trim(note)\n"
    "    email: lower(email)\n"
    "  uncertain:\n"
    "    large_delta: abs(new.total_cents - old.total_cents) > 5000\n"
    "dry_run:\n"
    "  expect:\n"
    "    changed: 110000..130000\n"
    "    total_cents: +0.1%..+0.4%\n"
    "audit:\n"
    "  mask: [email]\n"
    "rollback:\n"
    "  story: restore\n"
    "  how: Prior values are restored where nobody has edited the row since.\n"
    "  keep: 90d\n"
    "impact:\n"
    "  seen_by: [finance/monthly-totals, support]\n"
    "  changes: [totals, exports]\n"
    "  tell: Some March invoices were one cent short. The total you see now is the right one.\n";

/* The JSON that the ledger stored at the dry run: one figure came out as foretold, one did not. */
static const char stored_dry_run[] =
    "{\"schema_version\":1,\"changed\":118204,\"unchanged\":0,\"became_excluded\":17,\"uncertain\":131,\"gone\":3,"
    "\"failed\":2,\"numbers\":[{\"column\":\"total_\\u0063ents\",\"sum_delta\":\"118204.50\"}]}";

static struct run a_run = {
    .id = 7,
    .uuid = "01920000-0000-7000-8000-000000000007",
    .name = "tax-rounding",
    .plan_text = plan_text,
    .plan_digest = DIGEST,
    .meaning = "recompute",
    .why = "Orders of 3–17 March were rounded down (bug 4182) <b>&amp; | `so`.",
    .owner = "payments",
    .tell = "Some March invoices were one cent short. " EVIL,
    .table_schema = "shop",
    .table_name = "orders",
    .list_digest = "88b0e2" DIGEST,
    .dry_run = stored_dry_run,
    .dry_run_digest = DIGEST,
    .state = STATE_FINISHED,
    .wanted = "running",
    .universe = 131050,
    .candidates = 118357,
    .failed_limit = 1183,
    .scoped_at = "2026-03-20 09:12:00+00",
    .started_at = "2026-03-20 10:00:00+00",
    .finished_at = "2026-03-20 10:41:07+00",
    .scoped_by = "ana@laptop",
};

#define LIST(...) ((const char *[]){__VA_ARGS__})
#define LONG10 "0123456789"
#define LONG80 LONG10 LONG10 LONG10 LONG10 LONG10 LONG10 LONG10 LONG10

static struct dry_count left_out[] = {
    {"DE", "excluded", "too_new", 12000},
    {"NZ", "excluded", "too_new", 400},
    {"DE", "excluded", "locked", 293},
};
static struct dry_count counts[] = {
    {"DE", "changed", NULL, 118000},      {"DE", "excluded", "locked", 17}, {"DE", "uncertain", "large_delta", 131},
    {"N|Z\n" EVIL, "changed", NULL, 204}, {"DE", "gone", NULL, 3},          {NULL, "failed", "numeric overflow", 2},
};
static struct dry_number numbers[] = {
    {.column = "total_cents",
     .sum_before = "123456789.00",
     .sum_after = "123574993.50",
     .sum_delta = "118204.50",
     .universe_before = "140000000.00",
     .universe_percent = "0.08",
     .up = 118200,
     .down = 3,
     .from_null = 1,
     .percentiles = {"-12", "0.5", "1", "1", "1", "1", "1", "2", "4999.5"}},
};
static struct dry_transition transitions[] = {
    {"note", " padded ", "padded", false, 100},
    {"note", "", NULL, false, 50},
    {"note", "=cmd|'/c calc'!A1", "+1", false, 5},
    {"note", "a ` b `` c", "\\| **bold** [x](javascript:1)", false, 2},
    {"note", "…", "…", false, 47},
    {"email", NULL, NULL, true, 118204},
};
static struct dry_sample samples[] = {
    {"changed", NULL, "DE", LIST("10482", "1"), LIST("1042", "Grüße an Ana", SECRET "A@x"),
     LIST("1052", "Grüsse an Ana", SECRET "a@x")},
    {"changed", NULL, "DE", LIST("10483", "'"), LIST(NULL, "esc \x1b[31m bell \a", NULL), LIST("1", "", SECRET)},
    {"changed", NULL, "DE", LIST("10484", "NULL"), LIST("1", "\u202egnp.exe\u2066" EVIL, SECRET),
     LIST("2", "a\nb\tc\\n|d", SECRET)},
    {"largest", "total_cents", "DE", LIST("9", "\xff\xfe"), LIST("0", LONG80 "é" LONG80, SECRET),
     LIST("4999.5", LONG80 "è" LONG80, SECRET)},
    {"unchanged", NULL, NULL, LIST("11", "1"), LIST("7", "=1+1", SECRET), NULL},
    {"uncertain", "large_delta", "NZ", LIST("12", "•••"),
     LIST("7", "a → b", SECRET), LIST("9007", "\"q\" & 'q'", SECRET)},
};
static struct dry_expect expects[] = {
    {"changed", "110,000..130,000", "118,204", true},
    {"total_cents", "+0.1%..+0.4%", "+0.08%", false},
};
static struct dry_failure failures[] = {
    {"computing", LIST("13", "1"), "numeric field overflow \x1b[2J" EVIL},
    {"rehearsal", LIST("14", "2"), "new row violates check constraint \"total|positive\""},
};

static struct dry_run a_dry_run = {
    .run = &a_run,
    .at = "2026-03-20 09:15:00+00",
    .form = "long",
    .form_why = "a row trigger touches the table",
    .took_ms = 12345,
    .universe = 131050,
    .excluded = 12693,
    .candidates = 118357,
    .left_out = left_out,
    .n_left_out = ARRAY_LEN(left_out),
    .counts = counts,
    .n_counts = ARRAY_LEN(counts),
    .changed = 118204,
    .became_excluded = 17,
    .uncertain = 131,
    .gone = 3,
    .failed = 2,
    .numbers = numbers,
    .n_numbers = ARRAY_LEN(numbers),
    .transitions = transitions,
    .n_transitions = ARRAY_LEN(transitions),
    .samples = samples,
    .n_samples = ARRAY_LEN(samples),
    .expects = expects,
    .n_expects = ARRAY_LEN(expects),
    .failures = failures,
    .n_failures = ARRAY_LEN(failures),
    .stage_names = LIST("canary", "everyone"),
    .stage_rows = (int64_t[]){100, 118257},
    .n_stages = 2,
    .rehearsed_rows = 200,
    .rehearsed_failed = 1,
    .triggers = LIST("touch_updated"),
    .n_triggers = 1,
    .trigger_changes = LIST("updated_at (in 199 of 199 rows)"),
    .n_trigger_changes = 1,
    .estimate_low_ms = 1560000,
    .estimate_high_ms = 2460000,
    .wal_bytes = 190000000,
    .impact = LIST("view shop.totals reads total_cents", "publication \"p|q\" sends orders"),
    .n_impact = 2,
    .digest = DIGEST,
};

static struct stage_status stages[] = {
    {1, "canary", "2026-03-20 10:00:00+00", "2026-03-20 10:00:02+00",
     {.candidates = 100, .changed = 99, .uncertain = 1}},
    {2, "every|one " EVIL, "2026-03-20 10:00:03+00", NULL,
     {.candidates = 118257, .changed = 100000, .excluded = 17, .uncertain = 130, .failed = 2, .pending = 18108}},
};
static struct reason_count reasons[] = {
    {"excluded", "too_new", 12400},
    {"excluded", "locked \"x\"", 293},
    {"became_excluded", "locked", 17},
    {"uncertain", "large_delta", 131},
    {"failed", "numeric field overflow\n" EVIL, 2},
};
static struct runner_status runners[] = {
    {"ana@laptop", "2026-03-20 10:20:00+00", 1200, 320, 2600.4, NULL},
    {"kim@db1", "2026-03-20 10:20:00+00", 700, 500, 500.0, "replica lag 2.1 s > 2.0 s"},
};
static struct status a_status = {
    .run = &a_run,
    .total = {.candidates = 118357, .changed = 100099, .excluded = 17, .uncertain = 131, .failed = 2, .pending = 18108},
    .stages = stages,
    .n_stages = ARRAY_LEN(stages),
    .stage = "every|one " EVIL,
    .reasons = reasons,
    .n_reasons = ARRAY_LEN(reasons),
    .excluded_at_freeze = 12693,
    .runners = runners,
    .n_runners = ARRAY_LEN(runners),
    .rows_per_second = 3100.4,
    .open_quarantine = 133,
};

static struct quarantine_row quarantine_rows[] = {
    {.key = LIST("12", "1"), .outcome = "uncertain", .reason = "large_delta", .at = "2026-03-20 10:05:00+00"},
    {.key = LIST("13", "1"),
     .outcome = "conflict",
     .at = "2026-03-21 10:05:00+00",
     .before = LIST("1042", "x", SECRET),
     .ours = LIST("1052", "x", SECRET),
     .now = LIST("1060", "x", SECRET),
     .resolution = "keep",
     .resolved_by = "kim@db1",
     .resolved_at = "2026-03-21 11:00:00+00",
     .note = "the customer called <again>"},
};
static struct quarantine a_quarantine = {
    .run = &a_run,
    .key_columns = LIST("id", "part"),
    .set_columns = LIST("total_cents", "note", "email"),
    .n_key = 2,
    .n_set = 3,
    .rows = quarantine_rows,
    .n_rows = ARRAY_LEN(quarantine_rows),
    .total = 134,
    .open = 133,
};

static struct undo_conflict shown_conflicts[] = {
    {LIST("13", "1"), LIST("1042", NULL, NULL), LIST("1052", "", NULL), LIST("1060", "NULL", NULL)},
};
static struct undo_preview an_undo = {
    .run = &a_run,
    .scope = "stage canary",
    .rows = 100,
    .restorable = 62,
    .already = 1,
    .conflicts = 35,
    .vanished = 2,
    .key_columns = LIST("id", "part"),
    .set_columns = LIST("total_cents", "note", "email"),
    .n_key = 2,
    .n_set = 3,
    .shown = shown_conflicts,
    .n_shown = 1,
};

static const char **late_keys[] = {LIST("20001", "1"), LIST("20002", "x\ry")};
static struct verify a_verify = {
    .run = &a_run,
    .counters = {.candidates = 10, .changed = 9, .uncertain = 1},
    .recount = {.candidates = 10, .changed = 8, .uncertain = 1},
    .list_intact = true,
    .still_to_change = 1,
    .late_arrivals = 1234,
    .late_keys = late_keys,
    .n_late_keys = ARRAY_LEN(late_keys),
    .n_key = 2,
    .key_columns = LIST("id", "part"),
};

static struct explain_change explained[] = {
    {.column = "total_cents", .before = "1042", .after = "1052", .now = "1052"},
    {.column = "note", .before = NULL, .after = "", .now = "it's `|` " EVIL},
    {.column = "email", .masked = true, .before = SECRET, .after = SECRET, .now = SECRET},
};
static struct explain_entry entries[] = {
    {.run = &a_run,
     .tell = "Some March invoices were one cent short. " EVIL,
     .outcome = "changed",
     .class = "DE",
     .stage = "canary",
     .at = "2026-03-20 10:00:01+00",
     .changes = explained,
     .n_changes = ARRAY_LEN(explained),
     .undo = "conflict",
     .undo_at = "2026-03-21 09:00:00+00",
     .resolution = "keep",
     .resolved_by = "kim@db1",
     .resolved_at = "2026-03-21 11:00:00+00",
     .note = "customer called",
     .stands = "changed since"},
    {.run = &a_run,
     .tell = "Some March invoices were one cent short. " EVIL,
     .outcome = "excluded",
     .reason = "too_new"},
};
static struct explain an_explain = {
    .table = "shop.orders",
    .key_columns = LIST("id", "part"),
    .key = LIST("10482", "1\x1b[0m"),
    .n_key = 2,
    .exists = true,
    .entries = entries,
    .n_entries = ARRAY_LEN(entries),
};

static struct event events[] = {
    {.seq = 1, .at = "2026-03-20 09:12:00+00", .actor = "ana@laptop", .kind = "scope", .to_state = "scoped", .digest = "e1"},
    {.seq = 2,
     .at = "2026-03-20 10:00:00+00",
     .actor = "ana@laptop",
     .kind = "start",
     .from_state = "rehearsed",
     .to_state = "running",
     .why = "go | now\n" EVIL,
     .detail = "{\"batch\":500}",
     .digest = "e2"},
    {.seq = 3,
     .at = "2026-03-20 10:41:07+00",
     .actor = "kim@db1",
     .kind = "finish",
     .from_state = "running",
     .to_state = "finished",
     .detail = "not json",
     .digest = "e3"},
};
static struct dry_number actual[] = {
    {.column = "total_cents", .sum_before = "123456789", .sum_after = "123574993.5", .sum_delta = "118204.5"},
};
static struct watch_value watched[] = {
    {"negative", "before", NULL, "0", NULL, "2026-03-20T09:20:00Z"},
    {"negative", "gate", "canary", NULL, "canceling statement <due> to statement timeout", "2026-03-20T09:21:00Z"},
    {"revenue", "before", NULL, "123456789", NULL, "2026-03-20T09:20:00Z"},
    {"revenue", "within", "canary", "123456700.5", NULL, "2026-03-20T09:20:30Z"},
    {"revenue", "gate", "canary", "123574993.5", NULL, "2026-03-20T09:21:00Z"},
};
static struct run_report a_run_report = {
    .status = &a_status,
    .events = events,
    .n_events = ARRAY_LEN(events),
    .quarantine = &a_quarantine,
    .actual = actual,
    .n_actual = ARRAY_LEN(actual),
    .plan_text = plan_text,
    .watched = watched,
    .n_watched = ARRAY_LEN(watched),
};

static struct finding findings[] = {
    {FINDING_OK, "key", "(id, part) is unique and not null", NULL, &findings[1]},
    {FINDING_WARNING, "trigger", "touch_updated fires on each changed row",
     "name updated_at in impact.changes", &findings[2]},
    {FINDING_NOTE, "key", "composite keys make chunks larger", NULL, &findings[3]},
    {FINDING_ERROR, "privilege", "no right to update \"email\" " EVIL, "grant update on shop.orders to me", NULL},
};
static struct mistake a_mistake = {
    .line = 3,
    .column = 7,
    .code = "P012",
    .text = (char *) "unknown key \"tabel\"", .hint = (char *) "did you mean \"table\"?"};
static struct check a_check = {
    .findings = findings,
    .errors = 2,
    .warnings = 1,
    .ceremony = CEREMONY_STANDARD,
    .ceremony_why = "118,357 rows are more than the project's threshold of 100,000",
    .ceremony_missing = LIST("an approval by someone else"),
    .n_ceremony_missing = 1,
};
