#include "clock.h"
#include "cmd.h"
#include "go.h"
#include "progress.h"
#include "signals.h"

enum { INTERVAL_MS = 2000 };

static bool is_under_way(const struct run *run)
{
    return run->state == STATE_RUNNING || run->state == STATE_ROLLING_BACK;
}

/* One look. A run's arena would grow with every one: each has its own. */
static int look(struct session *s, struct progress *progress)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct progress_state state;
    struct status status;
    struct run *now;

    if (run_get(s->db, a, s->run->id, &now, &s->e) < 0 || status_read(s->db, a, now, &status, &s->e) < 0)
        return -1;
    s->run->state = now->state;
    go_progress(a, &status, &state);
    progress_update(progress, &state);
    return 0;
}

static int follow(struct session *s, int64_t interval_ms)
{
    _cleanup_(progress_freep) struct progress *progress = progress_new(&s->cli->err, s->cli->quiet);

    while (is_under_way(s->run)) {
        if (look(s, progress) < 0)
            return -1;
        for (int64_t until = clock_ms() + interval_ms; is_under_way(s->run) && clock_ms() < until;) {
            if (signals_stop_requested())
                return err_set(&s->e, ERR_INTERRUPTED, "interrupted; the run goes on");
            clock_sleep_ms(MIN(until - clock_ms(), (int64_t) 200));
        }
    }
    return 0;
}

static int watch(struct session *s)
{
    int64_t interval_ms;

    if (cli_duration_ms(s->cli, "--interval", INTERVAL_MS, &interval_ms, &s->e) < 0 ||
        session_open_run(s, DB_READ_ONLY, cli_arg(s->cli, 0)) < 0 || follow(s, interval_ms) < 0)
        return session_fail(s);
    return go_account_watched(s);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = watch(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_watch = {
    .name = "watch",
    .group = GROUP_LOOK,
    .usage = "NAME",
    .summary = "follow a run until it stops",
    .description = "Shows the progress of a run, whoever works on it, until it waits, is paused, halts or is finished. "
                   "Ends with the status that `retcon run` would end with. A run that is not under way ends it at "
                   "once. At the end, how the values of the plan's watches went; with `--json` "
                   "every one of them, in the member `watches`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--interval", 'i', "TIME", "how often to look (2s)"}),
    .examples = EXAMPLES({"retcon watch tax-rounding", "follow it"},
                         {"retcon watch tax-rounding --interval 30s 2>> run.log", "in a log"}),
    .exits = EXITS(4, 6, 7, 75, 130),
    .run = run,
};
