#include "words.h"

static void verify_json(struct buf *out, const struct verify *v)
{
    _cleanup_(plan_freep) struct plan *p = run_plan(v->run);
    struct json j;

    json_begin(&j, out, "verify");
    json_kv_int(&j, "run", v->run->id);
    json_kv_text(&j, "name", v->run->name);
    json_kv_text(&j, "state", state_name(v->run->state));
    json_kv_bool(&j, "ok", v->ok);
    json_kv_bool(&j, "accounted", v->accounted);
    json_kv_bool(&j, "list_intact", v->list_intact);
    json_kv_int(&j, "still_to_change", v->still_to_change);
    json_kv_int(&j, "repeats", v->repeats);
    json_kv_bool(&j, "not_idempotent", v->not_idempotent);
    json_kv_int(&j, "edited_since", v->edited_since);
    json_kv_int(&j, "late_arrivals", v->late_arrivals);
    json_texts(&j, "key_columns", v->key_columns, v->n_key);
    json_key(&j, "late_keys");
    json_array(&j);
    for (size_t i = 0; i < v->n_late_keys; i++)
        json_values(&j, p, v->key_columns, v->late_keys[i], v->n_key);
    json_array_end(&j);
    json_key(&j, "counters");
    json_object(&j);
    tally_json(&j, &v->counters);
    json_object_end(&j);
    json_key(&j, "recount");
    json_object(&j);
    tally_json(&j, &v->recount);
    json_object_end(&j);
    json_kv_text(&j, "plan_digest", v->run->plan_digest);
    json_kv_text(&j, "list_digest", v->run->list_digest);
    json_object_end(&j);
}

/* What is left to change; why that may be so; and what then speaks for the result. */
static void left_to_change(struct document *d, const struct verify *v)
{
    line_text(doc_item(d, v->not_idempotent ? TONE_NOTE : v->still_to_change ? TONE_BAD : TONE_OK),
              "%s %s that the plan would change again.", v->still_to_change ? COUNT(v->still_to_change) : "No",
              plural(v->still_to_change, "row was changed", "rows were changed"));
    if (v->not_idempotent) {
        line_text(doc_item(d, TONE_NOTE), "This run changed every one of them: so it is with a plan that is not idempotent, such as "
                  "n = n + 1, or whose expressions read what has changed since. A second computation proves nothing here.");
        line_text(doc_item(d, TONE_OK), "What counts instead: each of them holds exactly the value that the run wrote and "
                  "kept, byte for byte.");
    } else if (v->repeats > 0) {
        line_text(doc_item(d, TONE_NOTE), "%s of them %s exactly what the run wrote%s.", COUNT(v->repeats),
                  plural(v->repeats, "holds", "hold"),
                  v->triggers ? "; a trigger on the row may have written something else than the plan says" : "");
    }
}

static void verdicts(struct document *d, const struct verify *v)
{
    line_text(doc_item(d, v->accounted ? TONE_OK : TONE_BAD),
              v->accounted ? "Every candidate is accounted for, by counters and by re-count."
                           : "The counters and the re-count differ, or do not add up to the candidates.");
    line_text(doc_item(d, v->list_intact ? TONE_OK : TONE_BAD),
              v->list_intact ? "The list is the one that was sealed." : "The list is not the one that was sealed.");
    left_to_change(d, v);
    line_text(doc_item(d, v->edited_since ? TONE_NOTE : TONE_OK), "%s %s been edited since by somebody else.",
              v->edited_since ? COUNT(v->edited_since) : "No",
              plural(v->edited_since, "changed row has", "changed rows have"));
    line_text(doc_item(d, v->late_arrivals ? TONE_WARNING : TONE_OK), "%s %s not in the list.",
              v->late_arrivals ? COUNT(v->late_arrivals) : "No",
              plural(v->late_arrivals, "row matches now that was", "rows match now that were"));
}

static void late_keys(struct document *d, const struct verify *v)
{
    _cleanup_(plan_freep) struct plan *p = run_plan(v->run);
    struct table *t = doc_table(d, "Late arrivals: the first %zu of %s", v->n_late_keys, COUNT(v->late_arrivals));

    key_columns(t, v->key_columns, v->n_key);
    for (size_t i = 0; i < v->n_late_keys; i++) {
        doc_row(t);
        key_cells(t, p, v->key_columns, v->late_keys[i], v->n_key);
    }
}

static void recount(struct document *d, const struct verify *v)
{
    struct table *t = doc_table(d, "Counters and re-count");

    doc_column(t, ALIGN_LEFT, "outcome");
    doc_column(t, ALIGN_RIGHT, "counters");
    doc_column(t, ALIGN_RIGHT, "re-count");
    doc_column(t, ALIGN_LEFT, "verdict");
    for (size_t i = 0; i < TALLY_FIGURES; i++) {
        int64_t counted = tally_get(&v->counters, &tally_figures[i]), again = tally_get(&v->recount, &tally_figures[i]);

        if (!counted && !again)
            continue;
        doc_row(t);
        line_text(doc_cell(t), "%s", outcome_label(tally_figures[i].key));
        line_count(doc_cell(t), counted);
        line_count(doc_cell(t), again);
        line_text(doc_cell(t), counted == again ? "✓ agrees" : "✗ differs");
    }
}

void report_verify(struct buf *out, enum report_format f, const struct verify *v)
{
    _cleanup_(document_freep) struct document *d = NULL;

    if (f == REPORT_JSON) {
        verify_json(out, v);
        return;
    }
    d = document_new("Verification of %s", v->run->name);
    line_text(doc_lead(d), !v->ok              ? "The result does not stand."
                           : v->not_idempotent ? "The result stands: every candidate is accounted for, and what was written is there."
                                               : "The result stands: every candidate is accounted for and nothing is left to change.");
    verdicts(d, v);
    late_keys(d, v);
    recount(d, v);
    doc_section(d, "Digests");
    field_code(d, "plan", v->run->plan_digest);
    field_code(d, "list", v->run->list_digest);
    report_render(d, f, out);
}
