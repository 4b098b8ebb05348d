/*
 * functions.c: the SQL functions that Retcon adds to SQLite.
 *
 *     retcon_digest(a, b, …)   aggregate: SHA-256, in hex, of the rows in the order in which they come
 *     retcon_wal_bytes()       size of the WAL file; null: there is none
 *     retcon_freeze(run, rows, reason, …)   aggregate, and retcon_frozen(): a scan becomes the list, see freeze.c
 *     retcon_sum(a), retcon_sums(number, a)   aggregates, see sums.c
 *     retcon_sha256(a)         SHA-256, in hex, of one value's bytes, of text in UTF-8; NULL of NULL
 *     retcon_pack(limit, ord, before, after, …)   aggregate: a block of captured values, see pack.c
 *     retcon_expect_rows(), retcon_want(), retcon_expect(), retcon_expects(), retcon_low(), retcon_high(), retcon_take(), retcon_taken_rows(), retcon_moved(),
 *     retcon_taken(), retcon_still(), retcon_prior(): see slice.c
 *     retcon_listed(run), retcon_captured(run)   tables: the list and the captured values, see blocks.c
 *     retcon_trigger_event(), retcon_mentions(), retcon_column_text(): see schema_text.c
 *
 * retcon_digest takes every row as: 'r', the number of its values (8 bytes, big-endian), then each value as its tag,
 * the number of its bytes (8, big-endian) and its bytes. Tags: n NULL (no bytes), i INTEGER (its decimal digits),
 * f REAL (the 8 bytes of the IEEE double, big-endian), t TEXT (UTF-8), b BLOB. So no two lists of rows read alike.
 */
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "digest.h"
#include "freeze.h"
#include "session.h"
#include "slice.h"

static void add_number(struct digest_stream *d, uint64_t n)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char) (n >> (56 - 8 * i));
    digest_add(d, bytes, sizeof(bytes));
}

static void add_bytes(struct digest_stream *d, char tag, const void *data, size_t n)
{
    digest_add(d, &tag, 1);
    add_number(d, n);
    if (n)
        digest_add(d, data, n);
}

static void add_real(struct digest_stream *d, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    digest_add(d, "f", 1);
    add_number(d, sizeof(bits));
    add_number(d, bits);
}

static void add_value(struct digest_stream *d, sqlite3_value *v)
{
    static const char tags[] = {[SQLITE_INTEGER] = 'i', [SQLITE_TEXT] = 't', [SQLITE_BLOB] = 'b', [SQLITE_NULL] = 'n'};
    int type = sqlite3_value_type(v);
    const void *data;

    if (type == SQLITE_FLOAT) {
        add_real(d, sqlite3_value_double(v));
        return;
    }
    data = type == SQLITE_BLOB ? sqlite3_value_blob(v) : sqlite3_value_text(v);
    add_bytes(d, tags[type], data, type == SQLITE_NULL ? 0 : (size_t) sqlite3_value_bytes(v));
}

static void digest_step(sqlite3_context *context, int n, sqlite3_value **values)
{
    struct digest_stream **d = sqlite3_aggregate_context(context, sizeof(*d));

    if (!d) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (!*d)
        *d = digest_new();
    digest_add(*d, "r", 1);
    add_number(*d, (uint64_t) n);
    for (int i = 0; i < n; i++)
        add_value(*d, values[i]);
}

static void digest_final(sqlite3_context *context)
{
    struct digest_stream **d = sqlite3_aggregate_context(context, 0);
    char hex[DIGEST_HEX_LEN + 1];

    if (d && *d)
        digest_finish(TAKE_PTR(*d), hex);
    else
        digest_hex("", 0, hex);
    sqlite3_result_text(context, hex, DIGEST_HEX_LEN, SQLITE_TRANSIENT);
}

static void wal_bytes(sqlite3_context *ctx, int n _unused_, sqlite3_value **args _unused_)
{
    const char *file = sqlite3_db_filename(sqlite3_context_db_handle(ctx), "main");
    struct stat st;

    if (file && *file && stat(sqlite3_filename_wal(file), &st) == 0)
        sqlite3_result_int64(ctx, st.st_size);
}

static void sha256(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    char hex[DIGEST_HEX_LEN + 1];
    int type = sqlite3_value_type(values[0]);
    const void *data = type == SQLITE_BLOB ? sqlite3_value_blob(values[0]) : sqlite3_value_text(values[0]);

    if (type == SQLITE_NULL)
        return;
    digest_hex(data ? data : "", (size_t) sqlite3_value_bytes(values[0]), hex);
    sqlite3_result_text(context, hex, DIGEST_HEX_LEN, SQLITE_TRANSIENT);
}

/* Only statements of our own may call these: SQLITE_DIRECTONLY keeps the file's triggers and views from it. */
static int add_direct(struct lite_session *s)
{
    static const struct {
        const char *name;
        int n_args;
        void (*call)(sqlite3_context *, int, sqlite3_value **), (*step)(sqlite3_context *, int, sqlite3_value **);
        void (*final)(sqlite3_context *);
    } functions[] = {
        {"retcon_freeze", -1, NULL, lite_freeze_step, lite_freeze_final},
        {"retcon_frozen", 0, lite_frozen, NULL, NULL},
        {"retcon_pack", -1, NULL, lite_pack_step, lite_pack_final},
        {"retcon_want", 1, NULL, lite_want_step, lite_want_final},
        {"retcon_expect", 3, NULL, lite_expect_step, lite_expect_final},
        {"retcon_expect_rows", 3, lite_expect_rows, NULL, NULL},
        {"retcon_expects", 1, lite_expects, NULL, NULL},
        {"retcon_take", -1, lite_take, NULL, NULL},
        {"retcon_low", 0, lite_low, NULL, NULL},
        {"retcon_high", 0, lite_high, NULL, NULL},
        {"retcon_taken_rows", 0, lite_taken_rows, NULL, NULL},
        {"retcon_moved", 0, lite_moved, NULL, NULL},
        {"retcon_taken", 0, lite_taken, NULL, NULL},
        {"retcon_still", -1, lite_still, NULL, NULL},
        {"retcon_prior", 2, lite_prior, NULL, NULL},
        {"retcon_wal_bytes", 0, wal_bytes, NULL, NULL},
    };

    for (size_t i = 0; i < ARRAY_LEN(functions); i++)
        if (sqlite3_create_function_v2(s->handle, functions[i].name, functions[i].n_args, SQLITE_UTF8 | SQLITE_DIRECTONLY, s,
                                       functions[i].call, functions[i].step, functions[i].final, NULL))
            return -1;
    return lite_add_blocks(s->handle);
}

int lite_add_functions(struct lite_session *s, struct err *e)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

    if (sqlite3_create_function_v2(s->handle, "retcon_digest", -1, flags, NULL, NULL, digest_step, digest_final, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_sum", 1, flags, NULL, NULL, lite_sum_step, lite_sum_final, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_sums", 2, flags, NULL, NULL, lite_sums_step, lite_sums_final, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_sha256", 1, flags, NULL, sha256, NULL, NULL, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_trigger_event", 1, flags, NULL, lite_trigger_event, NULL, NULL,
                                   NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_mentions", 2, flags, NULL, lite_mentions, NULL, NULL, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_column_text", 2, flags, NULL, lite_column_text, NULL, NULL,
                                   NULL) ||
        add_direct(s) < 0)
        return err_set(e, ERR_BUG, "functions cannot be added: %s", sqlite3_errmsg(s->handle));
    return 0;
}
