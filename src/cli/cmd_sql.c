#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_sql = {
    .name = "sql",
    .group = GROUP_PREPARE,
    .usage = "PLAN",
    .summary = "print every statement that a run would execute",
    .description =
        "Prints every statement that a run of this plan would execute, filled in with its table, key and "
        "expressions, in the order of their use, each with what it is for. Nothing else is ever executed. Says "
        "which form of batch the plan gets, and why.",
    .arguments = ARGUMENTS({"PLAN", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--statement", 's', "NAME", "only the statement of this name"}),
    .examples = EXAMPLES({"retcon sql tax-rounding.yaml | less", "read them all"},
                         {"retcon sql tax-rounding.yaml --statement batch", "the one that changes rows"}),
    .exits = EXITS(3, 75),
    .run = run,
};
