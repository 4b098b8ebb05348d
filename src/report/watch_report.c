#include "watch_parts.h"

static void series_row(struct table *t, const struct watch_series *s)
{
    const char *const figures[] = {s->first, s->min, s->max, s->last};

    doc_row(t);
    line_text(doc_cell(t), "%s", s->name);
    line_plot(doc_cell(t), s->numbers, s->n);
    for (size_t i = 0; i < ARRAY_LEN(figures); i++)
        line_decimal(doc_cell(t), figures[i]);
    line_count(doc_cell(t), (int64_t) s->n);
    line_count(doc_cell(t), (int64_t) s->n_failed);
}

void watches_section(struct document *d, const struct run_report *r)
{
    static const char *const figures[] = {"first", "least", "greatest", "last", "measured", "of these failed"};
    struct watch_series *series;
    struct table *t;
    size_t n;

    if (r->n_watched == 0)
        return;
    watch_series(document_arena(d), r->watched, r->n_watched, &series, &n);
    doc_section(d, "Watches");
    t = doc_table(d, "From before the run to the last look");
    doc_column(t, ALIGN_LEFT, "watch");
    doc_column(t, ALIGN_LEFT, "history");
    for (size_t i = 0; i < ARRAY_LEN(figures); i++)
        doc_column(t, ALIGN_RIGHT, figures[i]);
    for (size_t i = 0; i < n; i++)
        series_row(t, &series[i]);
}

void watches_json(struct json *j, const struct watch_value *values, size_t n)
{
    json_key(j, "watches");
    json_array(j);
    for (size_t i = 0; i < n; i++) {
        json_object(j);
        json_kv_text(j, "name", values[i].name);
        json_kv_text(j, "phase", values[i].phase);
        json_kv_text(j, "stage", values[i].stage);
        json_kv_text(j, "value", values[i].value);
        json_kv_text(j, "error", values[i].error);
        json_kv_text(j, "at", values[i].at);
        json_object_end(j);
    }
    json_array_end(j);
}
