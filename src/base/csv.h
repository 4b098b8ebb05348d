/*
 * csv.h: RFC 4180 in and out: quotes, doubled quotes, embedded newlines, CRLF or LF, an optional BOM.
 * The reader streams a file in constant memory (a record has a maximum) and reports file:line. It skips empty
 * lines and refuses what RFC 4180 does not know: a quote inside an unquoted field, text after a closing quote,
 * a carriage return on its own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "err.h"

enum { CSV_MAX_RECORD_BYTES = 1024 * 1024, CSV_MAX_FIELDS = 4096 };

struct csv_reader;

_must_check_ int csv_open(const char *path, struct csv_reader **ret, struct err *e);
void csv_close(struct csv_reader *r);
DEFINE_CLEANUP(struct csv_reader *, csv_close)

/* The next record: 0 and its fields (valid until the next call; an unquoted empty field is NULL, a quoted
   one is ""), 1 at the end of the file, -1 on an error (unclosed quote, invalid UTF-8, NUL, too long). */
_must_check_ int csv_next(struct csv_reader *r, char ***ret_fields, size_t *ret_n, struct err *e);
int csv_line(const struct csv_reader *r); /* the line on which the last record began, from 1 */

/* Append one field, after a comma unless it is the record's first, quoted where needed; s NULL appends no text
   (the reader gives NULL again), "" appends two quotes. safe: guard against spreadsheet formulas by a leading
   apostrophe before = + - @ (also full-width), tab, CR and LF; a plain number such as -12.50 stays as it is.
   The caller ends a record with "\r\n" or "\n". */
void csv_field(struct buf *out, const char *s, bool first, bool safe);
