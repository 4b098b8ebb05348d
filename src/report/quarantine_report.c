#include "quarantine_parts.h"

static void row_json(struct json *j, const struct quarantine *q, const struct plan *p, const struct quarantine_row *r)
{
    json_object(j);
    json_key(j, "key");
    json_values(j, p, q->key_columns, r->key, q->n_key);
    json_kv_text(j, "outcome", r->outcome);
    json_kv_text(j, "reason", r->reason);
    json_kv_text(j, "at", r->at);
    json_key(j, "before");
    json_values(j, p, q->set_columns, r->before, q->n_set);
    json_key(j, "ours");
    json_values(j, p, q->set_columns, r->ours, q->n_set);
    json_key(j, "now");
    json_values(j, p, q->set_columns, r->now, q->n_set);
    json_kv_text(j, "resolution", r->resolution);
    json_kv_text(j, "resolved_by", r->resolved_by);
    json_kv_text(j, "resolved_at", r->resolved_at);
    json_kv_text(j, "note", r->note);
    json_object_end(j);
}

void quarantine_json(struct json *j, const struct quarantine *q, const struct plan *p)
{
    json_kv_int(j, "total", q->total);
    json_kv_int(j, "open", q->open);
    json_texts(j, "key_columns", q->key_columns, q->n_key);
    json_texts(j, "set_columns", q->set_columns, q->n_set);
    json_key(j, "rows");
    json_array(j);
    for (size_t i = 0; i < q->n_rows; i++)
        row_json(j, q, p, &q->rows[i]);
    json_array_end(j);
}

static void decision(struct line *l, const struct quarantine_row *r)
{
    if (!r->resolution) {
        line_text(l, "open");
        return;
    }
    line_text(l, "%s%s%s", r->resolution, r->resolved_by ? " by " : "", r->resolved_by ? r->resolved_by : "");
    if (r->resolved_at)
        line_text(l, ", %s", r->resolved_at);
    if (r->note)
        line_text(l, ": %s", r->note);
}

static void rows(struct document *d, const struct quarantine *q, const struct plan *p)
{
    struct table *t = doc_table(d, "Rows set aside: %zu of %s", q->n_rows, COUNT(q->total));

    key_columns(t, q->key_columns, q->n_key);
    doc_column(t, ALIGN_LEFT, "outcome");
    doc_column(t, ALIGN_LEFT, "since");
    doc_column(t, ALIGN_LEFT, "decision");
    doc_column(t, ALIGN_LEFT, "reason");
    for (size_t i = 0; i < q->n_rows; i++) {
        const struct quarantine_row *r = &q->rows[i];

        doc_row(t);
        key_cells(t, p, q->key_columns, r->key, q->n_key);
        line_text(doc_cell(t), "%s", outcome_label(r->outcome));
        line_text(doc_cell(t), "%s", r->at ? r->at : "");
        decision(doc_cell(t), r);
        line_code(doc_cell(t), r->reason);
    }
}

void quarantine_tables(struct document *d, const struct quarantine *q, const struct plan *p)
{
    struct conflict_table ct = {
        .plan = p, .key_columns = q->key_columns, .set_columns = q->set_columns, .n_key = q->n_key, .n_set = q->n_set};

    rows(d, q, p);
    conflict_table_begin(d, &ct, "Conflicts: what stands in the way of restoring");
    for (size_t i = 0; i < q->n_rows; i++) {
        const struct quarantine_row *r = &q->rows[i];

        if (r->ours)
            conflict_table_add(&ct, &(struct conflict){r->key, r->before, r->ours, r->now});
    }
}

void report_quarantine(struct buf *out, enum report_format f, const struct quarantine *q)
{
    _cleanup_(document_freep) struct document *d = NULL;
    _cleanup_(plan_freep) struct plan *p = run_plan(q->run);

    if (f == REPORT_JSON) {
        struct json j;

        json_begin(&j, out, "quarantine");
        json_kv_int(&j, "run", q->run->id);
        json_kv_text(&j, "name", q->run->name);
        quarantine_json(&j, q, p);
        json_object_end(&j);
        return;
    }
    d = document_new("Quarantine of %s", q->run->name);
    if (q->total == 0)
        line_text(doc_lead(d), "No row is set aside.");
    else
        line_text(doc_lead(d), "%s %s set aside; %s of them %s for a decision.", COUNT(q->total),
                  plural(q->total, "row is", "rows are"), q->open ? COUNT(q->open) : "none",
                  plural(q->open, "waits", q->open ? "wait" : "waits"));
    quarantine_tables(d, q, p);
    report_render(d, f, out);
}
