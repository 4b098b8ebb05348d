#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_status = {
    .name = "status",
    .group = GROUP_LOOK,
    .usage = "NAME",
    .summary = "show how a run stands",
    .description =
        "Shows the state of a run, its stages, the outcomes so far by reason, who works on it, how fast, and "
        "what slows it. NAME is the run's name, which means the latest of that name, or its number as `#7`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .examples = EXAMPLES({"retcon status tax-rounding", "for a person"},
                         {"retcon status tax-rounding --json", "for a program"}),
    .exits = EXITS(75),
    .run = run,
};
