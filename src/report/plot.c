#include "plot.h"

#include <math.h>
#include <stdbool.h>

enum { WIDTH = 160, HEIGHT = 24, MARGIN = 3 };

struct scale {
    double low, high;
    size_t n;
};

static double x_of(const struct scale *s, size_t i)
{
    return s->n > 1 ? MARGIN + (double) i * (WIDTH - 2 * MARGIN) / (double) (s->n - 1) : WIDTH / 2.0;
}

/* Halves, so that the difference of two huge numbers does not overflow. */
static double y_of(const struct scale *s, double value)
{
    double part = s->high > s->low ? (value / 2 - s->low / 2) / (s->high / 2 - s->low / 2) : 0.5;

    return HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN);
}

static struct scale scale_of(const double *values, size_t n)
{
    struct scale s = {INFINITY, -INFINITY, n};

    for (size_t i = 0; i < n; i++) {
        s.low = fmin(s.low, values[i]);
        s.high = fmax(s.high, values[i]);
    }
    return s;
}

void plot_svg(struct buf *out, const double *values, size_t n)
{
    struct scale s = scale_of(values, n);
    bool open = false;
    size_t last = 0;

    if (s.low > s.high)
        return;
    buf_printf(out, "<svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\"><title>%zu values from %.12g to %.12g"
                    "</title><path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" d=\"",
               WIDTH, HEIGHT, WIDTH, HEIGHT, n, s.low, s.high);
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            buf_printf(out, "%s%.1f %.1f", open ? "L" : "M", x_of(&s, i), y_of(&s, values[i]));
            last = i;
        }
        open = !isnan(values[i]);
    }
    buf_printf(out, "\"></path><circle fill=\"currentColor\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"></circle></svg>", x_of(&s, last),
               y_of(&s, values[last]));
}
