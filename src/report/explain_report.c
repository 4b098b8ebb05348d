#include <string.h>

#include "words.h"

static const char *maskable(const struct explain_change *c, const char *value)
{
    return c->masked ? VALUE_MASKED : value;
}

static void change_json(struct json *j, const struct explain_change *c)
{
    json_object(j);
    json_kv_text(j, "column", c->column);
    json_key(j, "before");
    json_value(j, maskable(c, c->before));
    json_key(j, "after");
    json_value(j, maskable(c, c->after));
    json_key(j, "now");
    json_value(j, maskable(c, c->now));
    json_object_end(j);
}

static void entry_json(struct json *j, const struct explain_entry *e)
{
    json_object(j);
    json_kv_int(j, "run", e->run->id);
    json_kv_text(j, "name", e->run->name);
    json_kv_text(j, "state", state_name(e->run->state));
    json_kv_text(j, "why", e->run->why);
    json_kv_text(j, "owner", e->run->owner);
    json_kv_text(j, "tell", e->tell);
    json_kv_text(j, "plan_digest", e->run->plan_digest);
    json_kv_text(j, "outcome", e->outcome);
    json_kv_text(j, "reason", e->reason);
    json_kv_text(j, "class", e->class);
    json_kv_text(j, "stage", e->stage);
    json_kv_text(j, "at", e->at);
    json_key(j, "changes");
    json_array(j);
    for (size_t i = 0; i < e->n_changes; i++)
        change_json(j, &e->changes[i]);
    json_array_end(j);
    json_kv_text(j, "stands", e->stands);
    json_kv_text(j, "undo", e->undo);
    json_kv_text(j, "undo_at", e->undo_at);
    json_kv_text(j, "resolution", e->resolution);
    json_kv_text(j, "resolved_by", e->resolved_by);
    json_kv_text(j, "resolved_at", e->resolved_at);
    json_kv_text(j, "note", e->note);
    json_object_end(j);
}

static void explain_json(struct buf *out, const struct explain *x)
{
    struct json j;

    json_begin(&j, out, "explain");
    json_kv_text(&j, "table", x->table);
    json_texts(&j, "key_columns", x->key_columns, x->n_key);
    json_texts(&j, "key", x->key, x->n_key);
    json_kv_bool(&j, "exists", x->exists);
    json_key(&j, "entries");
    json_array(&j);
    for (size_t i = 0; i < x->n_entries; i++)
        entry_json(&j, &x->entries[i]);
    json_array_end(&j);
    json_object_end(&j);
}

static void lead(struct document *d, const struct explain *x)
{
    int64_t changed = 0;
    struct line *l = doc_lead(d);

    for (size_t i = 0; i < x->n_entries; i++)
        changed += strcmp(x->entries[i].outcome, "changed") == 0;
    if (x->n_entries == 0)
        line_text(l, "No run has considered this row");
    else
        line_text(l, "%s %s considered this row; %s changed it", COUNT((int64_t) x->n_entries),
                  plural((int64_t) x->n_entries, "run has", "runs have"), changed ? COUNT(changed) : "none");
    line_text(l, x->exists ? "." : "; it is not in the table now.");
}

static void changes(struct document *d, const struct explain_entry *e)
{
    struct table *t = doc_table(d, "What was changed");

    doc_column(t, ALIGN_LEFT, "column");
    doc_column(t, ALIGN_LEFT, "before → after");
    doc_column(t, ALIGN_LEFT, "now");
    for (size_t i = 0; i < e->n_changes; i++) {
        const struct explain_change *c = &e->changes[i];

        doc_row(t);
        line_code(doc_cell(t), c->column);
        line_change(doc_cell(t), maskable(c, c->before), maskable(c, c->after));
        line_value(doc_cell(t), maskable(c, c->now));
    }
}

/* "restored, 2024-03-20 10:00:00 by kim@db1": what was done, when, and by whom, as far as is known. */
static void act_field(struct document *d, const char *label, const char *what, const char *at, const char *by)
{
    struct line *l;

    if (!what)
        return;
    l = doc_field(d, label);
    line_text(l, "%s", outcome_label(what));
    if (at)
        line_text(l, ", %s", at);
    if (by)
        line_text(l, " by %s", by);
}

static void entry(struct document *d, const struct explain_entry *e)
{
    doc_section(d, "%s: %s", e->run->name, outcome_label(e->outcome));
    act_field(d, "outcome", e->outcome, e->at, NULL);
    field_code(d, "reason", e->reason);
    field_text(d, "still so?", e->stands);
    field_text(d, "why", e->run->why);
    field_text(d, "owner", e->run->owner);
    field_text(d, "for support", e->tell);
    if (e->class)
        line_value(doc_field(d, "class"), e->class);
    field_text(d, "stage", e->stage);
    act_field(d, "rollback", e->undo, e->undo_at, NULL);
    act_field(d, "decision", e->resolution, e->resolved_at, e->resolved_by);
    field_text(d, "note", e->note);
    line_text(doc_field(d, "run"), "#%lld, %s", (long long) e->run->id, state_name(e->run->state));
    field_code(d, "plan", e->run->plan_digest);
    changes(d, e);
}

void report_explain(struct buf *out, enum report_format f, const struct explain *x)
{
    _cleanup_(document_freep) struct document *d = NULL;
    struct buf key = BUF_INIT(BUF_MAX_DEFAULT);

    if (f == REPORT_JSON) {
        explain_json(out, x);
        return;
    }
    for (size_t i = 0; i < x->n_key; i++)
        buf_printf(&key, "%s%s = %s", i ? ", " : "", x->key_columns[i], x->key[i] ? x->key[i] : "NULL");
    d = document_new("%s, %s", x->table, buf_cstr(&key));
    buf_clear(&key);
    lead(d, x);
    for (size_t i = 0; i < x->n_entries; i++)
        entry(d, &x->entries[i]);
    report_render(d, f, out);
}
