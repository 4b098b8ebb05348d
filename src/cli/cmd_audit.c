#include "audit_csv.h"
#include "audit_walk.h"
#include "cmd.h"
#include "output.h"
#include "session.h"
#include "text.h"
#include "words.h"

/* What stands now, as a last remark. */
static int say_state(struct session *s)
{
    const struct audit_count *c;
    struct audit audit;

    if (audit_read(s->ro, &audit, &s->e) < 0)
        return session_fail(s);
    c = &audit.state.all;
    if (audit.plan->audit_confidence > 0 && audit.state.stage_no > 0)
        cli_say(s->cli, "%s of the %s rows drawn at random are judged, %s wrong", COUNT(c->judged), COUNT(c->drawn),
                COUNT(c->wrong + audit.state.wrong_beside));
    return 0;
}

static int list(struct session *s, const struct audit *audit)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    report_audit(&out, session_format(s), audit);
    cli_out(s->cli, &out);
    buf_clear(&out);
    return 0;
}

static int export(struct session *s, const struct audit *audit, const char *path)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    int rc;

    audit_export(&out, s->arena, audit, ledger_actor(s->arena));
    rc = buf_overflowed(&out) ? err_set(&s->e, ERR_BUG, "the samples are too large for one file")
                              : output_replace(path, &out, &s->e);
    buf_clear(&out);
    if (rc < 0)
        return session_fail(s);
    cli_say(s->cli, "%s %s in %s; fill in verdict (right, wrong or unsure) and note", COUNT((int64_t) audit->n_samples),
            plural((int64_t) audit->n_samples, "row", "rows"), path);
    cli_next(s->cli, "retcon audit %s --import %s", s->run->name, path);
    return 0;
}

static int import(struct session *s, const struct audit *audit, const char *path)
{
    struct audit_judgement *items;
    size_t n;

    if (audit_import(path, s->arena, audit, ledger_actor(s->arena), &items, &n, &s->e) < 0 ||
        (n > 0 && audit_judge(s->ro, items, n, &s->e) < 0))
        return session_fail(s);
    cli_say(s->cli, "%s new %s recorded as %s", n ? COUNT((int64_t) n) : "no", plural((int64_t) n, "verdict is", n ? "verdicts are" : "verdict is"),
            ledger_actor(s->arena));
    return say_state(s);
}

static int judge(struct session *s)
{
    const char *note = cli_value(s->cli, "--note");
    struct audit_judgement x = {.verdict = cli_value(s->cli, "--verdict"), .note = note && *note ? note : NULL};

    if (cli_count(s->cli, "--sample", 0, &x.sample_no, &s->e) < 0 || audit_judge(s->ro, &x, 1, &s->e) < 0)
        return session_fail(s);
    return say_state(s);
}

static int walk(struct session *s, const struct audit *audit)
{
    int64_t given = 0;
    int rc = audit_walk(s, audit, ledger_actor(s->arena), cli_flag(s->cli, "--all"), &given);

    if (given > 0)
        cli_say(s->cli, "%s %s recorded", COUNT(given), plural(given, "verdict is", "verdicts are"));
    return rc < 0 ? session_fail(s) : say_state(s);
}

static int audit(struct session *s)
{
    const struct cli *cli = s->cli;
    const char *to = cli_value(cli, "--export"), *from = cli_value(cli, "--import"), *verdict = cli_value(cli, "--verdict");
    bool lists = cli_flag(cli, "--list"), reads = !verdict && !from && (to || lists || cli->json);
    struct audit x;

    if ((to != NULL) + (from != NULL) + (verdict != NULL) + lists > 1)
        return cli_usage(s->cli, "one of --list, --export, --import and --verdict at a time");
    if (!verdict != !cli_value(cli, "--sample") || (cli_value(cli, "--note") && !verdict))
        return cli_usage(s->cli, "a verdict needs both: --sample N --verdict right|wrong|unsure");
    if (session_open_rollout(s, reads ? DB_READ_ONLY : DB_READ_WRITE, cli_arg(cli, 0)) < 0 ||
        (!reads && audit_take(s->ro, &s->e) < 0) || audit_read(s->ro, &x, &s->e) < 0)
        return session_fail(s);
    if (verdict)
        return judge(s);
    if (to)
        return export(s, &x, to);
    if (from)
        return import(s, &x, from);
    return lists || cli->json ? list(s, &x) : walk(s, &x);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = audit(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_audit = {
    .name = "audit",
    .group = GROUP_RUN,
    .usage = "NAME [--all]\n"
             "NAME --list\n"
             "NAME --export FILE\n"
             "NAME --import FILE\n"
             "NAME --sample N --verdict right|wrong|unsure [--note TEXT]",
    .summary = "look at rows before and after, and say whether they are right",
    .description =
        "Shows the rows that were chosen for a person to look at, one after another, before and after, with the part "
        "that differs in brackets: what has happened first, then what is only predicted. `y` says that the row is right, `n` "
        "that it is wrong, `?` that you are not sure; `s` skips it and `q` ends. Each verdict is kept at once: the next "
        "time it goes on where you stopped. A later verdict of yours counts instead of the earlier one; both are kept.\n\n"
        "`--list` shows all of them and what the verdicts say of the other rows. `--export` writes them for a spreadsheet; "
        "`--import` reads the columns verdict and note back. `--verdict` gives one, for scripts.\n\n"
        "Which rows are chosen, how many, and what follows from them, is in docs/audit.md.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--all", 'a', NULL, "also the rows that somebody else judged"},
                       {"--list", 'l', NULL, "show all rows and verdicts, and ask nothing"},
                       {"--export", 0, "FILE", "write the rows as CSV", .complete = COMPLETE_FILE},
                       {"--import", 0, "FILE", "read verdicts from such a file", .complete = COMPLETE_FILE},
                       {"--sample", 0, "N", "the row that the verdict is on"},
                       {"--verdict", 0, "VERDICT", "right, wrong or unsure", .complete = COMPLETE_WORDS,
                        .words = "right wrong unsure"},
                       {"--note", 'm', "TEXT", "why, for the record"}),
    .examples = EXAMPLES({"retcon audit tax-rounding", "judge the rows that wait for you"},
                         {"retcon audit tax-rounding --list --json", "what stands, for a program"},
                         {"retcon audit tax-rounding --export rows.csv", "for a spreadsheet"},
                         {"retcon audit tax-rounding --sample 7 --verdict wrong --note \"no tax in NZ\"", "one verdict"}),
    .exits = EXITS(75, 130),
    .run = run,
};
