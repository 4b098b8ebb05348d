#include "cmd.h"

static int run(struct cli *cli)
{
    return cli_not_yet(cli);
}

const struct command cmd_init = {
    .name = "init",
    .group = GROUP_PREPARE,
    .usage = "",
    .summary = "create the ledger in a database",
    .description =
        "Creates the ledger, where Retcon remembers runs, frozen lists and prior values: the schema `retcon` on "
        "PostgreSQL, tables named `retcon_…` on SQLite. Harmless when it is already there; an older ledger is "
        "brought up to date.\n\n"
        "`scope` does the same when it must. Use `init` where the role that runs corrections may not create a "
        "schema: `--print` shows the SQL and the grants for somebody who may.",
    .options = OPTIONS({"--print", 0, NULL, "write the SQL and the grants that it needs, and change nothing"}),
    .examples = EXAMPLES({"retcon init --database postgresql://localhost/shop", "create the ledger"},
                         {"retcon init --print > ledger.sql", "for the DBA to read and run"}),
    .exits = EXITS(75),
    .run = run,
};
