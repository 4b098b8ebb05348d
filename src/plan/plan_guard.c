/*
 * plan_guard.c: the block "guards", of a plan's checkpoint and of the project file.
 */
#include <string.h>

#include "codes.h"
#include "reader.h"

const struct guard_rule guard_rules[GUARD_BUILT_IN] = {
#define GUARD(id, name, unit, slow, stop, what) {name, what, unit, slow, stop},
#include "guards.def"
#undef GUARD
};

/* A whole number, by the reader of its unit, kept as the double that limits are. */
static void read_whole(struct value *v, void (*read)(struct value *v))
{
    static const struct field limits = {.max = INT64_MAX};
    struct value whole = *v;
    int64_t n = 0;

    whole.field = &limits;
    whole.into = &n;
    read(&whole);
    *(double *) v->into = (double) n;
}

static void read_ms(struct value *v)
{
    read_whole(v, read_duration);
}

static void read_number(struct value *v)
{
    read_whole(v, read_count);
}

static void read_bytes_limit(struct value *v)
{
    read_whole(v, read_bytes);
}

#define LIMITS(read) {{"slow", read, IN(struct plan_guard, slow)}, {"stop", read, IN(struct plan_guard, stop)}, FIELD_END}

static const struct {
    void (*read)(struct value *v);
    struct field fields[3];
} readers[] = {
    [GUARD_COUNT] = {read_number, LIMITS(read_number)},
    [GUARD_MS] = {read_ms, LIMITS(read_ms)},
    [GUARD_BYTES] = {read_bytes_limit, LIMITS(read_bytes_limit)},
    [GUARD_FREE] = {read_bytes_limit, LIMITS(read_bytes_limit)},
};

static const struct field own_fields[] = {
    {"sql", read_fragment, IN(struct plan_guard, sql)},
    {"slow", read_bound, IN(struct plan_guard, slow)},
    {"stop", read_bound, IN(struct plan_guard, stop)},
    {"http", read_line, IN(struct plan_guard, url)},
    FIELD_END,
};

/* Is less of it worse? */
static bool is_free(const struct plan_guard *g)
{
    return g->kind < GUARD_BUILT_IN && guard_rules[g->kind].unit == GUARD_FREE;
}

/* Limits as a map. The smaller is the slow one, but where the guard is about what is left. */
static void read_limits(struct value *v, const struct field *fields, struct plan_guard *g)
{
    read_map(v->plan, v->path, v->node, fields, g);
    g->has_slow = yaml_get(v->node, "slow");
    g->has_stop = yaml_get(v->node, "stop");
    if (g->has_slow && g->has_stop && (is_free(g) ? g->slow < g->stop : g->slow > g->stop))
        value_mistake(v, CODE_WATCH, NULL, "\"%s\": slow is %s than stop", v->path, is_free(g) ? "smaller" : "larger");
}

/* "off", one limit, or both. A single one stops; slow is half of it, or twice as much of what is left. */
static void read_built_in(struct value *v, struct plan_guard *g)
{
    enum guard_unit unit = guard_rules[g->kind].unit;

    if (v->node->kind == YAML_MAP) {
        read_limits(v, readers[unit].fields, g);
        if (!g->has_slow && !g->has_stop)
            value_mistake(v, CODE_WATCH, "give it slow or stop", "\"%s\" has no limit", v->path);
        return;
    }
    g->off = v->node->kind == YAML_SCALAR && v->node->text && strcmp(v->node->text, "off") == 0;
    if (g->off)
        return;
    v->into = &g->stop;
    readers[unit].read(v);
    g->slow = is_free(g) ? g->stop * 2 : g->stop / 2;
    g->has_slow = g->has_stop = true;
}

static void check_url(struct value *v, const struct plan_guard *g)
{
    if (strncmp(g->url, "http://", 7) != 0 && strncmp(g->url, "https://", 8) != 0)
        value_mistake(v, CODE_WATCH, "http://127.0.0.1:8111/check/retcon/pg/main", "\"%s.http\" is no http or https URL", v->path);
    if (g->has_slow || g->has_stop)
        value_mistake(v, CODE_WATCH, "it answers 200, or the run waits", "\"%s\": a URL has no limits", v->path);
}

/* A guard of the author's own: an SQL query with limits, or a URL that answers yes or no. */
static void read_own(struct value *v, struct plan_guard *g)
{
    if (!want(v, YAML_MAP))
        return;
    read_limits(v, own_fields, g);
    if (!yaml_get(v->node, "sql") == !yaml_get(v->node, "http"))
        value_mistake(v, CODE_WATCH, NULL, "\"%s\" must have either sql or http", v->path);
    else if (g->sql.text && !g->has_slow && !g->has_stop)
        value_mistake(v, CODE_WATCH, "give it slow or stop", "\"%s\" has no limit", v->path);
    if (g->url) {
        g->kind = GUARD_HTTP;
        check_url(v, g);
    }
}

static void read_guard(struct value *entry, size_t i, void *items)
{
    struct plan_guard *g = (struct plan_guard *) items + i;

    *g = (struct plan_guard){.name = entry->key->text, .kind = GUARD_SQL};
    for (unsigned k = 0; k < GUARD_BUILT_IN; k++)
        if (strcmp(guard_rules[k].name, g->name) == 0)
            g->kind = (enum guard_kind) k;
    if (g->kind < GUARD_BUILT_IN)
        read_built_in(entry, g);
    else
        read_own(entry, g);
}

void read_guards(struct value *v)
{
    void *guards = NULL;
    size_t n;

    n = read_entries(v, sizeof(struct plan_guard), name_key_ok, read_guard, &guards);
    v->plan->guards = guards;
    v->plan->n_guards = n;
}
