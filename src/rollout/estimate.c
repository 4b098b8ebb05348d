#include "estimate.h"

#include <math.h>
#include <stdlib.h>

#include "cleanup.h"

/* What a run needs once: to start, and the gate behind a stage, which counts again, so much a row. */
enum { START_MS = 120, GATE_ROW_NS = 1000 };
/* Where few rows were rehearsed, nothing but the order of magnitude is known. */
enum { ENOUGH_ROWS = 600 };
/* What workers cost one another: each adds so much of what the first does. */
#define HINDRANCE 0.25

static int by_size(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    qsort(x, n, sizeof(*x), by_size);
    return n == 0 ? 0 : n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static int64_t largest(const struct estimate_plan *p)
{
    int64_t rows = 0;

    for (size_t i = 0; i < p->n; i++)
        rows = MAX(rows, p->samples[i].rows);
    return rows;
}

/* us = batch + row · rows, after Theil and Sen: the median of the slopes between samples that are far enough apart, and of what
   then is left. One batch that had bad luck does not matter. */
static void fit(const struct estimate_plan *p, double *ret_row_us, double *ret_batch_us)
{
    double slopes[ESTIMATE_SAMPLES * ESTIMATE_SAMPLES / 2], rests[ESTIMATE_SAMPLES], row;
    int64_t apart = largest(p) / 8;
    size_t n_slopes = 0, n = MIN(p->n, (size_t) ESTIMATE_SAMPLES);

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            int64_t rows = p->samples[i].rows - p->samples[k].rows;

            if (llabs(rows) >= MAX(apart, (int64_t) 1))
                slopes[n_slopes++] = (double) (p->samples[i].us - p->samples[k].us) / (double) rows;
        }
    row = median(slopes, n_slopes);
    for (size_t i = 0; row <= 0 && i < n; i++) /* nothing to tell them apart by: most of it is the batch's own */
        row = MAX(row, (double) p->samples[i].us / (double) MAX(p->samples[i].rows, (int64_t) 1) / 4);
    for (size_t i = 0; i < n; i++)
        rests[i] = (double) p->samples[i].us - row * (double) p->samples[i].rows;
    *ret_row_us = row;
    *ret_batch_us = MAX(median(rests, n), 0.0);
}

static int64_t fitting(const struct estimate_plan *p, double row_us, double batch_us)
{
    double rows = p->batch_rows > 0 ? (double) p->batch_rows
                                    : ((double) p->batch_time_ms * 1000 - batch_us) / MAX(row_us, 0.001);

    if (p->batch_rows == 0 && p->rate_per_s > 0)
        rows = MIN(rows, (double) p->rate_per_s / 2);
    return (int64_t) MAX(MIN(rows, (double) p->chunk_rows), p->batch_rows > 0 ? 1.0 : 10.0);
}

int64_t estimate_fitting_rows(const struct estimate_plan *p)
{
    double row_us, batch_us;

    fit(p, &row_us, &batch_us);
    return fitting(p, row_us, batch_us + (double) p->around_us);
}

/* A chunk's batches: what is left of it at the end is one of its own. */
static double batches(const struct estimate_plan *p, int64_t batch_rows)
{
    int64_t of_chunk = (p->chunk_rows + batch_rows - 1) / batch_rows, chunks = p->rows / p->chunk_rows;
    int64_t rest = p->rows % p->chunk_rows;

    return (double) (chunks * of_chunk + (rest + batch_rows - 1) / batch_rows);
}

static double workers_at_work(const struct estimate_plan *p)
{
    return (double) MAX(MIN(p->workers, (p->rows + p->chunk_rows - 1) / p->chunk_rows), (int64_t) 1);
}

/* How sure: the smallest and the largest cost of a row among those batches that were large enough to tell. */
static void margins(const struct estimate_plan *p, double row_us, double batch_us, double *ret_low, double *ret_high)
{
    int64_t most = largest(p), timed = 0;

    *ret_low = *ret_high = 1;
    for (size_t i = 0; i < p->n; i++)
        timed += p->samples[i].rows;
    for (size_t i = 0; i < p->n; i++) {
        double rows = (double) p->samples[i].rows, ratio = (double) p->samples[i].us / (batch_us + row_us * rows);

        if (p->samples[i].rows * 4 < most)
            continue;
        *ret_low = MIN(*ret_low, ratio);
        *ret_high = MAX(*ret_high, ratio);
    }
    *ret_low = timed < ENOUGH_ROWS ? 0.5 : MAX(*ret_low * 0.8, 0.5);
    *ret_high = timed < ENOUGH_ROWS ? 2 : MIN(*ret_high * 1.25, 2.0);
}

void estimate_run(const struct estimate_plan *p, struct estimate *ret)
{
    double row_us, batch_us, all, ms, low, high, capped, once, w = workers_at_work(p);
    int64_t batch_rows;

    *ret = (struct estimate){0};
    fit(p, &row_us, &batch_us);
    if (row_us <= 0)
        return;
    margins(p, row_us, batch_us, &low, &high);
    batch_us += (double) p->around_us;
    row_us += (double) p->commit_row_ns / 1000;
    batch_rows = fitting(p, row_us, batch_us);
    all = batches(p, batch_rows);
    ms = ((double) p->rows * row_us + all * batch_us) / 1000;
    ms = ms * (1 + HINDRANCE * (w - 1)) / w + all * (double) p->cool_off_ms / w;
    capped = p->rate_per_s > 0 ? (double) p->rows * 1000 / (double) p->rate_per_s : 0;
    once = START_MS + (double) p->rows * GATE_ROW_NS / 1e6;
    ret->ms = (int64_t) (MAX(ms, capped) + once) + 1;
    ret->low_ms = (int64_t) (MAX(ms * low, capped) + once / 2) + 1;
    ret->high_ms = (int64_t) (MAX(ms * high * (1 + 0.25 * (w - 1)), capped) + once * 2) + 1;
}

/* --- under way --- */

static int64_t until(const struct estimate_now *n, double speed)
{
    double ms = speed > 0 ? ceil((double) n->rows * 1000 / speed) : -1;

    if (ms < 0 || ms > 1e15)
        return -1;
    return n->windows && n->windows->n > 0 ? windows_work_ms(n->windows, n->now_s, (int64_t) ms) : (int64_t) ms;
}

static double under_cap(const struct estimate_now *n, double speed)
{
    return n->rate_per_s > 0 ? MIN(speed, (double) n->rate_per_s) : speed;
}

void estimate_end(const struct estimate_now *n, struct estimate *ret)
{
    bool seen = n->recent > 0 || n->average > 0;
    double recent = n->recent > 0 ? n->recent : n->average, average = n->average > 0 ? n->average : n->recent, low, high;

    if (!seen)
        recent = average = n->foretold;
    /* A tenth to both sides of what was seen; of what was only foretold, half. */
    low = MIN(recent, average) * (seen ? 0.9 : 0.65);
    high = MAX(recent, average) * (seen ? 1.1 : 1.5);
    ret->ms = until(n, under_cap(n, (recent + average) / 2));
    ret->low_ms = until(n, under_cap(n, high));
    ret->high_ms = until(n, under_cap(n, low));
}
