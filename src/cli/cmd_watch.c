#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_watch = {
    .name = "watch",
    .group = GROUP_LOOK,
    .usage = "NAME",
    .summary = "follow a run until it stops",
    .description = "Shows the progress of a run, whoever works on it, until it waits, is paused, halts or is finished. "
                   "Ends with the status that `retcon run` would end with.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--interval", 'i', "TIME", "how often to look (2s)"}),
    .examples = EXAMPLES({"retcon watch tax-rounding", "follow it"},
                         {"retcon watch tax-rounding --interval 30s 2>> run.log", "in a log"}),
    .exits = EXITS(4, 6, 7, 75, 130),
    .run = run,
};
