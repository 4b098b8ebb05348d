#include "cmd.h"
#include "gate_page.h"

static int gate(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    int rc;

    if (session_open_rollout(s, DB_READ_ONLY, cli_arg(s->cli, 0)) < 0)
        return session_fail(s);
    rc = gate_page(s, cli_value(s->cli, "--stage"), &out);
    if (rc == 0)
        cli_out(s->cli, &out);
    buf_clear(&out);
    return rc < 0 ? session_fail(s) : 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = gate(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_gate = {
    .name = "gate",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "show the evidence at the gates between stages",
    .description =
        "After each stage, and after the last one, evidence decides whether the run goes on: the accounts counted again, the "
        "outcomes against the dry run's prediction, failures, the plan's watches, and the soak. Each item has its rule, what "
        "was measured and a verdict, kept for ever. Below, how the values of the watches went, from before the run on. With `--json` also the query behind "
        "each item, and every value of the watches.\n\n"
        "All items pass: the run goes on. One fails: it halts with status 6. One needs a person, as a watch that could not be "
        "measured does: it waits with status 4. A person may look, then go on over what the gate showed: "
        "`retcon run NAME --because \"…\"`, which is recorded; or roll the stage back: `retcon rollback NAME --stage STAGE`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--stage", 's', "STAGE", "the gate after this stage alone"}),
    .examples = EXAMPLES({"retcon gate tax-rounding", "why does it wait?"}),
    .run = run,
};
