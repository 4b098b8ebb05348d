#include "speed.h"

#include <string.h>

#include "cleanup.h"

void speed_note(struct speed *s, int64_t now_ms, int64_t rows, bool shut)
{
    if (rows < s->rows)
        memset(s, 0, sizeof(*s));
    if (shut && s->n > 0)
        s->shut_ms += now_ms - s->seen_ms;
    s->seen_ms = now_ms;
    s->rows = rows;
    if (s->n > 0 && now_ms - s->shut_ms - s->at[(s->n - 1) % SPEED_SAMPLES].ms < SPEED_EVERY_MS)
        return;
    s->at[s->n % SPEED_SAMPLES].ms = now_ms - s->shut_ms;
    s->at[s->n % SPEED_SAMPLES].rows = rows;
    s->n++;
}

double speed_average(const struct speed *s)
{
    int64_t oldest = MAX(s->n - SPEED_SAMPLES, (int64_t) 0) % SPEED_SAMPLES, took_ms;

    if (s->n == 0)
        return 0;
    took_ms = s->seen_ms - s->shut_ms - s->at[oldest].ms;
    return took_ms > 0 ? (double) (s->rows - s->at[oldest].rows) * 1000 / (double) took_ms : 0;
}
