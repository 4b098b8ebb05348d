/*
 * command.h: what a command is, once: parsing, --help, the man page, shell completion and the reference page are
 * made from the same entry.
 *
 * Texts are sentences; `backticks` mark what is typed; a blank line parts paragraphs. A command is a file
 * cmd_<name>.c with its entry and its run(), and a line in commands.def.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cli;

/* What stands at a place of the command line: for shell completion. */
enum complete { COMPLETE_NONE, COMPLETE_PLAN, COMPLETE_FILE, COMPLETE_COMMAND, COMPLETE_WORDS };

struct option {
    const char *name;  /* with its dashes: "--output" */
    char letter;       /* 'o' for -o; 0: none */
    const char *value; /* the value as help names it, "FILE"; NULL: a flag */
    const char *help;  /* lower-case, without a full stop */
    const char *env;   /* environment variable that stands in for it; NULL: none */
    enum complete complete;
    const char *words; /* COMPLETE_WORDS: the only values there are, separated by spaces */
};

struct argument {
    const char *name;
    enum complete complete;
    const char *words;
};

struct example {
    const char *command, *what;
};

enum command_group { GROUP_PREPARE, GROUP_RUN, GROUP_LOOK, GROUP_UNDO, GROUP_OTHER, GROUP_COUNT };

struct command {
    const char *name;
    enum command_group group;
    const char *usage;   /* what follows the name: "PLAN"; a line for each form */
    const char *summary; /* lower-case, without a full stop */
    const char *description;
    const struct argument *arguments; /* NULL-named end; the last may repeat */
    int min_args, max_args;           /* max_args -1: any number */
    const struct option *options;     /* NULL-named end */
    const struct example *examples;   /* NULL-command end */
    const int *exits;                 /* beside 0, 1 and 2, which all have; ends with 0. NULL: none */
    bool hidden;                      /* for the build and packagers: in no help */
    int (*run)(struct cli *cli);      /* returns the exit status */
};

/* Lists as compound literals, so that an entry is one expression. */
#define OPTIONS(...) ((const struct option[]){__VA_ARGS__, {0}})
#define ARGUMENTS(...) ((const struct argument[]){__VA_ARGS__, {0}})
#define EXAMPLES(...) ((const struct example[]){__VA_ARGS__, {0}})
#define EXITS(...) ((const int[]){__VA_ARGS__, 0})

extern const struct command *const commands[]; /* ends with NULL */
extern const struct option global_options[];   /* accepted by every command */

const struct command *command_find(const char *name);                 /* NULL: no such command */
const struct command *command_next(const struct command *const **at); /* visible ones, from commands; then NULL */
const char *command_group_title(enum command_group group);

/* A command's option, or a global one; command may be NULL. By name with its dashes, or by letter. */
const struct option *command_option(const struct command *command, const char *name);
const struct option *command_option_letter(const struct command *command, char letter);

/* The nearest command, or option of a command, to a misspelt one; NULL: none is near. */
const char *command_nearest(const char *name);
const char *command_nearest_option(const struct command *command, const char *name);

/* Is value one of words? */
bool command_words_have(const char *words, const char *value);

struct exit_status {
    int status;
    const char *meaning;
};
extern const struct exit_status exit_statuses[]; /* in order; meaning NULL ends */

/* Does a command end with this status? */
bool command_has_exit(const struct command *command, int status);
