#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

void buf_clear(struct buf *b)
{
    free(b->data);
    b->data = NULL;
    b->len = b->size = 0;
    b->overflowed = false;
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    b->overflowed = false;
    if (b->data)
        b->data[0] = '\0';
}

void buf_add(struct buf *b, const void *data, size_t n)
{
    size_t max = b->max_bytes ? b->max_bytes : BUF_MAX_DEFAULT;

    if (n > max - b->len) {
        n = max - b->len;
        b->overflowed = true;
    }
    if (b->len + n + 1 > b->size) {
        size_t size = b->size ? b->size * 2 : 256;

        while (size < b->len + n + 1)
            size *= 2;
        b->data = xrealloc(b->data, size);
        b->size = size;
    }
    if (n)
        memcpy(b->data + b->len, data, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    char small[512];
    va_list again;
    int n;

    va_copy(again, ap);
    n = vsnprintf(small, sizeof(small), fmt, ap);
    if (n >= 0 && (size_t) n < sizeof(small)) {
        buf_add(b, small, (size_t) n);
    } else if (n >= 0) {
        char *big = xmalloc((size_t) n + 1);

        vsnprintf(big, (size_t) n + 1, fmt, again);
        buf_add(b, big, (size_t) n);
        free(big);
    }
    va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

const char *buf_cstr(const struct buf *b)
{
    return b->data ? b->data : "";
}
