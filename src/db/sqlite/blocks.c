/*
 * blocks.c: what a run keeps in blocks (packed.h), as rows. Table-valued functions, quick where ord is given or bounded:
 *
 *     retcon_listed(run)     columns ord, class_no, k1, k2, …: the frozen list, of retcon_list_<run>
 *     retcon_captured(run)   columns ord, b1, a1, b2, a2, …: what was captured, of retcon_capture_<run>
 *
 * Virtual tables without a name in any file: https://www.sqlite.org/vtab.html, "eponymous-only". Nothing but Retcon's own
 * connections knows them, so nothing in a file's schema may use them: the view of the corrections reads the blocks by JSON.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "packed.h"
#include "session.h"

enum { ORD = 0, FIRST_VALUE = 1 };
enum { HAS_LOW = 1, HAS_HIGH = 2, IS_ONE = 4, IS_EMPTY = 8 };

/* Columns: ord, the first if there is one, as often as n says one for each letter; run, which is hidden. */
struct kind {
    const char *what, *first, *letters;
    int n;
    const char *blocks; /* the table of them, without the run's number */
};

static const struct kind captured = {"captured values", "", "ba", DB_SQLITE_CAPTURED, "retcon_capture"};
static const struct kind listed = {"frozen list", ", class_no", "k", DB_SQLITE_KEYS, "retcon_list"};

struct table {
    sqlite3_vtab base; /* first */
    sqlite3 *handle;
    const struct kind *kind;
};

struct cursor {
    sqlite3_vtab_cursor base; /* first */
    sqlite3_stmt *blocks;     /* owned; at the block that "rows" reads */
    int64_t run;              /* of "blocks" */
    bool at_block;
    int64_t from, to;         /* ord of the block's first and last row */
    int64_t gap, gap_to;      /* between these there is no block */
    struct packed_rows rows;
    int64_t ord, high;        /* the row at hand, and the last one that is asked for */
};

static int run_column(const struct kind *k)
{
    return FIRST_VALUE + (*k->first != '\0') + k->n * (int) strlen(k->letters);
}

static int connect(sqlite3 *handle, void *arg, int n _unused_, const char *const *args _unused_, sqlite3_vtab **ret,
                   char **ret_error _unused_)
{
    struct buf sql = BUF_INIT(BUF_MAX_DEFAULT);
    struct table *t = xcalloc(1, sizeof(*t));
    const struct kind *k = arg;
    int rc;

    buf_printf(&sql, "create table x (ord integer%s", k->first);
    for (int i = 1; i <= k->n; i++)
        for (const char *letter = k->letters; *letter; letter++)
            buf_printf(&sql, ", %c%d", *letter, i);
    buf_str(&sql, ", run integer hidden)");
    rc = sqlite3_declare_vtab(handle, buf_cstr(&sql));
    buf_clear(&sql);
    sqlite3_vtab_config(handle, SQLITE_VTAB_DIRECTONLY);
    t->handle = handle;
    t->kind = k;
    *ret = &t->base;
    if (rc != SQLITE_OK)
        free(t);
    return rc;
}

static int disconnect(sqlite3_vtab *t)
{
    free(t);
    return SQLITE_OK;
}

/* Which constraints can be used: idxNum says; arguments of filter() are run, low, high. */
static int best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
    int run_at = run_column(((struct table *) t)->kind), run = -1, low = -1, high = -1, n = 0;
    bool one = false;

    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *c = &info->aConstraint[i];
        bool equal = c->op == SQLITE_INDEX_CONSTRAINT_EQ;

        if (!c->usable)
            continue;
        if (c->iColumn == run_at && equal)
            run = i;
        if (c->iColumn != ORD || one)
            continue;
        if (equal || c->op == SQLITE_INDEX_CONSTRAINT_GT || c->op == SQLITE_INDEX_CONSTRAINT_GE)
            low = i;
        if (equal || c->op == SQLITE_INDEX_CONSTRAINT_LT || c->op == SQLITE_INDEX_CONSTRAINT_LE)
            high = i;
        one = equal;
    }
    if (run < 0)
        return SQLITE_CONSTRAINT;
    info->aConstraintUsage[run].argvIndex = ++n;
    info->aConstraintUsage[run].omit = 1;
    if (low >= 0)
        info->aConstraintUsage[low].argvIndex = ++n;
    if (high >= 0 && high != low)
        info->aConstraintUsage[high].argvIndex = ++n;
    info->idxNum = (low >= 0 ? HAS_LOW : 0) | (high >= 0 && high != low ? HAS_HIGH : 0) | (one ? IS_ONE : 0);
    info->idxFlags = one ? SQLITE_INDEX_SCAN_UNIQUE : 0;
    info->estimatedRows = one ? 1 : low >= 0 && high >= 0 ? 10000 : 1000000;
    info->estimatedCost = one ? 2 : (double) info->estimatedRows;
    info->orderByConsumed = info->nOrderBy == 1 && info->aOrderBy[0].iColumn == ORD && !info->aOrderBy[0].desc;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *t _unused_, sqlite3_vtab_cursor **ret)
{
    struct cursor *c = xcalloc(1, sizeof(*c));

    *ret = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    struct cursor *c = (struct cursor *) base;

    sqlite3_finalize(c->blocks);
    packed_clear(&c->rows);
    free(c);
    return SQLITE_OK;
}

static int fail(struct cursor *c, int rc, const char *words)
{
    sqlite3_vtab *t = c->base.pVtab;

    sqlite3_free(t->zErrMsg);
    t->zErrMsg = sqlite3_mprintf("%s", words);
    return rc;
}

static const struct table *table_of(const struct cursor *c)
{
    return (const struct table *) c->base.pVtab;
}

static int damaged(struct cursor *c)
{
    char words[120];

    snprintf(words, sizeof(words), "a block of the %s of run %" PRId64 " is damaged", table_of(c)->kind->what, c->run);
    return fail(c, SQLITE_ERROR, words);
}

static int prepare(struct cursor *c, int64_t run)
{
    sqlite3 *handle = table_of(c)->handle;
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_args *args = sql_args_new(a);
    struct sql_text sql;
    struct err e;
    int rc;

    sqlite3_finalize(TAKE_PTR(c->blocks));
    c->run = run;
    sql_args_ident(args, "blocks", arena_printf(a, "%s_%" PRId64, table_of(c)->kind->blocks, run));
    if (sql_render(SQL_ENGINE_SQLITE, SQL_BLOCKS, args, a, &sql, &e) < 0)
        return fail(c, SQLITE_ERROR, e.text);
    rc = sqlite3_prepare_v2(handle, sql.text, -1, &c->blocks, NULL);
    return rc == SQLITE_OK ? rc : fail(c, rc, sqlite3_errmsg(handle));
}

/* The next block, if it begins before the end. */
static int next_block(struct cursor *c)
{
    sqlite3 *handle = table_of(c)->handle;
    int rc;

    c->rows.text = NULL;
    rc = sqlite3_step(c->blocks);
    c->at_block = rc == SQLITE_ROW;
    c->gap = c->ord;
    c->gap_to = INT64_MAX;
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? SQLITE_OK : fail(c, rc, sqlite3_errmsg(handle));
    c->from = sqlite3_column_int64(c->blocks, 0);
    c->to = sqlite3_column_int64(c->blocks, 1);
    c->gap_to = c->from - 1;
    if (c->from > c->high) /* it is read when it is asked for */
        return SQLITE_OK;
    if (sqlite3_column_type(c->blocks, 2) != SQLITE_TEXT ||
        packed_read(&c->rows, (const char *) sqlite3_column_text(c->blocks, 2),
                    (size_t) sqlite3_column_bytes(c->blocks, 2)) < 0 ||
        (int64_t) c->rows.n > c->to - c->from + 1)
        return damaged(c);
    return SQLITE_OK;
}

static bool has_row(const struct cursor *c)
{
    return c->ord - c->from < (int64_t) c->rows.n && c->rows.at[(size_t) (c->ord - c->from) * c->rows.width];
}

/* From c->ord on, to the next row that was captured. */
static int settle(struct cursor *c)
{
    int rc = SQLITE_OK;

    while (rc == SQLITE_OK && c->at_block && c->ord <= c->high) {
        c->ord = MAX(c->ord, c->from);
        while (c->ord <= c->to && c->ord <= c->high && !has_row(c))
            c->ord++;
        if (c->ord <= c->to || c->ord > c->high)
            break;
        rc = next_block(c);
    }
    return rc;
}

static int filter(sqlite3_vtab_cursor *base, int index, const char *text _unused_, int n, sqlite3_value **args)
{
    struct cursor *c = (struct cursor *) base;
    int64_t run = sqlite3_value_int64(args[0]);
    int rc;

    for (int i = 0; i < n; i++)
        if (sqlite3_value_type(args[i]) == SQLITE_NULL)
            index = IS_EMPTY;
    c->ord = index & HAS_LOW ? sqlite3_value_int64(args[1]) : 0;
    c->high = index & IS_EMPTY ? -1 : index & IS_ONE ? c->ord : index & HAS_HIGH ? sqlite3_value_int64(args[n - 1]) : INT64_MAX;
    if (c->ord > c->high)
        return SQLITE_OK;
    if (run == c->run && c->blocks && c->gap <= c->ord && c->high <= c->gap_to) {
        c->ord = INT64_MAX;
        return SQLITE_OK;
    }
    if (run == c->run && c->at_block && c->rows.text && c->from <= c->ord && c->ord <= c->to)
        return settle(c);
    if ((!c->blocks || run != c->run) && (rc = prepare(c, run)) != SQLITE_OK)
        return rc;
    sqlite3_reset(c->blocks);
    sqlite3_bind_int64(c->blocks, 1, c->ord);
    rc = next_block(c);
    return rc == SQLITE_OK ? settle(c) : rc;
}

static int next(sqlite3_vtab_cursor *base)
{
    struct cursor *c = (struct cursor *) base;

    c->ord++;
    return settle(c);
}

static int eof(sqlite3_vtab_cursor *base)
{
    struct cursor *c = (struct cursor *) base;

    return !c->at_block || c->ord > c->high || c->from > c->high;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *context, int i)
{
    struct cursor *c = (struct cursor *) base;
    const uint32_t *at = &c->rows.at[(size_t) (c->ord - c->from) * c->rows.width];

    if (i == ORD)
        sqlite3_result_int64(context, c->ord);
    else if (i == run_column(table_of(c)->kind))
        sqlite3_result_int64(context, c->run);
    else if ((size_t) (i - FIRST_VALUE) < c->rows.width && packed_result(context, c->rows.text + at[i - FIRST_VALUE]) < 0)
        return damaged(c);
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *ret)
{
    *ret = ((struct cursor *) base)->ord;
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = eof,
    .xColumn = column,
    .xRowid = rowid,
};

int lite_add_blocks(sqlite3 *handle)
{
    return sqlite3_create_module(handle, "retcon_listed", &module, (void *) &listed) ||
                   sqlite3_create_module(handle, "retcon_captured", &module, (void *) &captured)
               ? -1 : 0;
}
