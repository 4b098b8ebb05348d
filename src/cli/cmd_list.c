#include "cmd.h"
#include "session.h"
#include "table.h"
#include "words.h"

/* Every state, from the list of them, separated by spaces. */
#define STATE(id, name, meaning) name " "
static const char states[] =
#include "states.def"
    ;

/* How far a run that is not over is; the others are where their state says. */
static int done_of(struct session *s, struct run *run, int64_t *ret, struct err *e)
{
    struct status status;

    *ret = run->state == STATE_ABANDONED ? -1 : run->candidates;
    if (state_is_final(run->state))
        return 0;
    if (status_read(s->db, s->arena, run, &status, e) < 0)
        return -1;
    *ret = status.total.candidates - status.total.pending;
    return 0;
}

static void add_row(struct session *s, struct table *t, const struct run *run, int64_t done)
{
    table_cell(t, arena_printf(s->arena, "#%lld", (long long) run->id));
    table_cell(t, run->name);
    table_cell_state(t, state_name(run->state));
    table_cell(t, table_label(s->arena, run));
    table_cell(t, done < 0 ? "" : COUNT(done));
    table_cell_count(t, run->candidates);
    table_cell(t, run->scoped_by);
    table_cell(t, run->finished_at ? run->finished_at : run->started_at ? run->started_at : run->scoped_at);
}

static void add_json(struct json *j, const struct run *run, int64_t done)
{
    json_object(j);
    json_kv_int(j, "run", run->id);
    json_kv_text(j, "name", run->name);
    json_kv_text(j, "state", state_name(run->state));
    json_kv_text(j, "schema", run->table_schema);
    json_kv_text(j, "table", run->table_name);
    json_kv_int(j, "universe", run->universe);
    json_kv_int(j, "candidates", run->candidates);
    json_key(j, "done");
    done < 0 ? json_null(j) : json_int(j, done);
    json_kv_text(j, "plan_digest", run->plan_digest);
    json_kv_text(j, "list_digest", run->list_digest);
    json_kv_text(j, "scoped_by", run->scoped_by);
    json_kv_text(j, "scoped_at", run->scoped_at);
    json_kv_text(j, "started_at", run->started_at);
    json_kv_text(j, "finished_at", run->finished_at);
    json_object_end(j);
}

static int print(struct session *s, struct run **runs, size_t n, struct table *t, struct json *j)
{
    for (size_t i = 0; i < n; i++) {
        int64_t done;

        if (done_of(s, runs[i], &done, &s->e) < 0)
            return -1;
        if (s->cli->json)
            add_json(j, runs[i], done);
        else
            add_row(s, t, runs[i], done);
    }
    return 0;
}

static int list_all(struct session *s, struct run **runs, size_t n, struct buf *out)
{
    static const struct table_column columns[] = {{"run"},  {"name"},     {"state"}, {"table"}, {"done", .right = true},
                                                  {"rows", .right = true}, {"by"},    {"since"}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));
    struct json j;

    if (s->cli->json) {
        json_begin(&j, out, "list");
        json_key(&j, "runs");
        json_array(&j);
    }
    if (print(s, runs, n, t, &j) < 0)
        return -1;
    if (s->cli->json) {
        json_array_end(&j);
        json_object_end(&j);
    } else if (n > 0) {
        table_print(t, out);
    }
    return 0;
}

static int list(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct run **runs;
    size_t n;

    if (session_open_ledger(s, DB_READ_ONLY) < 0 ||
        run_list(s->db, s->arena, cli_value(s->cli, "--state"), &runs, &n, &s->e) < 0)
        return session_fail(s);
    if (list_all(s, runs, n, &out) < 0) {
        buf_clear(&out);
        return session_fail(s);
    }
    if (n == 0)
        cli_say(s->cli, "no runs");
    if (out.len > 0)
        cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = list(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_list = {
    .name = "list",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "list the runs in a database",
    .description = "Lists the runs that the ledger knows, the latest first.",
    .options =
        OPTIONS({"--state", 's', "STATE", "only those in this state", .complete = COMPLETE_WORDS, .words = states}),
    .examples = EXAMPLES({"retcon list", "all of them"}, {"retcon list --state paused --json", "for a program"}),
    .exits = EXITS(75),
    .run = run,
};
