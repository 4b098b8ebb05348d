/*
 * approval_judge.c: does an approval count? Everything that it says is made anew from what holds now, and compared.
 */
#include "approval.h"

#include <string.h>
#include <time.h>

enum { CLOCK_SLACK_S = 300 };

/* --- who may --- */

/* The four ways in which a person can be the author. What they are called (RETCON_ACTOR, the plan's owner) anybody can write;
   the account and the database's user, nobody can without having them. */
static const struct person *author(const struct rollout *ro, int way, const char **ret_how)
{
    const struct project *p = ro->project;
    const struct run *run = ro->run;

    switch (way) {
    case 0:
        *ret_how = "";
        return project_login(p, run->scoped_by);
    case 1:
        *ret_how = arena_printf(ro->arena, " (as its owner \"%s\")", run->owner);
        return project_login(p, run->owner);
    case 2:
        *ret_how = arena_printf(ro->arena, " (it was scoped by \"%s\" from their account %s)", run->scoped_by, run->scoped_login);
        return project_login(p, run->scoped_login);
    default:
        *ret_how = arena_printf(ro->arena, " (it was scoped by \"%s\" as their database user %s)", run->scoped_by, run->scoped_user);
        return run->scoped_user ? project_database_user(p, run->scoped_user) : NULL;
    }
}

const char *approval_bar(const struct rollout *ro, const struct person *p, enum person_role role)
{
    const struct run *run = ro->run;
    bool known = false;

    if (!person_has(p, role))
        return arena_printf(ro->arena, "%s does not have the role %s", p->name, person_role_name(role));
    for (int way = 0; way < 4; way++) {
        const char *how;
        const struct person *who = author(ro, way, &how);

        if (who == p)
            return arena_printf(ro->arena, "%s wrote the plan%s: nobody approves their own", p->name, how);
        known = known || who;
    }
    return known ? NULL
                 : arena_printf(ro->arena, "who wrote the plan is not known: neither \"%s\", who scoped it, nor its owner \"%s\" "
                                "is one of the people in the project file", run->scoped_by, run->owner ? run->owner : "");
}

/* --- when --- */

/* Seconds since 1970 of 2026-11-22T09:42:00Z; -1: not such a time. */
static int64_t seconds_of(const char *time)
{
    struct tm tm = {0};
    const char *end = time ? strptime(time, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;

    return end && *end == '\0' ? (int64_t) timegm(&tm) : -1;
}

static const char *bad_time(const struct rollout *ro, const struct approval *a, const char *now)
{
    int64_t given = seconds_of(a->given_at), expires = seconds_of(a->expires_at), at = seconds_of(now);

    if (a->revoked_at)
        return arena_printf(ro->arena, "%s revoked it at %s", a->revoked_by ? a->revoked_by : "somebody", a->revoked_at);
    if (given < 0 || expires < 0 || at < 0)
        return "its times cannot be read";
    if (a->expired || expires <= at)
        return arena_printf(ro->arena, "it expired at %s", a->expires_at);
    if (given > at + CLOCK_SLACK_S)
        return "it was given in the future";
    if (expires - given > ro->project->expire_ms / 1000 + CLOCK_SLACK_S)
        return "it would count for longer than the project file allows";
    return NULL;
}

/* --- what --- */

/* Which part of the payload is another now: for people. */
static const char *difference(struct rollout *ro, const char *stored, const char *expected)
{
    static const char *const keys[] = {"run", "name", "database", "schema", "table", "definition", "plan", "list", "dry-run",
                                       "scoped-by", "scoped-login", "scoped-user", "owner", "gate", "evidence", "role", "person", "key", "database-user",
                                       "given", "expires"};

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const char *was = approval_field(ro->arena, stored, keys[i]), *is = approval_field(ro->arena, expected, keys[i]);

        if ((was == NULL) != (is == NULL) || (was && strcmp(was, is) != 0))
            return arena_printf(ro->arena, "it is for another %s than this run's", keys[i]);
    }
    return "its text is not the canonical one";
}

static const char *bad_payload(struct rollout *ro, const struct approval *a)
{
    const char *evidence = approval_field(ro->arena, a->payload, "evidence"), *expected;

    if (!evidence || (strcmp(evidence, "-") == 0) != (a->stage == NULL))
        return "it is for another evidence than this run's";
    expected = approval_payload(ro, a, a->stage ? evidence : NULL, approval_field(ro->arena, a->payload, "database-user"),
                                approval_field(ro->arena, a->payload, "comment"));
    return strcmp(expected, a->payload) == 0 ? NULL : difference(ro, a->payload, expected);
}

/* What the digests stand for is itself in the ledger: is it still what they are digests of? */
static const char *bad_dry_run(const struct rollout *ro)
{
    char now[DIGEST_HEX_LEN + 1];

    if (!ro->run->dry_run || !ro->run->dry_run_digest || !ro->run->list_digest)
        return "the run has no dry run";
    digest_hex(ro->run->dry_run, strlen(ro->run->dry_run), now);
    return strcmp(now, ro->run->dry_run_digest) == 0 ? NULL : "the stored dry run is not the one that was approved";
}

/* Only where the project allows it: a row that says so is all there is. */
static const char *bad_user(struct rollout *ro, const struct approval *a, const struct person *p)
{
    const char *user = approval_field(ro->arena, a->payload, "database-user");

    if (!ro->project->allow_unsigned)
        return "it has no signature, and the project file asks for one";
    for (size_t i = 0; user && !a->key && i < p->n_database_users; i++)
        if (strcmp(user, approval_quoted(ro->arena, p->database_users[i])) == 0)
            return NULL;
    return "the project file does not know the database user for that person";
}

static const char *bad_person(struct rollout *ro, const struct approval *a)
{
    const struct person *p = a->person ? project_person(ro->project, a->person) : NULL;
    int role = a->role ? person_role_from_name(a->role) : -1;

    if (!p)
        return arena_printf(ro->arena, "the project file does not know %s", a->person ? a->person : "the person");
    if (role < 0)
        return "there is no such role";
    return approval_bar(ro, p, (enum person_role) role);
}

/* An approval for a gate is for evidence that was shown there, and that no failure has overtaken. */
static int judge_evidence(struct rollout *ro, struct approval *a, struct err *e)
{
    const char *evidence = approval_field(ro->arena, a->payload, "evidence");
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    size_t stage = 0;

    while (stage < ro->plan->n_stages && strcmp(ro->plan->stages[stage].name, a->stage) != 0)
        stage++;
    sql_args_int(args, "stage_no", (int64_t) stage + 1);
    if (db_run(ro->db, SQL_APPROVAL_EVIDENCE, args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; evidence && i < db_rows(r); i++)
        if (strcmp(db_text(r, i, 0), evidence) == 0)
            return 0;
    a->refused = "the gate's evidence is another by now";
    return 0;
}

int approval_judge(struct rollout *ro, struct approval *a, const char *now, struct err *e)
{
    const char *why = bad_time(ro, a, now);

    why = why ? why : bad_person(ro, a);
    why = why ? why : bad_payload(ro, a);
    why = why ? why : bad_dry_run(ro);
    if (!why && !a->signature)
        why = bad_user(ro, a, project_person(ro->project, a->person));
    else if (!why && approval_verify(ro, a, &why, e) < 0)
        return -1;
    a->refused = why;
    return !why && a->stage ? judge_evidence(ro, a, e) : 0;
}
