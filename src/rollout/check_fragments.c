/*
 * check_fragments.c: every fragment of the plan on its own, judged by the database's own parser, and its words led back
 * to the place in the plan.
 */
#include "check_parts.h"

#include <string.h>

#include "codes.h"
#include "text.h"

/* --- visiting --- */

static int visit(struct checker *k, visit_fn fn, struct visit v, struct err *e)
{
    return v.fragment->text ? fn(k, &v, e) : 0;
}

static int visit_named(struct checker *k, visit_fn fn, enum fragment_role role, const struct named_fragment *f, size_t n,
                       struct err *e)
{
    for (size_t i = 0; i < n; i++)
        if (visit(k, fn, (struct visit){role, &f[i].sql, f[i].name}, e) < 0)
            return -1;
    return 0;
}

int check_visit(struct checker *k, visit_fn fn, struct err *e)
{
    const struct plan *p = k->plan;

    if (visit(k, fn, (struct visit){ROLE_ELIGIBLE, &p->where, NULL}, e) < 0 ||
        visit_named(k, fn, ROLE_ELIGIBLE, p->exclude, p->n_exclude, e) < 0 ||
        visit(k, fn, (struct visit){ROLE_CLASS, &p->class, NULL}, e) < 0)
        return -1;
    for (size_t i = 0; i < p->n_stages; i++)
        if (visit(k, fn, (struct visit){ROLE_STAGE, &p->stages[i].where, p->stages[i].name}, e) < 0)
            return -1;
    if (visit_named(k, fn, ROLE_EDGE, p->edge, p->n_edge, e) < 0 ||
        visit_named(k, fn, ROLE_VALUE, p->set, p->n_set, e) < 0)
        return -1;
    return visit_named(k, fn, ROLE_DOUBT, p->uncertain, p->n_uncertain, e);
}

/* --- what else to say about an error --- */

/* The column's name in "column t.x does not exist" (PostgreSQL) or "no such column: t.x" (SQLite), or NULL. */
static const char *missing_column(struct arena *a, const char *text)
{
    static const char sqlite[] = "no such column: ", postgresql[] = "column ", tail[] = " does not exist";
    const char *end = strstr(text, tail), *dot;
    char *name = NULL;
    size_t n;

    if (text_starts_with(text, sqlite))
        name = arena_strdup(a, text + strlen(sqlite));
    else if (text_starts_with(text, postgresql) && end)
        name = arena_strndup(a, text + strlen(postgresql), (size_t) (end - text) - strlen(postgresql));
    if (!name)
        return NULL;
    dot = strrchr(name, '.');
    name = dot ? name + (dot - name) + 1 : name;
    n = strlen(name);
    if (n > 2 && name[0] == '"' && name[n - 1] == '"')
        name = arena_strndup(a, name + 1, n - 2);
    return name;
}

static const char *near_column(const struct checker *k, const char *text)
{
    const char *name = missing_column(k->ro->arena, text), **names, *near;

    if (!name)
        return NULL;
    names = arena_new_array(k->ro->arena, const char *, k->table->n_columns);
    for (size_t i = 0; i < k->table->n_columns; i++)
        names[i] = k->table->columns[i].name;
    near = text_nearest(name, names, k->table->n_columns);
    return near ? arena_printf(k->ro->arena, "did you mean \"%s\"?", near) : NULL;
}

static const char *hint_for(const struct checker *k, const struct visit *v, const struct err *why)
{
    static const struct {
        const char *words, *and_words;
        bool doubt; /* for change.uncertain alone */
        const char *hint;
    } hints[] = {
        {"ambiguous", "", true, "write old.column for the value there is, new.column for the one to be"},
        {"missing FROM-clause entry", "", true, "the row is old (as it is) and new (as it will be) here"},
        {"relation \"", "does not exist", false, "the search_path is empty: write schema.table"},
        {"type \"", "does not exist", false, "the search_path is empty: write schema.type"},
        {"function ", "does not exist", false,
         "the search_path is empty: write schema.function(…), unless it is PostgreSQL's own; argument types must fit"},
    };
    const char *near = near_column(k, why->text);

    if (near)
        return near;
    for (size_t i = 0; i < ARRAY_LEN(hints); i++)
        if (strstr(why->text, hints[i].words) && strstr(why->text, hints[i].and_words) &&
            (!hints[i].doubt || v->role == ROLE_DOUBT))
            return hints[i].hint;
    return why->hint[0] ? why->hint : NULL;
}

/* --- judging --- */

/* Is it the fragment that the database complains about? A literal that is not of its type is found while preparing. */
static bool is_about_fragment(const struct err *why)
{
    return why->id == ERR_SQL || err_class_of(why->id) == ERRC_ROW || why->position > 0;
}

static int refused(struct checker *k, const struct visit *v, const struct sql_text *sql, const struct err *why,
                   struct err *e)
{
    const struct fragment *at = NULL;
    size_t offset = 0;

    if (!is_about_fragment(why))
        return check_tolerate(k, why, e);
    k->bad++;
    k->bad_values += v->role == ROLE_VALUE;
    if (why->position > 0)
        at = sql_fragment_at(sql, (size_t) why->position - 1, &offset);
    at = at ? at : v->fragment;
    plan_fragment_mistake(k->plan, at, offset, CODE_FRAGMENT_REFUSED, hint_for(k, v, why), "\"%s\": %s", at->what,
                          why->text);
    return 0;
}

/* A table that is not changed has no assignments to judge, and a column that cannot be set has its mistake already.
   Doubts see the new values: they can be judged only when those can be computed. */
static bool can_judge(const struct checker *k, const struct visit *v)
{
    if (v->role == ROLE_VALUE)
        return !k->refused && check_can_set(table_column(k->table, v->name));
    return v->role != ROLE_DOUBT || (!k->refused && k->bad_values == 0);
}

static int judge(struct checker *k, const struct visit *v, struct err *e)
{
    static const enum sql_id statements[] = {
        [ROLE_ELIGIBLE] = SQL_CHECK_PREDICATE, [ROLE_CLASS] = SQL_CHECK_EXPRESSION, [ROLE_STAGE] = SQL_CHECK_PREDICATE,
        [ROLE_EDGE] = SQL_CHECK_PREDICATE,     [ROLE_VALUE] = SQL_CHECK_ASSIGNMENT, [ROLE_DOUBT] = SQL_CHECK_DOUBT,
        [ROLE_WATCH] = SQL_WATCH_MEASURE,
    };
    struct rollout *ro = k->ro;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    struct sql_text sql;
    struct err why;

    if (!can_judge(k, v))
        return 0;
    sql_args_expr(args, "expression", v->fragment->text, v->fragment);
    if (v->role == ROLE_VALUE)
        sql_args_ident(args, "column", v->name);
    if (sql_render(db_engine(ro->db), statements[v->role], args, ro->arena, &sql, e) < 0)
        return -1;
    k->fragments++;
    return db_prepare(ro->db, &sql, &why) < 0 ? refused(k, v, &sql, &why, e) : 0;
}

/* Watches and guards are whole queries, of any table. */
static int judge_watches(struct checker *k, struct err *e)
{
    for (size_t i = 0; i < k->plan->n_watches; i++) {
        const struct plan_watch *w = &k->plan->watches[i];

        if (judge(k, &(struct visit){ROLE_WATCH, &w->sql, w->name}, e) < 0)
            return -1;
    }
    for (size_t i = 0; i < k->plan->n_guards; i++) {
        const struct plan_guard *g = &k->plan->guards[i];

        if (g->sql.text && judge(k, &(struct visit){ROLE_WATCH, &g->sql, g->name}, e) < 0)
            return -1;
    }
    return 0;
}

int check_fragments(struct checker *k, struct err *e)
{
    int errors = k->plan->mistakes.errors;

    /* What does not stay in its place becomes part of no statement, not even to be judged. */
    plan_check_engine(k->plan, db_engine(k->ro->db) == SQL_ENGINE_SQLITE ? FRAGMENT_SQLITE : FRAGMENT_POSTGRESQL);
    if (k->plan->mistakes.errors > errors) {
        k->bad++;
        return 0;
    }
    if (check_visit(k, judge, e) < 0 || judge_watches(k, e) < 0)
        return -1;
    if (k->bad == 0 && !k->refused)
        check_found(k, FINDING_OK, "expressions", NULL, "the database accepts each of the plan's %d", k->fragments);
    return 0;
}
