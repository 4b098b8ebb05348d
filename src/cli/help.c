#include "help.h"

#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

static void spaces(struct buf *out, int n)
{
    for (; n > 0; n--)
        buf_char(out, ' ');
}

/* A word of our own texts: between backticks it is bold where there is colour; else the backticks stay. */
static int add_word(struct buf *out, const struct terminal *t, const char *word, size_t n, bool *code)
{
    int width = 0;

    for (size_t i = 0; i < n; i++) {
        if (word[i] == '`' && t->color) {
            *code = !*code;
            buf_str(out, *code ? terminal_on(t, STYLE_BOLD) : terminal_off(t, STYLE_BOLD));
            continue;
        }
        buf_char(out, word[i]);
        width += ((unsigned char) word[i] & 0xc0) != 0x80;
    }
    return width;
}

/* A word's columns as add_word() shows it. */
static int word_width(const struct terminal *t, const char *word, size_t n)
{
    int width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char) word[i] & 0xc0) != 0x80 && !(word[i] == '`' && t->color);
    return width;
}

/* Append paragraphs, wrapped, from the given column on; later lines begin at indent. */
static void wrap(struct buf *out, const struct terminal *t, const char *text, int column, int indent, int columns)
{
    bool code = false, line_start = true;

    while (*text) {
        size_t n = strcspn(text, " \n");

        if (n == 0) {
            if (text_starts_with(text, "\n\n")) {
                buf_str(out, "\n\n");
                spaces(out, indent);
                column = indent;
                line_start = true;
            }
            text += strspn(text, " \n");
            continue;
        }
        if (!line_start && column + 1 + word_width(t, text, n) > columns) {
            buf_char(out, '\n');
            spaces(out, indent);
            column = indent;
            line_start = true;
        }
        if (!line_start) {
            buf_char(out, ' ');
            column++;
        }
        column += add_word(out, t, text, n, &code);
        line_start = false;
        text += n;
    }
    buf_char(out, '\n');
}

static int help_columns(const struct terminal *t)
{
    int columns = terminal_columns(t);

    return columns > 40 && columns < HELP_COLUMNS ? columns : HELP_COLUMNS;
}

static void title(struct buf *out, const struct terminal *t, const char *text)
{
    buf_char(out, '\n');
    terminal_styled(out, t, STYLE_BOLD, text);
    buf_str(out, ":\n");
}

void help_option_name(struct buf *out, const struct option *o)
{
    if (o->letter)
        buf_printf(out, "-%c, ", o->letter);
    buf_str(out, o->name);
    if (o->value)
        buf_printf(out, " %s", o->value);
}

void help_option_text(struct buf *out, const struct option *o)
{
    buf_str(out, o->help);
    if (o->env)
        buf_printf(out, "; else the environment variable %s", o->env);
}

bool help_usage_line(struct buf *out, const struct command *command, const char **line)
{
    size_t n = strcspn(*line, "\n");

    if (!**line)
        return false;
    buf_printf(out, "retcon %s %.*s", command->name, (int) n, *line);
    *line += n + ((*line)[n] == '\n');
    return true;
}

/* "  term        text", the text wrapped at its own column; a long term has its text on the next line. */
static void definition(struct buf *out, const struct terminal *t, const char *term, const char *text, int column)
{
    int width = 2 + text_width(term);

    buf_str(out, "  ");
    buf_str(out, term);
    if (width + 2 > column) {
        buf_char(out, '\n');
        width = 0;
    }
    spaces(out, column - width);
    wrap(out, t, text, column, column, help_columns(t));
}

static void option_list(struct buf *out, const struct terminal *t, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        struct buf name = BUF_INIT(0), text = BUF_INIT(0);

        if (!o->letter)
            buf_str(&name, "    ");
        help_option_name(&name, o);
        help_option_text(&text, o);
        definition(out, t, buf_cstr(&name), buf_cstr(&text), 26);
        buf_clear(&name);
        buf_clear(&text);
    }
}

static void usage(struct buf *out, const struct terminal *t, const struct command *command)
{
    const char *line = command->usage, *lead = "Usage: ";
    struct buf text = BUF_INIT(0);

    do {
        buf_reset(&text);
        if (!help_usage_line(&text, command, &line))
            buf_printf(&text, "retcon %s", command->name);
        terminal_styled(out, t, STYLE_BOLD, lead);
        buf_printf(out, "%s\n", buf_cstr(&text));
        lead = "       ";
    } while (*line);
    buf_clear(&text);
}

static void exit_list(struct buf *out, const struct terminal *t, const struct command *command)
{
    for (const struct exit_status *s = exit_statuses; s->meaning; s++) {
        char number[16];

        if (!command_has_exit(command, s->status))
            continue;
        snprintf(number, sizeof(number), "%3d", s->status);
        definition(out, t, number, s->meaning, 7);
    }
}

void help_command(struct buf *out, const struct terminal *t, const struct command *command)
{
    usage(out, t, command);
    buf_char(out, '\n');
    wrap(out, t, command->description, 0, 0, help_columns(t));
    if (command->options) {
        title(out, t, "Options");
        option_list(out, t, command->options);
    }
    title(out, t, "Options of every command");
    option_list(out, t, global_options);
    if (command->examples)
        title(out, t, "Examples");
    for (const struct example *e = command->examples; e && e->command; e++) {
        buf_printf(out, "  %s\n      ", e->command);
        wrap(out, t, e->what, 6, 6, help_columns(t));
    }
    title(out, t, "Exit status");
    exit_list(out, t, command);
}

void help_overview(struct buf *out, const struct terminal *t)
{
    terminal_styled(out, t, STYLE_BOLD, "Usage: ");
    buf_str(out, "retcon [--database URL] COMMAND [ARGUMENT...]\n\n");
    wrap(out, t,
         "Deploys corrections to data: with a scope, a rehearsal, stages, evidence, someone who can stop it, and a "
         "way back.",
         0, 0, help_columns(t));
    for (int group = 0; group < GROUP_COUNT; group++) {
        const struct command *const *at = commands;
        const struct command *c;

        title(out, t, command_group_title((enum command_group) group));
        while ((c = command_next(&at)))
            if (c->group == (enum command_group) group)
                definition(out, t, c->name, c->summary, 14);
    }
    title(out, t, "Options of every command");
    option_list(out, t, global_options);
    buf_str(out, "\nBegin with: retcon new --from \"UPDATE ...\" and retcon help COMMAND.\n");
}
