#include "load_parts.h"

#include <string.h>

#include "json_read.h"

void load_fields(struct document *d, const struct run *r)
{
    if (r->held_us > 0)
        line_text(doc_field(d, "longest hold"), "%.1f ms, of any row by a batch", (double) r->held_us / 1000);
    if (r->stop_ms > 0)
        line_text(doc_field(d, "stopped"), "%s after it was asked", DURATION(r->stop_ms));
}

void load_json(struct json *j, const struct run *r)
{
    json_key(j, "longest_hold_ms");
    if (r->held_us > 0)
        json_double(j, (double) r->held_us / 1000);
    else
        json_null(j);
    json_key(j, "stop_latency_ms");
    if (r->stop_ms > 0)
        json_int(j, r->stop_ms);
    else
        json_null(j);
}

static bool is_stop(const struct event *x, int64_t *ret_ms)
{
    return json_read_int(json_member(x->detail, "stop_ms"), ret_ms);
}

static void stops(struct document *d, const struct run_report *r)
{
    struct table *t = doc_table(d, "Stops that somebody asked for");
    int64_t ms;

    doc_column(t, ALIGN_LEFT, "when");
    doc_column(t, ALIGN_LEFT, "what");
    doc_column(t, ALIGN_LEFT, "stopped after");
    doc_column(t, ALIGN_LEFT, "why");
    for (size_t i = 0; i < r->n_events; i++) {
        const struct event *x = &r->events[i];

        if (!is_stop(x, &ms))
            continue;
        doc_row(t);
        line_text(doc_cell(t), "%s", x->at ? x->at : "");
        line_text(doc_cell(t), "%s", x->kind);
        line_text(doc_cell(t), "%s", DURATION(ms));
        line_text(doc_cell(t), "%s", x->why ? x->why : "");
    }
}

/* One setting of an event "tuned". */
static void tuned_row(struct document *d, struct table *t, const struct event *x, const char *name)
{
    const char *setting = json_member(x->detail, name);
    const char *from = json_read_text(document_arena(d), json_member(setting, "from"));
    const char *to = json_read_text(document_arena(d), json_member(setting, "to"));

    if (!setting)
        return;
    doc_row(t);
    line_text(doc_cell(t), "%s", x->at ? x->at : "");
    line_text(doc_cell(t), "%s", x->actor ? x->actor : "");
    line_text(doc_cell(t), "%s", name);
    line_text(doc_cell(t), "%s → %s", from ? from : "", to ? to : "");
    line_text(doc_cell(t), "%s", x->why ? x->why : "");
}

static void tuned(struct document *d, const struct run_report *r)
{
    struct table *t = doc_table(d, "Settings that were tuned");

    doc_column(t, ALIGN_LEFT, "when");
    doc_column(t, ALIGN_LEFT, "who");
    doc_column(t, ALIGN_LEFT, "setting");
    doc_column(t, ALIGN_LEFT, "from → to");
    doc_column(t, ALIGN_LEFT, "why");
    for (size_t i = 0; i < r->n_events; i++)
        if (r->events[i].kind && strcmp(r->events[i].kind, "tuned") == 0)
            for (size_t k = 0; plan_tunable[k]; k++)
                tuned_row(d, t, &r->events[i], plan_tunable[k]);
}

void load_section(struct document *d, const struct run_report *r)
{
    bool stopped = false, was_tuned = false;
    int64_t ms;

    for (size_t i = 0; i < r->n_events; i++) {
        stopped = stopped || is_stop(&r->events[i], &ms);
        was_tuned = was_tuned || (r->events[i].kind && strcmp(r->events[i].kind, "tuned") == 0);
    }
    if (!stopped && !was_tuned && r->status->run->held_us == 0)
        return;
    doc_section(d, "Load");
    load_fields(d, r->status->run);
    if (stopped)
        stops(d, r);
    if (was_tuned)
        tuned(d, r);
}
