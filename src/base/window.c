#include "window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"

enum { DAY_MIN = 24 * 60, LOOK_AHEAD_DAYS = 15, ESTIMATE_DAYS = 60, ESTIMATE_STEP_S = 15 * 60 };

static const char day_names[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* --- the zone --- */

static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");

    return folder && *folder ? folder : "/usr/share/zoneinfo";
}

/* libc takes an unknown zone for UTC without a word: look for its file. */
static bool zone_exists(const char *zone)
{
    char path[512], magic[4] = "";
    FILE *f;
    bool ok;

    if (strcmp(zone, "UTC") == 0)
        return true;
    if (zone[0] == '/' || snprintf(path, sizeof(path), "%s/%s", zone_folder(), zone) >= (int) sizeof(path))
        return false;
    f = fopen(path, "re");
    if (!f)
        return false;
    ok = fread(magic, 1, sizeof(magic), f) == sizeof(magic) && memcmp(magic, "TZif", sizeof(magic)) == 0;
    fclose(f);
    return ok;
}

/* The process's own TZ, while another is in force. */
struct zone_before {
    char *tz;
};

static void zone_enter(const char *zone, struct zone_before *before)
{
    const char *tz = getenv("TZ");
    char name[66];

    before->tz = tz ? xstrdup(tz) : NULL;
    snprintf(name, sizeof(name), "%s%s", strcmp(zone, "UTC") == 0 ? "" : ":", strcmp(zone, "UTC") == 0 ? "UTC0" : zone);
    setenv("TZ", name, 1);
    tzset();
}

static void zone_leave(struct zone_before *before)
{
    if (before->tz)
        setenv("TZ", before->tz, 1);
    else
        unsetenv("TZ");
    tzset();
    free(before->tz);
}

/* --- reading --- */

static int read_day(const char **s)
{
    for (int i = 0; i < 7; i++)
        if (strncmp(*s, day_names[i], 3) == 0) {
            *s += 3;
            return i;
        }
    return -1;
}

/* Mon or Mon-Fri; Sat-Mon goes over the end of the week. */
static bool read_days(const char **s, unsigned *ret)
{
    int first = read_day(s), last = first;

    if (first >= 0 && **s == '-') {
        (*s)++;
        last = read_day(s);
    }
    if (first < 0 || last < 0)
        return false;
    *ret = 1u << first;
    while (first != last) {
        first = (first + 1) % 7;
        *ret |= 1u << first;
    }
    return true;
}

static bool read_time(const char **s, int *ret_min)
{
    const char *p = *s;

    if (strspn(p, "0123456789") != 2 || p[2] != ':' || strspn(p + 3, "0123456789") != 2 || p[3] > '5')
        return false;
    *ret_min = ((p[0] - '0') * 10 + p[1] - '0') * 60 + (p[3] - '0') * 10 + p[4] - '0';
    *s = p + 5;
    return *ret_min <= DAY_MIN;
}

static bool skip(const char **s, char c)
{
    if (**s != c)
        return false;
    (*s)++;
    return true;
}

static bool read_hours(const char **s, struct window *w)
{
    return read_time(s, &w->from_min) && skip(s, '-') && read_time(s, &w->to_min) && w->from_min < DAY_MIN &&
           w->to_min != w->from_min;
}

int window_parse(const char *s, struct window *ret, struct err *e)
{
    struct window w = {0};
    const char *p = s;
    size_t n;

    if (!read_days(&p, &w.days) || !skip(&p, ' ') || !read_hours(&p, &w) || !skip(&p, ' ') ||
        (n = strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/+-")) == 0 ||
        n >= sizeof(w.zone) || p[n] != '\0') {
        err_set(e, ERR_USAGE, "\"%.80s\" is not a time window", s);
        return err_hint(e, "days, hours and a time zone: Mon-Fri 01:00-05:00 Europe/London");
    }
    memcpy(w.zone, p, n);
    snprintf(w.text, sizeof(w.text), "%s", s);
    if (!zone_exists(w.zone)) {
        err_set(e, ERR_USAGE, "there is no time zone \"%s\"", w.zone);
        e->position = (int) (p - s) + 1;
        return err_hint(e, "a name of the tz database (%s), such as Europe/London or UTC", zone_folder());
    }
    *ret = w;
    return 0;
}

/* --- open or not --- */

/* In the window's zone, which is in force. */
static bool is_open(const struct window *w, int64_t at_s)
{
    time_t at = (time_t) at_s;
    struct tm t;
    int minute, day;

    localtime_r(&at, &t);
    minute = t.tm_hour * 60 + t.tm_min;
    day = (t.tm_wday + 6) % 7;
    if (w->from_min < w->to_min)
        return (w->days >> day & 1) && minute >= w->from_min && minute < w->to_min;
    if (minute >= w->from_min)
        return w->days >> day & 1;
    return minute < w->to_min && (w->days >> (day + 6) % 7 & 1);
}

bool windows_open(const struct windows *w, int64_t at_s)
{
    bool open = w->n == 0;

    for (size_t i = 0; i < w->n && !open; i++) {
        struct zone_before before;

        zone_enter(w->w[i].zone, &before);
        open = is_open(&w->w[i], at_s);
        zone_leave(&before);
    }
    return open;
}

/* Minute by minute: no arithmetic on civil time that a change of the clocks could break. */
static int64_t next_of(const struct window *w, int64_t at_s, int64_t before_s)
{
    struct zone_before tz;
    int64_t t = at_s;

    zone_enter(w->zone, &tz);
    while (t < before_s && !is_open(w, t))
        t = (t / 60 + 1) * 60;
    zone_leave(&tz);
    return t;
}

const struct window *windows_next(const struct windows *w, int64_t at_s, int64_t *ret_opens_s)
{
    int64_t best = at_s + (int64_t) LOOK_AHEAD_DAYS * DAY_MIN * 60;
    const struct window *first = NULL;

    for (size_t i = 0; i < w->n; i++) {
        int64_t t = next_of(&w->w[i], at_s, best);

        if (t < best) {
            best = t;
            first = &w->w[i];
        }
    }
    if (first)
        *ret_opens_s = best;
    return first;
}

void window_moment(const struct window *w, int64_t at_s, char *ret, size_t size)
{
    struct zone_before before;
    time_t at = (time_t) at_s;
    struct tm t;

    zone_enter(w->zone, &before);
    localtime_r(&at, &t);
    zone_leave(&before);
    snprintf(ret, size, "%s %02d:%02d %s", day_names[(t.tm_wday + 6) % 7], t.tm_hour, t.tm_min, w->zone);
}

int64_t windows_work_ms(const struct windows *w, int64_t at_s, int64_t work_ms)
{
    enum { STEPS = ESTIMATE_DAYS * DAY_MIN * 60 / ESTIMATE_STEP_S };
    const int64_t step_ms = (int64_t) ESTIMATE_STEP_S * 1000;
    bool open[STEPS] = {false};
    int64_t left = work_ms;

    if (w->n == 0)
        return work_ms;
    /* A zone at a time: to change it costs more than to ask. */
    for (size_t k = 0; k < w->n; k++) {
        struct zone_before before;

        zone_enter(w->w[k].zone, &before);
        for (int64_t i = 0; i < STEPS; i++)
            open[i] = open[i] || is_open(&w->w[k], at_s + i * ESTIMATE_STEP_S);
        zone_leave(&before);
    }
    for (int64_t i = 0; i < STEPS; i++) {
        if (!open[i])
            continue;
        if (left <= step_ms)
            return i * step_ms + left;
        left -= step_ms;
    }
    return -1;
}
