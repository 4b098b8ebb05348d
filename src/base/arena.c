#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024 };

struct block {
    struct block *next;
    size_t used, size;
    max_align_t data[];
};

struct last_call {
    void (*fn)(void *);
    void *p;
    struct last_call *next;
};

struct arena {
    struct block *blocks;
    struct last_call *last_calls;
};

static void out_of_memory(void)
{
    static const char line[] = "retcon: out of memory\n";

    fwrite(line, 1, sizeof(line) - 1, stderr);
    abort();
}

void *xmalloc(size_t bytes)
{
    void *p = malloc(bytes ? bytes : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *xcalloc(size_t n, size_t bytes)
{
    void *p = calloc(n ? n : 1, bytes ? bytes : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *xrealloc(void *old, size_t bytes)
{
    void *p = realloc(old, bytes ? bytes : 1);

    if (!p)
        out_of_memory();
    return p;
}

char *xstrdup(const char *s)
{
    size_t n = strlen(s) + 1;

    return memcpy(xmalloc(n), s, n);
}

struct arena *arena_new(void)
{
    return xcalloc(1, sizeof(struct arena));
}

void arena_reset(struct arena *a)
{
    struct block *b, *next;
    struct last_call *c = a->last_calls;

    for (a->last_calls = NULL; c; c = c->next)
        c->fn(c->p);
    for (b = a->blocks; b; b = next) {
        next = b->next;
        free(b);
    }
    a->blocks = NULL;
}

void arena_on_free(struct arena *a, void (*fn)(void *), void *p)
{
    struct last_call *c = arena_alloc(a, sizeof(*c));

    *c = (struct last_call) {fn, p, a->last_calls};
    a->last_calls = c;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a);
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    struct block *b = a->blocks;
    size_t need = (bytes + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    void *p;

    if (need < bytes)
        out_of_memory();
    if (!b || b->size - b->used < need) {
        size_t size = need > BLOCK_BYTES ? need : BLOCK_BYTES;

        b = xmalloc(sizeof(*b) + size);
        b->size = size;
        b->used = 0;
        b->next = a->blocks;
        a->blocks = b;
    }
    p = (char *) b->data + b->used;
    b->used += need;
    return memset(p, 0, bytes);
}

void *arena_array(struct arena *a, size_t item_bytes, size_t n)
{
    if (n && item_bytes > SIZE_MAX / n)
        out_of_memory();
    return arena_alloc(a, item_bytes * n);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *p = arena_alloc(a, n + 1);

    memcpy(p, s, n);
    return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;
    char *p;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        out_of_memory();
    p = arena_alloc(a, (size_t) n + 1);
    vsnprintf(p, (size_t) n + 1, fmt, again);
    va_end(again);
    return p;
}
