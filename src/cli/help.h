/*
 * help.h: what the table of commands says, in each form that it is read in.
 */
#pragma once

#include "buf.h"
#include "command.h"
#include "terminal.h"

enum { HELP_COLUMNS = 80 };

void help_overview(struct buf *out, const struct terminal *t);
void help_command(struct buf *out, const struct terminal *t, const struct command *command);

void help_man(struct buf *out);       /* retcon.1 in roff */
void help_reference(struct buf *out); /* docs/commands.md */

void help_bash(struct buf *out); /* completion scripts */
void help_zsh(struct buf *out);
void help_fish(struct buf *out);

/* "-o, --output FILE"; where there is no letter, the name alone. */
void help_option_name(struct buf *out, const struct option *o);
/* The option's help with its environment variable. */
void help_option_text(struct buf *out, const struct option *o);
/* "retcon NAME LINE" for the next line of a command's usage; *line is the rest of the usage. False at its end. */
bool help_usage_line(struct buf *out, const struct command *command, const char **line);
