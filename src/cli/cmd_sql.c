#include "cmd.h"
#include "session.h"
#include "sql_page.h"
#include "words.h"

static int open_any(struct session *s, const char *arg)
{
    if (!session_is_path(arg))
        return session_open_rollout(s, DB_EXAMINE, arg);
    if (session_open(s, DB_EXAMINE) < 0 || session_read_plan(s, arg) < 0)
        return -1;
    return rollout_open(s->arena, s->db, s->plan, &s->ro, &s->e);
}

static int page_json(struct session *s, const char *only, struct buf *out)
{
    struct json j;

    json_begin(&j, out, "sql");
    json_kv_text(&j, "name", s->ro->plan->name);
    json_kv_text(&j, "database", db_description(s->db));
    json_kv_text(&j, "form", s->ro->form == FORM_SHORT ? "short" : "long");
    json_kv_text(&j, "form_why", s->ro->form_why);
    json_key(&j, "statements");
    if (sql_page_json(s->ro, only, &j, &s->e) < 0)
        return -1;
    json_object_end(&j);
    return 0;
}

static int sql(struct session *s)
{
    const char *only = cli_value(s->cli, "--statement");
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    int rc;

    if (open_any(s, cli_arg(s->cli, 0)) < 0 || session_check(s) < 0)
        return session_fail(s);
    rc = s->cli->json ? page_json(s, only, &out) : sql_page_text(s->ro, only, &out, &s->e);
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
    status = sql(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_sql = {
    .name = "sql",
    .group = GROUP_PREPARE,
    .usage = "PLAN|NAME",
    .summary = "print every statement that a run would execute",
    .description =
        "Prints every statement that a run of this plan would execute, filled in with its table, key and "
        "expressions, in the order of their use, each with what it is for: scope, dry run, batch, rollback and all "
        "that is around them. Nothing else is ever executed. Says which form of batch the plan gets, and why.",
    .arguments = ARGUMENTS({"PLAN|NAME", COMPLETE_PLAN}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--statement", 's', "NAME", "only the statement of this name, or those of a phase such as `batch`"}),
    .examples = EXAMPLES({"retcon sql tax-rounding.yaml | less", "read them all"},
                         {"retcon sql tax-rounding.yaml --statement batch", "what changes the rows"}),
    .exits = EXITS(3, 5, 75),
    .run = run,
};
