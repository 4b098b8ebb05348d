#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_prune = {
    .name = "prune",
    .group = GROUP_OTHER,
    .usage = "NAME\n"
             "--older-than AGE",
    .summary = "delete the prior values of runs that are over",
    .description =
        "Deletes the prior values and the list of a run that is over, or of all that ended longer ago than an "
        "age. What was done, by whom and why stays on record; it can no longer be rolled back, and `explain` no "
        "longer shows the values. Shows what it would delete, and asks.",
    .arguments = ARGUMENTS({"NAME"}),
    .max_args = 1,
    .options = OPTIONS({"--older-than", 0, "AGE", "every run that ended longer ago than this: 90d"}, OPT_YES),
    .examples =
        EXAMPLES({"retcon prune tax-rounding", "one run"}, {"retcon prune --older-than 90d --yes", "from a timer"}),
    .exits = EXITS(75),
    .run = run,
};
