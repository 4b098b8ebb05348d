#include <string.h>

#include "help.h"

static void quoted(struct buf *out, const char *text)
{
    buf_char(out, '\'');
    for (const char *c = text; *c; c++) {
        if (*c == '\'' || *c == '\\')
            buf_char(out, '\\');
        if (*c != '`')
            buf_char(out, *c);
    }
    buf_char(out, '\'');
}

static void values(struct buf *out, enum complete kind, const char *words)
{
    switch (kind) {
    case COMPLETE_NONE: buf_str(out, " -f"); break;
    case COMPLETE_PLAN: buf_str(out, " -f -k -a '(__fish_complete_suffix .yaml .yml)'"); break;
    case COMPLETE_FILE: buf_str(out, " -F"); break;
    case COMPLETE_COMMAND:
    case COMPLETE_WORDS:
        buf_str(out, " -f -a ");
        quoted(out, words);
        break;
    }
}

static void option_lines(struct buf *out, const char *condition, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        buf_printf(out, "complete -c retcon%s -l %s", condition, o->name + 2);
        if (o->letter)
            buf_printf(out, " -s %c", o->letter);
        if (o->value) {
            buf_str(out, " -r");
            values(out, o->complete, o->words);
        }
        buf_str(out, " -d ");
        quoted(out, o->help);
        buf_char(out, '\n');
    }
}

static void argument_lines(struct buf *out, const char *condition, const struct command *c, const char *all)
{
    for (const struct argument *a = c->arguments; a && a->name; a++) {
        if (a->complete == COMPLETE_NONE)
            continue;
        buf_printf(out, "complete -c retcon%s", condition);
        values(out, a->complete, a->complete == COMPLETE_COMMAND ? all : a->words);
        buf_char(out, '\n');
    }
}

void help_fish(struct buf *out)
{
    const struct command *const *at;
    const struct command *c;
    struct buf all = BUF_INIT(0);

    for (at = commands; (c = command_next(&at));)
        buf_printf(&all, "%s%s", all.len ? " " : "", c->name);
    buf_str(out, "# fish completion for retcon, made by: retcon __complete fish\ncomplete -c retcon -f\n");
    option_lines(out, "", global_options);
    for (at = commands; (c = command_next(&at));) {
        struct buf condition = BUF_INIT(0);

        buf_printf(out, "complete -c retcon -n __fish_use_subcommand -a %s -d ", c->name);
        quoted(out, c->summary);
        buf_char(out, '\n');
        buf_printf(&condition, " -n '__fish_seen_subcommand_from %s'", c->name);
        option_lines(out, buf_cstr(&condition), c->options);
        argument_lines(out, buf_cstr(&condition), c, buf_cstr(&all));
        buf_clear(&condition);
    }
    buf_clear(&all);
}
