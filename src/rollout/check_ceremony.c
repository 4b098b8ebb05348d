/*
 * check_ceremony.c: how much care must this plan have? Computed from what it does, never chosen.
 */
#include "check_parts.h"
#include "impact.h"

#include <string.h>
#include <strings.h>

#include "text.h"

/* Without a project file. */
enum { LARGE_ROWS = 100000, LARGE_PERCENT = 20, SMALL_ROWS = 1000 };

const char *ceremony_name(enum ceremony c)
{
    static const char *const names[] = {"light", "standard", "full"};

    return names[c];
}

/* --- the boundaries --- */

/* Columns whose names speak of money, status or permission. Only the project knows; a name is a reason to ask. */
static bool looks_decisive(const char *column)
{
    static const char *const words[] = {"price", "amount", "total",  "balance", "tax",    "cents", "cost",  "salary", "credit",
                                        "status", "state", "active", "role",    "permission", "admin", "grant", "blocked"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasestr(column, words[i]))
            return true;
    return false;
}

/* Where the project lists its columns, its list counts; a name is only a reason to ask. */
static void note_decisive(struct checker *k)
{
    for (size_t i = 0; i < k->plan->n_set; i++)
        if ((!k->ro->project || k->ro->project->n_decision_columns == 0) && looks_decisive(k->plan->set[i].name))
            check_found(k, FINDING_NOTE, "ceremony", "if decisions rest on it, have the plan read by somebody else",
                        "column \"%s\" looks as if decisions were made by it", k->plan->set[i].name);
}

static const char *decisive_why(const struct checker *k)
{
    const struct project *p = k->ro->project;

    for (size_t i = 0; p && i < k->plan->n_set; i++)
        if (project_decides(p, k->table->schema, k->table->name, k->plan->set[i].name))
            return arena_printf(k->ro->arena, "decision-bearing: column \"%s\"", k->plan->set[i].name);
    return NULL;
}

/* Of a table that nobody has analyzed the share is unknown; a few rows are a few rows, whatever their share. */
static bool is_large(const struct checker *k)
{
    const struct project *p = k->ro->project;
    int64_t all = k->table->estimated_rows, rows = p ? p->large_rows : LARGE_ROWS, small = p ? p->small_rows : SMALL_ROWS;
    double percent = p ? p->large_percent : LARGE_PERCENT;

    if (k->universe > rows)
        return true;
    return all > 0 && k->universe > small && (double) k->universe * 100 > (double) all * percent;
}

static const char *large_why(const struct checker *k)
{
    char rows[32];

    if (!is_large(k))
        return NULL;
    return arena_printf(k->ro->arena, "%s: %s%s rows of the table", "large", k->universe_counted ? "" : "about ",
                        text_count(k->universe, rows));
}

static const char *irreversible_why(const struct checker *k)
{
    if (k->plan->story == STORY_MANUAL)
        return "irreversible: the rollback story is manual";
    for (size_t i = 0; i < k->table->n_triggers; i++)
        if (impact_fires(k->ro, &k->table->triggers[i]))
            return arena_printf(k->ro->arena, "irreversible: nobody undoes what trigger \"%s\" does elsewhere",
                                k->table->triggers[i].name);
    return NULL;
}

static void add_reason(const struct checker *k, const char **why, const char *reason)
{
    if (reason)
        *why = *why ? arena_printf(k->ro->arena, "%s; %s", *why, reason) : reason;
}

static void choose_level(struct checker *k)
{
    const char *large = large_why(k), *decisive = decisive_why(k), *irreversible = irreversible_why(k), *why = NULL;
    int crossed = (large != NULL) + (decisive != NULL) + (irreversible != NULL);
    bool reinterprets = k->plan->meaning == MEANING_REINTERPRETATION;

    add_reason(k, &why, reinterprets ? "it gives old facts a new meaning" : NULL);
    add_reason(k, &why, large);
    add_reason(k, &why, decisive);
    add_reason(k, &why, irreversible);
    if (!why)
        why = "it crosses no boundary";
    if (k->universe < 0)
        why = arena_printf(k->ro->arena, "%s; whether it is large is decided at scope", why);
    k->check->ceremony_why = why;
    k->check->ceremony = reinterprets || crossed > 1 ? CEREMONY_FULL : crossed == 1 ? CEREMONY_STANDARD : CEREMONY_LIGHT;
}

/* --- what is missing --- */

static bool has_soak(const struct plan *p)
{
    for (size_t i = 0; i < p->n_stages; i++)
        if (p->stages[i].soak_ms > 0)
            return true;
    return false;
}

/* Who was found to notice the change, and is not named. */
static void find_unnamed(struct checker *k)
{
    struct check *c = k->check;

    for (size_t i = 0; c->ceremony == CEREMONY_FULL && i < k->n_impact; i++)
        if (k->impact[i].duty && !k->impact[i].acknowledged)
            c->ceremony_missing[c->n_ceremony_missing++] =
                arena_printf(k->ro->arena, "impact.seen_by: %s", k->impact[i].text);
}

/* Who answers for it must be somebody who then cannot approve it: a name that is nobody's bars nobody. */
static bool is_person(const struct checker *k, const char *owner)
{
    return !k->ro->project || k->ro->project->n_people == 0 || project_login(k->ro->project, owner);
}

static void find_missing(struct checker *k)
{
    const struct plan *p = k->plan;
    const struct {
        enum ceremony from;
        bool has;
        const char *what;
    } parts[] = {
        {CEREMONY_STANDARD, p->why, "why: the reason, for whoever reads the record"},
        {CEREMONY_STANDARD, p->owner, "owner: who answers for it"},
        {CEREMONY_STANDARD, p->n_stages > 1, "stages: a few rows first"},
        {CEREMONY_STANDARD, p->audit_per_class > 0, "audit.per_class: rows for a person to look at"},
        {CEREMONY_STANDARD, p->story_how, "rollback.how: how a rollback is done, in words"},
        {CEREMONY_FULL, !p->owner || is_person(k, p->owner), "owner: one of the people in the project file, by name or login"},
        {CEREMONY_FULL, p->n_seen_by > 0, "impact.seen_by: who sees the values"},
        {CEREMONY_FULL, p->tell, "impact.tell: what to say to those who ask"},
        {CEREMONY_FULL, has_soak(p), "stages.soak: time between stages"},
        {CEREMONY_FULL, p->n_watches > 0, "watch: what must hold while it runs"},
    };
    struct check *c = k->check;

    c->ceremony_missing = arena_new_array(k->ro->arena, const char *, ARRAY_LEN(parts) + k->n_impact);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (c->ceremony >= parts[i].from && !parts[i].has)
            c->ceremony_missing[c->n_ceremony_missing++] = parts[i].what;
    find_unnamed(k);
}

/* Nobody can approve where no people are named. A new meaning for old facts is never decided without product. */
void ceremony_approvals(struct rollout *ro)
{
    const struct project *p = ro->project;
    enum ceremony level = ro->ceremony.level;
    struct role_list *list = &ro->ceremony.approvals;
    bool product = false;

    *list = ro->ceremony.gate_approvals = (struct role_list){0};
    if (!p || p->n_people == 0 || level == CEREMONY_LIGHT)
        return;
    *list = level == CEREMONY_FULL ? p->full : p->standard;
    for (size_t i = 0; i < list->n; i++)
        product = product || list->roles[i] == PERSON_PRODUCT;
    if (ro->plan->meaning == MEANING_REINTERPRETATION && !product && list->n < PROJECT_MAX_APPROVALS)
        list->roles[list->n++] = PERSON_PRODUCT;
    ro->ceremony.gate_approvals = p->gates;
}

void check_ceremony(struct checker *k)
{
    const struct check *c = k->check;
    struct ceremony_need *need = &k->ro->ceremony;

    *need = (struct ceremony_need){.known = true};
    note_decisive(k);
    choose_level(k);
    find_missing(k);
    need->level = c->ceremony;
    ceremony_approvals(k->ro);
    k->check->approvals = need->approvals;
    need->why = c->ceremony_why;
    need->missing = c->ceremony_missing;
    need->n_missing = c->n_ceremony_missing;
}

int check_enforce(const struct rollout *ro, struct err *e)
{
    const struct ceremony_need *need = &ro->ceremony;
    const char *parts = "";

    if (!project_enforces(ro->project))
        return 0;
    if (!need->known)
        return err_set(e, ERR_BUG, "a run that was not checked");
    for (size_t i = 0; i < need->n_missing; i++)
        parts = arena_printf(ro->arena, "%s%s%s", parts, i ? "; " : "", need->missing[i]);
    if (need->n_missing == 0)
        return 0;
    err_set(e, ERR_PLAN, "the ceremony of plan \"%s\" is %s (%s), and the plan lacks: %s", ro->plan->name,
            ceremony_name(need->level), need->why, parts);
    return err_hint(e, "put them into the plan and scope it again; in an incident: --incident ID --because \"...\"");
}
