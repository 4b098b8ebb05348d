/*
 * plan_watch.c: the block "watch": queries whose value must stay within limits.
 */
#include <ctype.h>
#include <string.h>

#include "codes.h"
#include "reader.h"

#define SECOND_MS INT64_C(1000)
#define DAY_MS (24 * 3600 * SECOND_MS)

static void read_limit(struct value *v, bool *ret_has)
{
    *ret_has = true;
    read_bound(v);
}

static void read_min(struct value *v)
{
    read_limit(v, &((struct plan_watch *) v->base)->has_min);
}

static void read_max(struct value *v)
{
    read_limit(v, &((struct plan_watch *) v->base)->has_max);
}

/* "predicted", "unchanged" or a range. */
static void read_watch_expect(struct value *v)
{
    struct plan_watch *w = v->base;
    struct err e;

    if (!want(v, YAML_SCALAR))
        return;
    w->expect = strcmp(v->node->text, "predicted") == 0   ? WATCH_PREDICTED
                : strcmp(v->node->text, "unchanged") == 0 ? WATCH_UNCHANGED
                                                          : WATCH_RANGE;
    if (w->expect != WATCH_RANGE || units_range(v->node->text, &w->range, &e) == 0)
        return;
    err_hint(&e, "\"predicted\", \"unchanged\", or a number or range: 100..200, +0.1%%..+0.4%%");
    value_err(v, CODE_UNIT, &e);
}

static const struct field watch_fields[] = {
    {"sql", read_fragment, IN(struct plan_watch, sql), .flags = FIELD_REQUIRED},
    {"expect", read_watch_expect},
    {"within", read_percent, IN(struct plan_watch, within_percent)},
    {"min", read_min, IN(struct plan_watch, min)},
    {"max", read_max, IN(struct plan_watch, max)},
    {"every", read_duration, IN(struct plan_watch, every_ms), .min = SECOND_MS / 10, .max = DAY_MS},
    FIELD_END,
};

static void read_watch_entry(struct value *entry, size_t i, void *items)
{
    struct plan_watch *w = (struct plan_watch *) items + i;

    *w = (struct plan_watch){.name = entry->key->text, .every_ms = 30 * SECOND_MS};
    if (!want(entry, YAML_MAP))
        return;
    read_map(entry->plan, entry->path, entry->node, watch_fields, w);
    if (!yaml_get(entry->node, "expect") && !w->has_min && !w->has_max)
        value_mistake(entry, CODE_WATCH, "give it expect, min or max", "\"%s\" has no limit", entry->path);
    if (w->has_min && w->has_max && w->min > w->max)
        value_mistake(entry, CODE_WATCH, NULL, "\"%s\": min is larger than max", entry->path);
}

void read_watch(struct value *v)
{
    v->plan->n_watches = read_entries(v, sizeof(struct plan_watch), name_key_ok, read_watch_entry, v->into);
}

/* --- "predicted": the sum of a column that changes --- */

/* Past blanks. */
static const char *past_blanks(const char *s)
{
    while (isspace((unsigned char) *s))
        s++;
    return s;
}

/* Past one word in any case, NULL if another one is there. */
static const char *past_word(const char *s, const char *word)
{
    size_t n = strlen(word);

    s = past_blanks(s);
    return strncasecmp(s, word, n) == 0 && !isalnum((unsigned char) s[n]) && s[n] != '_' ? s + n : NULL;
}

/* Past a name, quoted or not, if it is this one. */
static const char *past_name(const char *s, const char *name)
{
    size_t n = strlen(name);
    bool quoted;

    s = past_blanks(s);
    quoted = *s == '"';
    s += quoted;
    if (strncmp(s, name, n) != 0 || (quoted ? s[n] != '"' : isalnum((unsigned char) s[n]) || s[n] == '_'))
        return NULL;
    return s + n + quoted;
}

static const char *past_char(const char *s, char c)
{
    s = past_blanks(s);
    return *s == c ? s + 1 : NULL;
}

/* Past "schema.", any one where the plan names none. */
static const char *past_schema(const struct plan *p, const char *s)
{
    const char *end;

    if (p->schema)
        return (s = past_name(s, p->schema)) ? past_char(s, '.') : NULL;
    s = past_blanks(s);
    end = *s == '"' ? strchr(s + 1, '"') : s + strcspn(s, " \t\r\n.\"");
    return end && end > s ? past_char(end + (*end == '"'), '.') : NULL;
}

/* Is it "select sum(column) from table", of the plan's table? */
static bool is_sum_of(const struct plan *p, const char *sql, const char *column)
{
    const char *s = past_word(sql, "select"), *table;

    if (!s || !(s = past_word(s, "sum")) || !(s = past_char(s, '(')) || !(s = past_name(s, column)) ||
        !(s = past_char(s, ')')) || !(s = past_word(s, "from")))
        return false;
    if ((table = past_schema(p, s)))
        s = table;
    return (s = past_name(s, p->table)) && *past_blanks(s) == '\0';
}

void plan_check_watches(struct plan *p)
{
    for (size_t i = 0; i < p->n_watches; i++) {
        struct plan_watch *w = &p->watches[i];

        if (w->expect != WATCH_PREDICTED || !w->sql.text || !p->table)
            continue;
        for (size_t k = 0; k < p->n_set && !w->column; k++)
            if (is_sum_of(p, w->sql.text, p->set[k].name))
                w->column = p->set[k].name;
        if (!w->column)
            plan_fragment_mistake(p, &w->sql, 0, CODE_WATCH,
                                  "the query must be the sum of one column of the plan's table, and nothing else; or expect \"unchanged\" or a range",
                                  "\"watch.%s\": only the sum of a column in change.set can be predicted", w->name);
    }
}
