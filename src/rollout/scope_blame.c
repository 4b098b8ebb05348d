/*
 * scope_blame.c: see scope_list.h. The database says what failed ("division by zero"), and not in which of the plan's
 * expressions: each is asked again, by itself.
 */
#include "scope_list.h"

#include "yaml.h"

/* Does this one fail, and in the same way? Of an exclusion: where the n before it do not hold. */
static bool fails(struct rollout *ro, const struct fragment *f, size_t n, const struct err *e)
{
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);
    struct err found;
    int rc;

    if (!f->text)
        return false;
    sql_args_expr(args, "expression", f->text, f);
    sql_args_list(args, "before");
    for (size_t i = 0; i < n; i++)
        sql_item_expr(sql_args_item(args, "before"), ro->plan->exclude[i].sql.text, &ro->plan->exclude[i].sql);
    if (db_begin_read(ro->db, &found) < 0)
        return false;
    rc = db_run(ro->db, SQL_SCOPE_BLAME, args, 0, NULL, NULL, &found);
    db_rollback(ro->db);
    return rc < 0 && found.id == e->id;
}

static const struct fragment *find(struct rollout *ro, const struct err *e)
{
    const struct plan *p = ro->plan;

    if (fails(ro, &p->where, 0, e))
        return &p->where;
    for (size_t i = 0; i < p->n_exclude; i++)
        if (fails(ro, &p->exclude[i].sql, i, e))
            return &p->exclude[i].sql;
    if (fails(ro, &p->class, 0, e))
        return &p->class;
    for (size_t i = 0; i < p->n_stages; i++)
        if (fails(ro, &p->stages[i].where, 0, e))
            return &p->stages[i].where;
    return NULL;
}

int scope_blame(struct rollout *ro, struct err *e)
{
    const struct fragment *f = err_class_of(e->id) == ERRC_ROW ? find(ro, e) : NULL;

    if (f)
        err_context(e, "%s:%d: \"%s\" fails for some row", ro->plan->mistakes.file, f->node->line, f->what);
    return -1;
}
