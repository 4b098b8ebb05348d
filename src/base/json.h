/*
 * json.h: a streaming JSON writer (RFC 8259). Commas and nesting are kept here; the caller keeps begin
 * and end in pairs (asserted). Database values go through json_text(): as strings, so that no reader
 * rounds a bigint or a numeric. Invalid UTF-8 is written as U+FFFD. Every character that a terminal obeys or
 * hides (text_is_hidden()) is written as a \u escape: the value is the same and the output is safe to look at.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

struct json {
    struct buf *out;
    int depth;
    bool comma[64];   /* a value stands before, at this depth */
    bool array[64];   /* an array, not an object, is open at this depth */
    bool after_key;
    bool pretty;      /* two-space indentation */
};

void json_init(struct json *j, struct buf *out, bool pretty);
void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
void json_key(struct json *j, const char *key);
void json_text(struct json *j, const char *s); /* NULL writes null */
void json_text_n(struct json *j, const char *s, size_t n);
void json_int(struct json *j, int64_t n);
void json_double(struct json *j, double x); /* NaN and infinities become null */
void json_bool(struct json *j, bool b);
void json_null(struct json *j);
void json_raw(struct json *j, const char *json); /* an already valid JSON value */

/* json_key() and the value in one call. */
void json_kv_text(struct json *j, const char *key, const char *s);
void json_kv_int(struct json *j, const char *key, int64_t n);
void json_kv_double(struct json *j, const char *key, double x);
void json_kv_bool(struct json *j, const char *key, bool b);
