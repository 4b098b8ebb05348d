#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_doctor = {
    .name = "doctor",
    .group = GROUP_OTHER,
    .usage = "",
    .summary = "look for what could get in the way",
    .description =
        "Connects and looks: the server's version, the role's rights, the ledger and its version, settings that "
        "matter, runs that nobody works on, rows that wait for a person. Each finding comes with what to do "
        "about it. Changes nothing.",
    .examples = EXAMPLES({"retcon doctor", "before the first run"}),
    .exits = EXITS(75),
    .run = run,
};
