#include "cmd.h"

/* Every state, from the list of them, separated by spaces. */
#define STATE(id, name, meaning) name " "
static const char states[] =
#include "states.def"
    ;

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_list = {
    .name = "list",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "list the runs in a database",
    .description = "Lists the runs that the ledger knows, the latest first.",
    .options =
        OPTIONS({"--state", 's', "STATE", "only those in this state", .complete = COMPLETE_WORDS, .words = states}),
    .examples = EXAMPLES({"retcon list", "all of them"}, {"retcon list --state paused --json", "for a program"}),
    .exits = EXITS(75),
    .run = run,
};
