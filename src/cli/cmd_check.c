#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_check = {
    .name = "check",
    .group = GROUP_PREPARE,
    .usage = "PLAN",
    .summary = "check a plan, and the table it is for",
    .description =
        "Reads a plan and reports every mistake in it at once, each with its line. Then asks the database: does "
        "every expression prepare, is the key unique and not null, is there an index for the scope, which "
        "triggers fire, and which views, foreign keys, publications and generated columns read the columns that "
        "change.\n\n"
        "Changes nothing, in the table or in the ledger.",
    .arguments = ARGUMENTS({"PLAN", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--offline", 0, NULL, "only what needs no database"}),
    .examples = EXAMPLES({"retcon check tax-rounding.yaml", "check it against the database"},
                         {"retcon check --offline tax-rounding.yaml",
                          "for an editor, or for continuous integration without a database"}),
    .exits = EXITS(3, 75),
    .run = run,
};
