#include "cmd.h"
#include "help.h"

static int run(struct cli *cli)
{
    const char *name = cli_arg(cli, 0);
    const struct command *command = name ? command_find(name) : NULL;
    struct buf out = BUF_INIT(0);

    if (name && !command) {
        const char *near = command_nearest(name);
        struct err e;

        err_set(&e, ERR_USAGE, "there is no command \"%s\"", name);
        if (near)
            err_hint(&e, "did you mean \"%s\"?", near);
        return cli_fail(cli, &e);
    }
    if (command)
        help_command(&out, &cli->out, command);
    else
        help_overview(&out, &cli->out);
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

const struct command cmd_help = {
    .name = "help",
    .group = GROUP_OTHER,
    .usage = "[COMMAND]",
    .summary = "show what the commands do",
    .description = "Lists the commands, or explains one of them.",
    .arguments = ARGUMENTS({"COMMAND", COMPLETE_COMMAND}),
    .max_args = 1,
    .run = run,
};
