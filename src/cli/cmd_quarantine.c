#include <string.h>

#include "cmd.h"
#include "session.h"
#include "text.h"
#include "words.h"

enum { LIST_ROWS = 100 };

static int list(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct quarantine q;
    int64_t limit;

    if (cli_count(s->cli, "--limit", LIST_ROWS, &limit, &s->e) < 0 ||
        session_open_rollout(s, DB_READ_ONLY, cli_arg(s->cli, 1)) < 0 ||
        quarantine_list(s->ro, !cli_flag(s->cli, "--all"), limit, &q, &s->e) < 0)
        return session_fail(s);
    report_quarantine(&out, session_format(s), &q);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static const struct {
    const char *flag;
    enum resolution how;
} resolutions[] = {{"--keep", RESOLVE_KEEP},   {"--restore", RESOLVE_RESTORE}, {"--apply", RESOLVE_APPLY},
                   {"--retry", RESOLVE_RETRY}, {"--leave", RESOLVE_LEAVE}};

/* The one resolution that was given: false when there is none, or more than one. */
static bool read_resolution(const struct cli *cli, enum resolution *ret)
{
    int given = 0;

    for (size_t i = 0; i < ARRAY_LEN(resolutions); i++) {
        if (!cli_flag(cli, resolutions[i].flag))
            continue;
        *ret = resolutions[i].how;
        given++;
    }
    return given == 1;
}

static int resolve(struct session *s)
{
    const char *const *key = &s->cli->args[2];
    struct status status;
    enum resolution how;

    if (s->cli->n_args < 3)
        return cli_usage(s->cli, "which row? resolve NAME KEY… with one argument a key column");
    if (!read_resolution(s->cli, &how))
        return cli_usage(s->cli, "say one of --keep, --restore, --apply, --retry and --leave");
    if (session_open_rollout(s, DB_READ_WRITE, cli_arg(s->cli, 1)) < 0 ||
        quarantine_resolve(s->ro, key, s->cli->n_args - 2, how, cli_value(s->cli, "--because"), &s->e) < 0 ||
        status_read(s->db, s->arena, s->run, &status, &s->e) < 0)
        return session_fail(s);
    if (s->ro->altered)
        cli_say(s->cli, "the definition of %s, or of a function, is not the one that was scoped; the key and the columns that "
                "change are as they were", table_label(s->arena, s->run));
    cli_say(s->cli, "settled; %s %s for a person", status.open_quarantine ? COUNT(status.open_quarantine) : "no row",
            plural(status.open_quarantine, status.open_quarantine ? "row waits" : "waits",
                   status.open_quarantine ? "rows wait" : "waits"));
    return 0;
}

static int quarantine(struct session *s)
{
    const char *action = cli_arg(s->cli, 0);

    if (strcmp(action, "resolve") == 0)
        return resolve(s);
    if (strcmp(action, "list") != 0)
        return cli_usage(s->cli, "quarantine can list and resolve, not \"%s\"", action);
    if (s->cli->n_args > 2)
        return cli_usage(s->cli, "list takes the name of a run, and nothing behind it");
    return list(s);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = quarantine(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_quarantine = {
    .name = "quarantine",
    .group = GROUP_UNDO,
    .usage = "list NAME\n"
             "resolve NAME KEY... --keep|--restore|--apply|--retry|--leave",
    .summary = "list and settle the rows set aside for a person",
    .description =
        "`list` shows the rows of a run that were set aside, each with its reason: uncertain by the plan, "
        "refused by the database, or edited by somebody before they could be rolled back.\n\n"
        "`resolve` settles one, and records who did and why. A row in conflict: `--keep` the current value, or "
        "`--restore` the prior one over it. A row that was uncertain: `--apply` the change after all, or "
        "`--leave` it as it is. A row that the database refused: `--retry` the change, or `--leave` it.\n\n"
        "What refused a row, a constraint or a trigger, may be gone by the time of `--retry`: the same table, and the same types "
        "of the key and of the columns that change, are enough. That the table was altered is said, and recorded.",
    .arguments = ARGUMENTS({"ACTION", COMPLETE_WORDS, "list resolve"}, {"NAME"}, {"KEY"}),
    .min_args = 2,
    .max_args = -1,
    .options = OPTIONS({"--all", 'a', NULL, "list: those that are settled, too"},
                       {"--limit", 'l', "ROWS", "list: at most so many rows (100)"},
                       {"--keep", 0, NULL, "conflict: keep what the row holds now"},
                       {"--restore", 0, NULL, "conflict: put the prior value back all the same"},
                       {"--apply", 0, NULL, "uncertain: change the row after all"},
                       {"--retry", 0, NULL, "refused: try the change again"},
                       {"--leave", 0, NULL, "uncertain or refused: leave the row as it is"}, OPT_BECAUSE),
    .examples =
        EXAMPLES({"retcon quarantine list tax-rounding", "what waits for a person?"},
                 {"retcon quarantine resolve tax-rounding 42 --apply --because \"checked by hand\"", "settle one"}),
    .exits = EXITS(5, 75, 130),
    .run = run,
};
