#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_new = {
    .name = "new",
    .group = GROUP_PREPARE,
    .usage = "NAME --from \"UPDATE ...\"\n"
             "NAME --table TABLE",
    .summary = "write a plan, from an UPDATE or for a table",
    .description =
        "Writes a plan to begin with. `--from` turns the UPDATE that you already have into one: its table, its "
        "WHERE as the scope, its SET as the change. What a plan cannot express (FROM, RETURNING, several "
        "tables) is named, not dropped.\n\n"
        "`--table` reads a table's columns and writes a commented skeleton.\n\n"
        "The plan goes to standard output, or to the file that `--output` names, which must not exist yet.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--from", 0, "UPDATE", "an UPDATE statement to make the plan from"},
                       {"--table", 't', "TABLE", "a table to write a skeleton for; needs the database"}, OPT_OUTPUT),
    .examples =
        EXAMPLES({"retcon new tax-rounding --from \"UPDATE orders SET tax = round(tax, 2) WHERE id < 9000\"",
                  "a plan from a statement"},
                 {"retcon new tax-rounding --table shop.orders -o tax-rounding.yaml", "a skeleton for a table"}),
    .exits = EXITS(3, 75),
    .run = run,
};
