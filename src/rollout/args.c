#include "args.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_key(const struct rollout *ro, const char *column)
{
    for (size_t i = 0; i < ro->n_key; i++)
        if (strcmp(ro->key[i]->name, column) == 0)
            return true;
    return false;
}

int args_set_index(const struct rollout *ro, const char *column)
{
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (strcmp(ro->plan->set[i].name, column) == 0)
            return (int) i;
    return -1;
}

const struct column_info *args_set_column(const struct rollout *ro, size_t i)
{
    return table_column(ro->table, ro->plan->set[i].name);
}

/* A column name for the view of corrections: "total_before", or "before_2" where that is too long or taken. */
static const char *view_column(const struct rollout *ro, size_t i, const char *suffix)
{
    const char *name = arena_printf(ro->arena, "%s_%s", ro->plan->set[i].name, suffix);

    if (strlen(name) > 63 || is_key(ro, name))
        return arena_printf(ro->arena, "retcon_%s_%zu", suffix, i + 1);
    return name;
}

/* key: name, type (what its values are cast to and stored as), at (from 0). first: the first of several. */
static void fill_key(struct rollout *ro)
{
    sql_args_list(ro->args, "key");
    for (size_t i = 0; i < ro->n_key; i++) {
        struct sql_item *item = sql_args_item(ro->args, "key");

        sql_item_name(item, ro->key[i]->name);
        sql_item_type(item, ro->key[i]->cast);
        sql_item_field_int(item, "at", (int64_t) i);
    }
    sql_args_list(ro->args, "first");
    if (ro->n_key > 1)
        sql_item_name(sql_args_item(ro->args, "first"), ro->key[0]->name);
}

const char *args_wrap_type(struct arena *a, int64_t run_id, size_t i)
{
    return arena_printf(a, "retcon.wrap_%lld_%zu", (long long) run_id, i + 1);
}

/* The n of character varying(n); 0: it is not of that type. */
static int varying_length(const char *type)
{
    static const char name[] = "character varying(";

    return strncmp(type, name, strlen(name)) == 0 ? (int) strtol(type + strlen(name), NULL, 10) : 0;
}

bool args_is_told(const struct column_info *c)
{
    return strcmp(c->type, c->cast) == 0 || c->char_pad > 0 || varying_length(c->type) > 0;
}

/*
 * set: name, type, expr; open and close around the cast of an expression; before and after, column names of the view.
 * character(n) alone needs open and close: the assignment cast, which pads but refuses to cut; its third argument says
 * "not explicit", its second is the length as the catalog stores it (n + 4). enter and leave do the same for character
 * varying(n), which cuts blanks at the end: only where the value is not read again from the table.
 */
static void fill_set_item(struct rollout *ro, size_t i, int64_t run_id)
{
    const struct named_fragment *set = &ro->plan->set[i];
    const struct column_info *c = args_set_column(ro, i);
    struct sql_item *item = sql_args_item(ro->args, "set");
    int varying = varying_length(c->type);

    sql_item_name(item, set->name);
    sql_item_type(item, c->cast);
    sql_item_expr(item, set->sql.text, &set->sql);
    sql_item_field_code(item, "open", c->char_pad ? "pg_catalog.bpchar(" : "");
    sql_item_field_code(item, "close", c->char_pad ? arena_printf(ro->arena, ", %d, false)", c->char_pad + 4) : "");
    sql_item_field_code(item, "enter", varying ? "pg_catalog.varchar(" : "");
    sql_item_field_code(item, "leave", varying ? arena_printf(ro->arena, ", %d, false)", varying + 4) : "");
    sql_item_field_ident(item, "before", view_column(ro, i, "before"));
    sql_item_field_ident(item, "after", view_column(ro, i, "after"));
    /* Packed in arrays: a type without an array type of its own goes in a one-field composite that the run makes. */
    sql_item_field_code(item, "row", c->pack_wrapped ? "row" : "");
    sql_item_field_type(item, "pack", c->pack_wrapped ? args_wrap_type(ro->arena, run_id, i) : c->cast);
}

static struct sql_item *fill_kind(struct rollout *ro, const char *list, const struct column_info *c, size_t i)
{
    struct sql_item *item = sql_args_item(ro->args, list);

    sql_item_name(item, c->name);
    sql_item_type(item, c->cast);
    sql_item_field_int(item, "at", (int64_t) i + 1);
    return item;
}

/* Differences of integers are computed as bigint, which is fast; wide: as numeric, which holds them all. */
void args_fill_numbers(struct rollout *ro, bool wide)
{
    sql_args_list(ro->args, "number");
    for (size_t i = 0; i < ro->plan->n_set; i++) {
        const struct column_info *c = args_set_column(ro, i);
        bool is_integer = strcmp(c->cast, "bigint") == 0 || strcmp(c->cast, "integer") == 0 ||
                          strcmp(c->cast, "smallint") == 0;
        struct sql_item *item;

        if (!c->numeric)
            continue;
        item = fill_kind(ro, "number", c, i);
        sql_item_field_int(item, "wide", wide || !is_integer);
        sql_item_field_type(item, "delta", wide || !is_integer ? "numeric" : "bigint");
    }
}

/* Of these types of PostgreSQL, equal values have the same image: not of float8 (-0), numeric (1.0) or text (a collation). */
static bool is_exact(const char *type)
{
    static const char *const types[] = {"smallint", "integer", "bigint", "boolean", "date", "oid", "uuid",
                                        "timestamp without time zone", "timestamp with time zone", "time without time zone"};

    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

/* exact: the columns of set that may be compared as values; imaged: the others. number: the numeric columns of set; word: the others; transition: those of them whose transitions
   are asked for, at a gate those that the dry run kept; at is the column's number in set. typed: those without affinity
   (SQLite). */
static void fill_set(struct rollout *ro, int64_t run_id)
{
    sql_args_list(ro->args, "set");
    sql_args_list(ro->args, "word");
    sql_args_list(ro->args, "transition");
    sql_args_list(ro->args, "typed");
    sql_args_list(ro->args, "exact");
    sql_args_list(ro->args, "imaged");
    for (size_t i = 0; i < ro->plan->n_set; i++) {
        const struct column_info *c = args_set_column(ro, i);

        fill_set_item(ro, i, run_id);
        fill_kind(ro, is_exact(c->cast) ? "exact" : "imaged", c, i);
        if (!c->numeric) {
            fill_kind(ro, "word", c, i);
            fill_kind(ro, "transition", c, i);
        }
        if (strcmp(c->cast, "BLOB") == 0)
            fill_kind(ro, "typed", c, i);
    }
    args_fill_numbers(ro, false);
}

/* rest: the columns that change.set does not name. other: those of them that are not in the key. */
static void fill_rest(struct rollout *ro)
{
    sql_args_list(ro->args, "rest");
    sql_args_list(ro->args, "other");
    for (size_t i = 0; i < ro->table->n_columns; i++) {
        const char *name = ro->table->columns[i].name;

        if (args_set_index(ro, name) >= 0)
            continue;
        sql_item_name(sql_args_item(ro->args, "rest"), name);
        if (!is_key(ro, name)) {
            struct sql_item *item = sql_args_item(ro->args, "other");

            sql_item_name(item, name);
            sql_item_text(item, name);
        }
    }
}

static void fill_named(struct rollout *ro, const char *list, const struct named_fragment *fragments, size_t n)
{
    sql_args_list(ro->args, list);
    for (size_t i = 0; i < n; i++) {
        struct sql_item *item = sql_args_item(ro->args, list);

        sql_item_name(item, fragments[i].name);
        sql_item_expr(item, fragments[i].sql.text, &fragments[i].sql);
    }
}

/* stage: the stages that take rows by a condition (a bare one: by true); at is the stage's number. */
static void fill_stages(struct rollout *ro)
{
    sql_args_list(ro->args, "stage");
    for (size_t i = 0; i < ro->plan->n_stages; i++) {
        const struct plan_stage *s = &ro->plan->stages[i];
        struct sql_item *item;

        if (s->sample_rows > 0)
            continue;
        item = sql_args_item(ro->args, "stage");
        sql_item_expr(item, s->where.text ? s->where.text : "true", s->where.text ? &s->where : NULL);
        sql_item_field_int(item, "at", (int64_t) i + 1);
    }
}

void args_fill(struct rollout *ro)
{
    const struct plan *p = ro->plan;

    ro->args = sql_args_new(ro->arena);
    sql_args_ident(ro->args, "alias", ro->table->name);
    sql_args_table(ro->args, "table", ro->table->schema, ro->table->name);
    sql_args_expr(ro->args, "where", p->where.text ? p->where.text : "true", p->where.text ? &p->where : NULL);
    sql_args_expr(ro->args, "class", p->class.text ? p->class.text : "null", p->class.text ? &p->class : NULL);
    sql_args_int(ro->args, "chunk_rows", CHUNK_ROWS);
    sql_args_int(ro->args, "exclusions", (int64_t) p->n_exclude);
    catalog_definition_args(ro->args, ro->table);
    fill_key(ro);
    sql_args_ident(ro->args, "first_key", ro->key[0]->name);
    fill_set(ro, 0);
    fill_rest(ro);
    fill_named(ro, "exclude", p->exclude, p->n_exclude);
    fill_named(ro, "uncertain", p->uncertain, p->n_uncertain);
    fill_stages(ro);
    sql_args_list(ro->args, "undone");
    sql_args_list(ro->args, "bad");
    sql_args_list(ro->args, "wrapped");
}

void args_fill_run(struct rollout *ro, int64_t run_id)
{
    sql_args_int(ro->args, "run", run_id);
    sql_args_list(ro->args, "classed");
    sql_args_list(ro->args, "unclassed");
    sql_args_list(ro->args, "staged");
    if (ro->plan->n_stages > 1)
        sql_args_item(ro->args, "staged");
    sql_item_field_int(sql_args_item(ro->args, ro->plan->class.text ? "classed" : "unclassed"), "at", run_id);

    fill_set(ro, run_id);
    sql_args_list(ro->args, "wrapped");
    for (size_t i = 0; i < ro->plan->n_set; i++) {
        struct sql_item *item;

        if (!args_set_column(ro, i)->pack_wrapped)
            continue;
        item = sql_args_item(ro->args, "wrapped");
        sql_item_type(item, args_set_column(ro, i)->cast);
        sql_item_field_type(item, "pack", args_wrap_type(ro->arena, run_id, i));
    }
}
