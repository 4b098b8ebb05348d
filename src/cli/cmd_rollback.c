#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_rollback = {
    .name = "rollback",
    .group = GROUP_UNDO,
    .usage = "NAME",
    .summary = "put the prior values back",
    .description =
        "Puts back what the run found, for the whole run, a stage, a class or some keys, in batches like a run. "
        "A row is restored only where its columns still hold what the run wrote. Where somebody has edited it "
        "since, it is a conflict: left alone, quarantined, and shown with prior, ours and current value. "
        "`quarantine resolve` settles it.\n\n"
        "Shows first what it would do, and asks; `--dry-run` only shows it.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--stage", 's', "STAGE", "only the rows of this stage"},
                       {"--class", 'c', "CLASS", "only the rows of this class"},
                       {"--keys", 'k', "FILE", "only the keys in this CSV file, whose header names the key's columns",
                        .complete = COMPLETE_FILE},
                       {"--dry-run", 'n', NULL, "show what would be restored and what conflicts, and change nothing"},
                       OPT_YES, OPT_BECAUSE),
    .examples = EXAMPLES({"retcon rollback tax-rounding --dry-run", "what would happen?"},
                         {"retcon rollback tax-rounding --class DE --because \"wrong rate\"", "one class"},
                         {"retcon rollback tax-rounding --keys complaints.csv", "some rows"}),
    .exits = EXITS(5, 6, 7, 75, 130),
    .run = run,
};
