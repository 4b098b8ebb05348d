/*
 * buf.h: a growing byte buffer with a maximum.
 *
 * Always NUL-terminated after the first append. Growing past the maximum does not fail at the call: the
 * buffer keeps what fits and remembers (buf_overflowed()), so that a writer checks once, at the end.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"

struct buf {
    char *data;   /* owned; NULL until the first append */
    size_t len;   /* bytes, without the NUL */
    size_t size;
    size_t max_bytes;
    bool overflowed;
};

#define BUF_INIT(max) {.max_bytes = (max)}
enum { BUF_MAX_DEFAULT = 64 * 1024 * 1024 };

void buf_clear(struct buf *b); /* frees */
void buf_reset(struct buf *b); /* empties, keeps the memory */
void buf_add(struct buf *b, const void *data, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) _printf_(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap) _printf_(2, 0);
const char *buf_cstr(const struct buf *b); /* "" when empty */
static inline bool buf_overflowed(const struct buf *b)
{
    return b->overflowed;
}
