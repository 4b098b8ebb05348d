#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_dry_run = {
    .name = "dry-run",
    .group = GROUP_PREPARE,
    .usage = "PLAN|NAME",
    .summary = "show what would change, row by row and in sum",
    .description =
        "Computes over the whole frozen list, by a connection that cannot write: how many rows would change, "
        "stay, be left out or be uncertain, by class; sums and extremes of each numeric column's change; "
        "samples with before and after; the plan's forecast held against it. Then some rows are really changed, "
        "with their triggers and constraints, and rolled back.\n\n"
        "The result is stored: it is what the run is later held to. With a plan's file that was not scoped yet, "
        "it is scoped first.",
    .arguments = ARGUMENTS({"PLAN|NAME", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_FORMAT, OPT_OUTPUT,
                       {"--no-rehearsal", 0, NULL, "compute only; change no row, not even to roll it back"}),
    .examples =
        EXAMPLES({"retcon dry-run tax-rounding.yaml", "read it in the terminal"},
                 {"retcon dry-run tax-rounding -f markdown", "for the pull request"},
                 {"retcon dry-run tax-rounding -f html -o dry-run.html", "one file, for the owner of the data"}),
    .exits = EXITS(3, 5, 75, 130),
    .run = run,
};
