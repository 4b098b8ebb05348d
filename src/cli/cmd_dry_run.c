#include "cmd.h"
#include "prepare.h"

/* stored is the JSON that is in the ledger by now. */
static int print(struct session *s, const struct dry_run *d, const struct buf *stored)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    enum report_format format = session_format(s);
    int rc;

    if (format != REPORT_JSON)
        report_dry_run(&out, format, d);
    rc = session_write(s, format == REPORT_JSON ? stored : &out);
    buf_clear(&out);
    return rc;
}

static int dry_run(struct session *s)
{
    struct buf json = BUF_INIT(BUF_MAX_DEFAULT);
    struct dry_run *d;
    int rc;

    if (prepare_find(s, cli_arg(s->cli, 0), PREPARE_REPLACE) < 0 || prepare_rollout(s, NULL) < 0)
        return session_fail(s);
    rc = prepare_dry_run(s, cli_flag(s->cli, "--no-rehearsal"), &d, &json);
    if (rc == 0)
        rc = print(s, d, &json);
    buf_clear(&json);
    if (rc < 0)
        return session_fail(s);
    if (!d->expects_hold) {
        prepare_forecast_error(s, d);
        return s->cli->json ? err_exit_status(s->e.id) : session_fail(s);
    }
    cli_next(s->cli, "retcon run %s", d->run->name);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = dry_run(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_dry_run = {
    .name = "dry-run",
    .group = GROUP_PREPARE,
    .usage = "PLAN|NAME",
    .summary = "show what would change, row by row and in sum",
    .description =
        "Computes over the whole frozen list, by a connection that cannot write: how many rows would change, "
        "stay, be left out or be uncertain, by class; sums and extremes of each numeric column's change; "
        "samples with before and after; the plan's forecast held against it. Then some rows are really changed, "
        "with their triggers and constraints, and rolled back.\n\n"
        "The result is stored: it is what the run is later held to. With a plan's file that was not scoped yet, "
        "it is scoped first. Where the forecast does not hold the run is not allowed to begin.",
    .arguments = ARGUMENTS({"PLAN|NAME", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS(OPT_FORMAT, OPT_OUTPUT,
                       {"--no-rehearsal", 0, NULL, "compute only; change no row, not even to roll it back"}),
    .examples =
        EXAMPLES({"retcon dry-run tax-rounding.yaml", "read it in the terminal"},
                 {"retcon dry-run tax-rounding -f markdown", "for the pull request"},
                 {"retcon dry-run tax-rounding -f html -o dry-run.html", "one file, for the owner of the data"}),
    .exits = EXITS(3, 5, 75, 130),
    .run = run,
};
