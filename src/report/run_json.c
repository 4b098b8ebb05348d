#include "gate_parts.h"
#include "watch_parts.h"
#include "json_read.h"
#include "load_parts.h"
#include "quarantine_parts.h"
#include "run_parts.h"
#include "tally_table.h"

/* JSON that was stored, as it is; a text where it is not JSON after all. */
static void stored_json(struct json *j, const char *key, const char *stored)
{
    json_key(j, key);
    if (stored && json_is_valid(stored))
        json_raw(j, stored);
    else
        json_text(j, stored);
}

static void head(struct json *j, const struct run *r)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();

    json_kv_int(j, "run", r->id);
    json_kv_text(j, "uuid", r->uuid);
    json_kv_text(j, "name", r->name);
    json_kv_text(j, "state", state_name(r->state));
    json_kv_text(j, "why", r->why);
    json_kv_text(j, "owner", r->owner);
    json_kv_text(j, "meaning", r->meaning);
    json_kv_text(j, "tell", r->tell);
    json_kv_text(j, "table", table_label(a, r));
    json_kv_text(j, "scoped_by", r->scoped_by);
    json_kv_text(j, "scoped_at", r->scoped_at);
    json_kv_text(j, "started_at", r->started_at);
    json_kv_text(j, "finished_at", r->finished_at);
    json_kv_text(j, "plan_digest", r->plan_digest);
    json_kv_text(j, "list_digest", r->list_digest);
    json_kv_text(j, "dry_run_digest", r->dry_run_digest);
    json_kv_int(j, "universe", r->universe);
}

static void numbers(struct json *j, const struct run_report *r)
{
    json_key(j, "numbers");
    json_array(j);
    for (size_t i = 0; i < r->n_actual; i++) {
        json_object(j);
        json_kv_text(j, "column", r->actual[i].column);
        json_kv_text(j, "sum_before", r->actual[i].sum_before);
        json_kv_text(j, "sum_after", r->actual[i].sum_after);
        json_kv_text(j, "sum_delta", r->actual[i].sum_delta);
        json_object_end(j);
    }
    json_array_end(j);
}

static void events(struct json *j, const struct run_report *r)
{
    json_key(j, "events");
    json_array(j);
    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *e = &r->events[i];

        json_object(j);
        json_kv_int(j, "seq", e->seq);
        json_kv_text(j, "at", e->at);
        json_kv_text(j, "actor", e->actor);
        json_kv_text(j, "kind", e->kind);
        json_kv_text(j, "from_state", e->from_state);
        json_kv_text(j, "to_state", e->to_state);
        json_kv_text(j, "why", e->why);
        stored_json(j, "detail", e->detail);
        json_kv_text(j, "digest", e->digest);
        json_object_end(j);
    }
    json_array_end(j);
}

/* The head of the audit log after the run's last event. */
static void audit_head(struct json *j, const struct run_report *r)
{
    json_key(j, "audit_log");
    json_object(j);
    json_kv_int(j, "number", r->n_events ? r->events[r->n_events - 1].seq : 0);
    json_kv_text(j, "digest", r->n_events ? r->events[r->n_events - 1].digest : NULL);
    json_object_end(j);
}

void run_json(struct buf *out, const struct run_report *r, const struct plan *p)
{
    struct json j;

    json_begin(&j, out, "run");
    head(&j, r->status->run);
    json_kv_text(&j, "incident", r->status->run->incident);
    load_json(&j, r->status->run);
    tuned_json(&j, r->status->tuned, r->status->n_tuned);
    debts_json(&j, r->status->debts, r->status->n_debts);
    tally_json(&j, &r->status->total);
    status_details_json(&j, r->status);
    numbers(&j, r);
    stored_json(&j, "dry_run", r->status->run->dry_run);
    json_key(&j, "quarantine");
    if (r->quarantine) {
        json_object(&j);
        quarantine_json(&j, r->quarantine, p);
        json_object_end(&j);
    } else {
        json_null(&j);
    }
    gates_json(&j, r);
    watches_json(&j, r->watched, r->n_watched);
    events(&j, r);
    audit_head(&j, r);
    json_kv_text(&j, "plan_text", r->plan_text);
    json_object_end(&j);
}
