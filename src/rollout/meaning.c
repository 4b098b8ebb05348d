#include "meaning.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "args.h"
#include "impact.h"
#include "text.h"

/* What makes a text a status: at most so many ways from value to value, each taken by so many rows on average. */
enum { FEW_WAYS = 5, ROWS_A_WAY = 4 };
enum { LISTED_WAYS = 20 }; /* of a column; a dry run lists no more */
enum { SHOWN_BYTES = 60 }; /* a longer value is no status that is worth showing */

struct doubts {
    const struct rollout *ro;
    const char **items;
    size_t n;
};

static struct doubts doubts_new(const struct rollout *ro)
{
    return (struct doubts){ro, arena_new_array(ro->arena, const char *, 2 * ro->plan->n_set + 1), 0};
}

static bool bears_decisions(const struct rollout *ro, const char *column)
{
    return ro->project && project_decides(ro->project, ro->table->schema, ro->table->name, column);
}

static bool is_forecast(const struct plan *p, const char *column)
{
    for (size_t i = 0; i < p->n_expect; i++)
        if (p->expect[i].is_column && strcmp(p->expect[i].name, column) == 0)
            return true;
    return false;
}

static bool is_boolean(const struct column_info *c)
{
    return strncasecmp(c->type, "bool", 4) == 0;
}

/* --- what classes mean --- */

static void doubt_class(struct doubts *l)
{
    const struct plan *p = l->ro->plan;

    for (size_t i = 0; p->class.text && i < p->n_set; i++) {
        if (!impact_names(p->class.text, NULL, p->set[i].name))
            continue;
        l->items[l->n++] = arena_printf(l->ro->arena, "scope.class is computed from \"%s\", which changes: afterwards rows "
                                        "are counted under another class", p->set[i].name);
        return;
    }
}

void meaning_of_plan(const struct rollout *ro, const char ***ret, size_t *ret_n)
{
    struct doubts l = doubts_new(ro);

    for (size_t i = 0; ro->plan->meaning == MEANING_RECOMPUTE && i < ro->plan->n_set; i++) {
        const char *name = ro->plan->set[i].name;
        const struct column_info *c = table_column(ro->table, name);

        if (!c || !bears_decisions(ro, name))
            continue;
        if (c->numeric && !is_forecast(ro->plan, name))
            l.items[l.n++] = arena_printf(ro->arena, "decisions are made by \"%s\", and dry_run.expect says nothing of its sum: "
                                          "once it moves, a person is asked", name);
        if (!c->numeric)
            l.items[l.n++] = arena_printf(ro->arena, "decisions are made by \"%s\", and the plan sets it: a recompute keeps "
                                          "what its values mean", name);
    }
    if (ro->plan->meaning == MEANING_RECOMPUTE)
        doubt_class(&l);
    *ret = l.items;
    *ret_n = l.n;
}

/* --- statuses --- */

struct ways { /* how the values of a column go */
    const struct dry_transition *first;
    int64_t n, rows;
    bool more; /* perhaps: the dry run lists no more */
};

/* From nothing to a value, or back, is no flip; a masked value is not known. */
static bool is_flip(const struct dry_transition *t)
{
    return t->masked || (t->from && t->to && strcmp(t->from, t->to) != 0);
}

static struct ways ways_of(const struct dry_run *d, const char *column)
{
    struct ways w = {0};
    int64_t listed = 0;

    for (size_t i = 0; i < d->n_transitions; i++) {
        const struct dry_transition *t = &d->transitions[i];

        if (strcmp(t->column, column) != 0)
            continue;
        w.more = ++listed == LISTED_WAYS;
        if (!is_flip(t))
            continue;
        w.first = w.first ? w.first : t;
        w.n++;
        w.rows += t->n;
    }
    return w;
}

static const char *way_text(const struct rollout *ro, const struct ways *w, const char *column)
{
    const struct dry_transition *t = w->first;
    char rows[32];

    if (t->masked || strlen(t->from) > SHOWN_BYTES || strlen(t->to) > SHOWN_BYTES)
        return arena_printf(ro->arena, "\"%s\" goes from value to value in %s rows", column, text_count(w->rows, rows));
    return arena_printf(ro->arena, "\"%s\" goes from \"%s\" to \"%s\" in %s %s%s", column, t->from, t->to,
                        text_count(t->n, rows), t->n == 1 ? "row" : "rows", w->n > 1 || w->more ? ", and other ways" : "");
}

static void doubt_status(struct doubts *l, const struct dry_run *d, const struct column_info *c)
{
    struct ways w = ways_of(d, c->name);
    bool few = !w.more && w.n <= FEW_WAYS && w.rows >= w.n * ROWS_A_WAY;

    if (w.n > 0 && (few || is_boolean(c) || bears_decisions(l->ro, c->name)))
        l->items[l->n++] = arena_printf(l->ro->arena, "%s: a recompute keeps what a value means",
                                        way_text(l->ro, &w, c->name));
}

/* --- sums --- */

static void doubt_sum(struct doubts *l, const struct dry_number *x)
{
    if (!x->sum_delta || strtold(x->sum_delta, NULL) == 0 || !bears_decisions(l->ro, x->column) ||
        is_forecast(l->ro->plan, x->column))
        return;
    l->items[l->n++] = arena_printf(l->ro->arena, "decisions are made by \"%s\", its sum moves by %s, and dry_run.expect "
                                    "says nothing of it", x->column, x->sum_delta);
}

void meaning_of_dry_run(const struct rollout *ro, struct dry_run *d)
{
    struct doubts l = doubts_new(ro);

    d->n_doubts = 0;
    if (ro->plan->meaning != MEANING_RECOMPUTE || d->changed == 0)
        return;
    doubt_class(&l);
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (!args_set_column(ro, i)->numeric)
            doubt_status(&l, d, args_set_column(ro, i));
    for (size_t i = 0; i < d->n_numbers; i++)
        doubt_sum(&l, &d->numbers[i]);
    d->doubts = l.items;
    d->n_doubts = l.n;
}

int meaning_store(struct rollout *ro, const struct dry_run *d, struct err *e)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    if (db_run(ro->db, SQL_DOUBT_CLEAR, args, 0, NULL, NULL, e) < 0)
        return -1;
    for (size_t i = 0; i < d->n_doubts; i++) {
        sql_args_int(args, "no", (int64_t) i + 1);
        if (db_run(ro->db, SQL_DOUBT_INSERT, args, 1, &d->doubts[i], NULL, e) < 0)
            return -1;
    }
    return 0;
}

/* --- at the gate --- */

static bool product_approves(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->ceremony.approvals.n; i++)
        if (ro->ceremony.approvals.roles[i] == PERSON_PRODUCT)
            return !ro->run->incident;
    return false;
}

/* Who went on over them at an earlier gate: "ana, behind canary"; NULL: nobody did. */
static int who_accepted(struct rollout *ro, const char **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    *ret = NULL;
    if (db_run(ro->db, SQL_DOUBT_ACCEPTED, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) > 0)
        *ret = arena_printf(ro->arena, "%s, behind %s", db_text(r, 0, 0), db_text(r, 0, 1));
    return 0;
}

static int doubts_evidence(struct rollout *ro, struct evidence_list *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *list = NULL, *accepted;

    if (db_run(ro->db, SQL_DOUBT_LIST, ro->args, 0, NULL, &r, e) < 0 || who_accepted(ro, &accepted, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++)
        list = list ? arena_printf(ro->arena, "%s; %s", list, db_text(r, i, 0)) : arena_strdup(ro->arena, db_text(r, i, 0));
    if (!list)
        return 0;
    evidence_add(ret, (struct evidence){
        .kind = "meaning",
        .rule = "a recompute keeps the meaning; a person has seen what looks otherwise",
        .measured = accepted                ? arena_printf(ro->arena, "accepted by %s: %s", accepted, list)
                    : product_approves(ro) ? arena_printf(ro->arena, "approved by product: %s", list)
                                           : list,
        .verdict = accepted || product_approves(ro) ? VERDICT_PASS : VERDICT_PERSON,
    });
    return 0;
}

int meaning_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    if (ro->plan->meaning != MEANING_RECOMPUTE || !ro->ceremony.known || ro->ceremony.level == CEREMONY_LIGHT)
        return 0;
    (void) stage_no;
    return doubts_evidence(ro, ret, e);
}
