/*
 * err.h: what went wrong, as a value.
 *
 * A function that can fail takes a struct err * last and returns 0 (done), negative (failed; the err is
 * filled) or a positive condition that its header names. The err is forwarded unchanged, or given
 * context on the way up. Library code never prints; src/cli says an error once. The caller owns the
 * struct (usually on its stack); it holds no heap memory, so there is nothing to free.
 */
#pragma once

#include "cleanup.h"

enum err_id {
    ERR_NONE = 0,
#define ERROR(id, slug, status, class) ERR_##id,
#include "errors.def"
#undef ERROR
    ERR_COUNT
};

enum err_class { ERRC_USER, ERRC_CONFIG, ERRC_ROW, ERRC_TRANSIENT, ERRC_CONFLICT, ERRC_INTEGRITY, ERRC_BUG };

struct err {
    enum err_id id;
    char text[2048];   /* a lower-case sentence, names in quotes, no newline at the end */
    char hint[1024];   /* what to do about it; may be empty */
    char sqlstate[6];  /* PostgreSQL's SQLSTATE or the engine's own short code; may be empty */
    int position;      /* byte offset + 1 in the statement that the database complained about; 0: unknown */
};

/* Fill e and return -1, so that "return err_set(e, …)" reads well. */
int err_set(struct err *e, enum err_id id, const char *fmt, ...) _printf_(3, 4);

/* Add what to do about it. Returns -1. */
int err_hint(struct err *e, const char *fmt, ...) _printf_(2, 3);

/* Put "context: " before the text. Returns -1. */
int err_context(struct err *e, const char *fmt, ...) _printf_(2, 3);

const char *err_slug(enum err_id id);
int err_exit_status(enum err_id id);
enum err_class err_class_of(enum err_id id);

/* Is this the class that may be tried again? */
static inline int err_is_transient(const struct err *e)
{
    return err_class_of(e->id) == ERRC_TRANSIENT;
}
