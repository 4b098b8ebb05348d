/*
 * catalog.c: the catalog, asked by the .sql files of each engine, which give the same columns everywhere.
 */
#include "catalog.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "driver.h"
#include "text.h"

/* --- reading rows --- */

struct row {
    const struct db_result *result;
    struct arena *arena;
    size_t n, column; /* of the next value */
};

static const char *next_text(struct row *r)
{
    return arena_strdup(r->arena, db_text(r->result, r->n, r->column++));
}

static bool next_bool(struct row *r)
{
    return db_bool(r->result, r->n, r->column++);
}

static int64_t next_int(struct row *r)
{
    return db_int(r->result, r->n, r->column++);
}

typedef void (*read_row_fn)(struct row *r, void *ret);

/* The statement's rows as an array. */
static int read_rows(struct db *db, struct arena *a, enum sql_id id, const struct sql_args *args, size_t item_bytes,
                     read_row_fn read, void *ret_items, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *result = NULL;
    char *items;

    if (db_run(db, id, args, 0, NULL, &result, e) < 0)
        return -1;
    items = arena_array(a, item_bytes, db_rows(result));
    for (size_t i = 0; i < db_rows(result); i++)
        read(&(struct row) {.result = result, .arena = a, .n = i}, items + i * item_bytes);
    memcpy(ret_items, &items, sizeof(items));
    *ret_n = db_rows(result);
    return 0;
}

static void read_column(struct row *r, void *ret)
{
    struct column_info *c = ret;

    c->name = next_text(r);
    c->type = next_text(r);
    c->cast = next_text(r);
    c->pack_wrapped = next_bool(r);
    c->char_pad = (int) next_int(r);
    c->not_null = next_bool(r);
    c->generated = next_bool(r);
    c->identity_always = next_bool(r);
    c->numeric = next_bool(r);
    c->key_position = (int) next_int(r);
    c->can_select = next_bool(r);
    c->can_update = next_bool(r);
}

static void read_trigger(struct row *r, void *ret)
{
    struct trigger_info *c = ret;

    c->name = next_text(r);
    c->when = next_text(r);
    c->function = next_text(r);
    c->on_update = next_bool(r);
    c->row_level = next_bool(r);
    c->before = next_bool(r);
    c->enabled = next_bool(r);
    c->constraint = next_bool(r);
}

static void read_foreign_key(struct row *r, void *ret)
{
    struct foreign_key_info *c = ret;

    c->name = next_text(r);
    c->from_table = next_text(r);
    c->to_table = next_text(r);
    c->columns = next_text(r);
    c->outgoing = next_bool(r);
    c->deferrable = next_bool(r);
    c->on_update = next_text(r);
}

static void read_reader(struct row *r, void *ret)
{
    struct reader_info *c = ret;

    c->kind = next_text(r);
    c->schema = next_text(r);
    c->name = next_text(r);
    c->own_table = next_text(r);
    c->columns = next_text(r);
    c->may = next_bool(r);
}

struct unique_column {
    struct unique_info index;
    const char *column;
};

static void read_unique_column(struct row *r, void *ret)
{
    struct unique_column *c = ret;

    c->index.name = next_text(r);
    c->column = next_text(r);
    c->index.primary = next_bool(r);
    c->index.partial_or_expression = next_bool(r);
    c->index.deferrable = next_bool(r);
}

static void read_table(struct row *r, struct table_info *t)
{
    t->kind = next_text(r);
    t->is_partition = next_bool(r);
    t->has_children = next_bool(r);
    t->has_parent = next_bool(r);
    t->unlogged = next_bool(r);
    t->temporary = next_bool(r);
    t->without_rowid = next_bool(r);
    t->strict = next_bool(r);
    t->row_security = next_bool(r);
    t->row_security_forced = next_bool(r);
    t->row_security_applies = next_bool(r);
    t->has_rules = next_bool(r);
    t->estimated_rows = next_int(r);
}

/* --- a table --- */

void catalog_definition_args(struct sql_args *args, const struct table_info *t)
{
    sql_args_int(args, "table_id", strtoll(t->id, NULL, 10));
    sql_args_text(args, "table_name", t->name);
    sql_args_list(args, "function");
    for (size_t i = 0; i < t->n_functions; i++)
        sql_item_field_int(sql_args_item(args, "function"), "at", t->functions[i]);
}

int catalog_definition(struct db *db, struct arena *a, const struct table_info *t, char ret_hex[DIGEST_HEX_LEN + 1],
                       struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);
    const char *hex;

    catalog_definition_args(args, t);
    if (db_run_kept(db, SQL_DEFINITION, args, 0, NULL, &r, e) < 0)
        return -1;
    hex = db_rows(r) == 1 ? db_text(r, 0, 0) : NULL;
    if (!hex || strlen(hex) != DIGEST_HEX_LEN)
        return err_set(e, ERR_DRIFT, "the table \"%s\" is gone", t->name);
    memcpy(ret_hex, hex, DIGEST_HEX_LEN + 1);
    return 0;
}

/* The columns of one index stand together: a new name begins the next. */
static int load_uniques(struct db *db, struct arena *a, const struct sql_args *args, struct table_info *t,
                        struct err *e)
{
    struct unique_column *columns;
    struct unique_info *u = NULL;
    size_t n;

    if (read_rows(db, a, SQL_CATALOG_UNIQUES, args, sizeof(*columns), read_unique_column, &columns, &n, e) < 0)
        return -1;
    t->uniques = arena_new_array(a, struct unique_info, n);
    for (size_t i = 0; i < n; i++) {
        if (!u || strcmp(u->name, columns[i].index.name) != 0) {
            u = &t->uniques[t->n_uniques++];
            *u = columns[i].index;
            u->columns = arena_new_array(a, const char *, n - i);
        }
        if (columns[i].column)
            u->columns[u->n_columns++] = columns[i].column;
    }
    return 0;
}

/* Where the engine tells it, what each view really reads takes the place of the words in its text. One that cannot be
   prepared keeps the words; one that reads nothing of ours is no reader. */
static int load_views(struct db *db, struct arena *a, struct table_info *t, struct err *e)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->n_readers; i++) {
        struct reader_info *r = &t->readers[i];
        int rc = db->ops->reads && strcmp(r->kind, "view") == 0 ? db->ops->reads(db, a, t->name, r, e) : 0;

        if (rc < 0)
            return -1;
        if (rc == 0)
            t->readers[kept++] = *r;
    }
    t->n_readers = kept;
    return 0;
}

static int load_table(struct db *db, struct arena *a, struct table_info *t, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);

    catalog_definition_args(args, t);
    if (db_run(db, SQL_CATALOG_TABLE, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) != 1)
        return err_set(e, ERR_DRIFT, "the table \"%s\" is gone", t->name);
    read_table(&(struct row) {.result = r, .arena = a}, t);
    if (read_rows(db, a, SQL_CATALOG_COLUMNS, args, sizeof(*t->columns), read_column, &t->columns, &t->n_columns, e) < 0 ||
        read_rows(db, a, SQL_CATALOG_TRIGGERS, args, sizeof(*t->triggers), read_trigger, &t->triggers, &t->n_triggers,
                  e) < 0 ||
        read_rows(db, a, SQL_CATALOG_FOREIGN_KEYS, args, sizeof(*t->foreign_keys), read_foreign_key, &t->foreign_keys,
                  &t->n_foreign_keys, e) < 0 ||
        read_rows(db, a, SQL_CATALOG_READERS, args, sizeof(*t->readers), read_reader, &t->readers, &t->n_readers, e) < 0 ||
        load_views(db, a, t, e) < 0)
        return -1;
    return load_uniques(db, a, args, t, e) < 0 ? -1 : catalog_definition(db, a, t, t->definition, e);
}

/* --- finding it --- */

static char *qualified(struct arena *a, const char *schema, const char *name)
{
    return arena_printf(a, "%s.%s", schema, name);
}

/* A person misspells the name rather than the schema: the nearest name decides, and comes with its schema. */
static int find_near(struct db *db, struct arena *a, const char *name, const char **ret_near, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char **names, *nearest;

    if (db_run(db, SQL_CATALOG_NAMES, NULL, 0, NULL, &r, e) < 0)
        return -1;
    names = arena_new_array(a, const char *, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++)
        names[i] = db_text(r, i, 1);
    nearest = text_nearest(name, names, db_rows(r));
    for (size_t i = 0; nearest && i < db_rows(r); i++)
        if (names[i] == nearest)
            *ret_near = db_engine(db) == SQL_ENGINE_SQLITE ? arena_strdup(a, nearest)
                                                           : qualified(a, db_text(r, i, 0), nearest);
    return 0;
}

static const char *list_of(const struct db_result *r, struct arena *a)
{
    const char *list = qualified(a, db_text(r, 0, 0), db_text(r, 0, 1));

    for (size_t i = 1; i < db_rows(r); i++)
        list = arena_printf(a, "%s, %s.%s", list, db_text(r, i, 0), db_text(r, i, 1));
    return list;
}

static int find_table(struct db *db, struct arena *a, const char *schema, const char *name, struct table_info **ret,
                      const char **ret_near, const char **ret_many, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *params[] = {schema, name};
    struct table_info *t;

    *ret_near = *ret_many = NULL;
    if (db_run(db, SQL_CATALOG_FIND, NULL, 2, params, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0 && find_near(db, a, name, ret_near, e) < 0)
        return -1;
    if (db_rows(r) > 1)
        *ret_many = list_of(r, a);
    if (db_rows(r) != 1)
        return 1;
    t = arena_alloc(a, sizeof(*t));
    t->schema = arena_strdup(a, db_text(r, 0, 0));
    t->name = arena_strdup(a, db_text(r, 0, 1));
    t->id = arena_strdup(a, db_text(r, 0, 2));
    if (load_table(db, a, t, e) < 0)
        return -1;
    *ret = t;
    return 0;
}

/* One snapshot for all of it, so that the parts fit. */
int catalog_table(struct db *db, struct arena *a, const char *schema, const char *name, struct table_info **ret,
                  const char **ret_near, const char **ret_many, struct err *e)
{
    bool own = !db_in_transaction(db);
    struct err ignored;
    int r;

    if (own && db_begin_read(db, e) < 0)
        return -1;
    r = find_table(db, a, schema, name, ret, ret_near, ret_many, e);
    if (own && (r < 0 || db_commit(db, &ignored) < 0))
        db_rollback(db);
    return r;
}

const struct column_info *table_column(const struct table_info *t, const char *name)
{
    /* Only SQLite's tables say "main"; its names are equal whatever their case. */
    bool any_case = strcmp(t->schema, "main") == 0 && strcmp(t->id, t->name) == 0;

    for (size_t i = 0; i < t->n_columns; i++)
        if ((any_case ? strcasecmp : strcmp)(t->columns[i].name, name) == 0)
            return &t->columns[i];
    return NULL;
}

/* --- the database --- */

int catalog_expression(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                       struct expression_info *ret, struct err *e)
{
    return db->ops->expression(db, a, sql, own_table, ret, e);
}

int catalog_identity(struct db *db, struct arena *a, const char **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db->ops->identity)
        return db->ops->identity(db, a, ret, e);
    if (db_run(db, SQL_CATALOG_IDENTITY, NULL, 0, NULL, &r, e) < 0)
        return -1;
    *ret = arena_strdup(a, db_text(r, 0, 0));
    return 0;
}

int catalog_server(struct db *db, struct arena *a, struct server_info *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct row row = {.arena = a};

    if (db->ops->server)
        return db->ops->server(db, a, ret, e);
    if (db_run(db, SQL_CATALOG_SERVER, NULL, 0, NULL, &r, e) < 0)
        return -1;
    row.result = r;
    ret->read_only = next_bool(&row);
    ret->read_only_why = next_text(&row);
    ret->can_create_schema = next_bool(&row);
    ret->can_use_temp = next_bool(&row);
    ret->role = next_text(&row);
    ret->version = next_text(&row);
    ret->version_number = (int) next_int(&row);
    ret->database = next_text(&row);
    return 0;
}

int catalog_explain(struct db *db, struct arena *a, const struct sql_text *sql, const char ***ret_lines, size_t *ret_n,
                    bool *ret_seq_scan, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_new(a);
    const char **lines;
    bool seq_scan = false;

    sql_args_statement(args, "query", sql);
    if (db_run(db, SQL_CATALOG_EXPLAIN, args, 0, NULL, &r, e) < 0)
        return -1;
    lines = arena_new_array(a, const char *, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        lines[i] = arena_strdup(a, db_text(r, i, db_columns(r) - 1));
        seq_scan = seq_scan || db->ops->is_seq_scan(lines[i]);
    }
    *ret_lines = lines;
    *ret_n = db_rows(r);
    *ret_seq_scan = seq_scan;
    return 0;
}
