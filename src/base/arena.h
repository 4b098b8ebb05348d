/*
 * arena.h: memory with one lifetime: a command, a plan, a batch.
 *
 * Everything allocated from an arena lives until arena_reset() or arena_free(). Out of memory ends the
 * process with one line on stderr: to the ledger that is one more kill -9, which it survives. An arena
 * belongs to one thread.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#include "cleanup.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL does nothing */
void arena_reset(struct arena *a);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t bytes);
#define arena_new_array(a, type, n) ((type *) arena_array((a), sizeof(type), (n)))
void *arena_array(struct arena *a, size_t item_bytes, size_t n); /* checks the product */
char *arena_strdup(struct arena *a, const char *s);               /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) _printf_(2, 3);

/* Call fn(p) when the arena is reset or freed: for a handle whose lifetime is the arena's. The last comes first. */
void arena_on_free(struct arena *a, void (*fn)(void *), void *p);

DEFINE_CLEANUP(struct arena *, arena_free)

/* malloc and friends that end the process instead of returning NULL. */
void *xmalloc(size_t bytes);
void *xcalloc(size_t n, size_t bytes);
void *xrealloc(void *p, size_t bytes);
char *xstrdup(const char *s);
