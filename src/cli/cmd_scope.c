#include "cmd.h"
#include "prepare.h"
#include "scope_page.h"

static int scope(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct scope_result result;

    if (session_open(s, DB_READ_WRITE) < 0 || session_read_plan(s, cli_arg(s->cli, 0)) < 0 ||
        prepare_scope(s, &result) < 0)
        return session_fail(s);
    prepare_samples(s);
    scope_page(s, &result, &out);
    cli_out(s->cli, &out);
    buf_clear(&out);
    cli_next(s->cli, "retcon dry-run %s", result.run->name);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = scope(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_scope = {
    .name = "scope",
    .group = GROUP_PREPARE,
    .usage = "PLAN",
    .summary = "freeze the list of rows that a plan is about",
    .description =
        "Finds, in one snapshot, the rows that the plan's `scope.where` matches, counts those that an exclusion "
        "leaves out, by reason, and freezes the keys of the rest as the candidate list, in the order of the "
        "stages. A run touches no other row. Writes nothing but the ledger. Chooses rows for a person to look at "
        "(`retcon audit`), before any dry run.\n\n"
        "The list has a digest. It is valid as long as the plan's `valid_for` says. A run of the plan's name that has "
        "changed nothing yet gives way to the new one.",
    .arguments = ARGUMENTS({"PLAN", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .examples = EXAMPLES({"retcon scope tax-rounding.yaml", "freeze the list"},
                         {"retcon scope tax-rounding.yaml --json", "the counts, for a program"}),
    .exits = EXITS(3, 5, 75, 130),
    .run = run,
};
