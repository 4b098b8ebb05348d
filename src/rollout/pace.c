#include "pace.h"

#include <string.h>

#include "cleanup.h"
#include "clock.h"

enum { FIRST_ROWS = 1000, RECENT_MS = 10000, COMPANY_SHARE = 8, CAREFUL_BATCHES = 20 };

void pace_init(struct pace *p, int64_t fixed_rows, int64_t batch_time_ms, int64_t rate_per_s, int64_t max_rows)
{
    memset(p, 0, sizeof(*p));
    p->fixed_rows = fixed_rows;
    p->batch_time_ms = MAX(batch_time_ms, (int64_t) 1);
    p->rate_per_s = p->whole_rate_per_s = rate_per_s;
    p->max_rows = max_rows;
    p->batch_rows = fixed_rows > 0 ? MIN(fixed_rows, max_rows) : MIN((int64_t) FIRST_ROWS, max_rows);
    if (rate_per_s > 0 && fixed_rows == 0)
        p->batch_rows = MIN(p->batch_rows, MAX(rate_per_s / 2, (int64_t) 1));
    p->began_ms = clock_ms();
}

void pace_share(struct pace *p, int64_t processes)
{
    if (p->whole_rate_per_s > 0)
        p->rate_per_s = MAX(p->whole_rate_per_s / MAX(processes, (int64_t) 1), (int64_t) 1);
}

void pace_tune(struct pace *p, int64_t fixed_rows, int64_t batch_time_ms, int64_t rate_per_s)
{
    if (p->whole_rate_per_s != rate_per_s) {
        p->rate_per_s = p->whole_rate_per_s = rate_per_s;
        p->next_ms = 0;
    }
    p->fixed_rows = fixed_rows;
    p->batch_time_ms = MAX(batch_time_ms, (int64_t) 1);
    if (fixed_rows > 0)
        p->batch_rows = MIN(fixed_rows, p->max_rows);
    else if (rate_per_s > 0)
        p->batch_rows = MIN(p->batch_rows, MAX(rate_per_s / 2, (int64_t) 1));
}

static int64_t aim_ms(const struct pace *p)
{
    return p->company ? MAX(p->batch_time_ms / COMPANY_SHARE, (int64_t) 1) : p->batch_time_ms;
}

/* Aim at the batch time: shrink at once, grow at most twofold, and slowly after trouble; a capped rate wants at least two
   batches a second. */
static void adapt(struct pace *p, int64_t rows, int64_t took_ms)
{
    int64_t aim = rows * aim_ms(p) / MAX(took_ms, (int64_t) 1);
    int64_t most = p->careful > 0 ? p->batch_rows + MAX(p->batch_rows / 10, (int64_t) 1) : p->batch_rows * 2;

    if (p->fixed_rows > 0 || rows < p->batch_rows / 2)
        return;
    if (p->careful > 0)
        p->careful--;
    p->batch_rows = MAX(MIN(MIN(aim, most), p->max_rows), (int64_t) 10);
    if (p->rate_per_s > 0)
        p->batch_rows = MIN(p->batch_rows, MAX(p->rate_per_s / 2, (int64_t) 1));
}

void pace_done(struct pace *p, int64_t rows, int64_t took_ms)
{
    int64_t now = clock_ms();

    p->recent[p->n_recent % (int64_t) ARRAY_LEN(p->recent)].at_ms = now;
    p->recent[p->n_recent % (int64_t) ARRAY_LEN(p->recent)].rows = rows;
    p->n_recent++;
    if (p->rate_per_s > 0)
        p->next_ms = MAX(p->next_ms, now - took_ms) + rows * 1000 / p->rate_per_s;
    adapt(p, rows, took_ms);
}

void pace_company(struct pace *p, bool company)
{
    if (company && !p->company && p->fixed_rows == 0)
        p->batch_rows = MIN(p->batch_rows, MAX(p->batch_rows / COMPANY_SHARE, (int64_t) FIRST_ROWS));
    p->company = company;
}

void pace_shrink(struct pace *p)
{
    if (p->fixed_rows == 0)
        p->batch_rows = MAX(p->batch_rows / 2, (int64_t) 10);
    p->careful = CAREFUL_BATCHES;
}

int64_t pace_wait_ms(const struct pace *p)
{
    return MAX(p->next_ms - clock_ms(), (int64_t) 0);
}

double pace_rows_per_second(const struct pace *p)
{
    int64_t now = clock_ms(), rows = 0, oldest = now;
    int64_t n = MIN(p->n_recent, (int64_t) ARRAY_LEN(p->recent));

    for (int64_t i = 0; i < n; i++) {
        if (now - p->recent[i].at_ms > RECENT_MS)
            continue;
        rows += p->recent[i].rows;
        oldest = MIN(oldest, p->recent[i].at_ms);
    }
    if (rows == 0)
        return 0;
    if (p->n_recent <= n)
        oldest = MAX(p->began_ms, now - RECENT_MS);
    return (double) rows * 1000 / (double) MAX(now - oldest, (int64_t) 1);
}
