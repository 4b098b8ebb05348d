/*
 * packed.h: keys and captured values as JSON, a block for the rows of a chunk or a batch. How they are written, and read again.
 *
 * A block's body is an array with an element for each row from from_ord on: 0 for a row of which nothing was captured, else
 * an array of values: before and after of the first column, of the second, … (of the list: the number of the row's class, the
 * values of its key). SQLite's own JSON functions read it. Integers
 * and text are plain; a REAL has a point or an exponent (infinity: 9.0e+999), so that it reads back as the same REAL; a BLOB
 * is {"blob":"00ff"}. Text is as it is stored, with the escapes that JSON asks for; only what UTF-8 cannot say, half a pair of
 * surrogates in a file whose encoding is UTF-16, is {"text16":"d800"}, its units in hex. No two values are written alike.
 */
#pragma once

#include <sqlite3.h>
#include <stdint.h>

#include "buf.h"

/* Append a value. */
void packed_value(struct buf *b, sqlite3_value *v);
/* Append an integer. */
void packed_integer(struct buf *b, int64_t n);

/* The value that is written at text becomes the result of the function or the column. -1: it is not one of ours. */
int packed_result(sqlite3_context *context, const char *text);

/* The integer that is written at p. Behind it; NULL: none is. */
const char *packed_read_integer(const char *p, int64_t *ret);

/* Where the values of a block's rows begin. */
struct packed_rows {
    const char *text;  /* not owned */
    uint32_t *at;      /* owned: width offsets a row; the first is 0 where nothing was captured */
    size_t n, width;   /* rows, values a row */
    size_t room;
};

/* 0; -1: the text is not a block. */
int packed_read(struct packed_rows *r, const char *text, size_t len);
void packed_clear(struct packed_rows *r);
