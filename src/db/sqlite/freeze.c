/*
 * freeze.c: the functions by which a scan's rows become the frozen list, in one pass and without being kept anywhere else.
 *
 *     retcon_freeze(run, rows, reason, class, stage, k1, …)   aggregate: the rows in the list's order. A candidate (reason 0)
 *                              goes into the block at hand of retcon_list_<run>, of at most so many rows and of one stage; any
 *                              other into retcon_excluded_<run>. Its value: how many rows there were
 *     retcon_frozen()          the last block is written; JSON: {"classes":[…], "counts":[[reason, class, stage, n], …],
 *                              "chunks":[[stage, ord before the first row, n, digest], …]}. To be asked once
 *
 * Classes are numbered from 1, in the order in which they come. The digest is the SHA-256 of the block's body (packed.h):
 * an array with an element for each row, [number of its class, k1, …]. The statement that asks for retcon_freeze() must be
 * in a transaction that is undone if it fails.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "digest.h"
#include "freeze.h"
#include "packed.h"
#include "session.h"
#include "tally.h"

enum { RUN, ROWS, REASON, CLASS, STAGE, FIRST_KEY }; /* arguments */
enum { BLOCK_BYTES = 16 * 1024 * 1024 };             /* a block that has become so long ends */

/* What rows are counted by; the bytes of the class follow. */
struct group {
    int64_t reason, stage;
};

struct lite_freeze {
    sqlite3_stmt *insert_block, *insert_excluded; /* owned */
    int64_t ord, n, stage; /* of the block at hand: ord of its last row, its rows, its stage */
    struct buf body;       /* of the block at hand, without its "]" */
    struct tally classes;  /* number: of the class */
    struct tally counts;   /* by reason, stage and class. number: of the class */
    struct buf key, chunks;
    const char *failed;    /* why, or NULL; static */
    int code;              /* SQLite's, if a statement of our own failed */
};

void lite_freeze_free(struct lite_freeze *f)
{
    if (!f)
        return;
    sqlite3_finalize(f->insert_block);
    sqlite3_finalize(f->insert_excluded);
    buf_clear(&f->body);
    buf_clear(&f->key);
    buf_clear(&f->chunks);
    tally_clear(&f->classes);
    tally_clear(&f->counts);
    free(f);
}

static void fail(struct lite_freeze *f, const char *why)
{
    if (!f->failed)
        f->failed = why;
}

static void run(struct lite_freeze *f, sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);

    if (rc != SQLITE_DONE) {
        f->code = rc;
        fail(f, "the list could not be written");
    }
    sqlite3_reset(stmt);
}

static sqlite3_stmt *prepare(sqlite3 *handle, struct lite_freeze *f, enum sql_id id, int64_t run_id, int n_keys)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_args *args = sql_args_new(a);
    struct sql_text sql;
    sqlite3_stmt *stmt = NULL;
    struct err e;

    sql_args_int(args, "run", run_id);
    sql_args_list(args, "key");
    for (int i = 0; i < n_keys; i++)
        sql_args_item(args, "key");
    if (sql_render(SQL_ENGINE_SQLITE, id, args, a, &sql, &e) < 0) {
        fail(f, "a statement could not be made");
    } else if ((f->code = sqlite3_prepare_v2(handle, sql.text, -1, &stmt, NULL)) != SQLITE_OK) {
        fail(f, "the list could not be written");
    }
    return stmt;
}

static void begin(sqlite3_context *context, struct lite_session *session, int64_t run_id, int n_keys)
{
    struct lite_freeze *f = xcalloc(1, sizeof(*f));

    lite_freeze_free(session->freeze);
    session->freeze = f;
    f->body.max_bytes = f->chunks.max_bytes = SQLITE_MAX_BYTES;
    f->key.max_bytes = BUF_MAX_DEFAULT;
    f->insert_block = prepare(sqlite3_context_db_handle(context), f, SQL_SCOPE_FREEZE_BLOCK, run_id, n_keys);
    f->insert_excluded = prepare(sqlite3_context_db_handle(context), f, SQL_SCOPE_FREEZE_EXCLUDED, run_id, n_keys);
}

static void end_block(struct lite_freeze *f)
{
    char digest[DIGEST_HEX_LEN + 1];

    if (f->n == 0 || f->failed)
        return;
    buf_char(&f->body, ']');
    if (buf_overflowed(&f->body)) {
        fail(f, "the keys of one block are too long");
        return;
    }
    digest_hex(f->body.data, f->body.len, digest);
    buf_printf(&f->chunks, "%s[%" PRId64 ",%" PRId64 ",%" PRId64 ",\"%s\"]", f->chunks.len ? "," : "", f->stage, f->ord - f->n,
               f->n, digest);
    sqlite3_bind_int64(f->insert_block, 1, f->ord - f->n + 1);
    sqlite3_bind_int64(f->insert_block, 2, f->ord);
    sqlite3_bind_text64(f->insert_block, 3, f->body.data, f->body.len, SQLITE_STATIC, SQLITE_UTF8);
    run(f, f->insert_block);
    buf_reset(&f->body);
    f->n = 0;
}

/* Count the row. The number of its class. */
static int64_t count(struct lite_freeze *f, sqlite3_value **values)
{
    struct group group = {sqlite3_value_int64(values[REASON]), sqlite3_value_int64(values[STAGE])};
    struct tally_entry *entry, *of_class;

    if (group.reason > 0)
        group.stage = 0;
    buf_reset(&f->key);
    buf_add(&f->key, &group, sizeof(group));
    packed_value(&f->key, values[CLASS]);
    entry = buf_overflowed(&f->key) ? NULL : tally_find(&f->counts, f->key.data, f->key.len);
    if (entry && entry->n == 0) {
        of_class = tally_find(&f->classes, f->key.data + sizeof(group), f->key.len - sizeof(group));
        if (of_class && of_class->number == 0)
            of_class->number = (int64_t) f->classes.n;
        entry->number = of_class ? of_class->number : 0;
    }
    if (!entry) {
        fail(f, "there are too many different classes");
        return 0;
    }
    entry->n++;
    return entry->number;
}

static void keep_excluded(struct lite_freeze *f, int64_t class_no, int n, sqlite3_value **values)
{
    sqlite3_bind_value(f->insert_excluded, 1, values[REASON]);
    sqlite3_bind_int64(f->insert_excluded, 2, class_no);
    for (int i = FIRST_KEY; i < n; i++)
        sqlite3_bind_value(f->insert_excluded, i - FIRST_KEY + 3, values[i]);
    run(f, f->insert_excluded);
}

static void keep_candidate(struct lite_freeze *f, int64_t class_no, int n, sqlite3_value **values)
{
    int64_t stage = sqlite3_value_int64(values[STAGE]);

    if (f->n == sqlite3_value_int64(values[ROWS]) || stage != f->stage || f->body.len > BLOCK_BYTES)
        end_block(f);
    f->stage = stage;
    f->ord++;
    buf_str(&f->body, f->n++ ? ",[" : "[[");
    packed_integer(&f->body, class_no);
    for (int i = FIRST_KEY; i < n; i++) {
        buf_char(&f->body, ',');
        packed_value(&f->body, values[i]);
    }
    buf_char(&f->body, ']');
}

static void result_failed(sqlite3_context *context, const struct lite_freeze *f)
{
    sqlite3_result_error(context, f->failed, -1);
    if (f->code)
        sqlite3_result_error_code(context, f->code);
}

void lite_freeze_step(sqlite3_context *context, int n, sqlite3_value **values)
{
    struct lite_session *session = sqlite3_user_data(context);
    int64_t *rows = sqlite3_aggregate_context(context, sizeof(*rows)), class_no;
    struct lite_freeze *f;

    if (!rows) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (++*rows == 1)
        begin(context, session, sqlite3_value_int64(values[RUN]), n - FIRST_KEY);
    f = session->freeze;
    if (!f->failed) {
        class_no = count(f, values);
        if (sqlite3_value_int64(values[REASON]) > 0)
            keep_excluded(f, class_no, n, values);
        else
            keep_candidate(f, class_no, n, values);
    }
    if (f->failed)
        result_failed(context, f);
}

/* Also called, for its cleaning up, when the statement is ended before its last row. */
void lite_freeze_final(sqlite3_context *context)
{
    struct lite_session *session = sqlite3_user_data(context);
    int64_t *rows = sqlite3_aggregate_context(context, 0);

    if (!rows)
        lite_freeze_free(TAKE_PTR(session->freeze));
    sqlite3_result_int64(context, rows ? *rows : 0);
}

static void add_counts(struct buf *json, const struct tally *counts)
{
    for (size_t i = 0; i < counts->n; i++) {
        const struct tally_entry *entry = &counts->entries[i];
        struct group group;

        memcpy(&group, entry->key, sizeof(group));
        buf_printf(json, "%s[%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "]", i ? "," : "", group.reason, entry->number,
                   group.stage, entry->n);
    }
}

static void add_classes(struct buf *json, const struct tally *classes)
{
    for (size_t i = 0; i < classes->n; i++) {
        buf_str(json, i ? "," : "");
        buf_add(json, classes->entries[i].key, classes->entries[i].len);
    }
}

void lite_frozen(sqlite3_context *context, int n _unused_, sqlite3_value **values _unused_)
{
    struct lite_session *session = sqlite3_user_data(context);
    struct lite_freeze none = {0}, *f = session->freeze ? session->freeze : &none;
    struct buf json = BUF_INIT(SQLITE_MAX_BYTES);

    end_block(f);
    buf_str(&json, "{\"classes\":[");
    add_classes(&json, &f->classes);
    buf_str(&json, "],\"counts\":[");
    add_counts(&json, &f->counts);
    buf_str(&json, "],\"chunks\":[");
    buf_add(&json, f->chunks.data, f->chunks.len);
    buf_str(&json, "]}");
    if (f->failed)
        result_failed(context, f);
    else if (buf_overflowed(&json) || buf_overflowed(&f->chunks))
        sqlite3_result_error_toobig(context);
    else
        sqlite3_result_text64(context, json.data, json.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    buf_clear(&json);
    lite_freeze_free(TAKE_PTR(session->freeze));
}
