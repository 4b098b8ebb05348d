/*
 * pack.c: retcon_pack(limit, ord, before, after, …): an aggregate that makes a block (packed.h) of rows that were captured
 * one by one. NULL where it would take more than so many bytes; limit NULL: as many as a value can have.
 */
#include <stdlib.h>

#include "arena.h"
#include "packed.h"
#include "session.h"

struct entry {
    int64_t ord;
    size_t at, len; /* of its values in text */
};

struct pack {
    struct entry *rows; /* owned */
    size_t n, room;
    struct buf text;
    bool limited;
};

void lite_pack_step(sqlite3_context *context, int n, sqlite3_value **values)
{
    struct pack *p = sqlite3_aggregate_context(context, sizeof(*p));
    struct entry *row;

    if (!p || (p->limited && buf_overflowed(&p->text)))
        return;
    p->limited = sqlite3_value_type(values[0]) != SQLITE_NULL;
    p->text.max_bytes = p->limited ? (size_t) sqlite3_value_int64(values[0]) : SQLITE_MAX_BYTES;
    if (p->n == p->room) {
        p->room = MAX(p->room * 2, (size_t) 64);
        p->rows = xrealloc(p->rows, p->room * sizeof(*p->rows));
    }
    row = &p->rows[p->n++];
    *row = (struct entry) {.ord = sqlite3_value_int64(values[1]), .at = p->text.len};
    for (int i = 2; i < n; i++) {
        buf_char(&p->text, i > 2 ? ',' : '[');
        packed_value(&p->text, values[i]);
    }
    buf_char(&p->text, ']');
    row->len = p->text.len - row->at;
}

static int by_ord(const void *a, const void *b)
{
    int64_t x = ((const struct entry *) a)->ord, y = ((const struct entry *) b)->ord;

    return (x > y) - (x < y);
}

static void result(sqlite3_context *context, const struct pack *p)
{
    struct buf block = BUF_INIT(SQLITE_MAX_BYTES);

    qsort(p->rows, p->n, sizeof(*p->rows), by_ord);
    for (size_t i = 0; i < p->n; i++) {
        for (int64_t ord = i ? p->rows[i - 1].ord + 1 : p->rows[0].ord; ord < p->rows[i].ord; ord++)
            buf_str(&block, ",0");
        buf_char(&block, i ? ',' : '[');
        buf_add(&block, p->text.data + p->rows[i].at, p->rows[i].len);
    }
    buf_char(&block, ']');
    if (buf_overflowed(&p->text) || buf_overflowed(&block))
        sqlite3_result_error_toobig(context);
    else
        sqlite3_result_text64(context, block.data, block.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    buf_clear(&block);
}

/* Also called, for its cleaning up, when the statement is ended before its last row. */
void lite_pack_final(sqlite3_context *context)
{
    struct pack *p = sqlite3_aggregate_context(context, 0);

    if (!p)
        return;
    if (!p->limited || !buf_overflowed(&p->text))
        result(context, p);
    free(p->rows);
    buf_clear(&p->text);
}
