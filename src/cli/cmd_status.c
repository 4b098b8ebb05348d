#include "audit_status.h"
#include "cmd.h"
#include "go.h"

static int show(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct status st;

    /* All in one snapshot: the figures are those of one moment. */
    if (session_open_ledger(s, DB_READ_ONLY) < 0 || db_begin_read(s->db, &s->e) < 0 ||
        session_find_run(s, cli_arg(s->cli, 0)) < 0 || status_read(s->db, s->arena, s->run, &st, &s->e) < 0 ||
        db_commit(s->db, &s->e) != 0)
        return session_fail(s);
    audit_status(s->db, s->arena, &st);
    report_status(&out, session_format(s), &st);
    cli_out(s->cli, &out);
    buf_clear(&out);
    go_say_next(s->cli, &st);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = show(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_status = {
    .name = "status",
    .group = GROUP_LOOK,
    .usage = "NAME",
    .summary = "show how a run stands",
    .description =
        "Shows the state of a run, its stages, the outcomes so far by reason, who works on it, how fast, and "
        "what slows it; at a gate that waits, how far the audit is. NAME is the run's name, which means the latest of that name, or its number as `#7`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .examples = EXAMPLES({"retcon status tax-rounding", "for a person"},
                         {"retcon status tax-rounding --json", "for a program"}),
    .exits = EXITS(75),
    .run = run,
};
