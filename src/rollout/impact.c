#include "impact.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "batch.h"

enum { GENERATED_DEPTH = 8 }; /* generated columns over generated columns; SQLite allows them */

struct finder {
    const struct rollout *ro;
    struct arena *arena;
    struct impact *items;
    size_t n;
};

/* --- what changes --- */

/* A name may hold a comma: it is looked for, not cut out. */
static bool in_list(const char *list, const char *name)
{
    size_t n = strlen(name);

    for (const char *p = list; (p = strcasestr(p, name)); p++)
        if ((p == list || p[-1] == ' ') && (p[n] == '\0' || p[n] == ','))
            return true;
    return false;
}

static bool is_kind(const struct reader_info *r, const char *kind)
{
    return strcmp(r->kind, kind) == 0;
}

static bool touches(const struct rollout *ro, const char *columns, int depth)
{
    const struct table_info *t = ro->table;

    if (!columns)
        return ro->plan->n_set > 0;
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (in_list(columns, ro->plan->set[i].name))
            return true;
    for (size_t i = 0; depth > 0 && i < t->n_readers; i++)
        if (is_kind(&t->readers[i], "generated column") && in_list(columns, t->readers[i].name) &&
            touches(ro, t->readers[i].columns, depth - 1))
            return true;
    return false;
}

bool impact_touches(const struct rollout *ro, const char *columns)
{
    return touches(ro, columns, GENERATED_DEPTH);
}

/* --- acknowledged --- */

static bool in_name(char c)
{
    return isalnum((unsigned char) c) || c == '_' || c & 0x80;
}

/* "schema.name" in the text is another thing where the schema is another one. */
static bool other_schema(const char *text, const char *at, const char *schema)
{
    size_t n = schema ? strlen(schema) : 0;

    if (!schema || at == text || at[-1] != '.')
        return false;
    at--;
    return (size_t) (at - text) < n || strncasecmp(at - n, schema, n) != 0 || (at - n > text && in_name(at[-(long) n - 1]));
}

bool impact_names(const char *text, const char *schema, const char *name)
{
    size_t n = strlen(name);

    for (const char *p = text; n > 0 && (p = strcasestr(p, name)); p++)
        if ((p == text || !in_name(p[-1])) && !in_name(p[n]) && !other_schema(text, p, schema))
            return true;
    return false;
}

static bool is_acknowledged(const struct rollout *ro, const char *schema, const char *name)
{
    for (size_t i = 0; name && i < ro->plan->n_seen_by; i++)
        if (impact_names(ro->plan->seen_by[i], schema, name))
            return true;
    return false;
}

/* schema.name, or name: for what the catalog gives in one piece. */
static bool is_acknowledged_text(const struct rollout *ro, struct arena *a, const char *qualified)
{
    const char *dot = qualified ? strrchr(qualified, '.') : NULL;

    return dot ? is_acknowledged(ro, arena_printf(a, "%.*s", (int) (dot - qualified), qualified), dot + 1)
               : is_acknowledged(ro, NULL, qualified);
}

/* --- keeping --- */

static struct impact *add(struct finder *f, enum finding_level level, const char *topic, const char *what)
{
    struct impact *x = &f->items[f->n++];

    *x = (struct impact){.level = level, .topic = topic, .what = what};
    return x;
}

/* A duty is a warning until the plan names it. */
static struct impact *add_duty(struct finder *f, const char *topic, const char *what, bool acknowledged)
{
    struct impact *x = add(f, acknowledged ? FINDING_NOTE : FINDING_WARNING, topic, what);

    x->duty = true;
    x->acknowledged = acknowledged;
    return x;
}

static const char *told(struct finder *f, const struct impact *x, const char *text)
{
    return x->acknowledged ? arena_printf(f->arena, "%s; impact.seen_by names it", text) : text;
}

/* --- triggers --- */

/* "… UPDATE OF a, b …" fires only when the UPDATE names one of them. A name that is quoted in a strange way counts. */
static bool is_for_set(const struct rollout *ro, const char *when)
{
    if (!strcasestr(when, "UPDATE OF ") || strstr(when, "\"\""))
        return true;
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (strcasestr(when, ro->plan->set[i].name))
            return true;
    return false;
}

bool impact_fires(const struct rollout *ro, const struct trigger_info *t)
{
    return t->on_update && t->enabled && !batch_keeps_foreign_key(t) && is_for_set(ro, t->when);
}

/* What it does beside the run stays worth a warning when somebody knows of it. */
static void find_trigger(struct finder *f, const struct trigger_info *t)
{
    const char *calls = t->function ? arena_printf(f->arena, ", calls %s()", t->function) : "";
    const char *what = arena_printf(f->arena, "trigger \"%s\"", t->name);
    struct impact *x;

    if (impact_fires(f->ro, t)) {
        x = add_duty(f, "trigger", what, is_acknowledged(f->ro, NULL, t->name) ||
                                             is_acknowledged_text(f->ro, f->arena, t->function));
        x->level = FINDING_WARNING;
        x->text = told(f, x, arena_printf(f->arena, "%s fires: %s%s", what, t->when, calls));
        x->hint = "what it writes to other columns or tables, or sends out, is neither captured nor rolled back: read its body";
    } else if (t->on_update && !t->enabled) {
        x = add(f, FINDING_NOTE, "trigger", what);
        x->text = arena_printf(f->arena, "%s is disabled: %s%s", what, t->when, calls);
    }
}

/* --- readers --- */

static const char *reader_what(struct finder *f, const struct reader_info *r)
{
    const char *name = r->schema ? arena_printf(f->arena, "%s.%s", r->schema, r->name) : r->name;

    if (is_kind(r, "generated column"))
        return arena_printf(f->arena, "column \"%s\"", name);
    return r->own_table ? arena_printf(f->arena, "%s \"%s\" of %s", r->kind, name, r->own_table)
                        : arena_printf(f->arena, "%s \"%s\"", r->kind, name);
}

static const char *reader_text(struct finder *f, const struct reader_info *r, const char *what)
{
    const char *columns = r->columns ? r->columns : "the table";

    if (is_kind(r, "index"))
        return arena_printf(f->arena, "%s is kept in step with every changed row", what);
    if (is_kind(r, "generated column"))
        return arena_printf(f->arena, "%s is computed anew from %s", what, columns);
    if (is_kind(r, "publication"))
        return arena_printf(f->arena, "%s sends each changed row to its subscribers", what);
    if (is_kind(r, "replication slot"))
        return arena_printf(f->arena, "%s %s each changed row to whoever reads it", what, r->may ? "may send" : "sends");
    return arena_printf(f->arena, "%s %s %s%s", what, r->may ? "may read" : "reads", columns,
                        r->may ? ": its text has the words" : "");
}

static const char *reader_hint(const struct reader_info *r)
{
    if (is_kind(r, "materialized view"))
        return "name it under impact.seen_by, and refresh it after the run";
    if (is_kind(r, "policy"))
        return "a row may become visible to others than before: name it under impact.seen_by";
    return "name it, or who uses it, under impact.seen_by";
}

static void find_reader(struct finder *f, const struct reader_info *r)
{
    const char *what = reader_what(f, r);
    struct impact *x;

    if (!impact_touches(f->ro, r->columns))
        return;
    if (is_kind(r, "index"))
        x = add(f, FINDING_NOTE, r->kind, what);
    else
        x = add_duty(f, r->kind, what, is_acknowledged(f->ro, r->schema, r->name));
    x->text = told(f, x, reader_text(f, r, what));
    x->hint = x->level == FINDING_WARNING ? reader_hint(r) : NULL;
}

/* --- foreign keys and unique indexes --- */

static bool cascades(const struct foreign_key_info *k)
{
    return strcmp(k->on_update, "CASCADE") == 0;
}

static bool empties(const struct foreign_key_info *k)
{
    return strcmp(k->on_update, "SET NULL") == 0 || strcmp(k->on_update, "SET DEFAULT") == 0;
}

static void find_cascade(struct finder *f, const struct foreign_key_info *k, const char *what)
{
    struct impact *x = add_duty(f, "foreign key", what, is_acknowledged(f->ro, NULL, k->name) ||
                                                             is_acknowledged_text(f->ro, f->arena, k->from_table));

    x->level = FINDING_WARNING;
    x->hint = "they are not captured; a rollback cascades the other way";
    x->text = told(f, x, arena_printf(f->arena, "%s of %s is ON UPDATE CASCADE: rows there change with %s", what,
                                      k->from_table, k->columns));
}

static void find_foreign_key(struct finder *f, const struct foreign_key_info *k)
{
    const char *what = arena_printf(f->arena, "foreign key \"%s\"", k->name);
    struct impact *x;

    if (!impact_touches(f->ro, k->columns))
        return;
    if (!k->outgoing && cascades(k)) {
        find_cascade(f, k, what);
        return;
    }
    x = add(f, FINDING_NOTE, "foreign key", what);
    if (k->outgoing) {
        x->text = arena_printf(f->arena, "%s: a new value of %s that %s does not have is refused, and its row set aside",
                               what, k->columns, k->to_table);
    } else if (empties(k)) {
        x->level = FINDING_ERROR;
        x->hint = "change rows that nothing refers to, or alter the foreign key";
        x->text = arena_printf(f->arena, "%s of %s is ON UPDATE %s: a change of %s would alter rows there, and no rollback "
                               "could bring them back", what, k->from_table, k->on_update, k->columns);
    } else {
        x->text = arena_printf(f->arena, "%s: a value of %s that %s refers to cannot change; its row is set aside", what,
                               k->columns, k->from_table);
    }
}

static void find_unique(struct finder *f, const struct unique_info *u)
{
    const char *list = u->n_columns > 0 ? u->columns[0] : NULL;
    struct impact *x;

    for (size_t i = 1; i < u->n_columns; i++)
        list = arena_printf(f->arena, "%s, %s", list, u->columns[i]);
    if ((!list && !u->partial_or_expression) || !impact_touches(f->ro, list))
        return;
    x = add(f, FINDING_WARNING, "unique", arena_printf(f->arena, "unique index \"%s\"", u->name));
    x->hint = "a row whose new value is taken is set aside as failed";
    x->text = arena_printf(f->arena, "%s is on a column that changes%s", x->what,
                           list ? arena_printf(f->arena, " (%s)", list) : "");
}

void impact_find(const struct rollout *ro, struct impact **ret, size_t *ret_n)
{
    const struct table_info *t = ro->table;
    struct finder f = {.ro = ro, .arena = ro->arena};

    f.items = arena_new_array(ro->arena, struct impact, t->n_triggers + t->n_readers + t->n_foreign_keys + t->n_uniques);
    for (size_t i = 0; i < t->n_triggers; i++)
        find_trigger(&f, &t->triggers[i]);
    for (size_t i = 0; i < t->n_readers; i++)
        find_reader(&f, &t->readers[i]);
    for (size_t i = 0; i < t->n_foreign_keys; i++)
        find_foreign_key(&f, &t->foreign_keys[i]);
    for (size_t i = 0; i < t->n_uniques; i++)
        find_unique(&f, &t->uniques[i]);
    *ret = f.items;
    *ret_n = f.n;
}
