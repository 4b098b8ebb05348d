#include <math.h>

#include "json_read.h"
#include "words.h"

const char **report_audit_values(struct arena *a, const char *json, size_t n)
{
    const char **values, *item;

    if (!json)
        return NULL;
    values = arena_new_array(a, const char *, n);
    item = json_first(json);
    for (size_t i = 0; i < n && item; i++, item = json_next(item))
        values[i] = json_read_text(a, item);
    return values;
}

/* --- JSON --- */

static void values_json(struct json *j, struct arena *a, const struct audit *x, const char *key, const char *values)
{
    json_key(j, key);
    json_values(j, x->plan, x->set_columns, report_audit_values(a, values, x->n_set), x->n_set);
}

static void verdicts_json(struct json *j, const struct audit *x, int64_t sample_no)
{
    json_key(j, "verdicts");
    json_array(j);
    for (size_t i = 0; i < x->n_verdicts; i++) {
        const struct audit_verdict *v = &x->verdicts[i];

        if (v->sample_no != sample_no)
            continue;
        json_object(j);
        json_kv_text(j, "verdict", v->verdict);
        json_kv_text(j, "shown", v->shown);
        json_kv_text(j, "note", v->note);
        json_kv_text(j, "by", v->actor);
        json_kv_text(j, "at", v->at);
        json_object_end(j);
    }
    json_array_end(j);
}

static void sample_json(struct json *j, struct arena *a, const struct audit *x, const struct audit_sample *s)
{
    json_object(j);
    json_kv_int(j, "sample", s->no);
    json_kv_text(j, "kind", s->kind);
    json_kv_text(j, "name", s->name);
    json_kv_text(j, "class", s->class);
    json_kv_text(j, "stage", s->stage);
    json_kv_int(j, "draw", s->draw);
    json_key(j, "key");
    json_values(j, x->plan, x->key_columns, report_audit_values(a, s->key, x->n_key), x->n_key);
    values_json(j, a, x, "before", s->before);
    json_kv_text(j, "predicted_outcome", s->predicted_outcome);
    json_kv_text(j, "predicted_reason", s->predicted_reason);
    values_json(j, a, x, "predicted", s->predicted);
    json_kv_text(j, "outcome", s->outcome);
    json_kv_text(j, "reason", s->reason);
    values_json(j, a, x, "after", s->after);
    values_json(j, a, x, "now", s->now);
    json_kv_text(j, "taken_at", s->taken_at);
    json_key(j, "as_predicted");
    if (s->taken_at)
        json_bool(j, s->as_predicted);
    else
        json_null(j);
    json_kv_text(j, "standing", audit_standing_name(s->standing));
    verdicts_json(j, x, s->no);
    json_object_end(j);
}

static void count_json(struct json *j, const struct audit *x, const struct audit_count *c)
{
    json_kv_int(j, "candidates", c->lot);
    json_kv_int(j, "drawn", c->drawn);
    json_kv_int(j, "judged", c->judged);
    json_kv_int(j, "wrong", c->wrong);
    json_key(j, "upper_bound_percent");
    if (x->plan->audit_confidence > 0 && c->judged)
        json_double(j, c->bound * 100);
    else
        json_null(j);
}

static void state_json(struct json *j, const struct audit *x)
{
    const struct audit_state *st = &x->state;

    json_key(j, "state");
    json_object(j);
    json_kv_int(j, "stages", st->stage_no);
    json_kv_double(j, "confidence_percent", x->plan->audit_confidence);
    json_kv_double(j, "max_defects_percent", x->plan->audit_max_defects);
    count_json(j, x, &st->all);
    json_kv_int(j, "wrong_beside", st->wrong_beside);
    json_kv_int(j, "unsure", st->unsure);
    json_kv_int(j, "differ", st->differ);
    json_key(j, "classes");
    json_array(j);
    for (size_t i = 0; i < st->n_classes; i++) {
        json_object(j);
        json_kv_text(j, "class", st->classes[i].class);
        count_json(j, x, &st->classes[i]);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

static void audit_json(struct buf *out, const struct audit *x)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct json j;

    json_begin(&j, out, "audit");
    json_kv_int(&j, "run", x->run->id);
    json_kv_text(&j, "name", x->run->name);
    json_texts(&j, "key_columns", x->key_columns, x->n_key);
    json_texts(&j, "set_columns", x->set_columns, x->n_set);
    state_json(&j, x);
    json_key(&j, "samples");
    json_array(&j);
    for (size_t i = 0; i < x->n_samples; i++)
        sample_json(&j, a, x, &x->samples[i]);
    json_array_end(&j);
    json_object_end(&j);
}

/* --- for people --- */

/* Never below what it is. */
static double percent_up(double share)
{
    return ceil(share * 1e5 - 1e-7) / 1e3;
}

static void lead(struct document *d, const struct audit *x)
{
    const struct audit_state *st = &x->state;
    struct line *l = doc_lead(d);

    if (x->plan->audit_confidence <= 0) {
        line_text(l, "%s %s judged wrong. The plan says nothing of how many may be (audit.confidence, audit.max_defects).",
                  st->wrong_beside ? COUNT(st->wrong_beside) : "No row",
                  plural(st->wrong_beside, st->wrong_beside ? "row is" : "is", st->wrong_beside ? "rows are" : "is"));
        return;
    }
    if (st->stage_no == 0) {
        line_text(l, "The plan asks for at most %.6g%% wrong rows, with %.6g%% confidence. No stage has ended yet.",
                  x->plan->audit_max_defects, x->plan->audit_confidence);
        return;
    }
    line_text(l, "%s of %s rows drawn at random from %s candidates are judged, %s wrong", COUNT(st->all.judged),
              COUNT(st->all.drawn), COUNT(st->all.lot), COUNT(st->all.wrong));
    if (st->wrong_beside)
        line_text(l, ", and %s beside them", COUNT(st->wrong_beside));
    if (st->all.judged)
        line_text(l, ": with %.6g%% confidence at most %.3f%% are wrong; the plan allows %.6g%%", x->plan->audit_confidence,
                  percent_up(st->bound), x->plan->audit_max_defects);
    line_text(l, ".");
}

static void class_table(struct document *d, const struct audit *x)
{
    const struct audit_state *st = &x->state;
    struct table *t;

    if (x->plan->audit_confidence <= 0)
        return;
    t = doc_table(d, "By class, from the random sample");
    doc_column(t, ALIGN_LEFT, "class");
    doc_column(t, ALIGN_RIGHT, "candidates");
    doc_column(t, ALIGN_RIGHT, "drawn");
    doc_column(t, ALIGN_RIGHT, "judged");
    doc_column(t, ALIGN_RIGHT, "wrong");
    doc_column(t, ALIGN_RIGHT, "at most wrong");
    for (size_t i = 0; i < st->n_classes; i++) {
        const struct audit_count *c = &st->classes[i];

        doc_row(t);
        line_value(doc_cell(t), c->class);
        line_count(doc_cell(t), c->lot);
        line_count(doc_cell(t), c->drawn);
        line_count(doc_cell(t), c->judged);
        line_count(doc_cell(t), c->wrong);
        if (c->judged)
            line_text(doc_cell(t), "%.3f%%", percent_up(c->bound));
        else
            doc_cell(t);
    }
}

static void sample_rows(struct document *d, const struct audit *x)
{
    struct table *t = doc_table(d, "Rows to look at");

    doc_column(t, ALIGN_RIGHT, "no");
    doc_column(t, ALIGN_LEFT, "stage");
    doc_column(t, ALIGN_LEFT, "kind");
    doc_column(t, ALIGN_LEFT, "name");
    key_columns(t, x->key_columns, x->n_key);
    doc_column(t, ALIGN_LEFT, "outcome");
    doc_column(t, ALIGN_LEFT, "verdict");
    doc_column(t, ALIGN_LEFT, "by");
    for (size_t i = 0; i < x->n_samples; i++) {
        const struct audit_sample *s = &x->samples[i];

        doc_row(t);
        line_count(doc_cell(t), s->no);
        line_text(doc_cell(t), "%s", s->stage ? s->stage : "");
        line_text(doc_cell(t), "%s", s->kind);
        line_code(doc_cell(t), s->name);
        key_cells(t, x->plan, x->key_columns, report_audit_values(document_arena(d), s->key, x->n_key), x->n_key);
        line_text(doc_cell(t), "%s%s", s->outcome ? outcome_label(s->outcome) : outcome_label(s->predicted_outcome),
                  s->outcome || !s->stage_no ? "" : " (predicted)");
        line_text(doc_cell(t), "%s", audit_standing_name(s->standing));
        line_text(doc_cell(t), "%s", s->last ? s->last->actor : "");
    }
}

void report_audit(struct buf *out, enum report_format f, const struct audit *x)
{
    _cleanup_(document_freep) struct document *d = NULL;

    if (f == REPORT_JSON) {
        audit_json(out, x);
        return;
    }
    d = document_new("Audit of %s", x->run->name);
    lead(d, x);
    class_table(d, x);
    sample_rows(d, x);
    report_render(d, f, out);
}
