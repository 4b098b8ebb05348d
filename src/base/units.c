#include "units.h"

#include <string.h>

/* The digits of doubles that are exact: a decimal of at most 15 digits is read with one rounding. */
enum { MAX_DIGITS = 15 };

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * Whole numbers: digits, with an underscore between two digits if wanted, no sign, no leading zero (which
 * other readers of YAML take for octal). Moves *s behind the number. False when there is none, or it does
 * not fit.
 */
static bool read_whole(const char **s, int64_t *ret)
{
    const char *p = *s;
    int64_t n = 0;

    if (!digit(*p) || (*p == '0' && (digit(p[1]) || p[1] == '_')))
        return false;
    for (; digit(*p) || (*p == '_' && digit(p[1])); p++) {
        if (*p == '_')
            continue;
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, *p - '0', &n))
            return false;
    }
    *ret = n;
    *s = p;
    return true;
}

/* A decimal: a whole number, perhaps with a fraction. Independent of the locale. */
static bool read_decimal(const char **s, double *ret)
{
    const char *p = *s, *begin = *s;
    int64_t whole;
    double n, scale = 1;

    if (!read_whole(&p, &whole))
        return false;
    n = (double) whole;
    if (*p == '.' && digit(p[1])) {
        for (p++; digit(*p); p++, scale *= 10)
            n = n * 10 + (*p - '0');
        if (p - begin > MAX_DIGITS + 1)
            return false;
    }
    *ret = n / scale;
    *s = p;
    return true;
}

int units_duration_ms(const char *s, int64_t *ret_ms, struct err *e)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    const char *p = s;
    int64_t n;

    if (read_whole(&p, &n)) {
        for (size_t i = 0; i < ARRAY_LEN(units); i++)
            if (strcmp(p, units[i].name) == 0 && !__builtin_mul_overflow(n, units[i].ms, &n)) {
                *ret_ms = n;
                return 0;
            }
    }
    err_set(e, ERR_USAGE, "\"%.60s\" is not a duration", s);
    return err_hint(e, "a whole number and its unit: 200ms, 5s, 10m, 24h or 90d");
}

int units_rate_per_s(const char *s, int64_t *ret_rows, struct err *e)
{
    const char *p = s;
    int64_t n;

    if (read_whole(&p, &n)) {
        bool per_minute = strcmp(p, "/m") == 0;

        if ((strcmp(p, "/s") == 0 && n > 0) || (per_minute && n >= 60)) {
            *ret_rows = per_minute ? n / 60 : n;
            return 0;
        }
    }
    err_set(e, ERR_USAGE, "\"%.60s\" is not a rate", s);
    return err_hint(e, "rows per second or minute, at least one a second: 5000/s or 300/m");
}

int units_count(const char *s, int64_t *ret, struct err *e)
{
    const char *p = s;
    int64_t n;

    if (read_whole(&p, &n) && *p == '\0') {
        *ret = n;
        return 0;
    }
    err_set(e, ERR_USAGE, "\"%.60s\" is not a whole number", s);
    return err_hint(e, "digits, perhaps with underscores between them: 120000 or 120_000");
}

int units_bytes(const char *s, int64_t *ret, struct err *e)
{
    static const struct {
        const char *name;
        int64_t bytes;
    } units[] = {{"", 1}, {"kB", 1000}, {"MB", 1000000}, {"GB", 1000000000}, {"TB", 1000000000000}};
    const char *p = s;
    int64_t n;

    if (read_whole(&p, &n))
        for (size_t i = 0; i < ARRAY_LEN(units); i++)
            if (strcmp(p, units[i].name) == 0 && !__builtin_mul_overflow(n, units[i].bytes, &n)) {
                *ret = n;
                return 0;
            }
    err_set(e, ERR_USAGE, "\"%.60s\" is not a number of bytes", s);
    return err_hint(e, "a whole number and its unit: 500kB, 64MB or 2GB");
}

int units_percent(const char *s, double *ret_percent, struct err *e)
{
    const char *p = s;
    double x;

    if (read_decimal(&p, &x) && strcmp(p, "%") == 0) {
        *ret_percent = x;
        return 0;
    }
    err_set(e, ERR_USAGE, "\"%.60s\" is not a percentage", s);
    return err_hint(e, "a number and a percent sign: 0.1%% or 95%%");
}

/* One end of a range: sign, decimal, perhaps a percent sign. */
static bool read_bound(const char **s, double *ret, bool *ret_percent)
{
    const char *p = *s;
    bool minus = *p == '-';

    if (*p == '-' || *p == '+')
        p++;
    if (!read_decimal(&p, ret))
        return false;
    if (minus)
        *ret = -*ret;
    *ret_percent = *p == '%';
    *s = p + (*p == '%');
    return true;
}

int units_range(const char *s, struct units_range *ret, struct err *e)
{
    struct units_range r;
    const char *p = s;
    bool high_percent;

    if (!read_bound(&p, &r.low, &r.percent))
        goto bad;
    r.high = r.low;
    if (*p != '\0') {
        if (strncmp(p, "..", 2) != 0)
            goto bad;
        p += 2;
        if (!read_bound(&p, &r.high, &high_percent) || *p != '\0' || high_percent != r.percent)
            goto bad;
    }
    if (r.low > r.high) {
        err_set(e, ERR_USAGE, "the range \"%.60s\" begins above its end", s);
        return err_hint(e, "write the smaller number first: -5..5");
    }
    *ret = r;
    return 0;
bad:
    err_set(e, ERR_USAGE, "\"%.60s\" is not a number or a range", s);
    return err_hint(e, "42, 110000..130000, -5..5 or +0.1%%..+0.4%%; a percent sign on both ends or on none");
}
