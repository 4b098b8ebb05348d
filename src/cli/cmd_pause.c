#include "cmd.h"
#include "go.h"
#include "wish.h"

static int pause_run(struct session *s)
{
    if (session_open_run(s, DB_READ_WRITE, cli_arg(s->cli, 0)) < 0 ||
        wish_make(s, WISH_PAUSE, cli_value(s->cli, "--because")) < 0)
        return session_fail(s);
    return go_account(s) == 1 ? 1 : 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = pause_run(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_pause = {
    .name = "pause",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "pause a run within one batch",
    .description =
        "Asks the run to pause. Whoever runs it, on whatever machine, finishes the batch at hand and stops. "
        "Where nobody works on it, or nobody answers within ten seconds, or what `--wait` says, the run is set to paused all the same. `retcon "
        "resume` goes on.\n\n"
        "Plain SQL does the same, should this program not be at hand: `update retcon.run set wanted = 'paused' "
        "where name = 'NAME'`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_BECAUSE, OPT_WAIT),
    .examples = EXAMPLES({"retcon pause tax-rounding --because \"month-end close\"", "pause, and say why"}),
    .exits = EXITS(75, 130),
    .run = run,
};
