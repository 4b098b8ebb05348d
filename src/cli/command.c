#include "command.h"

#include <string.h>

#include "cmd.h"
#include "text.h"

const struct command *const commands[] = {
#define COMMAND(id) &cmd_##id,
#include "commands.def"
    NULL,
};

const struct option global_options[] = {
    {"--database", 'd', "URL", "the database: `postgresql://…`, `sqlite:FILE`, a path, or its name in the project file",
     .env = "RETCON_DATABASE_URL"},
    {"--project", 0, "FILE", "the project file, instead of the `retcon.yaml` that is found", .env = "RETCON_PROJECT",
     .complete = COMPLETE_FILE},
    {"--json", 0, NULL, "write JSON to standard output, errors too"},
    {"--quiet", 'q', NULL, "no progress and no remarks on standard error"},
    {"--color", 0, NULL, "colours even where there is no terminal"},
    {"--no-color", 0, NULL, "no colours; so does the environment variable NO_COLOR"},
    {"--help", 'h', NULL, "show help and exit"},
    {0},
};

const struct exit_status exit_statuses[] = {
    {0, "done"},
    {1, "failed"},
    {2, "usage: the command line is wrong"},
    {3, "the plan is not valid, does not fit the database, or its forecast does not hold"},
    {4, "waiting for evidence or a person"},
    {5, "drift: the plan, the list, the table or the database is not the one that was frozen"},
    {6, "halted by evidence, a limit or a guard; or the audit log does not fit"},
    {7, "finished, with conflicts or quarantined rows left for a person"},
    {75, "try again: something else is at it, or the connection was lost"},
    {130, "interrupted; everything committed is on record and the run can go on"},
    {0, NULL},
};

const struct command *command_find(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

const struct command *command_next(const struct command *const **at)
{
    while (**at && (**at)->hidden)
        (*at)++;
    return **at ? *(*at)++ : NULL;
}

const char *command_group_title(enum command_group group)
{
    static const char *const titles[GROUP_COUNT] = {
        [GROUP_PREPARE] = "Prepare a correction",  [GROUP_RUN] = "Run it",
        [GROUP_LOOK] = "See what it does and did", [GROUP_UNDO] = "Take it back, settle what is left",
        [GROUP_OTHER] = "Look after it",
    };

    return titles[group];
}

static const struct option *find_option(const struct option *list, const char *name, char letter)
{
    for (; list && list->name; list++)
        if (name ? strcmp(list->name, name) == 0 : list->letter == letter)
            return list;
    return NULL;
}

const struct option *command_option(const struct command *command, const char *name)
{
    const struct option *o = find_option(command ? command->options : NULL, name, 0);

    return o ? o : find_option(global_options, name, 0);
}

const struct option *command_option_letter(const struct command *command, char letter)
{
    const struct option *o = find_option(command ? command->options : NULL, NULL, letter);

    return o ? o : find_option(global_options, NULL, letter);
}

const char *command_nearest(const char *name)
{
    const char *names[64];
    const struct command *const *at = commands;
    const struct command *c;
    size_t n = 0;

    while (n < ARRAY_LEN(names) && (c = command_next(&at)))
        names[n++] = c->name;
    return text_nearest(name, names, n);
}

const char *command_nearest_option(const struct command *command, const char *name)
{
    const char *names[64];
    size_t n = 0;

    for (const struct option *o = command ? command->options : NULL; o && o->name && n < ARRAY_LEN(names); o++)
        names[n++] = o->name;
    for (const struct option *o = global_options; o->name && n < ARRAY_LEN(names); o++)
        names[n++] = o->name;
    return text_nearest(name, names, n);
}

bool command_words_have(const char *words, const char *value)
{
    size_t len = strlen(value);

    for (const char *w = words; *w; w += strspn(w, " ")) {
        size_t n = strcspn(w, " ");

        if (n == len && memcmp(w, value, n) == 0)
            return true;
        w += n;
    }
    return false;
}

bool command_has_exit(const struct command *command, int status)
{
    if (status <= 2)
        return true;
    for (const int *s = command->exits; s && *s; s++)
        if (*s == status)
            return true;
    return false;
}
