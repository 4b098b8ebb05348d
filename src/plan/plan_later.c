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
