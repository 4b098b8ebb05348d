/*
 * check_form.c: what do the plan's expressions depend on besides their own row? That decides the form of the batch, and
 * whether a repeated computation would give the same value at all.
 */
#include "check_parts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "codes.h"

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
static size_t offset_of(const char *text, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = text; (p = strcasestr(p, word)); p++)
        if ((p == text || !is_word(p[-1])) && !is_word(p[n]))
            return (size_t) (p - text);
    return 0;
}

static void volatile_mistake(struct checker *k, const struct fragment *f, const char *function)
{
    const char *name = unqualified(function);

    plan_fragment_mistake(k->plan, f, offset_of(f->text, name), CODE_FRAGMENT_VOLATILE,
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

static int examine(struct checker *k, enum sql_id id, const struct fragment *f, struct expression_info *ret, struct err *e)
{
    struct rollout *ro = k->ro;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    const char *table = arena_printf(ro->arena, "%s.%s", k->table->schema, k->table->name);
    struct sql_text sql;
    struct err why;

    if (f)
        sql_args_expr(args, "expression", f->text, f);
    if (sql_render(db_engine(ro->db), id, args, ro->arena, &sql, e) < 0)
        return -1;
    memset(ret, 0, sizeof(*ret));
    if (catalog_expression(ro->db, ro->arena, &sql, table, ret, &why) == 0)
        return 0;
    if (why.id != ERR_SQL)
        return check_tolerate(k, &why, e);
    lengthen(k, arena_printf(ro->arena, "what the expressions read cannot be told: %s", why.text));
    return 0;
}

static void use_dependencies(struct checker *k, const struct expression_info *x)
{
    if (x->n_tables > 0)
        lengthen(k, arena_printf(k->ro->arena, "reads table %s", x->tables[0]));
    if (x->n_own > 0)
        lengthen(k, arena_printf(k->ro->arena, "calls %s(), which may read other rows", x->own_functions[0]));
}

/* A fragment of those that check_all holds: which of the volatile functions are its own? */
static int blame(struct checker *k, const struct fragment *f, struct err *e)
{
    struct expression_info x;

    if (!f->text)
        return 0;
    if (examine(k, SQL_CHECK_EXPRESSION, f, &x, e) < 0)
        return -1;
    for (size_t i = 0; i < x.n_volatile; i++)
        volatile_mistake(k, f, x.volatile_functions[i]);
    return 0;
}

static int blame_named(struct checker *k, const struct named_fragment *f, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (blame(k, &f[i].sql, e) < 0)
            return -1;
    return 0;
}

static int blame_all(struct checker *k, struct err *e)
{
    const struct plan *p = k->plan;

    if (blame(k, &p->where, e) < 0 || blame(k, &p->class, e) < 0 || blame_named(k, p->exclude, p->n_exclude, e) < 0 ||
        blame_named(k, p->set, p->n_set, e) < 0)
        return -1;
    for (size_t i = 0; i < p->n_stages; i++)
        if (blame(k, &p->stages[i].where, e) < 0)
            return -1;
    return 0;
}

/* A doubt is examined together with the new values that it sees: what those call is not its fault. */
static int examine_doubts(struct checker *k, const struct expression_info *all, struct err *e)
{
    const struct plan *p = k->plan;

    for (size_t i = 0; i < p->n_uncertain; i++) {
        const struct fragment *f = &p->uncertain[i].sql;
        struct expression_info x;

        if (examine(k, SQL_CHECK_DOUBT, f, &x, e) < 0)
            return -1;
        for (size_t v = 0; v < x.n_volatile; v++)
            if (!names(all->volatile_functions, all->n_volatile, x.volatile_functions[v]))
                volatile_mistake(k, f, x.volatile_functions[v]);
        use_dependencies(k, &x);
    }
    return 0;
}

/* The engine names other tables only: a subquery over the plan's own table reads other rows just the same. */
static void use_subquery(struct checker *k, const struct fragment *f)
{
    if (f->text && offset_of(f->text, "select") > 0)
        lengthen(k, arena_printf(k->ro->arena, "%s holds a subquery", f->what));
}

static void use_subqueries(struct checker *k)
{
    const struct plan *p = k->plan;

    use_subquery(k, &p->where);
    for (size_t i = 0; i < p->n_exclude; i++)
        use_subquery(k, &p->exclude[i].sql);
    for (size_t i = 0; i < p->n_set; i++)
        use_subquery(k, &p->set[i].sql);
    for (size_t i = 0; i < p->n_uncertain; i++)
        use_subquery(k, &p->uncertain[i].sql);
}

static void use_triggers(struct checker *k)
{
    for (size_t i = 0; i < k->table->n_triggers; i++) {
        const struct trigger_info *t = &k->table->triggers[i];

        if (t->row_level && check_fires(k, t))
            lengthen(k, arena_printf(k->ro->arena, "trigger \"%s\" fires on the row", t->name));
    }
}

/* Making a temporary view, by which PostgreSQL is asked, takes a writable server and the right to. */
static bool can_examine(const struct checker *k)
{
    return db_engine(k->ro->db) == SQL_ENGINE_SQLITE || (!k->server.read_only && k->server.can_use_temp);
}

int check_form(struct checker *k, struct err *e)
{
    bool sqlite = db_engine(k->ro->db) == SQL_ENGINE_SQLITE;
    struct expression_info all;

    use_form(k, FORM_SHORT, "every expression depends on the row alone and no row trigger touches the table");
    use_triggers(k);
    if (!can_examine(k)) {
        lengthen(k, "what the expressions read cannot be told on this server, with this role");
        return 0;
    }
    if (sqlite && !needs_long(k))
        use_form(k, FORM_SHORT, "no trigger touches the table, and on SQLite nobody else writes during a batch");
    else if (!sqlite)
        use_subqueries(k);
    if (examine(k, SQL_CHECK_ALL, NULL, &all, e) < 0)
        return -1;
    if (!sqlite)
        use_dependencies(k, &all);
    if (all.n_volatile > 0 && blame_all(k, e) < 0)
        return -1;
    if (examine_doubts(k, &all, e) < 0)
        return -1;
    check_found(k, FINDING_OK, "form", NULL, "a batch takes the %s form: %s", needs_long(k) ? "longer" : "short",
                k->ro->form_why);
    return 0;
}
