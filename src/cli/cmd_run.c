#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_run = {
    .name = "run",
    .group = GROUP_RUN,
    .usage = "PLAN|NAME",
    .summary = "change the rows of the list, batch by batch",
    .description =
        "Changes the candidates, stage after stage. Each batch is one transaction: it reads the rows again, "
        "leaves alone what is no longer eligible, changes the rest, keeps the prior values and counts. Shows "
        "first what it will do, and asks.\n\n"
        "Ctrl-C stops it after the batch at hand, a second one at once, `retcon stop` from anywhere. After any "
        "stop, even `kill -9`, the same command goes on where it ended: no row is changed twice, none is lost. "
        "Two of them at once share the work.",
    .arguments = ARGUMENTS({"PLAN|NAME", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options =
        OPTIONS(OPT_YES, {"--stage", 's', "STAGE", "up to this stage, and no further"},
                {"--batch", 'b', "ROWS", "rows in a batch, instead of the plan's"},
                {"--max-batches", 0, "N", "stop after this many batches"},
                {"--moved", 0, "REASON", "the database was moved or restored on purpose: go on, and record why"}),
    .examples = EXAMPLES({"retcon run tax-rounding", "go on to the next gate or the end"},
                         {"retcon run tax-rounding --stage canary --yes", "only the canary, without a question"},
                         {"retcon run tax-rounding --batch 200", "in smaller batches"}),
    .exits = EXITS(3, 4, 5, 6, 7, 75, 130),
    .run = run,
};
