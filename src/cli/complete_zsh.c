#include <string.h>

#include "help.h"

/* Text inside '…' of a specification, where [ ] and : have a meaning. */
static void quoted(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            buf_str(out, "'\\''");
        else if (strchr("[]:\\", *c))
            buf_printf(out, "\\%c", *c);
        else if (*c != '`')
            buf_char(out, *c);
    }
}

static void action(struct buf *out, enum complete kind, const char *words)
{
    switch (kind) {
    case COMPLETE_NONE: buf_str(out, " "); break;
    case COMPLETE_PLAN: buf_str(out, "_files -g \"*.(yaml|yml)(-.)\""); break;
    case COMPLETE_FILE: buf_str(out, "_files"); break;
    case COMPLETE_COMMAND: buf_str(out, "_retcon_commands"); break;
    case COMPLETE_WORDS: buf_printf(out, "(%s)", words); break;
    }
}

/* One specification: '(-o --output)'{-o,--output}'[help]:FILE:action' */
static void option_spec(struct buf *out, const struct option *o)
{
    buf_str(out, " \\\n        ");
    if (o->letter)
        buf_printf(out, "'(-%c %s)'{-%c,%s%s}'", o->letter, o->name, o->letter, o->name, o->value ? "=" : "");
    else
        buf_printf(out, "'%s%s", o->name, o->value ? "=" : "");
    buf_char(out, '[');
    quoted(out, o->help);
    buf_char(out, ']');
    if (o->value) {
        buf_char(out, ':');
        quoted(out, o->value);
        buf_char(out, ':');
        action(out, o->complete, o->words);
    }
    buf_char(out, '\'');
}

static void option_specs(struct buf *out, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++)
        option_spec(out, o);
}

static void command_branch(struct buf *out, const struct command *c)
{
    int n = 1;

    buf_printf(out, "    %s)\n        _arguments -s", c->name);
    option_specs(out, c->options);
    option_specs(out, global_options);
    for (const struct argument *a = c->arguments; a && a->name; a++, n++) {
        bool repeats = !a[1].name && (c->max_args < 0 || c->max_args > n);

        if (repeats)
            buf_str(out, " \\\n        '*:");
        else
            buf_printf(out, " \\\n        '%d:", n);
        quoted(out, a->name);
        buf_char(out, ':');
        action(out, a->complete, a->words);
        buf_char(out, '\'');
    }
    buf_str(out, "\n        ;;\n");
}

void help_zsh(struct buf *out)
{
    const struct command *const *at;
    const struct command *c;

    buf_str(out, "#compdef retcon\n# zsh completion for retcon, made by: retcon __complete zsh\n"
                 "_retcon_commands() {\n    local -a commands\n    commands=(\n");
    for (at = commands; (c = command_next(&at));) {
        buf_printf(out, "        '%s:", c->name);
        quoted(out, c->summary);
        buf_str(out, "'\n");
    }
    buf_str(out, "    )\n    _describe -t commands 'retcon command' commands\n}\n"
                 "_retcon() {\n    local curcontext=$curcontext state line\n    typeset -A opt_args\n"
                 "    _arguments -C");
    option_specs(out, global_options);
    buf_str(out, " \\\n        '1:command:_retcon_commands' '*::argument:->argument'\n"
                 "    [[ $state == argument ]] || return\n    case $line[1] in\n");
    for (at = commands; (c = command_next(&at));)
        command_branch(out, c);
    buf_str(out, "    esac\n}\n"
                 "if [[ $funcstack[1] == _retcon ]]; then _retcon \"$@\"; else compdef _retcon retcon; fi\n");
}
