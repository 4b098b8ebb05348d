#include "options.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

struct reader {
    struct cli *cli;
    char **argv;
    int argc, at; /* argv[at] is the next word */
    bool help;
};

static int usage_hint(const struct cli *cli, struct err *e)
{
    return err_hint(e, "see `retcon help%s%s`", cli->command ? " " : "", cli->command ? cli->command->name : "");
}

static bool was_given(const struct cli *cli, const struct option *o)
{
    for (size_t i = 0; i < cli->n_given; i++)
        if (cli->given[i].option == o)
            return true;
    return false;
}

static int check_word(const struct option *o, const char *value, struct err *e)
{
    if (!o->words || command_words_have(o->words, value))
        return 0;
    err_set(e, ERR_USAGE, "%s cannot be \"%s\"", o->name, value);
    return err_hint(e, "it is one of: %.*s", (int) (strlen(o->words) - (o->words[strlen(o->words) - 1] == ' ')),
                    o->words);
}

/* Keep an option; a flag may be repeated, a value may not: which one would count? */
static int give(struct reader *r, const struct option *o, const char *value, struct err *e)
{
    struct cli *cli = r->cli;

    if (strcmp(o->name, "--help") == 0)
        r->help = true;
    if (was_given(cli, o)) {
        if (!o->value)
            return 0;
        err_set(e, ERR_USAGE, "%s is given twice", o->name);
        return usage_hint(cli, e);
    }
    if (value && check_word(o, value, e) < 0)
        return -1;
    cli->given[cli->n_given++] = (struct cli_option){o, value};
    return 0;
}

/* The value of an option whose word did not hold it. */
static int next_value(struct reader *r, const struct option *o, const char **ret, struct err *e)
{
    if (r->at >= r->argc) {
        err_set(e, ERR_USAGE, "%s needs a value: %s %s", o->name, o->name, o->value);
        return usage_hint(r->cli, e);
    }
    *ret = r->argv[r->at++];
    return 0;
}

static int unknown_option(const struct cli *cli, const char *name, struct err *e)
{
    const char *near = command_nearest_option(cli->command, name);

    if (cli->command)
        err_set(e, ERR_USAGE, "\"%s\" has no option \"%s\"", cli->command->name, name);
    else
        err_set(e, ERR_USAGE, "there is no option \"%s\" before the command", name);
    return near ? err_hint(e, "did you mean \"%s\"?", near) : usage_hint(cli, e);
}

static int read_long(struct reader *r, const char *word, struct err *e)
{
    const char *equals = strchr(word, '='), *value = equals ? equals + 1 : NULL;
    const char *name = arena_strndup(r->cli->arena, word, equals ? (size_t) (equals - word) : strlen(word));
    const struct option *o = command_option(r->cli->command, name);

    if (!o)
        return unknown_option(r->cli, name, e);
    if (!o->value && value) {
        err_set(e, ERR_USAGE, "%s takes no value", o->name);
        return usage_hint(r->cli, e);
    }
    if (o->value && !value && next_value(r, o, &value, e) < 0)
        return -1;
    return give(r, o, value, e);
}

static int read_letters(struct reader *r, const char *word, struct err *e)
{
    for (const char *c = word + 1; *c; c++) {
        const struct option *o = command_option_letter(r->cli->command, *c);
        const char *value = NULL;

        if (!o)
            return unknown_option(r->cli, arena_printf(r->cli->arena, "-%c", *c), e);
        if (!o->value) {
            if (give(r, o, NULL, e) < 0)
                return -1;
            continue;
        }
        if (c[1])
            value = c + 1;
        else if (next_value(r, o, &value, e) < 0)
            return -1;
        return give(r, o, value, e);
    }
    return 0;
}

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] && !isdigit((unsigned char) word[1]);
}

static int read_command(struct cli *cli, const char *word, struct err *e)
{
    const char *near;

    cli->command = command_find(word);
    if (cli->command)
        return 0;
    near = command_nearest(word);
    err_set(e, ERR_USAGE, "there is no command \"%s\"", word);
    return near ? err_hint(e, "did you mean \"%s\"?", near) : usage_hint(cli, e);
}

static int read_words(struct reader *r, struct err *e)
{
    bool ended = false; /* by -- */

    while (r->at < r->argc) {
        const char *word = r->argv[r->at++];
        int got = 0;

        if (!ended && strcmp(word, "--") == 0)
            ended = true;
        else if (!ended && !r->cli->command && strcmp(word, "--version") == 0)
            got = read_command(r->cli, "version", e);
        else if (!ended && strncmp(word, "--", 2) == 0)
            got = read_long(r, word, e);
        else if (!ended && is_option(word))
            got = read_letters(r, word, e);
        else if (!r->cli->command)
            got = read_command(r->cli, word, e);
        else
            r->cli->args[r->cli->n_args++] = word;
        if (got < 0)
            return -1;
    }
    return 0;
}

static int check_args(const struct cli *cli, struct err *e)
{
    const struct command *c = cli->command;

    if (!c) {
        err_set(e, ERR_USAGE, "no command is given");
        return usage_hint(cli, e);
    }
    if (cli->n_args < (size_t) c->min_args) {
        err_set(e, ERR_USAGE, "\"%s\" needs more: retcon %s %.*s", c->name, c->name, (int) strcspn(c->usage, "\n"),
                c->usage);
        return usage_hint(cli, e);
    }
    if (c->max_args >= 0 && cli->n_args > (size_t) c->max_args) {
        err_set(e, ERR_USAGE, "\"%s\" does not know what to do with \"%s\"", c->name, cli->args[c->max_args]);
        return usage_hint(cli, e);
    }
    return 0;
}

static int check_colors(const struct cli *cli, struct err *e)
{
    if (!cli_flag(cli, "--color") || !cli_flag(cli, "--no-color"))
        return 0;
    return err_set(e, ERR_USAGE, "--color and --no-color contradict each other");
}

/* How to speak. After a mistake the words behind it count as well: who reads JSON wants the mistake as JSON, too. */
static bool wanted(const struct reader *r, bool mistaken, const char *flag)
{
    for (int i = r->at; mistaken && i < r->argc && strcmp(r->argv[i], "--") != 0; i++)
        if (strcmp(r->argv[i], flag) == 0)
            return true;
    return cli_flag(r->cli, flag);
}

static void set_voice(const struct reader *r, bool mistaken)
{
    enum color_wish wish = COLOR_AUTO;

    if (wanted(r, mistaken, "--no-color"))
        wish = COLOR_NEVER;
    else if (wanted(r, mistaken, "--color"))
        wish = COLOR_ALWAYS;
    r->cli->json = wanted(r, mistaken, "--json");
    r->cli->quiet = wanted(r, mistaken, "--quiet");
    terminal_init(&r->cli->out, stdout, wish);
    terminal_init(&r->cli->err, stderr, wish);
}

int options_parse(struct cli *cli, int argc, char **argv, struct err *e)
{
    struct reader r = {.cli = cli, .argv = argv, .argc = argc, .at = 1};
    size_t n = 0;
    int got;

    for (int i = 1; i < argc; i++)
        n += strlen(argv[i]); /* no more options than letters */
    cli->command = NULL;
    cli->n_args = cli->n_given = 0;
    cli->args = arena_new_array(cli->arena, const char *, (size_t) argc + 1);
    cli->given = arena_new_array(cli->arena, struct cli_option, n + 1);
    got = read_words(&r, e);
    set_voice(&r, got < 0);
    if (got < 0 || check_colors(cli, e) < 0)
        return -1;
    if (r.help)
        return 1;
    return check_args(cli, e);
}
