#include "cmd.h"
#include "help.h"

static int run(struct cli *cli)
{
    struct buf out = BUF_INIT(0);

    help_reference(&out);
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

const struct command cmd_reference = {
    .name = "__reference",
    .group = GROUP_OTHER,
    .usage = "",
    .summary = "write the reference page of the commands",
    .description = "Writes docs/commands.md.",
    .hidden = true,
    .run = run,
};
