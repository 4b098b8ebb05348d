/*
 * child.h: another program, run to its end: found on PATH, with a fixed vector of arguments, never by a shell. And the
 * private files that it is given.
 */
#pragma once

#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "err.h"

struct child {
    const char *const *argv;  /* ends with NULL; argv[0] is looked for on PATH */
    const char *input;        /* the path of a file for its standard input; NULL: /dev/null */
    int64_t deadline_ms;      /* it is killed after that */
};

/* Run it. *ret_status: its exit status, or 128 and a signal's number. What it wrote to standard output and error, 64 KiB at
   most, is appended to out. ERR_IO: it could not be run, or took too long. */
_must_check_ int child_run(const struct child *s, int *ret_status, struct buf *out, struct err *e);

/* A folder of our own, mode 0700, below TMPDIR or /tmp. Files in it have mode 0600. */
struct child_folder {
    char path[256];
};
_must_check_ int child_folder_make(struct child_folder *ret, struct err *e);
/* Write a new file there; *ret_path is the arena's. */
_must_check_ int child_folder_write(const struct child_folder *f, struct arena *a, const char *name, const char *text,
                                    const char **ret_path, struct err *e);
/* With all that is in it. One that was not made is none. */
void child_folder_remove(struct child_folder *f);

/* A whole file, of at most max bytes; larger ones are ERR_IO. */
_must_check_ int child_read(const char *path, size_t max, struct buf *out, struct err *e);
