/*
 * plan_read.c: the blocks of the plan file, a table each. The tables of the blocks that this version does
 * not act on are in plan_later.c.
 */
#include <stddef.h>
#include <string.h>

#include "codes.h"
#include "reader.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define AT(member) IN(struct plan, member)
#define LIST_AT(member) LIST_IN(struct plan, member)

enum { MAX_ROWS_IN_BATCH = 100000, MAX_REHEARSED = 100000, MAX_PER_CLASS = 1000 };

static const char *const meanings[] = {
    [MEANING_RECOMPUTE] = "recompute", [MEANING_REINTERPRETATION] = "reinterpretation", NULL};
static const char *const corrected[] = {[CORRECTED_EXCLUDE] = "exclude", [CORRECTED_INCLUDE] = "include", NULL};
static const char *const stories[] = {
    [STORY_RESTORE] = "restore",
    [STORY_COMPENSATE] = "compensate",
    [STORY_CORRECTION_TABLE] = "correction_table",
    [STORY_QUARANTINE] = "quarantine",
    [STORY_MANUAL] = "manual",
    NULL,
};

const char *plan_meaning_name(enum plan_meaning m)
{
    return meanings[m];
}

const char *plan_story_name(enum plan_story s)
{
    return stories[s];
}

/* dry_run.expect: a figure and the range that it should fall in. */
static void read_expected(struct value *entry, size_t i, void *items)
{
    struct plan_expect *x = (struct plan_expect *) items + i;
    struct err e;

    *x = (struct plan_expect){.name = entry->key->text, .line = entry->key->line, .column_no = entry->key->column};
    if (want(entry, YAML_SCALAR) && units_range(entry->node->text, &x->range, &e) < 0)
        value_err(entry, CODE_UNIT, &e);
}

static void read_expect(struct value *v)
{
    v->plan->n_expect = read_entries(v, sizeof(struct plan_expect), column_key_ok, read_expected, v->into);
}

static void read_batch(struct value *v)
{
    if (v->node->kind != YAML_SCALAR || !v->node->text || strcmp(v->node->text, "auto") != 0)
        read_count(v);
}

/* Rows or a share of them; the one that is written replaces both defaults. v->into: the rows. */
static void read_rows_or_share(struct value *v, double *share)
{
    *share = 0;
    if (v->node->kind == YAML_SCALAR && v->node->text && strchr(v->node->text, '%')) {
        *(int64_t *) v->into = 0;
        v->into = share;
        read_percent(v);
    } else {
        read_count(v);
    }
}

static void read_max_failed(struct value *v)
{
    read_rows_or_share(v, &v->plan->max_failed_percent);
}

static void read_max_quarantined(struct value *v)
{
    read_rows_or_share(v, &v->plan->max_quarantined_percent);
}

/* A share that a sample can show: neither none at all nor all. */
static void read_sampled_share(struct value *v)
{
    double *into = v->into, percent = -1;

    v->into = &percent;
    read_percent(v);
    if (percent == 0 || percent == 100)
        value_mistake(v, CODE_LIMIT, "no sample can show what is so of every row, or of none",
                      "\"%s\" must be above 0%% and below 100%%", v->path);
    else if (percent > 0)
        *into = percent;
}

static void read_setting(struct value *entry, size_t i, void *items)
{
    struct plan_setting *s = (struct plan_setting *) items + i;

    s->name = entry->key->text;
    entry->into = &s->value;
    read_line(entry);
}

static void read_session(struct value *v)
{
    v->plan->n_session = read_entries(v, sizeof(struct plan_setting), setting_key_ok, read_setting, v->into);
}

static void read_story(struct value *v)
{
    enum plan_story *story = v->into;

    read_choice(v);
    if (*story != STORY_RESTORE && *story != STORY_MANUAL)
        note_later(v);
}

static const struct field stage_fields[] = {
    {"name", read_name, IN(struct plan_stage, name), .flags = FIELD_REQUIRED},
    {"sample", read_count, IN(struct plan_stage, sample_rows), .min = 1, .max = INT64_C(1000000000)},
    {"where", read_fragment, IN(struct plan_stage, where)},
    {"soak", read_duration, IN(struct plan_stage, soak_ms), .max = 90 * DAY_MS},
    {"tolerance", read_percent, IN(struct plan_stage, tolerance_percent)},
    FIELD_END,
};

/* A list of maps. */
static void read_stages(struct value *v)
{
    struct plan *p = v->plan;

    if (!want(v, YAML_LIST))
        return;
    if (v->node->n == 0)
        value_mistake(v, CODE_EMPTY_VALUE, "leave the key out: one stage is the default",
                      "\"stages\" is an empty list");
    p->stages = arena_new_array(p->arena, struct plan_stage, v->node->n + 1);
    for (size_t i = 0; i < v->node->n; i++) {
        struct value stage = *v;
        const struct yaml_node *name = yaml_get(v->node->items[i], "name");

        stage.key = stage.node = v->node->items[i];
        stage.path = name && name->text ? arena_printf(p->arena, "stages.%s", name->text)
                                        : arena_printf(p->arena, "stages[%zu]", i + 1);
        p->stages[p->n_stages].tolerance_percent = PLAN_TOLERANCE_PERCENT;
        if (want(&stage, YAML_MAP))
            read_map(p, stage.path, stage.node, stage_fields, &p->stages[p->n_stages++]);
    }
}

static const struct field scope_fields[] = {
    {"where", read_fragment, AT(where)},
    {"keys_from", read_path, AT(keys_from)},
    {"exclude", read_named_fragments, LIST_AT(exclude)},
    {"corrected_since", read_choice, AT(corrected_since), .words = corrected},
    {"class", read_fragment, AT(class)},
    {"valid_for", read_duration, AT(valid_for_ms), .min = SECOND_MS, .max = 3650 * DAY_MS},
    FIELD_END,
};

static const struct field change_fields[] = {
    {"set", read_column_fragments, LIST_AT(set)},
    {"uncertain", read_named_fragments, LIST_AT(uncertain)},
    {"fill", read_later_change, .flags = FIELD_LATER},
    {"delete", read_later_change, .flags = FIELD_LATER},
    {"merge", read_later_change, .flags = FIELD_LATER},
    {"program", read_later_change, .flags = FIELD_LATER},
    {"rebuild", read_later_change, .flags = FIELD_LATER},
    FIELD_END,
};

static const struct field dry_run_fields[] = {
    {"expect", read_expect, AT(expect)},
    {"rehearse", read_count, AT(rehearse_rows), .max = MAX_REHEARSED},
    FIELD_END,
};

const struct field checkpoint_fields[] = {
    {"batch", read_batch, AT(batch_rows), .min = 1, .max = MAX_ROWS_IN_BATCH},
    {"batch_time", read_duration, AT(batch_time_ms), .min = 1, .max = MINUTE_MS},
    {"rate", read_rate, AT(rate_per_s)},
    {"workers", read_count, AT(workers), .min = 1, .max = MAX_WORKERS},
    {"cool_off", read_duration, AT(cool_off_ms), .max = HOUR_MS},
    {"window", read_window, AT(windows)},
    {"lock_timeout", read_duration, AT(lock_timeout_ms), .min = 1, .max = HOUR_MS},
    {"statement_timeout", read_duration, AT(statement_timeout_ms), .min = 1, .max = DAY_MS},
    {"session", read_session, AT(session)},
    {"guards", read_guards},
    {"max_failed", read_max_failed, AT(max_failed_rows), .max = INT64_MAX},
    {"max_quarantined", read_max_quarantined, AT(max_quarantined_rows), .max = INT64_MAX},
    FIELD_END,
};

static const struct field audit_fields[] = {
    {"per_class", read_count, AT(audit_per_class), .max = MAX_PER_CLASS},
    {"edge", read_named_fragments, LIST_AT(edge)},
    {"confidence", read_sampled_share, AT(audit_confidence)},
    {"max_defects", read_sampled_share, AT(audit_max_defects)},
    {"mask", read_columns, LIST_AT(mask)},
    FIELD_END,
};

static const struct field rollback_fields[] = {
    {"story", read_story, AT(story), .words = stories},
    {"how", read_text, AT(story_how)},
    {"keep", read_duration, AT(keep_ms), .min = SECOND_MS, .max = 36500 * DAY_MS},
    FIELD_END,
};

static const struct field impact_fields[] = {
    {"seen_by", read_lines, LIST_AT(seen_by)},
    {"changes", read_lines, LIST_AT(changes)},
    {"tell", read_text, AT(tell)},
    FIELD_END,
};

const struct field plan_fields[] = {
    {"name", read_run_name, AT(name), .flags = FIELD_REQUIRED},
    {"why", read_text, AT(why)},
    {"owner", read_line, AT(owner)},
    {"meaning", read_choice, AT(meaning), .words = meanings},
    {"table", read_table, .flags = FIELD_REQUIRED},
    {"key", read_keys, LIST_AT(keys)},
    {"scope", read_block, .flags = FIELD_REQUIRED, .block = scope_fields},
    {"change", read_block, .flags = FIELD_REQUIRED, .block = change_fields},
    {"dry_run", read_block, .block = dry_run_fields},
    {"checkpoint", read_block, .block = checkpoint_fields},
    {"stages", read_stages},
    {"watch", read_watch, LIST_AT(watches)},
    {"audit", read_block, .block = audit_fields},
    {"rollback", read_block, .block = rollback_fields},
    {"impact", read_block, .block = impact_fields},
    FIELD_END,
};

void plan_defaults(struct plan *p)
{
    p->rehearse_rows = 200;
    p->batch_time_ms = 200;
    p->workers = 1;
    p->lock_timeout_ms = SECOND_MS / 2;
    p->statement_timeout_ms = 30 * SECOND_MS;
    p->max_failed_rows = 10;
    p->max_failed_percent = 1;
    p->max_quarantined_rows = -1;
    p->audit_per_class = 5;
}
