#include "cmd.h"
#include "help.h"

static int run(struct cli *cli)
{
    struct buf out = BUF_INIT(0);

    help_man(&out);
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

const struct command cmd_man = {
    .name = "__man",
    .group = GROUP_OTHER,
    .usage = "",
    .summary = "write the man page retcon.1",
    .description = "Writes the man page in roff.",
    .hidden = true,
    .run = run,
};
