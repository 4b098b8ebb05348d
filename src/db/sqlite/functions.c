/*
 * functions.c: the SQL functions that Retcon adds to SQLite.
 *
 *     retcon_digest(a, b, …)   aggregate: SHA-256, in hex, of the rows in the order in which they come
 *     retcon_tally(row, a, …)  aggregate: equal rows counted, see tally.c
 *     retcon_sum(a)            aggregate: sum(a), but a real number where the integers overflow instead of an error
 *     retcon_sha256(a)         SHA-256, in hex, of one value's bytes; NULL of NULL
 *     retcon_trigger_event(sql) what stands between the name and ON in a CREATE TRIGGER: "AFTER UPDATE OF a, b"
 *
 * retcon_digest takes every row as: 'r', the number of its values (8 bytes, big-endian), then each value as its tag,
 * the number of its bytes (8, big-endian) and its bytes. Tags: n NULL (no bytes), i INTEGER (its decimal digits),
 * f REAL (the 8 bytes of the IEEE double, big-endian), t TEXT (UTF-8), b BLOB. So no two lists of rows read alike.
 */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "digest.h"
#include "session.h"

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

static void sha256(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    char hex[DIGEST_HEX_LEN + 1];
    const void *data = sqlite3_value_blob(values[0]);

    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    digest_hex(data ? data : "", (size_t) sqlite3_value_bytes(values[0]), hex);
    sqlite3_result_text(context, hex, DIGEST_HEX_LEN, SQLITE_TRANSIENT);
}

/* --- CREATE TRIGGER --- */

/* Past white space and comments. */
static const char *skip_space(const char *p)
{
    for (;;) {
        const char *end;

        while (isspace((unsigned char) *p))
            p++;
        if (strncmp(p, "--", 2) == 0)
            end = strchr(p, '\n');
        else if (strncmp(p, "/*", 2) == 0)
            end = (end = strstr(p + 2, "*/")) ? end + 2 : NULL;
        else
            return p;
        p = end ? end : p + strlen(p);
    }
}

/* Past one word, quoted name or other character. */
static const char *skip_token(const char *p)
{
    static const char opening[] = "\"`'[", closing[] = "\"`']";
    const char *kind = *p ? strchr(opening, *p) : NULL;

    if (kind) {
        char close = closing[kind - opening];

        for (p++; *p && (*p != close || (close != ']' && p[1] == close)); p++)
            if (*p == close)
                p++;
        return *p ? p + 1 : p;
    }
    if (!isalnum((unsigned char) *p) && *p != '_' && !(*p & 0x80))
        return *p ? p + 1 : p;
    while (isalnum((unsigned char) *p) || *p == '_' || (*p & 0x80))
        p++;
    return p;
}

static bool is_word(const char *p, const char *word)
{
    size_t n = strlen(word);

    return sqlite3_strnicmp(p, word, (int) n) == 0 && skip_token(p) == p + n;
}

/* The first word of the event, after CREATE [TEMP] TRIGGER [IF NOT EXISTS] [schema.]name. */
static const char *event_start(const char *p)
{
    static const char *const before_name[] = {"create", "temp", "temporary", "trigger", "if", "not", "exists"};

    p = skip_space(p);
    for (size_t i = 0; i < ARRAY_LEN(before_name); i++)
        if (is_word(p, before_name[i]))
            p = skip_space(skip_token(p));
    p = skip_space(skip_token(p));
    if (*p == '.')
        p = skip_space(skip_token(skip_space(p + 1)));
    return p;
}

static void trigger_event(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    const char *p = (const char *) sqlite3_value_text(values[0]), *end;
    struct buf out = BUF_INIT(4096);

    if (!p)
        return;
    for (p = event_start(p); *p && !is_word(p, "on"); p = skip_space(end)) {
        end = skip_token(p);
        if (out.len && *p != ',')
            buf_char(&out, ' ');
        for (const char *c = p; c < end; c++)
            buf_char(&out, strchr("\"`'[", *p) ? *c : (char) toupper((unsigned char) *c));
    }
    sqlite3_result_text(context, buf_cstr(&out), (int) out.len, SQLITE_TRANSIENT);
    buf_clear(&out);
}

struct sum {
    int64_t integers;
    double real;
    bool any, is_real;
};

static void sum_step(sqlite3_context *context, _unused_ int n, sqlite3_value **values)
{
    struct sum *sum = sqlite3_aggregate_context(context, sizeof(*sum));
    int type = sqlite3_value_numeric_type(values[0]);

    if (!sum || type == SQLITE_NULL)
        return;
    sum->any = true;
    sum->real += sqlite3_value_double(values[0]);
    if (type != SQLITE_INTEGER || __builtin_add_overflow(sum->integers, sqlite3_value_int64(values[0]), &sum->integers))
        sum->is_real = true;
}

static void sum_final(sqlite3_context *context)
{
    const struct sum *sum = sqlite3_aggregate_context(context, 0);

    if (!sum || !sum->any)
        return;
    if (sum->is_real)
        sqlite3_result_double(context, sum->real);
    else
        sqlite3_result_int64(context, sum->integers);
}

int lite_add_functions(struct lite_session *s, struct err *e)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

    if (sqlite3_create_function_v2(s->handle, "retcon_digest", -1, flags, NULL, NULL, digest_step, digest_final, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_tally", -1, flags, NULL, NULL, lite_tally_step, lite_tally_final,
                                   NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_sum", 1, flags, NULL, NULL, sum_step, sum_final, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_sha256", 1, flags, NULL, sha256, NULL, NULL, NULL) ||
        sqlite3_create_function_v2(s->handle, "retcon_trigger_event", 1, flags, NULL, trigger_event, NULL, NULL, NULL))
        return err_set(e, ERR_BUG, "functions cannot be added: %s", sqlite3_errmsg(s->handle));
    return 0;
}
