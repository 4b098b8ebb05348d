#include "cmd.h"
#include "session.h"
#include "text.h"
#include "words.h"

static int verify(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct verify v;

    if (session_open_rollout(s, DB_READ_ONLY, cli_arg(s->cli, 0)) < 0)
        return session_fail(s);
    cli_say(s->cli, "computing the change once more over %s candidates", COUNT(s->run->candidates));
    if (verify_run(s->ro, &v, &s->e) < 0)
        return session_fail(s);
    report_verify(&out, session_format(s), &v);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return v.ok ? 0 : 1;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = verify(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_verify = {
    .name = "verify",
    .group = GROUP_RUN,
    .usage = "NAME",
    .summary = "check that nothing is left to change",
    .description =
        "Computes the change once more over the whole list: nothing may be left. Counts the outcomes again and "
        "compares them with the ledger. Of a plan that gives another value each time, such as n = n + 1, all rows would change "
        "again: there it counts that each holds exactly what the run wrote. Counts the late arrivals: rows that match the scope now and were not in "
        "the list.\n\n"
        "Writes nothing. Status 1: something does not add up, or is left to change.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .examples = EXAMPLES({"retcon verify tax-rounding", "after the last stage"}),
    .exits = EXITS(5, 75, 130),
    .run = run,
};
