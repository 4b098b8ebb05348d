#include "incident.h"

#include <inttypes.h>
#include <string.h>

#include "audit_status.h"
#include "text.h"

#define DEFAULT_DUE_MS (INT64_C(3) * 24 * 3600 * 1000)

static int owe(struct rollout *ro, const char *what, struct err *e)
{
    int64_t due = ro->project ? ro->project->incident_due_ms : DEFAULT_DUE_MS;
    const char *owner = ro->run->owner ? ro->run->owner : ledger_actor(ro->arena);
    const char *params[] = {what, owner, arena_printf(ro->arena, "%" PRId64, due)};

    return db_run(ro->db, SQL_DEBT_INSERT, ro->args, ARRAY_LEN(params), params, NULL, e);
}

/* What a part that the plan lacks is made up for by. Stages and time that were not there cannot be had afterwards: an
   account of it can. */
static const char *debt_for(const char *missing)
{
    if (text_starts_with(missing, "audit"))
        return "audit";
    if (text_starts_with(missing, "impact"))
        return "impact statement";
    return "account of what was skipped";
}

static int owe_all(struct rollout *ro, struct err *e)
{
    const struct ceremony_need *need = &ro->ceremony;

    for (size_t i = 0; i < need->approvals.n; i++)
        if (owe(ro, arena_printf(ro->arena, "approval by %s", person_role_name(need->approvals.roles[i])), e) < 0)
            return -1;
    for (size_t i = 0; i < need->n_missing; i++)
        if (owe(ro, debt_for(need->missing[i]), e) < 0)
            return -1;
    return need->level == CEREMONY_LIGHT ? 0 : owe(ro, "audit", e);
}

static int begin(struct rollout *ro, const char *incident, const char *why, struct err *e)
{
    if (db_run(ro->db, SQL_RUN_INCIDENT, ro->args, 1, &incident, NULL, e) < 0 || owe_all(ro, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, "incident", ledger_actor(ro->arena),
                     arena_printf(ro->arena, "%s: %s", incident, why), NULL, e);
}

int incident_begin(struct rollout *ro, const char *incident, const char *why, struct err *e)
{
    if (ro->run->incident)
        return 0;
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (begin(ro, incident, why, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    if (db_commit(ro->db, e) != 0)
        return -1;
    ro->run->incident = arena_strdup(ro->arena, incident);
    return 0;
}

int incident_owe(struct rollout *ro, const char *what, struct err *e)
{
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (owe(ro, what, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

static int refuse_approval(const struct rollout *ro, const struct debt *d, struct err *e)
{
    err_set(e, ERR_STATE, "debt %" PRId64 " is an %s: only that pays it", d->no, d->what);
    return err_hint(e, "retcon approve %s", ro->run->name);
}

/* A late audit is one: somebody has looked at rows, and at all of those that the plan's bound asks for. */
static int refuse_audit(struct rollout *ro, const struct debt *d, struct err *e)
{
    const struct audit_figures *x;
    struct status s = {.run = ro->run};

    audit_figures(ro, &s);
    x = s.audit;
    if (!x || (x->bound < 0 ? x->judged > 0 : x->judged == x->of))
        return 0;
    err_set(e, ERR_STATE, "debt %" PRId64 " is an audit: %" PRId64 " of %" PRId64 " rows have been judged", d->no, x->judged, x->of);
    return err_hint(e, "retcon audit %s", ro->run->name);
}

/* Outside of a transaction. */
static int refuse(struct rollout *ro, int64_t no, struct err *e)
{
    struct debt *debts;
    size_t n;

    if (debt_list(ro->db, ro->arena, ro->run->id, false, &debts, &n, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (debts[i].no != no)
            continue;
        if (text_starts_with(debts[i].what, "approval by "))
            return refuse_approval(ro, &debts[i], e);
        return strcmp(debts[i].what, "audit") == 0 ? refuse_audit(ro, &debts[i], e) : 0;
    }
    return err_set(e, ERR_NOT_FOUND, "run \"%s\" has no open debt %" PRId64, ro->run->name, no);
}

static int pay(struct rollout *ro, int64_t no, const char *how, struct err *e)
{
    const char *actor = ledger_actor(ro->arena), *number = arena_printf(ro->arena, "%" PRId64, no);
    const char *params[] = {number, NULL, actor, how};

    if (db_run(ro->db, SQL_DEBT_PAY, ro->args, ARRAY_LEN(params), params, NULL, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, "debt paid", actor, how, arena_printf(ro->arena, "{\"no\":%" PRId64 "}", no), e);
}

int incident_pay(struct rollout *ro, int64_t no, const char *how, struct err *e)
{
    if (refuse(ro, no, e) < 0 || db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (pay(ro, no, how, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}
