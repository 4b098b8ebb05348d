#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_quarantine = {
    .name = "quarantine",
    .group = GROUP_UNDO,
    .usage = "list NAME\n"
             "resolve NAME KEY... --keep|--restore|--apply|--retry|--leave",
    .summary = "list and settle the rows set aside for a person",
    .description =
        "`list` shows the rows of a run that were set aside, each with its reason: uncertain by the plan, "
        "refused by the database, or edited by somebody before they could be rolled back.\n\n"
        "`resolve` settles one, and records who did and why. A row in conflict: `--keep` the current value, or "
        "`--restore` the prior one over it. A row that was uncertain: `--apply` the change after all, or "
        "`--leave` it as it is. A row that the database refused: `--retry` the change, or `--leave` it.",
    .arguments = ARGUMENTS({"ACTION", COMPLETE_WORDS, "list resolve"}, {"NAME"}, {"KEY"}),
    .min_args = 2,
    .max_args = -1,
    .options = OPTIONS({"--keep", 0, NULL, "conflict: keep what the row holds now"},
                       {"--restore", 0, NULL, "conflict: put the prior value back all the same"},
                       {"--apply", 0, NULL, "uncertain: change the row after all"},
                       {"--retry", 0, NULL, "refused: try the change again"},
                       {"--leave", 0, NULL, "uncertain or refused: leave the row as it is"}, OPT_BECAUSE),
    .examples =
        EXAMPLES({"retcon quarantine list tax-rounding", "what waits for a person?"},
                 {"retcon quarantine resolve tax-rounding 42 --apply --because \"checked by hand\"", "settle one"}),
    .exits = EXITS(5, 7, 75),
    .run = run,
};
