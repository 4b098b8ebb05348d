#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_scope = {
    .name = "scope",
    .group = GROUP_PREPARE,
    .usage = "PLAN",
    .summary = "freeze the list of rows that a plan is about",
    .description =
        "Finds, in one snapshot, the rows that the plan's `scope.where` matches, counts those that an exclusion "
        "leaves out, by reason, and freezes the keys of the rest as the candidate list, in the order of the "
        "stages. A run touches no other row. Writes nothing but the ledger.\n\n"
        "The list has a digest. It is valid as long as the plan's `valid_for` says.",
    .arguments = ARGUMENTS({"PLAN", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options =
        OPTIONS({"--replace", 0, NULL, "abandon the run of this name that has changed nothing yet, and freeze again"}),
    .examples = EXAMPLES({"retcon scope tax-rounding.yaml", "freeze the list"},
                         {"retcon scope tax-rounding.yaml --replace", "again, after the plan or the data changed"}),
    .exits = EXITS(3, 5, 75, 130),
    .run = run,
};
