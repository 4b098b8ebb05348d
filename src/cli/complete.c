#include <string.h>

#include "help.h"

/* The names of a command's options and of the global ones, separated by spaces. */
static void option_names(struct buf *out, const struct option *options, const char *separator)
{
    for (const struct option *o = options; o && o->name; o++)
        buf_printf(out, "%s%s", separator, o->name);
}

/* The patterns of a case branch: "--output|-o". */
static void pattern(struct buf *out, const char *prefix, const struct option *o)
{
    buf_printf(out, "%s%s", prefix, o->name);
    if (o->letter)
        buf_printf(out, "|%s-%c", prefix, o->letter);
}

/* What to do where a value or an argument of this kind stands. */
static void action(struct buf *out, enum complete kind, const char *words)
{
    switch (kind) {
    case COMPLETE_NONE: buf_str(out, ":"); break;
    case COMPLETE_PLAN: buf_str(out, "_retcon_plans"); break;
    case COMPLETE_FILE: buf_str(out, "_retcon_files"); break;
    case COMPLETE_COMMAND: buf_str(out, "_retcon_words \"$commands\""); break;
    case COMPLETE_WORDS: buf_printf(out, "_retcon_words \"%s\"", words); break;
    }
}

static void value_branches(struct buf *out, const char *command, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        struct buf prefix = BUF_INIT(0);

        if (!o->value)
            continue;
        buf_printf(&prefix, "%s:", command);
        buf_str(out, "        ");
        pattern(out, buf_cstr(&prefix), o);
        buf_str(out, ") ");
        action(out, o->complete, o->words);
        buf_str(out, "; return ;;\n");
        buf_clear(&prefix);
    }
}

static void argument_branches(struct buf *out, const struct command *c)
{
    int n = 0;

    for (const struct argument *a = c->arguments; a && a->name; a++, n++) {
        bool repeats = !a[1].name && (c->max_args < 0 || c->max_args > n + 1);

        buf_printf(out, "        %s:%s) ", c->name, repeats ? "*" : (char[]){(char) ('0' + n), '\0'});
        action(out, a->complete, a->words);
        buf_str(out, " ;;\n");
    }
}

/* Words that take the next one as their value, for counting the arguments before the cursor. */
static void value_options(struct buf *out)
{
    const struct command *const *at = commands;
    const struct command *c;

    for (const struct option *o = global_options; o->name; o++) {
        if (o->value) {
            pattern(out, out->data[out->len - 1] == ' ' ? "*:" : "|*:", o);
        }
    }
    while ((c = command_next(&at))) {
        struct buf prefix = BUF_INIT(0);

        buf_printf(&prefix, "%s:", c->name);
        for (const struct option *o = c->options; o && o->name; o++) {
            if (!o->value)
                continue;
            buf_char(out, '|');
            pattern(out, buf_cstr(&prefix), o);
        }
        buf_clear(&prefix);
    }
}

static const char bash_head[] =
    "# bash completion for retcon, made by: retcon __complete bash\n"
    "_retcon_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n"
    "_retcon_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); }\n"
    "_retcon_plans() {\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"; compgen -f -X '!*.yaml' -- \"$cur\"; compgen -f -X '!*.yml' -- "
    "\"$cur\")\n"
    "}\n"
    "_retcon() {\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= word i n=0 options\n"
    "    COMPREPLY=()\n";

static const char bash_scan[] = "    # \"--format=html\" arrives as three words.\n"
                                "    if [[ $cur == = ]]; then cur=\n"
                                "    elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
                                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                                "        word=${COMP_WORDS[i]}\n"
                                "        case $command:$word in\n";

void help_bash(struct buf *out)
{
    const struct command *const *at;
    const struct command *c;

    buf_str(out, bash_head);
    buf_str(out, "    local commands=\"");
    for (at = commands; (c = command_next(&at));)
        buf_printf(out, "%s%s", c == commands[0] ? "" : " ", c->name);
    buf_str(out, "\"\n");
    buf_str(out, bash_scan);
    buf_str(out, "        ");
    value_options(out);
    buf_str(out, ") [[ ${COMP_WORDS[i + 1]} == = ]] && ((i++)); ((i++)) ;;\n"
                 "        *:-* | *:=) ;;\n"
                 "        :*) command=$word ;;\n"
                 "        *) ((n++)) ;;\n"
                 "        esac\n"
                 "    done\n"
                 "    case $command:$prev in\n");
    for (at = commands; (c = command_next(&at));)
        value_branches(out, c->name, c->options);
    value_branches(out, "*", global_options);
    buf_str(out, "    esac\n    case $command in\n");
    for (at = commands; (c = command_next(&at));) {
        buf_printf(out, "        %s) options=\"", c->name);
        option_names(out, c->options, " ");
        buf_str(out, "\" ;;\n");
    }
    buf_str(out, "    esac\n    if [[ $cur == -* ]]; then\n        _retcon_words \"$options");
    option_names(out, global_options, " ");
    buf_str(out, "\"\n        return\n    fi\n    case $command:$n in\n        :*) _retcon_words \"$commands\" ;;\n");
    for (at = commands; (c = command_next(&at));)
        argument_branches(out, c);
    buf_str(out, "    esac\n}\ncomplete -F _retcon retcon\n");
}
