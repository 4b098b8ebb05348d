#include <string.h>

#include "cmd.h"
#include "session.h"
#include "table.h"
#include "tune.h"
#include "words.h"

/* rate=2000/s, of the command line. */
static int read_changes(struct session *s, struct tune_change *ret)
{
    for (size_t i = 1; i < (size_t) s->cli->n_args; i++) {
        const char *arg = cli_arg(s->cli, i), *equals = strchr(arg, '=');

        if (!equals || equals == arg || equals[1] == '\0') {
            err_set(&s->e, ERR_USAGE, "\"%.60s\" is no setting", arg);
            return err_hint(&s->e, "NAME=VALUE, as in the plan: rate=2000/s batch_time=100ms window=off");
        }
        ret[i - 1] = (struct tune_change){arena_strndup(s->arena, arg, (size_t) (equals - arg)), equals + 1};
    }
    return 0;
}

static void print_json(struct session *s, const struct tune_setting *all, struct buf *out)
{
    struct json j;

    json_begin(&j, out, "tune");
    json_kv_int(&j, "run", s->run->id);
    json_kv_text(&j, "name", s->run->name);
    json_key(&j, "settings");
    json_array(&j);
    for (size_t i = 0; i < TUNE_SETTINGS; i++) {
        json_object(&j);
        json_kv_text(&j, "name", all[i].name);
        json_kv_text(&j, "value", all[i].value);
        json_kv_text(&j, "source", all[i].source);
        json_kv_text(&j, "by", all[i].by);
        json_kv_text(&j, "at", all[i].at);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
}

static void print_text(struct session *s, const struct tune_setting *all, struct buf *out)
{
    static const struct table_column columns[] = {{"setting"}, {"value"}, {"from"}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));

    for (size_t i = 0; i < TUNE_SETTINGS; i++) {
        table_cell(t, all[i].name);
        table_cell(t, all[i].value);
        table_cell(t, all[i].by ? arena_printf(s->arena, "%s by %s, %s", all[i].source, all[i].by, all[i].at)
                                : all[i].source);
    }
    table_print(t, out);
}

static int tune(struct session *s)
{
    size_t n = (size_t) s->cli->n_args - 1;
    struct tune_change *changes = arena_new_array(s->arena, struct tune_change, n + 1);
    struct tune_setting all[TUNE_SETTINGS];
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    if (read_changes(s, changes) < 0 ||
        session_open_rollout(s, n > 0 ? DB_READ_WRITE : DB_READ_ONLY, cli_arg(s->cli, 0)) < 0 ||
        (n > 0 && tune_change(s->ro, changes, n, cli_value(s->cli, "--because"), &s->e) < 0) ||
        tune_now(s->ro, all, &s->e) < 0)
        return session_fail(s);
    if (s->cli->json)
        print_json(s, all, &out);
    else
        print_text(s, all, &out);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = tune(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_tune = {
    .name = "tune",
    .group = GROUP_RUN,
    .usage = "NAME [SETTING=VALUE...]",
    .summary = "change how fast a run goes, while it goes",
    .description =
        "Changes settings of the plan's checkpoint block for one run: rate, workers, batch, batch_time, cool_off and "
        "window, written as in the plan; `off` for no rate or window, `plan` for what the plan says. Every process at the run, "
        "on whatever machine, follows within a second and the batch at hand, whatever its own command line says; so does one "
        "that goes on with a paused run. Fewer workers leave, and more come, behind the batch "
        "at hand of the process that hires them. Each change is recorded with who and why.\n\n"
        "Without a setting it shows what holds, and whether it is the default, the plan's or was tuned. What a process was "
        "given on its own command line is not shown.",
    .arguments = ARGUMENTS({"NAME"}, {"SETTING"}),
    .min_args = 1,
    .max_args = -1,
    .options = OPTIONS(OPT_BECAUSE),
    .examples = EXAMPLES({"retcon tune tax-rounding rate=2000/s cool_off=50ms --because \"checkout is slow\"", "slower"},
                         {"retcon tune tax-rounding window=off", "do not wait for the night"},
                         {"retcon tune tax-rounding rate=plan", "back to the plan's"}),
    .exits = EXITS(75),
    .run = run,
};
