#include "cmd.h"
#include "go.h"
#include "load_parts.h"
#include "text.h"
#include "wish.h"
#include "words.h"

/* Whatever it has changed stays; it will not go on. */
static int abandon(struct session *s, const char *why)
{
    /* Whoever works on it must end first. What cannot be halted is refused below, and nothing is asked of anybody. */
    bool works = !run_is_unbegun(s->run) && state_after(s->run->state, EVENT_HALT) >= 0;

    if (works && wish_make(s, WISH_STOP, why) < 0)
        return -1;
    if (db_begin_write(s->db, NULL, &s->e) < 0)
        return -1;
    if (run_move(s->db, s->run, EVENT_ABANDON, ledger_actor(s->arena), why, NULL, &s->e) < 0) {
        db_rollback(s->db);
        return -1;
    }
    return db_commit(s->db, &s->e) == 0 ? 0 : -1;
}

static void print_all(struct session *s, struct run **runs, size_t n)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct json j;

    json_begin(&j, &out, "stop");
    json_key(&j, "runs");
    json_array(&j);
    for (size_t i = 0; i < n; i++) {
        json_object(&j);
        json_kv_int(&j, "run", runs[i]->id);
        json_kv_text(&j, "name", runs[i]->name);
        json_kv_text(&j, "state", state_name(runs[i]->state));
        load_json(&j, runs[i]);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
    cli_out(s->cli, &out);
    buf_clear(&out);
}

static int stop_all(struct session *s, const char *why)
{
    struct run **runs;
    size_t n;

    if (session_open_ledger(s, DB_READ_WRITE) < 0 || wish_stop_all(s, why, &runs, &n) < 0)
        return session_fail(s);
    if (s->cli->json)
        print_all(s, runs, n);
    cli_say(s->cli, "%s %s stopped", n ? COUNT((int64_t) n) : "no", plural((int64_t) n, "run was", "runs were"));
    return 0;
}

static int stop(struct session *s)
{
    const char *name = cli_arg(s->cli, 0), *why = cli_value(s->cli, "--because");
    bool all = cli_flag(s->cli, "--all"), give_up = cli_flag(s->cli, "--abandon");
    int rc;

    if (all ? name || give_up : !name)
        return cli_usage(s->cli, "stop takes the name of a run, or --all");
    if (all)
        return stop_all(s, why);
    if (session_open_run(s, DB_READ_WRITE, name) < 0)
        return session_fail(s);
    rc = give_up ? abandon(s, why) : wish_make(s, WISH_STOP, why);
    if (rc < 0)
        return session_fail(s);
    go_account(s);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = stop(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_stop = {
    .name = "stop",
    .group = GROUP_RUN,
    .usage = "NAME\n"
             "--all",
    .summary = "stop a run, or all of them, within one batch",
    .description =
        "Stops whoever works on the run, on whatever machine, within one batch; the program there ends. What "
        "was committed stays, is on record and can be rolled back. The run is halted: `retcon resume` goes on, with a "
        "reason. `--abandon` gives it up for good.\n\n"
        "It waits until they have stopped and says how long that took, by the database's clock; `status` and `report` keep it. "
        "Where nobody answers within ten seconds, or what `--wait` says, the run is set to halted all the same.\n\n"
        "`--all` stops every run in the database: for the one move in an incident.",
    .arguments = ARGUMENTS({"NAME"}),
    .max_args = 1,
    .options = OPTIONS({"--all", 'a', NULL, "every run in the database"},
                       {"--abandon", 0, NULL, "and give it up: what it changed stays, and it cannot go on"}, OPT_BECAUSE, OPT_WAIT),
    .examples = EXAMPLES({"retcon stop tax-rounding", "stop this run"},
                         {"retcon stop --all --because \"incident 311\"", "stop everything"}),
    .exits = EXITS(75, 130),
    .run = run,
};
