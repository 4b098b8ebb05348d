/*
 * sql.c: the values for a statement's holes, and the list of statements.
 */
#include "sql.h"

#include <assert.h>
#include <string.h>

#include "sql_template.h"

struct sql_args *sql_args_new(struct arena *a)
{
    struct sql_args *args = arena_alloc(a, sizeof(*args));

    args->arena = a;
    return args;
}

const struct sql_value *sql_args_get(const struct sql_args *args, const char *name, size_t name_len)
{
    for (const struct sql_arg *arg = args ? args->first : NULL; arg; arg = arg->next)
        if (strncmp(arg->name, name, name_len) == 0 && arg->name[name_len] == '\0')
            return &arg->value;
    return NULL;
}

static void set(struct sql_args *args, const char *name, struct sql_value value)
{
    struct sql_arg **at = &args->first;

    while (*at && strcmp((*at)->name, name) != 0)
        at = &(*at)->next;
    if (!*at) {
        *at = arena_alloc(args->arena, sizeof(**at));
        (*at)->name = name;
    }
    (*at)->value = value;
}

/* Its own items, so that adding to one list leaves the other alone. */
static void copy_list(struct arena *a, const struct sql_item *items, struct sql_value *ret)
{
    ret->first = ret->last = NULL;
    for (; items; items = items->next) {
        struct sql_item *item = arena_alloc(a, sizeof(*item));

        item->fields = items->fields;
        *(ret->last ? &ret->last->next : &ret->first) = item;
        ret->last = item;
    }
}

struct sql_args *sql_args_copy(struct arena *a, const struct sql_args *args)
{
    struct sql_args *copy = sql_args_new(a);
    struct sql_arg **at = &copy->first;

    for (const struct sql_arg *arg = args->first; arg; arg = arg->next) {
        *at = arena_alloc(a, sizeof(**at));
        **at = (struct sql_arg) {.name = arg->name, .value = arg->value};
        copy_list(a, arg->value.first, &(*at)->value);
        at = &(*at)->next;
    }
    return copy;
}

void sql_args_int(struct sql_args *args, const char *name, int64_t value)
{
    set(args, name, (struct sql_value) {.kind = SQL_INT, .number = value});
}

void sql_args_parameter(struct sql_args *args, const char *name, int number)
{
    set(args, name, (struct sql_value) {.kind = SQL_INT, .number = number, .is_parameter = true});
}

void sql_args_ident(struct sql_args *args, const char *name, const char *value)
{
    set(args, name, (struct sql_value) {.kind = SQL_IDENT, .text = value});
}

void sql_args_table(struct sql_args *args, const char *name, const char *schema, const char *table)
{
    set(args, name, (struct sql_value) {.kind = SQL_TABLE, .schema = schema, .text = table});
}

void sql_args_type(struct sql_args *args, const char *name, const char *type)
{
    set(args, name, (struct sql_value) {.kind = SQL_TYPE, .text = type});
}

void sql_args_text(struct sql_args *args, const char *name, const char *value)
{
    set(args, name, (struct sql_value) {.kind = SQL_TEXT, .text = value});
}

void sql_args_expr(struct sql_args *args, const char *name, const char *sql, const void *origin)
{
    set(args, name, (struct sql_value) {.kind = SQL_EXPR, .text = sql, .origin = origin});
}

void sql_args_statement(struct sql_args *args, const char *name, const struct sql_text *sql)
{
    set(args, name, (struct sql_value) {.kind = SQL_STATEMENT, .text = sql->text});
}

void sql_args_list(struct sql_args *args, const char *name)
{
    set(args, name, (struct sql_value) {.kind = SQL_LIST});
}

struct sql_item *sql_args_item(struct sql_args *args, const char *list)
{
    struct sql_value *value;
    struct sql_item *item;

    assert(args);
    value = (struct sql_value *) sql_args_get(args, list, strlen(list));
    item = arena_alloc(args->arena, sizeof(*item));
    item->fields = sql_args_new(args->arena);
    if (!value || value->kind != SQL_LIST) {
        sql_args_list(args, list);
        value = (struct sql_value *) sql_args_get(args, list, strlen(list));
        assert(value);
    }
    if (value->last)
        value->last->next = item;
    else
        value->first = item;
    value->last = item;
    return item;
}

void sql_item_name(struct sql_item *item, const char *name)
{
    sql_args_ident(item->fields, "name", name);
}

void sql_item_type(struct sql_item *item, const char *type)
{
    sql_args_type(item->fields, "type", type);
}

void sql_item_expr(struct sql_item *item, const char *sql, const void *origin)
{
    sql_args_expr(item->fields, "expr", sql, origin);
}

void sql_item_text(struct sql_item *item, const char *text)
{
    sql_args_text(item->fields, "text", text);
}

void sql_item_table(struct sql_item *item, const char *schema, const char *table)
{
    sql_args_table(item->fields, "table", schema, table);
}

void sql_item_field_type(struct sql_item *item, const char *field, const char *type)
{
    sql_args_type(item->fields, field, type);
}

void sql_item_field_ident(struct sql_item *item, const char *field, const char *name)
{
    sql_args_ident(item->fields, field, name);
}

void sql_item_field_int(struct sql_item *item, const char *field, int64_t value)
{
    sql_args_int(item->fields, field, value);
}

void sql_item_field_code(struct sql_item *item, const char *field, const char *code)
{
    set(item->fields, field, (struct sql_value) {.kind = SQL_CODE, .text = code});
}

void sql_item_field_text(struct sql_item *item, const char *field, const char *text)
{
    sql_args_text(item->fields, field, text);
}

const char *sql_name(enum sql_id id)
{
    return sql_names[id];
}

const char *sql_comment(enum sql_engine engine, enum sql_id id)
{
    return sql_exists(engine, id) ? sql_files[engine][id].comment : NULL;
}

bool sql_exists(enum sql_engine engine, enum sql_id id)
{
    return sql_files[engine][id].body != NULL;
}

int sql_render(enum sql_engine engine, enum sql_id id, const struct sql_args *args, struct arena *a,
               struct sql_text *ret, struct err *e)
{
    static const char *const engines[SQL_ENGINE_COUNT] = {"sqlite", "postgresql"};

    if (!sql_exists(engine, id))
        return err_set(e, ERR_BUG, "there is no sql/%s/%s.sql", engines[engine], sql_name(id));
    if (sql_fill(engine, sql_name(id), sql_files[engine][id].body, args, a, ret, e) < 0)
        return -1;
    ret->id = id;
    return 0;
}

const void *sql_fragment_at(const struct sql_text *sql, size_t offset, size_t *ret_offset)
{
    for (const struct sql_span *span = sql->spans; span; span = span->next)
        if (offset >= span->start && offset <= span->end) {
            *ret_offset = offset - span->start;
            return span->fragment;
        }
    return NULL;
}
