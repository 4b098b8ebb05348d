/*
 * cli.h: one invocation: what was asked for, and how it speaks.
 *
 * stdout is data, stderr is talk. An error is said once, by cli_fail(). Everything that did not come from this
 * program's own text passes text_visible() here or in table.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "command.h"
#include "err.h"
#include "terminal.h"

struct cli_option {
    const struct option *option;
    const char *value; /* NULL for a flag */
};

struct cli {
    struct arena *arena;           /* until the command ends */
    const struct command *command; /* NULL: none was named */
    const char **args;             /* n_args, then NULL */
    size_t n_args;
    struct cli_option *given;
    size_t n_given;
    struct terminal out, err;
    bool json, quiet;
    int out_errno; /* why stdout cannot be written to; 0: it can */
};

void cli_init(struct cli *cli);
/* Could stdout be written? A full disk turns status 0 into 1; a reader that went away does not matter. Releases. */
int cli_finish(struct cli *cli, int status);

/* Say the error once: "retcon: text" and "  hint: …" on stderr; with --json an object on stdout. Returns the exit
   status. */
int cli_fail(struct cli *cli, const struct err *e);
/* The same for a wrong command line: exit status 2, with a hint that names the command's help. */
int cli_usage(struct cli *cli, const char *fmt, ...) _printf_(2, 3);

/* A remark on stderr, a line of its own; nothing with --quiet. */
void cli_say(struct cli *cli, const char *fmt, ...) _printf_(2, 3);
/* The next command to type, as the last remark: "next: retcon …". */
void cli_next(struct cli *cli, const char *fmt, ...) _printf_(2, 3);

/* Write a finished text to stdout, with a newline at its end. The one door: printf() would lose the error. */
void cli_out(struct cli *cli, const struct buf *text);

/* What was given. The option must be one of the command's or a global one (asserted). */
bool cli_flag(const struct cli *cli, const char *name);
const char *cli_value(const struct cli *cli, const char *name); /* else its environment variable, else NULL */
const char *cli_arg(const struct cli *cli, size_t i);           /* NULL past the last */

/* An option's value as a count (120000, 120_000) or milliseconds (2s, 90d); fallback when it was not given. The
   error names the option. */
_must_check_ int cli_count(const struct cli *cli, const char *name, int64_t fallback, int64_t *ret, struct err *e);
_must_check_ int cli_duration_ms(const struct cli *cli, const char *name, int64_t fallback, int64_t *ret,
                                 struct err *e);
