/*
 * value.c: SQLite's values as exact text.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

/* SQLite's own text of a REAL has 15 digits and loses the rest. */
void lite_real(double value, char ret[LITE_REAL_MAX])
{
    if (isinf(value)) {
        snprintf(ret, LITE_REAL_MAX, "%s", value > 0 ? "9.0e+999" : "-9.0e+999");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(ret, LITE_REAL_MAX, "%.*g", digits, value);
        if (strtod(ret, NULL) == value)
            break;
    }
    if (!strpbrk(ret, ".e"))
        snprintf(ret, LITE_REAL_MAX, "%.1f", value);
}

static struct db_cell blob(const unsigned char *bytes, size_t n, struct arena *a)
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(a, 2 * n + 4), *p = text;

    *p++ = 'x';
    *p++ = '\'';
    for (size_t i = 0; i < n; i++) {
        *p++ = digits[bytes[i] >> 4];
        *p++ = digits[bytes[i] & 15];
    }
    *p++ = '\'';
    return (struct db_cell) {text, (size_t) (p - text)};
}

struct db_cell lite_value(sqlite3_stmt *stmt, int column, struct arena *a)
{
    const void *text;
    size_t n;
    char real[LITE_REAL_MAX];

    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_NULL:
        return (struct db_cell) {0};
    case SQLITE_FLOAT:
        lite_real(sqlite3_column_double(stmt, column), real);
        return (struct db_cell) {arena_strdup(a, real), strlen(real)};
    case SQLITE_BLOB:
        text = sqlite3_column_blob(stmt, column);
        return blob(text, (size_t) sqlite3_column_bytes(stmt, column), a);
    default:
        text = sqlite3_column_text(stmt, column);
        n = (size_t) sqlite3_column_bytes(stmt, column);
        return (struct db_cell) {arena_strndup(a, text ? text : "", n), n};
    }
}
