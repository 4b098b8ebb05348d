#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_report = {
    .name = "report",
    .group = GROUP_LOOK,
    .usage = "NAME",
    .summary = "write what a run did, for people",
    .description =
        "Writes what the run was for, on whose word, what it changed by class and stage, what it left out and "
        "why, what waits for a person, and how to take it back. HTML is one file without scripts. Masked "
        "columns are never shown.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_FORMAT, OPT_OUTPUT),
    .examples = EXAMPLES({"retcon report tax-rounding", "read it in the terminal"},
                         {"retcon report tax-rounding -f html -o report.html", "to send around"}),
    .exits = EXITS(75),
    .run = run,
};
