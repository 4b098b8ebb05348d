#include "cmd.h"
#include "prune.h"
#include "session.h"
#include "text.h"
#include "words.h"

static void say_candidates(struct session *s, struct run **runs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cli_say(s->cli, "run \"%s\" (#%lld), %s at %s: %s candidates", runs[i]->name, (long long) runs[i]->id,
                state_name(runs[i]->state), runs[i]->finished_at ? runs[i]->finished_at : runs[i]->scoped_at,
                COUNT(runs[i]->candidates));
    cli_say(s->cli, "their lists and prior values are deleted: no rollback afterwards, and explain shows no values");
}

/* 1: no. */
static int ask(struct session *s, size_t n)
{
    if (cli_flag(s->cli, "--yes"))
        return 0;
    return terminal_ask(arena_printf(s->arena, "prune %s %s?", COUNT((int64_t) n), plural((int64_t) n, "run", "runs")),
                        &s->e);
}

static int prune_all(struct session *s, struct run **runs, size_t n)
{
    int rc;

    if (n == 0) {
        cli_say(s->cli, "nothing to prune");
        return 0;
    }
    say_candidates(s, runs, n);
    rc = ask(s, n);
    if (rc != 0)
        return rc < 0 ? session_fail(s) : 4;
    for (size_t i = 0; i < n; i++) {
        if (prune_run(s->db, s->arena, runs[i], NULL, &s->e) < 0)
            return session_fail(s);
        cli_say(s->cli, "pruned \"%s\" (#%lld)", runs[i]->name, (long long) runs[i]->id);
    }
    return 0;
}

static int prune(struct session *s)
{
    const char *name = cli_arg(s->cli, 0);
    struct run **runs;
    int64_t age_ms;
    size_t n;

    if (!name == !cli_value(s->cli, "--older-than"))
        return cli_usage(s->cli, "prune takes the name of a run, or --older-than AGE");
    if (cli_duration_ms(s->cli, "--older-than", 0, &age_ms, &s->e) < 0 || session_open_ledger(s, DB_READ_WRITE) < 0)
        return session_fail(s);
    if (name) {
        if (session_find_run(s, name) < 0 || prune_check(s->run, &s->e) < 0)
            return session_fail(s);
        return prune_all(s, &s->run, 1);
    }
    if (prune_list(s->db, s->arena, age_ms, &runs, &n, &s->e) < 0)
        return session_fail(s);
    return prune_all(s, runs, n);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = prune(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_prune = {
    .name = "prune",
    .group = GROUP_OTHER,
    .usage = "NAME\n"
             "--older-than AGE",
    .summary = "delete the prior values of runs that are over",
    .description =
        "Deletes the prior values and the list of a run that is over, or of all that ended longer ago than an "
        "age. What was done, by whom and why stays on record; it can no longer be rolled back, and `explain` no "
        "longer shows the values. Shows what it would delete, and asks.",
    .arguments = ARGUMENTS({"NAME"}),
    .max_args = 1,
    .options = OPTIONS({"--older-than", 0, "AGE", "every run that ended longer ago than this: 90d"}, OPT_YES),
    .examples =
        EXAMPLES({"retcon prune tax-rounding", "one run"}, {"retcon prune --older-than 90d --yes", "from a timer"}),
    .exits = EXITS(4, 75),
    .run = run,
};
