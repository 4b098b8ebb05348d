#include "words.h"

static void undo_json(struct buf *out, const struct undo_preview *u, const struct plan *p)
{
    struct json j;

    json_begin(&j, out, "undo_preview");
    json_kv_int(&j, "run", u->run->id);
    json_kv_text(&j, "name", u->run->name);
    json_kv_text(&j, "scope", u->scope);
    json_kv_int(&j, "rows", u->rows);
    json_kv_int(&j, "restorable", u->restorable);
    json_kv_int(&j, "already", u->already);
    json_kv_int(&j, "conflicts", u->conflicts);
    json_kv_int(&j, "vanished", u->vanished);
    json_texts(&j, "key_columns", u->key_columns, u->n_key);
    json_texts(&j, "set_columns", u->set_columns, u->n_set);
    json_key(&j, "shown");
    json_array(&j);
    for (size_t i = 0; i < u->n_shown; i++) {
        json_object(&j);
        json_key(&j, "key");
        json_values(&j, p, u->key_columns, u->shown[i].key, u->n_key);
        json_key(&j, "before");
        json_values(&j, p, u->set_columns, u->shown[i].before, u->n_set);
        json_key(&j, "ours");
        json_values(&j, p, u->set_columns, u->shown[i].ours, u->n_set);
        json_key(&j, "now");
        json_values(&j, p, u->set_columns, u->shown[i].now, u->n_set);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
}

static void lead(struct document *d, const struct undo_preview *u)
{
    struct line *l = doc_lead(d);

    if (u->rows == 0) {
        line_text(l, "Nothing to restore in %s.", u->scope);
        return;
    }
    line_text(l, "Would restore %s of %s %s of %s", u->restorable ? COUNT(u->restorable) : "none", COUNT(u->rows),
              plural(u->rows, "changed row", "changed rows"), table_label(document_arena(d), u->run));
    line_clause(l, u->already, "holds the prior value already", "hold the prior values already");
    line_clause(l, u->conflicts, "was edited since and is left as it is", "were edited since and are left as they are");
    line_clause(l, u->vanished, "is gone", "are gone");
    line_text(l, ".");
}

static void conflicts(struct document *d, const struct undo_preview *u, const struct plan *p)
{
    struct conflict_table ct = {
        .plan = p, .key_columns = u->key_columns, .set_columns = u->set_columns, .n_key = u->n_key, .n_set = u->n_set};

    if (!u->n_shown)
        return;
    doc_section(d, "Conflicts");
    line_text(doc_paragraph(d), "Never overwritten, unless a person says so for that row.");
    conflict_table_begin(d, &ct, "Rows edited since the run");
    for (size_t i = 0; i < u->n_shown; i++)
        conflict_table_add(&ct,
                           &(struct conflict){u->shown[i].key, u->shown[i].before, u->shown[i].ours, u->shown[i].now});
    if ((int64_t) u->n_shown < u->conflicts)
        line_muted(doc_paragraph(d), "%s more.", COUNT(u->conflicts - (int64_t) u->n_shown));
}

void report_undo_preview(struct buf *out, enum report_format f, const struct undo_preview *u)
{
    _cleanup_(document_freep) struct document *d = NULL;
    _cleanup_(plan_freep) struct plan *p = run_plan(u->run);

    if (f == REPORT_JSON) {
        undo_json(out, u, p);
        return;
    }
    d = document_new("Rollback of %s", u->run->name);
    lead(d, u);
    field_text(d, "scope", u->scope);
    field_text(d, "run",
               arena_printf(document_arena(d), "#%lld, %s", (long long) u->run->id, state_name(u->run->state)));
    conflicts(d, u, p);
    report_render(d, f, out);
}
