#include "cmd.h"
#include "go.h"
#include "prepare.h"

static int resume(struct session *s)
{
    struct run_opts opts = {.why = cli_value(s->cli, "--because")};

    if (go_workers(s, &opts.workers) < 0 || session_open_run(s, DB_READ_WRITE, cli_arg(s->cli, 0)) < 0)
        return session_fail(s);
    if (s->run->state == STATE_SCOPED || s->run->state == STATE_REHEARSED) {
        err_set(&s->e, ERR_STATE, "run \"%s\" has not begun", s->run->name);
        err_hint(&s->e, "retcon run %s", s->run->name);
        return session_fail(s);
    }
    if (s->run->state == STATE_ROLLING_BACK) {
        err_set(&s->e, ERR_STATE, "run \"%s\" is being rolled back", s->run->name);
        err_hint(&s->e, "retcon rollback %s goes on with that", s->run->name);
        return session_fail(s);
    }
    if (prepare_rollout(s, NULL) < 0)
        return session_fail(s);
    return go_run(s, &opts);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = resume(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_resume = {
    .name = "resume",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "go on with a run that was paused or halted",
    .description =
        "Goes on with a run that was paused, or was halted or stopped and has a reason to go on, which "
        "`--because` records. The same as `retcon run NAME`, for a run that has begun.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_BECAUSE, OPT_WORKERS),
    .examples = EXAMPLES({"retcon resume tax-rounding", "after a pause"},
                         {"retcon resume tax-rounding --because \"the lock is gone\"", "after a stop"}),
    .exits = EXITS(3, 4, 5, 6, 7, 75, 130),
    .run = run,
};
