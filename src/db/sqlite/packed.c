/*
 * packed.c: see packed.h.
 */
#include "packed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "session.h"
#include "text.h"

static const char hex_digits[] = "0123456789abcdef";

/* --- writing --- */

void packed_integer(struct buf *b, int64_t n)
{
    char digits[24], *p = digits + sizeof(digits);
    uint64_t rest = n < 0 ? 0 - (uint64_t) n : (uint64_t) n;

    do
        *--p = (char) ('0' + rest % 10);
    while (rest /= 10);
    if (n < 0)
        *--p = '-';
    buf_add(b, p, (size_t) (digits + sizeof(digits) - p));
}

static void add_real(struct buf *b, double value)
{
    char text[LITE_REAL_MAX];

    lite_real(value, text);
    buf_str(b, text);
}

static void add_text(struct buf *b, const unsigned char *s, size_t n)
{
    size_t plain = 0;

    buf_char(b, '"');
    for (size_t i = 0; i < n; i++) {
        if (s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
            continue;
        buf_add(b, s + plain, i - plain);
        if (s[i] < 0x20)
            buf_printf(b, "\\u%04x", s[i]);
        else
            buf_printf(b, "\\%c", s[i]);
        plain = i + 1;
    }
    buf_add(b, s + plain, n - plain);
    buf_char(b, '"');
}

static bool is_surrogate(uint16_t unit, unsigned first)
{
    return (unit & 0xfc00) == first;
}

/* Can the text be written in UTF-8 and read back the same? UTF-8 itself is taken as it is, well-formed or not. */
static bool fits_utf8(sqlite3_value *v)
{
    const uint16_t *units;
    int n;

    if (sqlite3_value_encoding(v) == SQLITE_UTF8)
        return true;
    units = sqlite3_value_text16(v);
    n = sqlite3_value_bytes16(v) / 2;
    for (int i = 0; i < n; i++) {
        if (is_surrogate(units[i], 0xdc00) || (is_surrogate(units[i], 0xd800) && (i + 1 == n || !is_surrogate(units[i + 1], 0xdc00))))
            return false;
        i += is_surrogate(units[i], 0xd800);
    }
    return true;
}

static void add_text16(struct buf *b, const uint16_t *units, int n)
{
    buf_str(b, "{\"text16\":\"");
    for (int i = 0; i < n; i++)
        buf_printf(b, "%04x", units[i]);
    buf_str(b, "\"}");
}

static void add_blob(struct buf *b, const unsigned char *s, size_t n)
{
    buf_str(b, "{\"blob\":\"");
    for (size_t i = 0; i < n; i++) {
        buf_char(b, hex_digits[s[i] >> 4]);
        buf_char(b, hex_digits[s[i] & 15]);
    }
    buf_str(b, "\"}");
}

void packed_value(struct buf *b, sqlite3_value *v)
{
    const void *data;

    switch (sqlite3_value_type(v)) {
    case SQLITE_INTEGER:
        packed_integer(b, sqlite3_value_int64(v));
        break;
    case SQLITE_FLOAT:
        add_real(b, sqlite3_value_double(v));
        break;
    case SQLITE_TEXT:
        if (!fits_utf8(v)) {
            add_text16(b, sqlite3_value_text16(v), sqlite3_value_bytes16(v) / 2);
            break;
        }
        data = sqlite3_value_text(v);
        add_text(b, data, (size_t) sqlite3_value_bytes(v));
        break;
    case SQLITE_BLOB:
        data = sqlite3_value_blob(v);
        add_blob(b, data, (size_t) sqlite3_value_bytes(v));
        break;
    default:
        buf_str(b, "null");
    }
}

/* --- reading --- */

/* Behind the value that begins at p; NULL: none ends there. */
static const char *skip_value(const char *p)
{
    if (*p == '{') {
        p = strchr(p, '}');
        return p ? p + 1 : NULL;
    }
    if (*p != '"')
        return p + strcspn(p, ",]");
    for (p++; *p != '"'; p++)
        if (*p == '\0' || (*p == '\\' && *++p == '\0'))
            return NULL;
    return p + 1;
}

static uint32_t *next_row(struct packed_rows *r)
{
    if (r->n == r->room) {
        r->room = MAX(r->room * 2, (size_t) 1024);
        r->at = xrealloc(r->at, r->room * r->width * sizeof(*r->at));
    }
    return memset(&r->at[r->n++ * r->width], 0, r->width * sizeof(*r->at));
}

const char *packed_read_integer(const char *p, int64_t *ret)
{
    bool negative = *p == '-';
    const char *digits = p + negative;
    uint64_t n = 0;

    for (p = digits; *p >= '0' && *p <= '9'; p++) {
        if (n > (UINT64_MAX - 9) / 10)
            return NULL;
        n = n * 10 + (uint64_t) (*p - '0');
    }
    if (p == digits || n > (uint64_t) INT64_MAX + negative)
        return NULL;
    *ret = negative ? (int64_t) (0 - n) : (int64_t) n;
    return p;
}

/* The first row that has values tells how many. */
static size_t count_values(const char *p)
{
    size_t n = 0;

    while (p && *p != ']' && *p != '\0') {
        p = skip_value(p + 1);
        n++;
    }
    return p && *p == ']' ? n : 0;
}

/* p: at the row's "[". Behind its "]", or NULL. */
static const char *read_row(struct packed_rows *r, const char *p)
{
    uint32_t *at = next_row(r);

    for (size_t i = 0; i < r->width; i++) {
        if (!p || *p != (i ? ',' : '['))
            return NULL;
        at[i] = (uint32_t) (p + 1 - r->text);
        p = skip_value(p + 1);
    }
    return p && *p == ']' ? p + 1 : NULL;
}

int packed_read(struct packed_rows *r, const char *text, size_t len)
{
    const char *p = text, *first = strchr(text + (len > 0), '[');

    r->text = text;
    r->n = r->room = 0;
    r->width = *text == '[' && first && len < UINT32_MAX ? count_values(first) : 0;
    if (r->width == 0)
        return -1;
    while (p && (*p == '[' || *p == ',')) {
        if (p[1] == '0') {
            next_row(r);
            p += 2;
        } else {
            p = p[1] == '[' ? read_row(r, p + 1) : NULL;
        }
    }
    return p && strcmp(p, "]") == 0 ? 0 : -1;
}

void packed_clear(struct packed_rows *r)
{
    free(r->at);
    memset(r, 0, sizeof(*r));
}

static int hex_value(char c)
{
    const char *p = c ? strchr(hex_digits, c) : NULL;

    return p ? (int) (p - hex_digits) : -1;
}

/* The bytes that are written in hex up to the quote; the caller frees them. NULL: it is not hex. */
static unsigned char *read_hex(const char *p, size_t *ret_n)
{
    const char *end = strchr(p, '"');
    size_t n = end ? (size_t) (end - p) / 2 : 0;
    unsigned char *bytes;

    if (!end || (end - p) % 2 != 0)
        return NULL;
    bytes = xmalloc(n + 1);
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(p[2 * i]), low = hex_value(p[2 * i + 1]);

        if (high < 0 || low < 0) {
            free(bytes);
            return NULL;
        }
        bytes[i] = (unsigned char) (high << 4 | low);
    }
    *ret_n = n;
    return bytes;
}

static int blob_result(sqlite3_context *context, const char *p)
{
    size_t n;
    unsigned char *bytes = read_hex(p, &n);

    if (!bytes)
        return -1;
    sqlite3_result_blob64(context, bytes, n, free);
    return 0;
}

static int text16_result(sqlite3_context *context, const char *p)
{
    size_t n;
    unsigned char *bytes = read_hex(p, &n);

    if (!bytes)
        return -1;
    sqlite3_result_text64(context, (const char *) bytes, n, free, SQLITE_UTF16BE);
    return 0;
}

/* p: behind the first quote; end: at the last. */
static int text_result(sqlite3_context *context, const char *p, const char *end)
{
    char *text, *to;

    if (!memchr(p, '\\', (size_t) (end - p))) {
        sqlite3_result_text64(context, p, (uint64_t) (end - p), SQLITE_TRANSIENT, SQLITE_UTF8);
        return 0;
    }
    text = to = xmalloc((size_t) (end - p) + 1);
    while (p < end) {
        if (*p != '\\') {
            *to++ = *p++;
        } else if (p[1] != 'u') {
            *to++ = p[1];
            p += 2;
        } else { /* below 0x20: the two last digits tell */
            if (end - p < 6 || (p[4] != '0' && p[4] != '1') || hex_value(p[5]) < 0) {
                free(text);
                return -1;
            }
            *to++ = (char) ((p[4] - '0') << 4 | hex_value(p[5]));
            p += 6;
        }
    }
    sqlite3_result_text64(context, text, (uint64_t) (to - text), free, SQLITE_UTF8);
    return 0;
}

static int number_result(sqlite3_context *context, const char *p)
{
    size_t n = strspn(p, "-0123456789");
    char *end;

    if (p[n] == '.' || p[n] == 'e') {
        sqlite3_result_double(context, strtod(p, &end));
    } else {
        sqlite3_result_int64(context, strtoll(p, &end, 10));
    }
    return end == p || (*end && !strchr(",]", *end)) ? -1 : 0;
}

int packed_result(sqlite3_context *context, const char *text)
{
    const char *end;

    if (text_starts_with(text, "{\"blob\":\""))
        return blob_result(context, text + strlen("{\"blob\":\""));
    if (text_starts_with(text, "{\"text16\":\""))
        return text16_result(context, text + strlen("{\"text16\":\""));
    if (*text == '"') {
        end = skip_value(text);
        return end ? text_result(context, text + 1, end - 1) : -1;
    }
    if (*text == 'n') {
        sqlite3_result_null(context);
        return 0;
    }
    return number_result(context, text);
}
