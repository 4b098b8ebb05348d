#include "cmd.h"
#include "go.h"
#include "moved.h"
#include "text.h"
#include "words.h"

/* By a handle that cannot write, always: what would come back, and what would not. */
static int preview(struct session *s, const struct undo_scope *scope, struct undo_preview *ret)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct session reader;
    int rc;

    cli_say(s->cli, "comparing what the run wrote with what is there now");
    session_init(&reader, s->cli);
    rc = session_open_rollout(&reader, DB_READ_ONLY, cli_arg(s->cli, 0));
    if (rc == 0) /* on a copy too it may be looked at */
        rc = rollout_bind_altered(reader.ro, reader.run, "only looking", &reader.e);
    if (rc == 0)
        rc = undo_preview(reader.ro, scope, ret, &reader.e);
    if (rc < 0)
        s->e = reader.e;
    s->run = reader.run;
    session_clear(&reader);
    if (rc < 0)
        return -1;
    report_undo_preview(&out, session_format(s), ret);
    if (s->cli->json && !cli_flag(s->cli, "--dry-run"))
        buf_reset(&out); /* the answer is the account, and there is one answer */
    if (out.len > 0)
        cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static int refuse_state(struct session *s)
{
    if (state_after(s->run->state, EVENT_UNDO) >= 0)
        return 0;
    err_set(&s->e, ERR_STATE, "run \"%s\" is %s: %s", s->run->name, state_name(s->run->state),
            state_meaning(s->run->state));
    return s->run->state == STATE_RUNNING ? err_hint(&s->e, "pause it first: retcon pause %s", s->run->name) : -1;
}

/* 1: no. */
static int ask(struct session *s, const struct undo_preview *p)
{
    if (cli_flag(s->cli, "--yes"))
        return 0;
    return terminal_ask(arena_printf(s->arena, "restore %s %s of %s?", COUNT(p->restorable),
                                     plural(p->restorable, "row", "rows"), p->scope), &s->e);
}

/* The same run, by a handle that can write, as it was frozen. */
static int open_writer(struct session *s)
{
    if (session_open_rollout(s, DB_READ_WRITE, cli_arg(s->cli, 0)) < 0)
        return -1;
    const char *moved = cli_value(s->cli, "--moved");

    if (rollout_bind_altered(s->ro, s->run, moved, &s->e) < 0)
        return -1;
    return moved ? moved_record(s->ro, moved, &s->e) : 0;
}

static int rollback(struct session *s)
{
    const struct undo_scope scope = {cli_value(s->cli, "--stage"), cli_value(s->cli, "--class"),
                                     cli_value(s->cli, "--keys")};
    struct run_opts opts = {.why = cli_value(s->cli, "--because")};
    struct undo_preview p;
    int rc;

    if (go_workers(s, &opts.workers) < 0 || preview(s, &scope, &p) < 0)
        return session_fail(s);
    if (cli_flag(s->cli, "--dry-run"))
        return 0;
    if (p.rows == 0 && s->run->state != STATE_ROLLING_BACK) {
        cli_say(s->cli, "nothing of %s is left to roll back", p.scope);
        return 0;
    }
    if (refuse_state(s) < 0 || (rc = ask(s, &p)) < 0)
        return session_fail(s);
    if (rc > 0) {
        cli_say(s->cli, "nothing was restored");
        return 4;
    }
    return open_writer(s) < 0 ? session_fail(s) : go_undo(s, &scope, &opts);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = rollback(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_rollback = {
    .name = "rollback",
    .group = GROUP_UNDO,
    .usage = "NAME",
    .summary = "put the prior values back",
    .description =
        "Puts back what the run found, for the whole run, a stage, a class or some keys, in batches like a run. "
        "A row is restored only where its columns still hold what the run wrote. Where somebody has edited it "
        "since, it is a conflict: left alone, quarantined, and shown with prior, ours and current value. "
        "`quarantine resolve` settles it.\n\n"
        "Shows first what it would do, and asks; `--dry-run` only shows it. Where there is no terminal it needs "
        "`--yes`.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--stage", 's', "STAGE", "only the rows of this stage"},
                       {"--class", 'c', "CLASS", "only the rows of this class"},
                       {"--keys", 'k', "FILE", "only the keys in this CSV file, whose header names the key's columns",
                        .complete = COMPLETE_FILE},
                       {"--dry-run", 'n', NULL, "show what would be restored and what conflicts, and change nothing"},
                       {"--moved", 0, "REASON", "the database was moved or restored on purpose: go on, and record why"},
                       OPT_YES, OPT_BECAUSE, OPT_WORKERS),
    .examples = EXAMPLES({"retcon rollback tax-rounding --dry-run", "what would happen?"},
                         {"retcon rollback tax-rounding --class DE --because \"wrong rate\"", "one class"},
                         {"retcon rollback tax-rounding --keys complaints.csv", "some rows"}),
    .exits = EXITS(4, 5, 6, 7, 75, 130),
    .run = run,
};
