#include <string.h>

#include "cmd.h"
#include "incident.h"
#include "session.h"
#include "table.h"
#include "text.h"
#include "words.h"

static void list_json(const struct debt *debts, size_t n, struct buf *out)
{
    struct json j;

    json_begin(&j, out, "debts");
    debts_json(&j, debts, n);
    json_object_end(&j);
}

/* What pays it, as a command. */
static const char *way_to_pay(struct session *s, const struct debt *d)
{
    if (text_starts_with(d->what, "approval by "))
        return arena_printf(s->arena, "retcon approve %s, as %s", d->name, d->what + strlen("approval by "));
    return arena_printf(s->arena, "%sretcon debts %s --pay %lld --because \"…\"",
                        strcmp(d->what, "audit") == 0 ? arena_printf(s->arena, "retcon audit %s, then ", d->name) : "", d->name,
                        (long long) d->no);
}

static void list_text(struct session *s, const struct debt *debts, size_t n, struct buf *out)
{
    static const struct table_column columns[] = {{"run"}, {"incident"}, {"no", .right = true}, {"owed"}, {"by"}, {"due"},
                                                  {"paid, or to be paid by"}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));

    for (size_t i = 0; i < n; i++) {
        const struct debt *d = &debts[i];

        table_cell(t, d->name);
        table_cell(t, d->incident);
        table_cell_count(t, d->no);
        table_cell(t, d->what);
        table_cell(t, d->owner);
        table_cell_styled(t, d->overdue ? STYLE_BAD : STYLE_PLAIN, d->overdue ? arena_printf(s->arena, "%s, overdue", d->due)
                                                                             : d->due);
        table_cell(t, d->paid_at ? arena_printf(s->arena, "%s by %s: %s", d->paid_at, d->paid_by, d->how) : way_to_pay(s, d));
    }
    table_print(t, out);
}

static int show(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct debt *debts;
    size_t n;

    if (debt_list(s->db, s->arena, s->run ? s->run->id : 0, cli_flag(s->cli, "--all"), &debts, &n, &s->e) < 0)
        return session_fail(s);
    if (s->cli->json)
        list_json(debts, n, &out);
    else if (n > 0)
        list_text(s, debts, n, &out);
    else
        cli_say(s->cli, "nothing is owed");
    if (out.len > 0)
        cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static int pay(struct session *s)
{
    const char *how = cli_value(s->cli, "--because");
    int64_t no;

    if (!how)
        return cli_usage(s->cli, "how was it paid? --because TEXT");
    if (cli_count(s->cli, "--pay", 0, &no, &s->e) < 0 ||
        session_open_rollout(s, DB_READ_WRITE, cli_arg(s->cli, 0)) < 0 || incident_pay(s->ro, no, how, &s->e) < 0)
        return session_fail(s);
    return show(s);
}

static int debts(struct session *s)
{
    bool named = cli_arg(s->cli, 0) != NULL;

    if (cli_value(s->cli, "--pay"))
        return named ? pay(s) : cli_usage(s->cli, "whose debt? debts NAME --pay NO --because TEXT");
    if (named ? session_open_run(s, DB_READ_ONLY, cli_arg(s->cli, 0)) < 0 : session_open_ledger(s, DB_READ_ONLY) < 0)
        return session_fail(s);
    return show(s);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = debts(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_debts = {
    .name = "debts",
    .group = GROUP_UNDO,
    .usage = "[NAME]",
    .summary = "what incidents still owe: late approvals, audits, statements",
    .description =
        "Lists what runs in incident mode skipped and nobody has made up for yet, the earliest due first: of one run, or "
        "of all in the database.\n\n"
        "`--pay` says that one was paid, and how: by the late audit, the late statement, the account. An approval is paid "
        "by `retcon approve` alone, an audit once rows were judged with `retcon audit`.",
    .arguments = ARGUMENTS({"NAME"}),
    .max_args = 1,
    .options = OPTIONS({"--all", 'a', NULL, "those that are paid, too"}, {"--pay", 0, "NO", "this debt of NAME is paid"},
                       OPT_BECAUSE),
    .examples = EXAMPLES({"retcon debts", "what is still owed?"},
                         {"retcon debts tax-rounding --pay 2 --because \"20 rows looked at, none wrong: INC-7 notes\"",
                          "the audit, late"}),
    .exits = EXITS(75),
    .run = run,
};
