/*
 * plan_later.c: the parts of a plan that this version reads strictly and does not act on.
 */
#include <string.h>

#include "codes.h"
#include "reader.h"

/* A kind of change beside "set". What it holds is not judged yet; that it holds something is. */
void read_later_change(struct value *v)
{
    if (v->node->kind == YAML_SCALAR)
        want(v, YAML_SCALAR);
}

static const struct field guard_fields[] = {
    {"sql", read_fragment, .flags = FIELD_CHECKED},
    {"slow", read_bound, .flags = FIELD_CHECKED},
    {"stop", read_bound, .flags = FIELD_CHECKED},
    {"http", read_line, .flags = FIELD_CHECKED},
    FIELD_END,
};

/* A guard of the author's own: an SQL query with limits, or a URL that answers yes or no. */
static void read_own_guard(struct value *v)
{
    bool sql, http;

    if (!want(v, YAML_MAP))
        return;
    read_map(v->plan, v->path, v->node, guard_fields, NULL);
    sql = yaml_get(v->node, "sql");
    http = yaml_get(v->node, "http");
    if (sql == http)
        value_mistake(v, CODE_WATCH, NULL, "\"%s\" must have either sql or http", v->path);
    else if (sql && !yaml_get(v->node, "slow") && !yaml_get(v->node, "stop"))
        value_mistake(v, CODE_WATCH, "give it slow or stop", "\"%s\" has no limit", v->path);
}

/* Guards that need no query of the author's: a limit is all they take. */
static void read_guard(struct value *entry, size_t i, void *items)
{
    static const struct field limits = {.max = INT64_MAX};
    int64_t limit;

    (void) i;
    (void) items;
    entry->field = &limits;
    entry->into = &limit;
    if (strcmp(entry->key->text, "replica_lag") == 0)
        read_duration(entry);
    else if (strcmp(entry->key->text, "archive_queue") == 0)
        read_count(entry);
    else
        read_own_guard(entry);
}

void read_guards(struct value *v)
{
    read_entries(v, 1, name_key_ok, read_guard, NULL);
}

/* Mon or Mon-Fri at *s. */
static bool read_days(const char **s)
{
    static const char days[] = "MonTueWedThuFriSatSun";

    for (int i = 0; i < 2; i++) {
        const char *day = strlen(*s) >= 3 ? memmem(days, sizeof(days) - 1, *s, 3) : NULL;

        if (!day || (day - days) % 3 != 0)
            return false;
        *s += 3;
        if (**s != '-' || i == 1)
            return true;
        (*s)++;
    }
    return true;
}

/* 01:00 at *s. */
static bool read_time(const char **s)
{
    const char *p = *s;

    if (strspn(p, "0123456789") != 2 || p[2] != ':' || strspn(p + 3, "0123456789") != 2)
        return false;
    if (p[3] > '5' || strncmp(p, "24:00", 5) > 0)
        return false;
    *s = p + 5;
    return true;
}

static bool skip(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

/* Days, hours and a time zone, one blank between them: never the zone of whatever machine this is. */
void read_window(struct value *v)
{
    const char *s = v->node->text;
    size_t zone;

    if (!want(v, YAML_SCALAR))
        return;
    if (read_days(&s) && skip(&s, ' ') && read_time(&s) && skip(&s, '-') && read_time(&s) && skip(&s, ' ')) {
        zone = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/+-");
        if (zone > 0 && zone < 64 && s[zone] == '\0')
            return;
    }
    value_mistake(v, CODE_WINDOW, "days, hours and a time zone: Mon-Fri 01:00-05:00 Europe/London",
                  "\"%s\" is not a time window: \"%s\"", v->path, v->node->text);
}
