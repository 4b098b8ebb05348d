#include <string.h>

#include "approval.h"
#include "child.h"
#include "cmd.h"
#include "gate.h"
#include "prepare.h"
#include "sign.h"
#include "table.h"
#include "words.h"

struct giving {
    struct approval approval;
    const char *evidence, *database_user, *comment; /* the last two as the payload has them */
    struct signer signer;
};

/* --- who, as what, for what --- */

static int find_role(struct session *s, struct giving *g)
{
    const struct role_list *need = g->approval.stage ? &s->ro->ceremony.gate_approvals : &s->ro->ceremony.approvals;
    const struct person *p = project_person(s->project, g->approval.person);
    const char *given = cli_value(s->cli, "--role");

    if (given && person_role_from_name(given) < 0)
        return err_set(&s->e, ERR_USAGE, "there is no role \"%s\"", given);
    for (size_t i = 0; !given && i < need->n; i++)
        if (person_has(p, need->roles[i]))
            given = person_role_name(need->roles[i]);
    g->approval.role = given;
    if (given)
        return 0;
    err_set(&s->e, ERR_USAGE, need->n ? "%s has none of the roles that must approve this" : "%s need not approve: nothing asks "
            "for an approval here", p->name);
    return err_hint(&s->e, "--role names one all the same");
}

static int find_gate(struct session *s, struct giving *g)
{
    const char *stage = cli_value(s->cli, "--gate");
    struct gate gate = {0};
    size_t i = 0;

    if (!stage)
        return 0;
    while (i < s->ro->plan->n_stages && strcmp(s->ro->plan->stages[i].name, stage) != 0)
        i++;
    if (i == s->ro->plan->n_stages)
        return err_set(&s->e, ERR_USAGE, "the plan has no stage \"%s\"", stage);
    if (gate_read(s->ro, (int64_t) i + 1, &gate, &s->e) < 0)
        return -1;
    if (gate.round == 0)
        return err_set(&s->e, ERR_STATE, "the gate behind stage \"%s\" was not asked yet: there is no evidence to approve", stage);
    g->approval.stage = stage;
    g->evidence = gate.digest;
    return 0;
}

/* By key where there is one; by database user only where the project file allows it, and no key was named. */
static int find_signer(struct session *s, struct giving *g)
{
    const char *as = cli_value(s->cli, "--as"), *file = cli_value(s->cli, "--key"), *user;
    const struct person *p = as ? project_person(s->project, as) : NULL;

    if (as && !p)
        return err_set(&s->e, ERR_USAGE, "%s knows nobody called \"%s\"", s->project->file->mistakes.file, as);
    if (sign_find(s->arena, s->project, file, p, &g->signer, &s->e) == 0) {
        g->approval.person = g->signer.person->name;
        g->approval.key = g->signer.fingerprint;
        return 0;
    }
    if (file || !s->project->allow_unsigned || cli_flag(s->cli, "--print"))
        return -1;
    if (approval_database_user(s->ro, &user, &s->e) < 0)
        return -1;
    p = project_database_user(s->project, user);
    if (!p)
        return err_set(&s->e, ERR_USAGE, "the project file knows nobody by the database user \"%s\"", user);
    g->approval.person = p->name;
    g->database_user = approval_quoted(s->arena, user);
    return 0;
}

static int prepare(struct session *s, struct giving *g)
{
    const char *comment = cli_value(s->cli, "--comment");

    if (comment)
        g->comment = approval_quoted(s->arena, comment);
    if (find_signer(s, g) < 0 || find_gate(s, g) < 0 || find_role(s, g) < 0 ||
        approval_times(s->ro, &g->approval, &s->e) < 0)
        return -1;
    g->approval.payload = approval_payload(s->ro, &g->approval, g->evidence, g->database_user, g->comment);
    return 0;
}

/* --- in plain sentences --- */

static void summarize(struct session *s, const struct giving *g)
{
    const struct approval *a = &g->approval;
    const struct run *run = s->run;

    cli_say(s->cli, "%s: %s", run->name, run->why ? run->why : "no reason is given");
    cli_say(s->cli, "of %s rows of %s, %s are on the list and may change, %s are left out%s", COUNT(run->universe),
            table_label(s->arena, run), COUNT(run->candidates), COUNT(run->universe - run->candidates),
            run->finished_at ? "; the run is finished, and this approval is late" : "");
    for (size_t i = 0; i < s->ro->plan->n_set; i++)
        cli_say(s->cli, "  %s becomes %s", s->ro->plan->set[i].name, s->ro->plan->set[i].sql.text);
    cli_say(s->cli, "retcon report %s shows the dry run; it was scoped by %s%s%s%s%s", run->name, run->scoped_by,
            strcmp(run->scoped_by, run->scoped_login) ? ", account " : "",
            strcmp(run->scoped_by, run->scoped_login) ? run->scoped_login : "", run->scoped_user ? ", database user " : "",
            run->scoped_user ? run->scoped_user : "");
    if (a->stage)
        cli_say(s->cli, "this approves the evidence behind stage \"%s\"", a->stage);
    cli_say(s->cli, "%s approves as %s, %s, until %s", a->person, a->role,
            a->key ? "with a signature" : "by database user, without a signature", a->expires_at);
}

/* --- what there is --- */

static void list_json(struct session *s, const struct approvals *all, struct buf *out)
{
    struct json j;

    json_begin(&j, out, "approvals");
    json_kv_text(&j, "name", s->run->name);
    json_kv_text(&j, "missing", approval_missing(s->ro, all, &s->ro->ceremony.approvals, NULL));
    json_key(&j, "approvals");
    json_array(&j);
    for (size_t i = 0; i < all->n; i++) {
        const struct approval *a = &all->items[i];

        json_object(&j);
        json_kv_int(&j, "no", a->no);
        json_kv_text(&j, "person", a->person);
        json_kv_text(&j, "role", a->role);
        json_kv_text(&j, "gate", a->stage);
        json_kv_text(&j, "key", a->key);
        json_kv_text(&j, "given_at", a->given_at);
        json_kv_text(&j, "expires_at", a->expires_at);
        json_kv_text(&j, "revoked_at", a->revoked_at);
        json_kv_bool(&j, "counts", !a->refused);
        json_kv_text(&j, "refused", a->refused);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_object_end(&j);
}

static void list_text(struct session *s, const struct approvals *all, struct buf *out)
{
    static const struct table_column columns[] = {{"no", .right = true}, {"person"}, {"role"}, {"gate"}, {"given"},
                                                  {"until"}, {"counts"}};
    _cleanup_(table_freep) struct table *t = table_new(&s->cli->out, columns, ARRAY_LEN(columns));

    for (size_t i = 0; i < all->n; i++) {
        const struct approval *a = &all->items[i];

        table_cell_count(t, a->no);
        table_cell(t, a->person);
        table_cell(t, a->role);
        table_cell(t, a->stage);
        table_cell(t, a->given_at);
        table_cell(t, a->expires_at);
        table_cell(t, a->refused ? arena_printf(s->arena, "no: %s", a->refused) : "yes");
    }
    table_print(t, out);
}

static int show(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    const char *missing;
    struct approvals all;

    if (approval_list(s->ro, &all, &s->e) < 0)
        return session_fail(s);
    if (s->cli->json)
        list_json(s, &all, &out);
    else if (all.n > 0)
        list_text(s, &all, &out);
    if (out.len > 0)
        cli_out(s->cli, &out);
    buf_clear(&out);
    missing = approval_missing(s->ro, &all, &s->ro->ceremony.approvals, NULL);
    if (missing)
        cli_say(s->cli, "still missing: %s", missing);
    else if (s->run->finished_at && s->run->incident)
        cli_next(s->cli, "retcon debts %s", s->run->name);
    else if (!s->run->finished_at)
        cli_next(s->cli, "retcon run %s", s->run->name);
    return 0;
}

/* --- the ways to give one --- */

static int print_payload(struct session *s)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    struct giving g = {0};

    if (prepare(s, &g) < 0)
        return session_fail(s);
    summarize(s, &g);
    buf_str(&out, g.approval.payload);
    cli_out(s->cli, &out);
    buf_clear(&out);
    cli_say(s->cli, "sign it: ssh-keygen -Y sign -n " APPROVAL_NAMESPACE " -f KEY FILE; then: retcon approve %s --signature "
            "FILE.sig --as %s", s->run->name, g.approval.person);
    return 0;
}

static const char *read_text(struct session *s, const char *path)
{
    struct buf text = BUF_INIT(64 * 1024);
    const char *ret = NULL;

    if (child_read(path, 32 * 1024, &text, &s->e) == 0)
        ret = arena_strdup(s->arena, buf_cstr(&text));
    buf_clear(&text);
    return ret;
}

/* Signed elsewhere: FILE.sig beside the payload FILE. All that the payload says is checked when it is given. */
static int give_signed(struct session *s, const char *path)
{
    const char *as = cli_value(s->cli, "--as"), *payload = cli_value(s->cli, "--payload"), *gate;
    struct approval a = {.person = as};
    size_t n = strlen(path);

    if (!as)
        return cli_usage(s->cli, "whose signature is it? --as PERSON");
    if (!payload && (n < 5 || strcmp(path + n - 4, ".sig") != 0))
        return cli_usage(s->cli, "which text was signed? --payload FILE, or name the signature FILE.sig");
    payload = payload ? payload : arena_strndup(s->arena, path, n - 4);
    if (!(a.signature = read_text(s, path)) || !(a.payload = read_text(s, payload)))
        return session_fail(s);
    a.role = approval_field(s->arena, a.payload, "role");
    a.key = approval_field(s->arena, a.payload, "key");
    a.given_at = approval_field(s->arena, a.payload, "given");
    a.expires_at = approval_field(s->arena, a.payload, "expires");
    gate = approval_field(s->arena, a.payload, "gate");
    for (size_t i = 0; gate && i < s->ro->plan->n_stages; i++)
        if (strcmp(gate, approval_quoted(s->arena, s->ro->plan->stages[i].name)) == 0)
            a.stage = s->ro->plan->stages[i].name;
    if (!a.role || !a.given_at || !a.expires_at || !a.key) {
        err_set(&s->e, ERR_USAGE, "%s is not a payload for an approval", payload);
        return session_fail(s);
    }
    return approval_give(s->ro, &a, NULL, &s->e) < 0 ? session_fail(s) : show(s);
}

/* Before anything is shown to somebody who may not. */
static int refuse_person(struct session *s, const struct giving *g)
{
    const char *why = approval_bar(s->ro, project_person(s->project, g->approval.person),
                                   (enum person_role) person_role_from_name(g->approval.role));

    return why ? err_set(&s->e, ERR_STATE, "the approval of %s as %s would not count: %s", g->approval.person, g->approval.role,
                         why)
               : 0;
}

static int give(struct session *s)
{
    struct giving g = {0};
    int rc = 0;

    if (prepare(s, &g) < 0 || refuse_person(s, &g) < 0)
        return session_fail(s);
    summarize(s, &g);
    if (!cli_flag(s->cli, "--yes"))
        rc = terminal_ask("approve exactly this?", &s->e);
    if (rc < 0)
        return session_fail(s);
    if (rc > 0) {
        cli_say(s->cli, "nothing was approved");
        return 4;
    }
    if (g.approval.key && sign_text(s->arena, &g.signer, g.approval.payload, &g.approval.signature, &s->e) < 0)
        return session_fail(s);
    if (approval_give(s->ro, &g.approval, cli_value(s->cli, "--comment"), &s->e) < 0)
        return session_fail(s);
    return show(s);
}

/* Whose: --as, or who the record knows this login as. */
static int take_back(struct session *s)
{
    const char *as = cli_value(s->cli, "--as");
    const struct person *p = as ? NULL : project_login(s->project, ledger_actor(s->arena));
    size_t n;

    if (!as && !p)
        return cli_usage(s->cli, "whose approvals? --as PERSON");
    if (approval_revoke(s->ro, as ? as : p->name, cli_value(s->cli, "--role"), cli_value(s->cli, "--comment"), &n, &s->e) < 0)
        return session_fail(s);
    cli_say(s->cli, "%s of %s %s revoked", n ? COUNT(n) : "none", as ? as : p->name, plural((int64_t) n, "was", "were"));
    return show(s);
}

static int approve(struct session *s)
{
    const char *signature = cli_value(s->cli, "--signature");

    if (session_open_run(s, DB_READ_WRITE, cli_arg(s->cli, 0)) < 0 || session_want_project(s) < 0)
        return session_fail(s);
    if (!s->project || s->project->n_people == 0) {
        err_set(&s->e, ERR_USAGE, "no project file names people: nobody can approve");
        err_hint(&s->e, "write them into " PROJECT_FILE ": retcon init begins one");
        return session_fail(s);
    }
    if (prepare_rollout(s, NULL) < 0)
        return session_fail(s);
    if (s->run->state == STATE_SCOPED || !s->run->dry_run_digest) {
        err_set(&s->e, ERR_STATE, "run \"%s\" has no dry run: there is nothing to approve yet", s->run->name);
        err_hint(&s->e, "retcon dry-run %s", s->run->name);
        return session_fail(s);
    }
    if (cli_flag(s->cli, "--list"))
        return show(s);
    if (cli_flag(s->cli, "--revoke"))
        return take_back(s);
    if (cli_flag(s->cli, "--print"))
        return print_payload(s);
    return signature ? give_signed(s, signature) : give(s);
}

static int run(struct cli *cli)
{
    struct session s;
    int status;

    session_init(&s, cli);
    status = approve(&s);
    session_clear(&s);
    return status;
}

const struct command cmd_approve = {
    .name = "approve",
    .group = GROUP_PREPARE,
    .usage = "NAME",
    .summary = "approve a run, with an SSH signature",
    .description =
        "Shows in a few sentences what a run will do, asks, and signs exactly that with your SSH key: plan, list, dry "
        "run, table, database, all by digest. If any of them changes, the approval no longer counts. Who may approve, "
        "with which keys, as what and for how long stands in the project file; nobody approves a plan of their own, and "
        "one person counts once.\n\n"
        "The key is the one of `--key`, or the first in `~/.ssh` that is in the project file; ssh-keygen signs, by "
        "itself or through the agent. To sign elsewhere: `--print` the text into a file, sign it there with "
        "`ssh-keygen -Y sign -n retcon-approval -f KEY FILE`, and give the signature with `--signature FILE.sig --as "
        "PERSON`.\n\n"
        "`--revoke` takes approvals back: a run that needs them pauses within one batch.",
    .arguments = ARGUMENTS({"NAME"}),
    .min_args = 1,
    .max_args = 1,
    .options = OPTIONS({"--role", 'r', "ROLE", "approve as this; else the role you have that is asked for",
                        .complete = COMPLETE_WORDS, .words = "owner operator approver product support auditor"},
                       {"--gate", 'g', "STAGE", "the evidence behind this stage, instead of the run as a whole"},
                       {"--key", 'k', "FILE", "the SSH key, private or public", .complete = COMPLETE_FILE},
                       {"--as", 0, "PERSON", "who approves, of the people in the project file"},
                       {"--comment", 'm', "TEXT", "what you want to have said; it is signed too"},
                       {"--print", 0, NULL, "only write the text that is to be signed"},
                       {"--signature", 0, "FILE", "a signature made elsewhere", .complete = COMPLETE_FILE},
                       {"--payload", 0, "FILE", "the text that it signs, if it is not FILE without .sig",
                        .complete = COMPLETE_FILE},
                       {"--revoke", 0, NULL, "take your approvals of this run back"},
                       {"--list", 0, NULL, "only show the approvals that there are"}, OPT_YES),
    .examples = EXAMPLES({"retcon approve tax-rounding", "read, answer, sign"},
                         {"retcon approve tax-rounding --role product --comment \"agreed with finance\"", "as product"},
                         {"retcon approve tax-rounding --revoke", "on second thoughts"}),
    .exits = EXITS(3, 4, 5, 75),
    .run = run,
};
