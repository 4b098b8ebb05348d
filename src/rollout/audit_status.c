#include "audit_status.h"

#include "audit.h"

static bool waits(const struct run *run)
{
    return run->started_at && run->list_digest && run->dry_run_digest &&
           (run->state == STATE_WAITING || run->state == STATE_HALTED);
}

static int64_t judged_of_all(const struct audit *audit)
{
    int64_t n = 0;

    for (size_t i = 0; i < audit->n_samples; i++)
        n += audit->samples[i].standing == AUDIT_RIGHT || audit->samples[i].standing == AUDIT_WRONG;
    return n;
}

static void fill(struct rollout *ro, struct status *s, const struct audit *audit)
{
    const struct audit_state *st = &audit->state;
    bool bounded = ro->plan->audit_confidence > 0;

    if (st->stage_no == 0 || audit->n_samples == 0)
        return;
    s->audit = arena_alloc(ro->arena, sizeof(*s->audit));
    *s->audit = (struct audit_figures){
        .stage = ro->plan->stages[st->stage_no - 1].name,
        .judged = bounded ? st->all.judged : judged_of_all(audit),
        .of = bounded ? st->all.drawn : (int64_t) audit->n_samples,
        .wrong = st->wrong_beside + (bounded ? st->all.wrong : 0),
        .bound = bounded && st->all.lot > 0 ? st->bound : -1,
    };
}

void audit_figures(struct rollout *ro, struct status *s)
{
    struct audit audit;
    struct err e;

    s->audit = NULL;
    if (audit_read(ro, &audit, &e) == 0)
        fill(ro, s, &audit);
}

void audit_status(struct db *db, struct arena *a, struct status *s)
{
    struct rollout *ro;
    struct err e;

    if (!waits(s->run) || rollout_open_run(a, db, s->run, &ro, &e) < 0)
        return;
    audit_figures(ro, s);
    rollout_clear(ro);
}
