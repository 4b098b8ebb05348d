#include "cmd.h"
#include "session.h"

static int explain(struct session *s)
{
    struct cli *cli = s->cli;
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct explain x;

    if (session_open_ledger(s, DB_READ_ONLY) < 0 ||
        explain_row(s->arena, s->db, cli_arg(cli, 0), &cli->args[1], cli->n_args - 1, &x, &s->e) < 0)
        return session_fail(s);
    report_explain(&out, session_format(s), &x);
    cli_out(cli, &out);
    buf_clear(&out);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = explain(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_explain = {
    .name = "explain",
    .group = GROUP_LOOK,
    .usage = "TABLE KEY...",
    .summary = "say why a row has the value that it has",
    .description =
        "Tells the history of one row: every run that considered it. Changed: before, after, when, on whose "
        "word and why, and the words for the customer. Left out: for which reason. Quarantined or restored. And "
        "whether the value still stands.\n\n"
        "A key of several columns is given in the key's order, one argument each.",
    .arguments = ARGUMENTS({"TABLE"}, {"KEY"}),
    .min_args = 2,
    .max_args = -1,
    .examples = EXAMPLES({"retcon explain shop.orders 42", "why did order 42 change?"},
                         {"retcon explain shop.order_lines 42 3", "a key of two columns"}),
    .exits = EXITS(75),
    .run = run,
};
