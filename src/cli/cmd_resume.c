#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_resume = {
    .name = "resume",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "lift the pause of a run",
    .description =
        "Lifts a pause or a stop, so that the run may go on. It changes no rows by itself: `retcon run NAME` "
        "does.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_BECAUSE),
    .examples = EXAMPLES({"retcon resume tax-rounding", "let it go on"}),
    .exits = EXITS(75),
    .run = run,
};
