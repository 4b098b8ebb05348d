/*
 * check_form.c: what do the plan's expressions depend on besides their own row? That decides the form of the batch, and
 * whether a repeated computation would give the same value at all.
 */
#include "check_parts.h"
#include "impact.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "codes.h"

enum { RETURNS_OLD = 180000 }; /* PostgreSQL's version number */

static void use_form(struct checker *k, enum batch_form form, const char *why)
{
    k->ro->form = form;
    k->ro->form_why = why;
}

static bool needs_long(const struct checker *k)
{
    return k->ro->form == FORM_LONG;
}

/* The first reason is enough. */
static void lengthen(struct checker *k, const char *why)
{
    if (!needs_long(k))
        use_form(k, FORM_LONG, why);
}

/* --- functions that give another value at each call --- */

static const char *unqualified(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot ? dot + 1 : name;
}

static bool is_word(char c)
{
    return isalnum((unsigned char) c) || c == '_' || (unsigned char) c >= 0x80;
}

/* Where the word stands in the fragment; 0 where it does not, as when an operator hides the function. */
/* NULL: the word is not there, as when an operator hides the function. */
static const char *find_word(const char *text, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = text; (p = strcasestr(p, word)); p++)
        if ((p == text || !is_word(p[-1])) && !is_word(p[n]))
            return p;
    return NULL;
}

static void volatile_mistake(struct checker *k, const struct fragment *f, const char *function)
{
    const char *name = unqualified(function), *at = find_word(f->text, name);

    plan_fragment_mistake(k->plan, f, at ? (size_t) (at - f->text) : 0, CODE_FRAGMENT_VOLATILE,
                          "the dry run, each batch and every retry must compute the same: put such values into a table first",
                          "\"%s\": %s() gives another value at each call", f->what, name);
}

static bool names(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

/* --- asking the engine --- */

static bool on_sqlite(const struct checker *k)
{
    return db_engine(k->ro->db) == SQL_ENGINE_SQLITE;
}

/* Each fragment was accepted on its own before. SQLite's answer is then a refusal of what it would do; PostgreSQL makes
   no view of a few exotic types, and that is no mistake. */
static int not_examined(struct checker *k, const struct fragment *f, const struct err *why, struct err *e)
{
    if (why->id != ERR_SQL)
        return check_tolerate(k, why, e);
    if (on_sqlite(k))
        plan_fragment_mistake(k->plan, f ? f : &k->plan->where, 0, CODE_FRAGMENT_REFUSED, NULL, "%s", why->text);
    else
        lengthen(k, arena_printf(k->ro->arena, "what the expressions read cannot be told: %s", why->text));
    return 0;
}

/* f: the fragment that the statement is about; NULL: all of them. */
static int examine(struct checker *k, enum sql_id id, const struct sql_args *args, const struct fragment *f,
                   struct expression_info *ret, struct err *e)
{
    struct rollout *ro = k->ro;
    const char *table = arena_printf(ro->arena, "%s.%s", k->table->schema, k->table->name);
    struct sql_text sql;
    struct err why;

    if (sql_render(db_engine(ro->db), id, args, ro->arena, &sql, e) < 0)
        return -1;
    memset(ret, 0, sizeof(*ret));
    if (catalog_expression(ro->db, ro->arena, &sql, table, ret, &why) < 0)
        return not_examined(k, f, &why, e);
    return 0;
}

static int examine_one(struct checker *k, enum sql_id id, const struct fragment *f, struct expression_info *ret,
                       struct err *e)
{
    struct sql_args *args = sql_args_copy(k->ro->arena, k->ro->args);

    sql_args_expr(args, "expression", f->text, f);
    return examine(k, id, args, f, ret, e);
}

/* Class and stage are computed once, at the freeze: no batch depends on what they read. */
static int examine_batch(struct checker *k, struct expression_info *ret, struct err *e)
{
    struct sql_args *args = sql_args_copy(k->ro->arena, k->ro->args);

    sql_args_expr(args, "class", "null", NULL);
    sql_args_list(args, "stage");
    return examine(k, SQL_CHECK_ALL, args, NULL, ret, e);
}

/* Each once, in the order of their finding. */
static void keep_functions(struct checker *k, const struct expression_info *x)
{
    int64_t *all = arena_new_array(k->ro->arena, int64_t, k->n_functions + x->n_own);
    size_t n = k->n_functions;

    if (n > 0)
        memcpy(all, k->functions, n * sizeof(*all));
    for (size_t i = 0; i < x->n_own; i++) {
        bool known = false;

        for (size_t j = 0; j < n; j++)
            known = known || all[j] == x->own_ids[i];
        if (!known)
            all[n++] = x->own_ids[i];
    }
    k->functions = all;
    k->n_functions = n;
}

/* On SQLite nobody else writes during a batch, whatever it reads. */
static void use_dependencies(struct checker *k, const struct expression_info *x)
{
    if (on_sqlite(k))
        return;
    keep_functions(k, x);
    if (x->n_tables > 0)
        lengthen(k, arena_printf(k->ro->arena, "reads table %s", x->tables[0]));
    if (x->n_own > 0)
        lengthen(k, arena_printf(k->ro->arena, "calls %s(), which may read other rows", x->own_functions[0]));
}

/* The engine names other tables only: a subquery over the plan's own table reads other rows just the same. */
static int use_subquery(struct checker *k, const struct visit *v, _unused_ struct err *e)
{
    bool in_batch = v->role == ROLE_ELIGIBLE || v->role == ROLE_VALUE || v->role == ROLE_DOUBT;

    if (in_batch && !on_sqlite(k) && find_word(v->fragment->text, "select"))
        lengthen(k, arena_printf(k->ro->arena, "%s holds a subquery", v->fragment->what));
    return 0;
}

/* Which of the volatile functions that were found are this fragment's? */
static int blame(struct checker *k, const struct visit *v, struct err *e)
{
    struct expression_info x;

    if (v->role == ROLE_DOUBT || v->role == ROLE_EDGE)
        return 0;
    if (examine_one(k, SQL_CHECK_EXPRESSION, v->fragment, &x, e) < 0)
        return -1;
    for (size_t i = 0; i < x.n_volatile; i++)
        volatile_mistake(k, v->fragment, x.volatile_functions[i]);
    return 0;
}

/* A doubt is examined together with the new values that it sees: what those call is not its fault. */
static int examine_doubts(struct checker *k, const struct expression_info *all, struct err *e)
{
    for (size_t i = 0; i < k->plan->n_uncertain; i++) {
        const struct fragment *f = &k->plan->uncertain[i].sql;
        struct expression_info x;

        if (examine_one(k, SQL_CHECK_DOUBT, f, &x, e) < 0)
            return -1;
        for (size_t v = 0; v < x.n_volatile; v++)
            if (!names(all->volatile_functions, all->n_volatile, x.volatile_functions[v]))
                volatile_mistake(k, f, x.volatile_functions[v]);
        use_dependencies(k, &x);
    }
    return 0;
}

static int examine_all(struct checker *k, struct err *e)
{
    struct expression_info all, batch;

    if (examine(k, SQL_CHECK_ALL, k->ro->args, NULL, &all, e) < 0 || examine_batch(k, &batch, e) < 0)
        return -1;
    use_dependencies(k, &batch);
    if (all.n_volatile > 0 && check_visit(k, blame, e) < 0)
        return -1;
    return examine_doubts(k, &all, e) < 0 ? -1 : check_visit(k, use_subquery, e);
}

static void use_triggers(struct checker *k)
{
    for (size_t i = 0; i < k->table->n_triggers; i++) {
        const struct trigger_info *t = &k->table->triggers[i];

        if (t->row_level && impact_fires(k->ro, t))
            lengthen(k, arena_printf(k->ro->arena, "trigger \"%s\" fires on the row", t->name));
    }
}

/* Making a temporary view, by which PostgreSQL is asked, takes a writable server and the right to. */
static bool can_examine(const struct checker *k)
{
    return on_sqlite(k) || (!k->server.read_only && k->server.can_use_temp);
}

int check_form(struct checker *k, struct err *e)
{
    use_form(k, FORM_SHORT, on_sqlite(k)
                                ? "no trigger touches the table, and nobody else can write during a batch"
                                : "every expression depends on the row alone and no row trigger touches the table");
    k->ro->returns_old = !on_sqlite(k) && k->server.version_number >= RETURNS_OLD;
    use_triggers(k);
    if (!can_examine(k))
        lengthen(k, "what the expressions read cannot be told on this server, with this role");
    else if (examine_all(k, e) < 0 || rollout_use_functions(k->ro, k->functions, k->n_functions, e) < 0)
        return -1;
    check_found(k, FINDING_OK, "form", NULL, "a batch takes the %s form: %s", needs_long(k) ? "longer" : "short",
                k->ro->form_why);
    return 0;
}
