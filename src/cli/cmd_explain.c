#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_explain = {
    .name = "explain",
    .group = GROUP_LOOK,
    .usage = "TABLE KEY...",
    .summary = "say why a row has the value that it has",
    .description =
        "Tells the history of one row: every run that considered it. Changed: before, after, when, on whose "
        "word and why, and the words for the customer. Left out: for which reason. Quarantined or restored. And "
        "whether the value still stands.\n\n"
        "A key of several columns is given in the key's order, one argument each.",
    .arguments = ARGUMENTS({"TABLE"}, {"KEY"}),
    .min_args = 2,
    .max_args = -1,
    .examples = EXAMPLES({"retcon explain shop.orders 42", "why did order 42 change?"},
                         {"retcon explain shop.order_lines 42 3", "a key of two columns"}),
    .exits = EXITS(75),
    .run = run,
};
