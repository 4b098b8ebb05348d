/*
 * terminal.h: what stands behind stdout or stderr: is it a terminal, how wide, which signs, which colours.
 *
 * Colour is decoration: state is always said by a word and a sign, too. Sixteen colours only, so that the user's own
 * palette holds. Colour on: --color, else not NO_COLOR, else FORCE_COLOR or CLICOLOR_FORCE, else a terminal that
 * is not "dumb".
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "buf.h"
#include "err.h"

enum color_wish { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct terminal {
    FILE *file;
    bool is_tty;
    bool color;
    bool utf8; /* else signs are ASCII */
};

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_OK, STYLE_RUN, STYLE_WARN, STYLE_BAD, STYLE_COUNT };

/* Needs setlocale(LC_CTYPE, "") before. */
void terminal_init(struct terminal *t, FILE *file, enum color_wish wish);

/* Columns now (a window changes its size); 80 where nothing says, 0 (no limit) where it is no terminal. */
int terminal_columns(const struct terminal *t);

/* Append text in a style. The text is appended as it is: text_visible() is the caller's. */
void terminal_styled(struct buf *out, const struct terminal *t, enum style style, const char *text);
/* The escape sequences alone; "" without colour. */
const char *terminal_on(const struct terminal *t, enum style style);
const char *terminal_off(const struct terminal *t, enum style style);

/* Append text by text_visible(), cut at max_columns (0: never) with a sign that the terminal has. */
void terminal_text(struct buf *out, const struct terminal *t, const char *text, int max_columns);

/* One column wide: ✓ ● ! ✗ · or + * ! x - by style. */
const char *terminal_sign(const struct terminal *t, enum style style);
/* The style of a run's state by its name; STYLE_PLAIN for a word that is none. */
enum style terminal_state_style(const char *state);
/* "✓ finished", in colour. */
void terminal_state(struct buf *out, const struct terminal *t, const char *state);

/* Ask on stderr, read from stdin. 0: yes; 1: no (anything but y or yes, or the end of input); -1: there is no
   terminal to ask on (ERR_USAGE, the hint names --yes) or a stop was asked for by a signal (ERR_INTERRUPTED). */
_must_check_ int terminal_ask(const char *question, struct err *e);

/* Show a prompt on stderr and read a line from stdin, without its end. 0: *ret is malloc()ed; 1: the end of input; -1: as
   terminal_ask(), whose hint is `instead`. */
_must_check_ int terminal_line(const char *prompt, const char *instead, char **ret, struct err *e);
