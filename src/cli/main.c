#include <locale.h>

#include "cli.h"
#include "help.h"
#include "options.h"
#include "signals.h"

static int show_help(struct cli *cli)
{
    struct buf out = BUF_INIT(0);

    if (cli->command && !cli->command->hidden)
        help_command(&out, &cli->out, cli->command);
    else
        help_overview(&out, &cli->out);
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

int main(int argc, char **argv)
{
    struct cli cli;
    struct err e;
    int got, status;

    setlocale(LC_CTYPE, "");
    signals_init();
    cli_init(&cli);
    got = options_parse(&cli, argc, argv, &e);
    if (got < 0)
        status = cli_fail(&cli, &e);
    else if (got > 0)
        status = show_help(&cli);
    else
        status = cli.command->run(&cli);
    return cli_finish(&cli, status);
}
