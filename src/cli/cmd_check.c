#include "cmd.h"
#include "session.h"

static void print(struct session *s, const struct check *c)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    report_check(&out, session_format(s), c);
    cli_out(s->cli, &out);
    buf_clear(&out);
}

/* Parts that this version reads but does not act on: a run of the plan would be refused. */
static int say_later_parts(struct session *s)
{
    const struct plan *p = s->plan;

    for (size_t i = 0; i < p->n_later; i++)
        cli_say(s->cli, "%s:%d:%d: error: this version does not act on \"%s\": a run of this plan is refused",
                p->mistakes.file, p->later[i].line, p->later[i].column, p->later[i].what);
    return (int) p->n_later;
}

/* The plan alone, with whatever is wrong with it, as the same JSON that a whole check gives. */
static int only_the_plan(struct session *s, const char *ceremony_why)
{
    struct rollout without_database = {.plan = s->plan};
    const struct check c = {.ro = &without_database,
                            .errors = s->plan->mistakes.errors + say_later_parts(s),
                            .warnings = s->plan->mistakes.warnings,
                            .ceremony_why = ceremony_why};

    if (s->cli->json)
        print(s, &c);
    else if (c.errors == 0)
        cli_say(s->cli, "%s: nothing to object to, as far as the file tells", s->plan->mistakes.file);
    return c.errors ? err_exit_status(ERR_PLAN) : 0;
}

/* There are errors: with --json they are in the report, otherwise said. */
static int refuse(struct session *s)
{
    bool of_the_plan = s->e.id == ERR_PLAN && s->plan && !(s->project && s->project->file->mistakes.errors > 0);

    if (!s->cli->json || !of_the_plan)
        return session_fail(s);
    if (!s->check.ro)
        return only_the_plan(s, "unknown: the plan has mistakes");
    print(s, &s->check);
    return err_exit_status(ERR_PLAN);
}

static int check(struct session *s)
{
    bool offline = cli_flag(s->cli, "--offline");

    /* What is wrong with the file is said whether or not its database is there. */
    if (session_load_plan(s, cli_arg(s->cli, 0)) < 0 || session_want_project(s) < 0)
        return refuse(s);
    if (!offline && session_open(s, DB_EXAMINE) < 0)
        return session_fail(s);
    if (session_fit_plan(s) < 0)
        return refuse(s);
    if (offline)
        return only_the_plan(s, "unknown: it takes the database");
    cli_say(s->cli, "asking %s", db_description(s->db));
    if (rollout_open(s->arena, s->db, s->plan, &s->ro, &s->e) < 0)
        return refuse(s);
    if (session_check(s) < 0) {
        if (s->check.ro && !s->cli->json)
            print(s, &s->check);
        return refuse(s);
    }
    print(s, &s->check);
    cli_next(s->cli, "retcon scope %s", cli_arg(s->cli, 0));
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = check(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_check = {
    .name = "check",
    .group = GROUP_PREPARE,
    .usage = "PLAN",
    .summary = "check a plan, and the table it is for",
    .description =
        "Reads a plan and reports every mistake in it at once, each with its line. Then asks the database: does "
        "every expression prepare, is the key unique and not null, is there an index for the scope, which "
        "triggers fire, and which views, foreign keys, publications and generated columns read the columns that "
        "change.\n\n"
        "Changes nothing, in the table or in the ledger.",
    .arguments = ARGUMENTS({"PLAN", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--offline", 0, NULL, "only what needs no database"}),
    .examples = EXAMPLES({"retcon check tax-rounding.yaml", "check it against the database"},
                         {"retcon check --offline tax-rounding.yaml",
                          "for an editor, or for continuous integration without a database"}),
    .exits = EXITS(3, 75),
    .run = run,
};
