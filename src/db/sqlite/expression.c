/*
 * expression.c: what an expression touches, told by the authorizer while SQLite prepares it.
 */
#include <string.h>
#include <strings.h>

#include "session.h"

enum { NAMES_MAX = 512 };

struct seen {
    struct arena *arena;
    const char *own_table;
    const char *tables[NAMES_MAX], *functions[NAMES_MAX];
    size_t n_tables, n_functions;
    const char *refused; /* what no expression may do */
};

static void add(struct seen *s, const char **names, size_t *n, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (strcasecmp(names[i], name) == 0)
            return;
    if (*n == NAMES_MAX)
        s->refused = "names more than 512 things";
    else
        names[(*n)++] = arena_strdup(s->arena, name);
}

/* A SELECT that reads and calls; anything else ends the preparation. */
static int on_action(void *arg, int action, const char *first, const char *second, _unused_ const char *schema,
                     _unused_ const char *inside)
{
    struct seen *s = arg;

    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        break;
    case SQLITE_READ:
        if (first && *first && strcasecmp(first, s->own_table) != 0)
            add(s, s->tables, &s->n_tables, first);
        break;
    case SQLITE_FUNCTION:
        add(s, s->functions, &s->n_functions, second);
        break;
    case SQLITE_PRAGMA:
        s->refused = "uses a pragma";
        break;
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
        s->refused = "attaches a database";
        break;
    default:
        s->refused = "does more than read";
        break;
    }
    return s->refused ? SQLITE_DENY : SQLITE_OK;
}

static int look(struct db *db, const struct sql_text *sql, struct seen *s, struct err *e)
{
    sqlite3 *h = lite_session(db)->handle;
    sqlite3_stmt *stmt = NULL;
    int r = 0;

    sqlite3_set_authorizer(h, on_action, s);
    if (sqlite3_prepare_v2(h, sql->text, -1, &stmt, NULL) != SQLITE_OK)
        r = lite_error(db, sql->text, true, e);
    sqlite3_set_authorizer(h, NULL, NULL);
    sqlite3_finalize(stmt);
    return s->refused ? err_set(e, ERR_SQL, "an expression that %s is refused", s->refused) : r;
}

/* Those that reach out of the database count as different at each call, whatever they claim. */
static bool reaches_out(const char *name)
{
    static const char *const names[] = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

static int judge_function(struct db *db, const char *name, struct expression_info *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_EXPRESSION_FUNCTIONS, NULL, 1, &name, &r, e) < 0)
        return -1;
    if (reaches_out(name) || db_bool(r, 0, 1))
        ret->volatile_functions[ret->n_volatile++] = name;
    if (!db_bool(r, 0, 0))
        ret->own_functions[ret->n_own++] = name;
    return 0;
}

int lite_expression(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                    struct expression_info *ret, struct err *e)
{
    const char *dot = strrchr(own_table, '.');
    struct seen *s = arena_alloc(a, sizeof(*s));
    struct expression_info info = {0};

    s->arena = a;
    s->own_table = dot ? dot + 1 : own_table;
    if (look(db, sql, s, e) < 0)
        return -1;
    info.tables = s->tables;
    info.n_tables = s->n_tables;
    info.volatile_functions = arena_new_array(a, const char *, s->n_functions);
    info.own_functions = arena_new_array(a, const char *, s->n_functions);
    for (size_t i = 0; i < s->n_functions; i++)
        if (judge_function(db, s->functions[i], &info, e) < 0)
            return -1;
    *ret = info;
    return 0;
}

/* --- views --- */

struct view_reads {
    struct arena *arena;
    const char *table, *columns;
    bool any;     /* the table is read … */
    bool unnamed; /* … but, in some place, no column of it: its rows are counted, say */
};

static int on_read(void *arg, int action, const char *first, const char *second, _unused_ const char *schema,
                   _unused_ const char *inside)
{
    struct view_reads *v = arg;
    size_t n = second ? strlen(second) : 0;

    if (action != SQLITE_READ || !first || strcasecmp(first, v->table) != 0)
        return SQLITE_OK;
    v->any = true;
    v->unnamed = v->unnamed || n == 0;
    for (const char *p = v->columns; n && p && (p = strstr(p, second)); p += n)
        if ((p == v->columns || p[-1] == ' ') && (!p[n] || p[n] == ','))
            return SQLITE_OK;
    if (n)
        v->columns = v->columns ? arena_printf(v->arena, "%s, %s", v->columns, second) : arena_strdup(v->arena, second);
    return SQLITE_OK;
}

int lite_reads(struct db *db, struct arena *a, const char *table, struct reader_info *r, struct err *e)
{
    struct view_reads seen = {.arena = a, .table = table};
    sqlite3 *h = lite_session(db)->handle;
    struct sql_args *args = sql_args_new(a);
    sqlite3_stmt *stmt = NULL;
    struct sql_text sql;
    bool prepared;

    sql_args_table(args, "table", "main", r->name);
    if (sql_render(SQL_ENGINE_SQLITE, SQL_CATALOG_VIEW, args, a, &sql, e) < 0)
        return -1;
    sqlite3_set_authorizer(h, on_read, &seen);
    prepared = sqlite3_prepare_v2(h, sql.text, -1, &stmt, NULL) == SQLITE_OK;
    sqlite3_set_authorizer(h, NULL, NULL);
    sqlite3_finalize(stmt);
    /* A broken view: the words in its text must do. */
    if (!prepared)
        return r->may ? 0 : 1;
    r->columns = seen.unnamed && !seen.columns ? NULL : seen.columns;
    r->may = false;
    return seen.any ? 0 : 1;
}
