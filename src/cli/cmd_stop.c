#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_stop = {
    .name = "stop",
    .group = GROUP_RUN,
    .usage = "NAME\n"
             "--all",
    .summary = "stop a run, or all of them, within one batch",
    .description =
        "Stops whoever works on the run, on whatever machine, within one batch; the program there ends. What "
        "was committed stays, is on record and can be rolled back. `retcon resume` and `retcon run` go on.\n\n"
        "`--all` stops every run in the database: for the one move in an incident.",
    .arguments = ARGUMENTS({"NAME"}),
    .max_args = 1,
    .options = OPTIONS({"--all", 'a', NULL, "every run in the database"}, OPT_BECAUSE),
    .examples = EXAMPLES({"retcon stop tax-rounding", "stop this run"},
                         {"retcon stop --all --because \"incident 311\"", "stop everything"}),
    .exits = EXITS(75),
    .run = run,
};
