#include "tempo.h"

#include <stdio.h>
#include <string.h>

#include "args.h"
#include "clock.h"
#include "loop.h"

enum { SLICE_MS = 500 };

void tempo_init(struct loop *l)
{
    const struct plan *p = l->ro->plan;

    l->tempo = (struct tempo){.cool_off_ms = p->cool_off_ms, .looked_s = -1};
    tempo_set_windows(l, &p->windows);
}

void tempo_set_windows(struct loop *l, const struct windows *w)
{
    l->tempo.looked_s = -1;
    l->tempo.opens_s = 0;
    if (l->ops->state == STATE_RUNNING)
        l->tempo.windows = *w;
}

static int64_t now_ms(const struct tempo *t)
{
    return t->offset_ms + clock_ms();
}

int tempo_refresh(struct loop *l, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct tempo *t = &l->tempo;

    if (t->windows.n == 0)
        return 0;
    if (db_run(l->ro->db, SQL_RUN_CLOCK, l->ro->args, 0, NULL, &r, e) < 0)
        return -1;
    t->offset_ms = db_int(r, 0, 0) - clock_ms();
    t->clock_known = true;
    return 0;
}

void tempo_done(struct loop *l)
{
    l->tempo.not_before_ms = clock_ms() + l->tempo.cool_off_ms;
}

/* Is the window open? Asked once a second: time zones are not for nothing. */
static void look_at_window(struct tempo *t)
{
    int64_t now_s = now_ms(t) / 1000;
    const struct window *next;
    char moment[96];

    if (now_s == t->looked_s)
        return;
    t->looked_s = now_s;
    if (windows_open(&t->windows, now_s)) {
        t->opens_s = 0;
        return;
    }
    if (now_s < t->opens_s)
        return;
    next = windows_next(&t->windows, now_s, &t->opens_s);
    if (next) {
        window_moment(next, t->opens_s, moment, sizeof(moment));
        snprintf(t->why, sizeof(t->why), "window: opens %s", moment);
    } else {
        t->opens_s = now_s + 1;
        snprintf(t->why, sizeof(t->why), "window: does not open within 15 days");
    }
}

bool tempo_is_shut(struct loop *l)
{
    if (l->tempo.windows.n == 0 || !l->tempo.clock_known)
        return false;
    look_at_window(&l->tempo);
    return l->tempo.opens_s > 0;
}

/* Milliseconds to wait, and what for. 0: nothing holds it. */
static int64_t held_ms(struct loop *l, const char **ret_why)
{
    int64_t rate_ms = pace_wait_ms(&l->pace), cool_ms = l->tempo.not_before_ms - clock_ms();
    struct tempo *t = &l->tempo;

    if (tempo_is_shut(l)) {
        *ret_why = t->why;
        return MAX(t->opens_s * 1000 - now_ms(t), (int64_t) 1);
    }
    *ret_why = rate_ms > cool_ms ? "rate" : "cool_off";
    return MAX(MAX(rate_ms, cool_ms), (int64_t) 0);
}

int tempo_wait(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    bool long_wait = false;
    const char *why;
    int64_t ms;
    int rc = 0;

    while (rc == 0 && !loop_interrupted(l) && (ms = held_ms(l, &why)) > 0) {
        long_wait = long_wait || ms > SLICE_MS;
        if (!long_wait) {
            l->progress.throttled_by = why;
            loop_rest(l, ms);
            return 0;
        }
        loop_nap(l, part, why, MIN(ms, (int64_t) SLICE_MS));
        rc = loop_told_to_end(l, part, ret_end, e);
    }
    l->progress.throttled_by = NULL;
    return rc;
}

/* Until the gates behind the stages to come have been passed, where those wait for a time. */
static int64_t soaks_ms(const struct loop *l)
{
    int64_t ms = 0;

    for (size_t i = (size_t) MAX(l->progress.stage_no - 1, 0); l->ops->state == STATE_RUNNING && i < l->ro->plan->n_stages; i++)
        ms += l->ro->plan->stages[i].soak_ms;
    return ms;
}

void tempo_estimate(struct loop *l, struct estimate *ret)
{
    const struct tally *t = &l->progress.tally;
    const struct run *run = l->ro->run;
    struct estimate_now now = {.rows = t->pending, .recent = l->progress.rows_per_second,
                               .rate_per_s = l->pace.whole_rate_per_s, .windows = &l->tempo.windows};
    bool shut = tempo_is_shut(l);
    int64_t soak_ms = soaks_ms(l);

    speed_note(&l->tempo.speed, clock_ms(), t->candidates - t->pending, shut);
    now.average = speed_average(&l->tempo.speed);
    now.recent = shut ? 0 : now.recent;
    now.foretold = run->estimate_ms > 0 ? (double) run->candidates * 1000 / (double) run->estimate_ms : 0;
    now.now_s = now_ms(&l->tempo) / 1000;
    if (l->tempo.windows.n > 0 && !l->tempo.clock_known)
        now.windows = NULL;
    estimate_end(&now, ret);
    ret->ms += ret->ms >= 0 ? soak_ms : 0;
    ret->low_ms += ret->low_ms >= 0 ? soak_ms : 0;
    ret->high_ms += ret->high_ms >= 0 ? soak_ms : 0;
}
