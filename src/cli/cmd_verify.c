#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_verify = {
    .name = "verify",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "check that nothing is left to change",
    .description =
        "Computes the change once more over the whole list: nothing may be left. Counts the outcomes again and "
        "compares them with the ledger. Counts the late arrivals: rows that match the scope now and were not in "
        "the list.\n\n"
        "Writes nothing.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .examples = EXAMPLES({"retcon verify tax-rounding", "after the last stage"}),
    .exits = EXITS(5, 6, 7, 75, 130),
    .run = run,
};
