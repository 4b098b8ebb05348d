#include "sparkline.h"

#include <math.h>
#include <stdbool.h>

static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
enum { BARS = 8, MIDDLE = 3 };

static double first_number(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            return values[i];
    return NAN;
}

/* Of values[from, to): the one farthest from base; NAN where there is none. */
static double farthest(const double *values, size_t from, size_t to, double base)
{
    double found = NAN;

    for (size_t i = from; i < to; i++)
        if (!isnan(values[i]) && (isnan(found) || fabs(values[i] - base) > fabs(found - base)))
            found = values[i];
    return found;
}

static void bar(struct buf *out, double x, double low, double high)
{
    int level = MIDDLE;

    if (isnan(x)) {
        buf_str(out, "·");
        return;
    }
    /* Halves, so that the difference of two huge numbers does not overflow. */
    if (high > low)
        level = (int) ((x / 2 - low / 2) / (high / 2 - low / 2) * (BARS - 1) + 0.5);
    buf_str(out, bars[level]);
}

void sparkline(struct buf *out, const double *values, size_t n, size_t max_columns)
{
    size_t columns = n < max_columns ? n : max_columns;
    double low = INFINITY, high = -INFINITY, base = first_number(values, n);

    for (size_t i = 0; i < n; i++) {
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    for (size_t i = 0; i < columns; i++)
        bar(out, farthest(values, i * n / columns, (i + 1) * n / columns, base), low, high);
}
