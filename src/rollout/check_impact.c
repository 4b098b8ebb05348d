/*
 * check_impact.c: who else notices the change: triggers, readers of the columns, foreign keys, unique indexes.
 */
#include "batch.h"
#include "check_parts.h"

#include <string.h>
#include <strings.h>

static bool in_list(const char *list, const char *name)
{
    size_t n = strlen(name);

    for (const char *p = list; *p; p += strcspn(p, ","), p += strspn(p, ", "))
        if (strcspn(p, ",") == n && strncasecmp(p, name, n) == 0)
            return true;
    return false;
}

bool check_touches(const struct checker *k, const char *columns)
{
    for (size_t i = 0; i < k->plan->n_set; i++)
        if (!columns || in_list(columns, k->plan->set[i].name))
            return true;
    return false;
}

/* --- triggers --- */

/* "… UPDATE OF a, b …" fires only when the UPDATE names one of them. A name that is quoted in a strange way counts. */
static bool is_for_set(const struct checker *k, const char *when)
{
    if (!strcasestr(when, "UPDATE OF ") || strstr(when, "\"\""))
        return true;
    for (size_t i = 0; i < k->plan->n_set; i++)
        if (strcasestr(when, k->plan->set[i].name))
            return true;
    return false;
}

bool check_fires(const struct checker *k, const struct trigger_info *t)
{
    return t->on_update && t->enabled && !batch_keeps_foreign_key(t) && is_for_set(k, t->when);
}

static void found_trigger(struct checker *k, const struct trigger_info *t)
{
    const char *calls = t->function ? arena_printf(k->ro->arena, ", calls %s()", t->function) : "";

    if (check_fires(k, t))
        check_found(k, FINDING_WARNING, "trigger", "what it writes to other columns or tables, or sends out, is neither "
                    "captured nor rolled back: read its body", "trigger \"%s\" fires: %s%s", t->name, t->when, calls);
    else if (t->on_update && !t->enabled)
        check_found(k, FINDING_NOTE, "trigger", NULL, "trigger \"%s\" is disabled: %s%s", t->name, t->when, calls);
}

/* --- readers --- */

static bool is_kind(const struct reader_info *r, const char *kind)
{
    return strcmp(r->kind, kind) == 0;
}

/* Does impact.seen_by name it, with or without its schema, whatever stands around the name? */
static bool is_named(const struct checker *k, const char *reader)
{
    const char *dot = strrchr(reader, '.'), *name = dot ? dot + 1 : reader;

    for (size_t i = 0; i < k->plan->n_seen_by; i++)
        if (strcasestr(k->plan->seen_by[i], name))
            return true;
    return false;
}

static void found_reader(struct checker *k, const struct reader_info *r)
{
    const char *what = r->columns ? r->columns : "the table";

    if (!check_touches(k, r->columns))
        return;
    if (is_kind(r, "index"))
        check_found(k, FINDING_NOTE, "index", NULL, "index \"%s\" is kept in step with every changed row", r->name);
    else if (is_kind(r, "generated column"))
        check_found(k, FINDING_NOTE, "generated column", NULL, "column \"%s\" is computed anew from %s", r->name, what);
    else if (is_named(k, r->name))
        check_found(k, FINDING_NOTE, r->kind, NULL, "%s \"%s\" reads %s; impact.seen_by names it", r->kind, r->name, what);
    else
        check_found(k, FINDING_WARNING, r->kind,
                    is_kind(r, "materialized view") ? "name it under impact.seen_by, and refresh it after the run"
                                                    : "name it, or who uses it, under impact.seen_by",
                    "%s \"%s\" reads %s", r->kind, r->name, what);
}

/* --- foreign keys and unique indexes --- */

static bool cascades(const struct foreign_key_info *f)
{
    return strcmp(f->on_update, "CASCADE") == 0;
}

static bool empties(const struct foreign_key_info *f)
{
    return strcmp(f->on_update, "SET NULL") == 0 || strcmp(f->on_update, "SET DEFAULT") == 0;
}

static void found_foreign_key(struct checker *k, const struct foreign_key_info *f)
{
    if (!check_touches(k, f->columns))
        return;
    if (f->outgoing)
        check_found(k, FINDING_NOTE, "foreign key", NULL, "foreign key \"%s\": a new value of %s that %s does not have is "
                    "refused, and its row set aside", f->name, f->columns, f->to_table);
    else if (empties(f))
        check_found(k, FINDING_ERROR, "foreign key", "change rows that nothing refers to, or alter the foreign key",
                    "foreign key \"%s\" of %s is ON UPDATE %s: a change of %s would alter rows there, and no rollback "
                    "could bring them back", f->name, f->from_table, f->on_update, f->columns);
    else if (cascades(f))
        check_found(k, FINDING_WARNING, "foreign key", "they are not captured; a rollback cascades the other way",
                    "foreign key \"%s\" of %s is ON UPDATE CASCADE: rows there change with %s", f->name, f->from_table,
                    f->columns);
    else
        check_found(k, FINDING_NOTE, "foreign key", NULL, "foreign key \"%s\": a value of %s that %s refers to cannot "
                    "change; its row is set aside", f->name, f->columns, f->from_table);
}

static void found_unique(struct checker *k, const struct unique_info *u)
{
    const char *list = u->n_columns > 0 ? u->columns[0] : NULL;

    for (size_t i = 1; i < u->n_columns; i++)
        list = arena_printf(k->ro->arena, "%s, %s", list, u->columns[i]);
    if ((!list && !u->partial_or_expression) || !check_touches(k, list))
        return;
    check_found(k, FINDING_WARNING, "unique", "a row whose new value is taken is set aside as failed",
                "unique index \"%s\" is on a column that changes%s", u->name,
                list ? arena_printf(k->ro->arena, " (%s)", list) : "");
}

void check_impact(struct checker *k)
{
    for (size_t i = 0; i < k->table->n_triggers; i++)
        found_trigger(k, &k->table->triggers[i]);
    for (size_t i = 0; i < k->table->n_readers; i++)
        found_reader(k, &k->table->readers[i]);
    for (size_t i = 0; i < k->table->n_foreign_keys; i++)
        found_foreign_key(k, &k->table->foreign_keys[i]);
    for (size_t i = 0; i < k->table->n_uniques; i++)
        found_unique(k, &k->table->uniques[i]);
}
