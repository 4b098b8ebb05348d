#include "cmd.h"
#include "go.h"
#include "prepare.h"
#include "text.h"
#include "words.h"

/* What the question is about, in a few lines; the whole dry run is stored. */
static void summarize(struct session *s, const struct dry_run *d)
{
    cli_say(s->cli, "%s: of %s candidates %s change, %s are right already, %s are uncertain, %s cannot be computed",
            d->run->name, COUNT(d->candidates), COUNT(d->changed), COUNT(d->unchanged), COUNT(d->uncertain),
            COUNT(d->failed));
    for (size_t i = 0; i < d->n_numbers; i++)
        if (d->numbers[i].sum_delta)
            cli_say(s->cli, "the sum of %s changes by %s", d->numbers[i].column, d->numbers[i].sum_delta);
    if (d->estimate_high_ms > 0)
        cli_say(s->cli, "it takes %s", text_duration_range(d->estimate_low_ms, d->estimate_high_ms, (char[80]){0}));
    cli_say(s->cli, "retcon report %s shows all of the dry run", d->run->name);
}

/* Scope and dry run, as far as they are due. */
static int prepare(struct session *s)
{
    struct buf json = BUF_INIT(BUF_MAX_DEFAULT);
    struct dry_run *d;
    int rc;

    if (prepare_rollout(s, cli_value(s->cli, "--moved")) < 0)
        return -1;
    if (s->run->state != STATE_SCOPED)
        return 0;
    rc = prepare_dry_run(s, false, &d, &json);
    buf_clear(&json);
    if (rc < 0)
        return -1;
    summarize(s, d);
    if (d->expects_hold)
        return 0;
    prepare_forecast_error(s, d);
    return -1;
}

/* From a plan's file straight to changed rows: somebody must say yes. */
static int refuse_unasked(struct session *s)
{
    if (!session_is_path(cli_arg(s->cli, 0)) || cli_flag(s->cli, "--yes") || s->cli->err.is_tty)
        return 0;
    err_set(&s->e, ERR_USAGE, "there is no terminal to ask on before the rows are changed");
    return err_hint(&s->e, "--yes answers beforehand; or take the steps: retcon scope, dry-run, then run NAME");
}

/* A run that has changed nothing yet is asked about, where there is a terminal. 1: no. */
static int ask(struct session *s)
{
    const struct run *run = s->run;

    if (!run_is_unbegun(run) || cli_flag(s->cli, "--yes") || !s->cli->err.is_tty)
        return 0;
    return terminal_ask(arena_printf(s->arena, "change rows of %s, %s candidates?", table_label(s->arena, run),
                                     COUNT(run->candidates)), &s->e);
}

/* --join: only where somebody is at it. */
static int refuse_alone(struct session *s)
{
    struct status status;

    if (!cli_flag(s->cli, "--join"))
        return 0;
    if (status_read(s->db, s->arena, s->run, &status, &s->e) < 0)
        return -1;
    if (s->run->state == STATE_RUNNING && status.n_runners > 0)
        return 0;
    err_set(&s->e, ERR_STATE, s->run->state == STATE_RUNNING ? "nobody has been at work on run \"%s\" in the last 30 seconds"
                                                             : "run \"%s\" is not running: there is nobody to join", s->run->name);
    return err_hint(&s->e, "retcon run %s, without --join, goes on with it", s->run->name);
}

static int read_options(struct session *s, struct run_opts *ret)
{
    ret->until_stage = cli_value(s->cli, "--stage");
    ret->why = cli_value(s->cli, "--because");
    ret->incident = cli_value(s->cli, "--incident");
    if (ret->incident && !ret->why) {
        err_set(&s->e, ERR_USAGE, "an incident needs a reason");
        return err_hint(&s->e, "--because \"…\": it is recorded, and read later");
    }
    if (cli_count(s->cli, "--batch", 0, &ret->batch_rows, &s->e) < 0 || go_workers(s, &ret->workers) < 0)
        return -1;
    return cli_count(s->cli, "--max-batches", 0, &ret->max_batches, &s->e);
}

static int go(struct session *s)
{
    struct run_opts opts = {0};
    int rc;

    if (read_options(s, &opts) < 0 || refuse_unasked(s) < 0 || prepare_find(s, cli_arg(s->cli, 0), PREPARE_REFUSE) < 0)
        return session_fail(s);
    if (refuse_alone(s) < 0)
        return session_fail(s);
    if (s->run->state == STATE_FINISHED) {
        cli_say(s->cli, "finished before, at %s: nothing is done again", s->run->finished_at);
        return go_account(s);
    }
    if (prepare(s) < 0 || (rc = ask(s)) < 0)
        return session_fail(s);
    if (rc > 0) {
        cli_say(s->cli, "nothing was changed; retcon run %s goes on from here", s->run->name);
        return 4;
    }
    rc = go_run(s, &opts);
    if (opts.incident)
        cli_next(s->cli, "retcon debts %s", s->run->name);
    return rc;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = go(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_run = {
    .name = "run",
    .group = GROUP_RUN,
    .usage = "PLAN|NAME",
    .summary = "change the rows of the list, batch by batch",
    .description =
        "Changes the candidates, stage after stage. Each batch is one transaction: it reads the rows again, "
        "leaves alone what is no longer eligible, changes the rest, keeps the prior values and counts.\n\n"
        "A plan's file that was not scoped or rehearsed yet is, in one go, and the figures are shown. Before the "
        "first change it asks; where there is no terminal, a plan's file needs `--yes`, while the name of a run that "
        "was rehearsed before does not. A plan that was edited since it was scoped is refused with status 5: scope it again, "
        "and look at its dry run. A run that is finished is not done again.\n\n"
        "Ctrl-C stops it after the batch at hand, a second one at once, `retcon stop` from anywhere. After any "
        "stop, even `kill -9`, the same command goes on where it ended: no row is changed twice, none is lost. "
        "Two of them at once share the work, from two hosts too: `--join` says that this is meant, and refuses where nobody is at it; "
        "`--workers` starts several here. Paused at the stage that `--stage` names, or by `--max-batches`, it ends "
        "with status 4.\n\n"
        "Where the project file asks for approvals, it waits for them, with status 4. `--incident` waits for nobody: the "
        "list is frozen, rows are sampled and captured and all is recorded as ever, and approvals, audit and statement "
        "become debts with an owner and a date.",
    .arguments = ARGUMENTS({"PLAN|NAME", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options =
        OPTIONS(OPT_YES, {"--join", 'j', NULL, "share the work of a run that others are at, and refuse to be the first"}, {"--stage", 's', "STAGE", "up to this stage, and no further"},
                {"--incident", 0, "ID", "wait for nobody; what is skipped is owed (retcon debts). Needs `--because`"},
                OPT_BECAUSE, {"--batch", 'b', "ROWS", "rows in a batch, instead of the plan's"}, OPT_WORKERS,
                {"--max-batches", 0, "N", "stop after this many batches, done by one process"},
                {"--moved", 0, "REASON", "the database was moved or restored on purpose: go on, and record why"}),
    .examples = EXAMPLES({"retcon run tax-rounding", "go on to the next gate or the end"},
                         {"retcon run tax-rounding --stage canary --yes", "only the canary, without a question"},
                         {"retcon run tax-rounding --batch 200", "in smaller batches"},
                         {"retcon run tax-rounding --workers 4", "four batches at a time"},
                         {"retcon run tax-rounding --join", "from another host: help whoever is at it"}),
    .exits = EXITS(3, 4, 5, 6, 7, 75, 130),
    .run = run,
};
