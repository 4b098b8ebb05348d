#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_pause = {
    .name = "pause",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "pause a run within one batch",
    .description =
        "Asks the run to pause. Whoever runs it, on whatever machine, finishes the batch at hand and stops. "
        "`retcon resume` lifts the pause.\n\n"
        "Plain SQL does the same, should this program not be at hand: `update retcon.run set wanted = 'paused' "
        "where name = 'NAME'`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_BECAUSE),
    .examples = EXAMPLES({"retcon pause tax-rounding --because \"month-end close\"", "pause, and say why"}),
    .exits = EXITS(75),
    .run = run,
};
