#include "approval.h"

#include <inttypes.h>
#include <string.h>

#include "people.h"

/* --- what is stored --- */

static void read_row(struct arena *a, const struct db_result *r, size_t i, struct approval *x)
{
    const char **texts[] = {&x->role,      &x->person,   &x->stage,      &x->key,        &x->payload,
                            &x->signature, &x->given_at, &x->expires_at, &x->revoked_at, &x->revoked_by};

    x->no = db_int(r, i, 0);
    for (size_t k = 0; k < ARRAY_LEN(texts); k++)
        *texts[k] = arena_strdup(a, db_text(r, i, k + 1));
    x->expired = db_bool(r, i, 11);
}

/* All that is in the rows but the time: so that a batch sees whether anything about them is another. */
static void digest_of(const struct db_result *r, char ret[DIGEST_HEX_LEN + 1])
{
    struct digest_stream *d = digest_new();

    for (size_t i = 0; i < db_rows(r); i++)
        for (size_t c = 0; c < 12; c++) {
            const char *s = db_text(r, i, c);

            digest_add(d, s ? "=" : "-", 1);
            if (s)
                digest_add(d, s, strlen(s) + 1);
        }
    digest_finish(d, ret);
}

int approval_list(struct rollout *ro, struct approvals *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    if (db_run(ro->db, SQL_APPROVAL_LIST, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    *ret = (struct approvals){.n = db_rows(r), .items = arena_new_array(a, struct approval, db_rows(r) + 1)};
    digest_of(r, ret->digest);
    for (size_t i = 0; i < ret->n; i++) {
        read_row(a, r, i, &ret->items[i]);
        if (approval_judge(ro, &ret->items[i], db_text(r, i, 12), e) < 0)
            return -1;
    }
    return 0;
}

/* --- are they enough? --- */

/* Give slot `at` and those behind it a person each, none twice. Few of each: tried one after the other. */
static size_t fill_slots(const struct role_list *need, size_t at, const struct approvals *all, const char *stage,
                         const char **taken, bool *slot_filled)
{
    size_t best = 0;
    bool best_filled[PROJECT_MAX_APPROVALS] = {0};

    if (at == need->n)
        return 0;
    for (size_t i = 0; i <= all->n; i++) {
        const struct approval *x = i < all->n ? &all->items[i] : NULL; /* the last try: nobody */
        bool filled[PROJECT_MAX_APPROVALS] = {0}, used = false;
        size_t n;

        for (size_t k = 0; x && k < at; k++)
            used = used || (taken[k] && strcmp(taken[k], x->person) == 0);
        if (x && (used || x->refused || strcmp(x->role, person_role_name(need->roles[at])) != 0 ||
                  (x->stage == NULL) != (stage == NULL) || (stage && strcmp(stage, x->stage) != 0)))
            continue;
        taken[at] = x ? x->person : NULL;
        n = fill_slots(need, at + 1, all, stage, taken, filled) + (x != NULL);
        filled[at] = x != NULL;
        if (n > best) {
            best = n;
            memcpy(best_filled, filled, sizeof(filled));
        }
        if (best == need->n - at)
            break;
    }
    memcpy(slot_filled, best_filled, sizeof(best_filled));
    return best;
}

const char *approval_missing(struct rollout *ro, const struct approvals *all, const struct role_list *need,
                             const char *stage)
{
    const char *taken[PROJECT_MAX_APPROVALS] = {0}, *missing = NULL;
    bool filled[PROJECT_MAX_APPROVALS] = {0};

    if (fill_slots(need, 0, all, stage, taken, filled) == need->n)
        return NULL;
    for (size_t i = 0; i < need->n; i++)
        if (!filled[i])
            missing = arena_printf(ro->arena, "%s%s%s", missing ? missing : "", missing ? ", " : "",
                                   person_role_name(need->roles[i]));
    return missing;
}

const char *approval_refusals(struct rollout *ro, const struct approvals *all)
{
    const char *text = "";

    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].refused)
            text = arena_printf(ro->arena, "%s; that of %s as %s does not count: %s", text, all->items[i].person,
                                all->items[i].role, all->items[i].refused);
    return text;
}

int approval_ask(struct rollout *ro, const char **ret_why, struct err *e)
{
    const struct role_list *need = &ro->ceremony.approvals;
    const char *missing;
    struct approvals all;

    ro->approved[0] = '\0';
    if (need->n == 0 || ro->run->incident)
        return 0;
    if (people_reread(ro, false, ret_why) > 0)
        return 1;
    if (approval_list(ro, &all, e) < 0)
        return -1;
    missing = approval_missing(ro, &all, need, NULL);
    if (!missing) {
        memcpy(ro->approved, all.digest, sizeof(ro->approved));
        return 0;
    }
    *ret_why = arena_printf(ro->arena, "an approval is missing by: %s%s", missing, approval_refusals(ro, &all));
    return 1;
}

int approval_still(struct rollout *ro, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    char now[DIGEST_HEX_LEN + 1];

    if (!ro->approved[0])
        return 0;
    if (people_may_differ(ro))
        return 1;
    if (db_run(ro->db, SQL_APPROVAL_LIST, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    digest_of(r, now);
    return strcmp(now, ro->approved) == 0 ? 0 : 1;
}

/* --- giving and taking back --- */

int approval_times(struct rollout *ro, struct approval *a, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *param = arena_printf(ro->arena, "%" PRId64, ro->project->expire_ms);

    if (db_run(ro->db, SQL_APPROVAL_CLOCK, NULL, 1, &param, &r, e) < 0)
        return -1;
    a->given_at = arena_strdup(ro->arena, db_text(r, 0, 0));
    a->expires_at = arena_strdup(ro->arena, db_text(r, 0, 1));
    return 0;
}

int approval_database_user(struct rollout *ro, const char **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (!sql_exists(db_engine(ro->db), SQL_APPROVAL_USER))
        return err_set(e, ERR_USAGE, "SQLite has no users: an approval there needs a signature");
    if (db_run(ro->db, SQL_APPROVAL_USER, NULL, 0, NULL, &r, e) < 0)
        return -1;
    *ret = arena_strdup(ro->arena, db_text(r, 0, 0));
    return 0;
}

static int refuse(const struct approval *a, const char *why, struct err *e)
{
    err_set(e, ERR_STATE, "the approval of %s as %s would not count: %s", a->person, a->role, why);
    return -1;
}

/* A text that was taken back stays so: the same one again is no new decision. */
static int refuse_again(struct rollout *ro, const struct approval *a, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_APPROVAL_LIST, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        if (strcmp(db_text(r, i, 5), a->payload) == 0)
            return refuse(a, db_text(r, i, 9) ? "this very text was revoked; make a new one" : "it was given already", e);
    return 0;
}

static int store(struct rollout *ro, struct approval *a, const char *comment, struct err *e)
{
    const char *params[] = {a->role, a->person, a->stage, a->key, a->payload, a->signature, a->given_at, a->expires_at};
    const char *how = arena_printf(ro->arena, "approved late by %s", a->person);
    const char *paid[] = {NULL, arena_printf(ro->arena, "approval by %s", a->role), a->person, how};
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    char digest[DIGEST_HEX_LEN + 1];
    const char *detail;

    digest_hex(a->payload, strlen(a->payload), digest);
    if (refuse_again(ro, a, e) < 0 || db_run(ro->db, SQL_APPROVAL_INSERT, ro->args, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    a->no = db_int(r, 0, 0);
    if (!a->stage && db_run(ro->db, SQL_DEBT_PAY, ro->args, ARRAY_LEN(paid), paid, NULL, e) < 0)
        return -1;
    detail = arena_printf(ro->arena, "{\"no\":%" PRId64 ",\"person\":\"%s\",\"role\":\"%s\",\"key\":%s,\"payload\":\"%s\"}", a->no,
                          a->person, a->role, approval_quoted(ro->arena, a->key), digest);
    return event_add(ro->db, ro->run->id, "approve", ledger_actor(ro->arena), comment, detail, e);
}

int approval_give(struct rollout *ro, struct approval *a, const char *comment, struct err *e)
{
    struct approval now = {0};

    if (approval_times(ro, &now, e) < 0 || approval_judge(ro, a, now.given_at, e) < 0)
        return -1;
    if (a->refused)
        return refuse(a, a->refused, e);
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (store(ro, a, comment, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static int revoke(struct rollout *ro, const char *person, const char *role, const char *why, size_t *ret_n, struct err *e)
{
    const char *actor = ledger_actor(ro->arena), *params[] = {person, role, actor};
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_APPROVAL_REVOKE, ro->args, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    if (*ret_n == 0)
        return 0;
    return event_add(ro->db, ro->run->id, "revoke", actor, why,
                     arena_printf(ro->arena, "{\"person\":%s,\"role\":%s}", approval_quoted(ro->arena, person),
                                  approval_quoted(ro->arena, role)), e);
}

int approval_revoke(struct rollout *ro, const char *person, const char *role, const char *why, size_t *ret_n, struct err *e)
{
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (revoke(ro, person, role, why, ret_n, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static void add_evidence(struct rollout *ro, struct evidence_list *l, const struct approvals *all,
                         const struct role_list *need, const char *stage)
{
    const char *missing = approval_missing(ro, all, need, stage), *owed = ro->run->incident;

    if (need->n == 0)
        return;
    evidence_add(l, (struct evidence){
        .kind = "approval",
        .name = stage ? "gate" : "run",
        .rule = stage ? "somebody of each role has approved this evidence" : "the approvals that it began with still count",
        .measured = !missing ? "all are there"
                    : owed   ? arena_printf(ro->arena, "owed since incident %s: %s", owed, missing)
                             : arena_printf(ro->arena, "missing: %s", missing),
        .verdict = missing && !owed ? VERDICT_PERSON : VERDICT_PASS,
    });
}

int approval_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    const struct ceremony_need *need = &ro->ceremony;
    struct approvals all;
    const char *why;

    if (need->approvals.n == 0 && need->gate_approvals.n == 0)
        return 0;
    if (!ro->run->incident && people_reread(ro, true, &why) > 0) {
        evidence_add(ret, (struct evidence){.kind = "approval", .name = "run", .rule = "the project file says who may approve",
                                            .measured = why, .verdict = VERDICT_PERSON});
        return 0;
    }
    if (approval_list(ro, &all, e) < 0)
        return -1;
    add_evidence(ro, ret, &all, &need->approvals, NULL);
    /* Behind the last stage nothing is left to approve. */
    if (stage_no < (int64_t) ro->plan->n_stages)
        add_evidence(ro, ret, &all, &need->gate_approvals, ro->plan->stages[stage_no - 1].name);
    return 0;
}
