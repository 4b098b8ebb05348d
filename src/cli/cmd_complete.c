#include <string.h>

#include "cmd.h"
#include "help.h"

static int run(struct cli *cli)
{
    static const struct {
        const char *shell;
        void (*write)(struct buf *out);
    } shells[] = {{"bash", help_bash}, {"zsh", help_zsh}, {"fish", help_fish}};
    struct buf out = BUF_INIT(0);

    for (size_t i = 0; i < ARRAY_LEN(shells); i++)
        if (strcmp(cli_arg(cli, 0), shells[i].shell) == 0)
            shells[i].write(&out);
    if (out.len == 0)
        return cli_usage(cli, "there is no completion for \"%s\", only for bash, zsh and fish", cli_arg(cli, 0));
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

const struct command cmd_complete = {
    .name = "__complete",
    .group = GROUP_OTHER,
    .usage = "bash|zsh|fish",
    .summary = "write a shell's completion script",
    .description = "Writes the completion script of a shell.",
    .min_args = 1,
    .max_args = 1,
    .hidden = true,
    .run = run,
};
