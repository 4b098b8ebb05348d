#include <string.h>

#include "help.h"

static void option_list(struct buf *out, const struct option *options)
{
    for (const struct option *o = options; o && o->name; o++) {
        buf_str(out, "- `");
        help_option_name(out, o);
        buf_str(out, "`: ");
        help_option_text(out, o);
        buf_char(out, '\n');
    }
    buf_char(out, '\n');
}

static void usage(struct buf *out, const struct command *command)
{
    const char *line = command->usage;

    buf_str(out, "```\n");
    do {
        if (!help_usage_line(out, command, &line))
            buf_printf(out, "retcon %s", command->name);
        buf_char(out, '\n');
    } while (*line);
    buf_str(out, "```\n\n");
}

static void example_list(struct buf *out, const struct example *examples)
{
    if (!examples)
        return;
    buf_str(out, "Examples:\n\n");
    for (const struct example *e = examples; e->command; e++)
        buf_printf(out, "- `%s`: %s\n", e->command, e->what);
    buf_char(out, '\n');
}

static void exit_list(struct buf *out, const struct command *command)
{
    const char *separator = "Exit status: ";

    for (const struct exit_status *s = exit_statuses; s->meaning; s++) {
        if (!command_has_exit(command, s->status))
            continue;
        buf_printf(out, "%s%d", separator, s->status);
        separator = ", ";
    }
    buf_str(out, ".\n\n");
}

static void command_section(struct buf *out, const struct command *command)
{
    buf_printf(out, "### retcon %s\n\n", command->name);
    usage(out, command);
    buf_printf(out, "%s\n\n", command->description);
    if (command->options)
        option_list(out, command->options);
    example_list(out, command->examples);
    exit_list(out, command);
}

static void group_section(struct buf *out, enum command_group group)
{
    const struct command *const *at = commands;
    const struct command *c;

    buf_printf(out, "## %s\n\n", command_group_title(group));
    while ((c = command_next(&at)))
        if (c->group == group)
            command_section(out, c);
}

void help_reference(struct buf *out)
{
    buf_str(out, "<!-- Made by `retcon __reference`. Do not edit. -->\n\n# Commands\n\n");
    buf_str(out, "stdout is data, stderr is talk. Options may stand before and after arguments; `--` ends them.\n\n");
    for (int group = 0; group < GROUP_COUNT; group++)
        group_section(out, (enum command_group) group);
    buf_str(out, "## Options of every command\n\n");
    option_list(out, global_options);
    buf_str(out, "## Exit status\n\n| status | meaning |\n|---|---|\n");
    for (const struct exit_status *s = exit_statuses; s->meaning; s++)
        buf_printf(out, "| %d | %s |\n", s->status, s->meaning);
}
