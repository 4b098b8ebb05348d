#include "dry_run_parts.h"

/* What the ledger stores: complete, and the same bytes for the same dry run. */

static void counts(struct json *j, const char *key, const struct dry_count *c, size_t n)
{
    json_key(j, key);
    json_array(j);
    for (size_t i = 0; i < n; i++) {
        json_object(j);
        json_kv_text(j, "class", c[i].class);
        json_kv_text(j, "outcome", c[i].outcome);
        json_kv_text(j, "reason", c[i].reason);
        json_kv_int(j, "n", c[i].n);
        json_object_end(j);
    }
    json_array_end(j);
}

static void number(struct json *j, const struct dry_number *x)
{
    static const char *const names[] = {"min", "p1", "p5", "p25", "p50", "p75", "p95", "p99", "max"};

    json_object(j);
    json_kv_text(j, "column", x->column);
    json_kv_text(j, "sum_before", x->sum_before);
    json_kv_text(j, "sum_after", x->sum_after);
    json_kv_text(j, "sum_delta", x->sum_delta);
    json_kv_text(j, "universe_before", x->universe_before);
    json_kv_text(j, "universe_percent", x->universe_percent);
    json_kv_int(j, "up", x->up);
    json_kv_int(j, "down", x->down);
    json_kv_int(j, "from_null", x->from_null);
    json_kv_int(j, "to_null", x->to_null);
    json_key(j, "percentiles");
    json_object(j);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        json_kv_text(j, names[i], x->percentiles[i]);
    json_object_end(j);
    json_object_end(j);
}

static void class_sum(struct json *j, const struct dry_class_sum *x)
{
    json_object(j);
    json_kv_text(j, "column", x->column);
    json_kv_text(j, "class", x->class);
    json_kv_int(j, "n", x->n);
    json_kv_text(j, "sum_before", x->sum_before);
    json_kv_text(j, "sum_after", x->sum_after);
    json_object_end(j);
}

static void transition(struct json *j, const struct plan *p, const struct dry_transition *x, bool classed)
{
    json_object(j);
    json_kv_text(j, "column", x->column);
    if (classed)
        json_kv_text(j, "class", x->class);
    json_key(j, "from");
    json_value(j, x->masked ? VALUE_MASKED : shown(p, x->column, x->from));
    json_key(j, "to");
    json_value(j, x->masked ? VALUE_MASKED : shown(p, x->column, x->to));
    json_kv_int(j, "n", x->n);
    json_object_end(j);
}

static void sample(struct json *j, const struct plan *p, const struct dry_columns *c, const struct dry_sample *s)
{
    json_object(j);
    json_kv_text(j, "kind", s->kind);
    json_kv_text(j, "name", s->name);
    json_kv_text(j, "class", s->class);
    json_key(j, "key");
    json_values(j, p, c->key, s->key, c->n_key);
    json_key(j, "before");
    json_values(j, p, c->set, s->before, c->n_set);
    json_key(j, "after");
    json_values(j, p, c->set, s->after, c->n_set);
    json_object_end(j);
}

static void expect(struct json *j, const struct dry_expect *x)
{
    json_object(j);
    json_kv_text(j, "name", x->name);
    json_kv_text(j, "wanted", x->wanted);
    json_kv_text(j, "got", x->got);
    json_kv_bool(j, "holds", x->holds);
    json_object_end(j);
}

static void failure(struct json *j, const struct plan *p, const struct dry_columns *c, const struct dry_failure *x)
{
    json_object(j);
    json_kv_text(j, "where", x->where);
    json_key(j, "key");
    json_values(j, p, c->key, x->key, c->n_key);
    json_kv_text(j, "message", x->message);
    json_object_end(j);
}

static void totals(struct json *j, const struct dry_run *d)
{
    json_kv_int(j, "universe", d->universe);
    json_kv_int(j, "excluded", d->excluded);
    json_kv_int(j, "candidates", d->candidates);
    json_kv_int(j, "changed", d->changed);
    json_kv_int(j, "unchanged", d->unchanged);
    json_kv_int(j, "became_excluded", d->became_excluded);
    json_kv_int(j, "uncertain", d->uncertain);
    json_kv_int(j, "gone", d->gone);
    json_kv_int(j, "failed", d->failed);
}

static void details(struct json *j, const struct dry_run *d, const struct dry_columns *c)
{
    json_key(j, "numbers");
    json_array(j);
    for (size_t i = 0; i < d->n_numbers; i++)
        number(j, &d->numbers[i]);
    json_array_end(j);
    json_key(j, "class_sums");
    json_array(j);
    for (size_t i = 0; i < d->n_class_sums; i++)
        class_sum(j, &d->class_sums[i]);
    json_array_end(j);
    json_key(j, "transitions");
    json_array(j);
    for (size_t i = 0; i < d->n_transitions; i++)
        transition(j, d->plan, &d->transitions[i], false);
    json_array_end(j);
    json_key(j, "class_transitions");
    json_array(j);
    for (size_t i = 0; i < d->n_class_transitions; i++)
        transition(j, d->plan, &d->class_transitions[i], true);
    json_array_end(j);
    json_key(j, "samples");
    json_array(j);
    for (size_t i = 0; i < d->n_samples; i++)
        sample(j, d->plan, c, &d->samples[i]);
    json_array_end(j);
    json_kv_bool(j, "expects_hold", d->expects_hold);
    json_key(j, "expects");
    json_array(j);
    for (size_t i = 0; i < d->n_expects; i++)
        expect(j, &d->expects[i]);
    json_array_end(j);
    json_key(j, "failures");
    json_array(j);
    for (size_t i = 0; i < d->n_failures; i++)
        failure(j, d->plan, c, &d->failures[i]);
    json_array_end(j);
}

static void cost(struct json *j, const struct dry_run *d)
{
    json_key(j, "stages");
    json_array(j);
    for (size_t i = 0; i < d->n_stages; i++) {
        json_object(j);
        json_kv_text(j, "name", d->stage_names[i]);
        json_kv_int(j, "rows", d->stage_rows[i]);
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "rehearsal");
    json_object(j);
    json_kv_int(j, "rows", d->rehearsed_rows);
    json_kv_int(j, "failed", d->rehearsed_failed);
    json_texts(j, "triggers", d->triggers, d->n_triggers);
    json_texts(j, "trigger_changes", d->trigger_changes, d->n_trigger_changes);
    json_object_end(j);
    json_kv_int(j, "estimate_ms", d->estimate_ms);
    json_kv_int(j, "estimate_low_ms", d->estimate_low_ms);
    json_kv_int(j, "estimate_high_ms", d->estimate_high_ms);
    json_kv_int(j, "wal_bytes", d->wal_bytes);
    json_texts(j, "impact", d->impact, d->n_impact);
    json_texts(j, "doubts", d->doubts, d->n_doubts);
}

void dry_run_json(struct buf *out, const struct dry_run *d)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct dry_columns c = dry_columns(a, d);
    struct json j;

    json_begin(&j, out, "dry_run");
    json_kv_int(&j, "run", d->run->id);
    json_kv_text(&j, "name", d->run->name);
    json_kv_text(&j, "table", table_label(a, d->run));
    json_kv_text(&j, "plan_digest", d->run->plan_digest);
    json_kv_text(&j, "list_digest", d->run->list_digest);
    json_kv_text(&j, "at", d->at);
    json_kv_int(&j, "took_ms", d->took_ms);
    json_kv_text(&j, "form", d->form);
    json_kv_text(&j, "form_why", d->form_why);
    json_texts(&j, "key_columns", c.key, c.n_key);
    json_texts(&j, "set_columns", c.set, c.n_set);
    totals(&j, d);
    counts(&j, "left_out", d->left_out, d->n_left_out);
    counts(&j, "counts", d->counts, d->n_counts);
    details(&j, d, &c);
    cost(&j, d);
    json_object_end(&j);
}
