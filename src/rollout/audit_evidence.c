#include "audit_evidence.h"

#include <math.h>

#include "stats.h"
#include "text.h"

enum { MAX_CLASSES = 20 };

#define COUNT(n) text_count((n), (char[32]){0})

/* Never below what it is: a bound of 0.04% is not shown as 0%. */
static double percent_up(double share)
{
    return ceil(share * 1e5 - 1e-7) / 1e3;
}

static bool is_bounded(const struct plan *p)
{
    return p->audit_confidence > 0;
}

static enum verdict judge(const struct plan *p, const struct audit_state *st)
{
    double most = p->audit_max_defects / 100;

    if (!is_bounded(p) || st->all.lot == 0)
        return st->wrong_beside > 0 ? VERDICT_FAIL : VERDICT_PASS;
    if (!stats_is_within(st->least_bound, most))
        return VERDICT_FAIL;
    return st->all.judged == st->all.drawn && stats_is_within(st->bound, most) ? VERDICT_PASS : VERDICT_PERSON;
}

static const char *rule(struct rollout *ro, const struct audit_state *st)
{
    const struct plan *p = ro->plan;

    if (!is_bounded(p))
        return "no row that a person looked at is wrong";
    return arena_printf(ro->arena, "with %.6g%% confidence at most %.6g%% of the %s candidates up to here are wrong: %s drawn at "
                        "random, all to be judged", p->audit_confidence, p->audit_max_defects, COUNT(st->all.lot),
                        COUNT(st->all.drawn));
}

static void add_open(struct buf *b, struct rollout *ro, const struct audit_state *st)
{
    if (st->all.judged == st->all.drawn)
        return;
    buf_printf(b, "; %s to go", COUNT(st->all.drawn - st->all.judged));
    if (st->unsure)
        buf_printf(b, ", of which nobody is sure about %s", COUNT(st->unsure));
    if (st->differ)
        buf_printf(b, ", of which %s came out other than shown when judged", COUNT(st->differ));
    buf_printf(b, ": retcon audit %s", ro->run->name);
}

static const char *measured(struct rollout *ro, const struct audit *audit, const struct audit_state *st)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    int64_t judged = 0;
    const char *text;

    for (size_t i = 0; i < audit->n_samples; i++)
        judged += audit->samples[i].standing == AUDIT_RIGHT || audit->samples[i].standing == AUDIT_WRONG;
    if (is_bounded(ro->plan)) {
        buf_printf(&b, "%s of %s judged, %s wrong", COUNT(st->all.judged), COUNT(st->all.drawn), COUNT(st->all.wrong));
        if (st->wrong_beside)
            buf_printf(&b, ", %s more wrong among rows picked by hand or not due yet", COUNT(st->wrong_beside));
        if (st->all.lot && st->all.judged)
            buf_printf(&b, ": at most %.3f%% may be wrong", percent_up(st->bound));
        add_open(&b, ro, st);
    } else {
        buf_printf(&b, "%s of %zu judged, %s wrong", COUNT(judged), audit->n_samples, COUNT(st->wrong_beside));
    }
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

/* For information: the plan asks nothing of a class alone. */
static void add_classes(struct rollout *ro, const struct audit_state *st, struct evidence_list *ret)
{
    for (size_t i = 0; i < st->n_classes && i < MAX_CLASSES && is_bounded(ro->plan); i++) {
        const struct audit_count *c = &st->classes[i];

        if (c->judged == 0)
            continue;
        evidence_add(ret, (struct evidence){
            .kind = "audit",
            .name = c->class ? c->class : "(none)",
            .rule = "how far the random sample carries for the class alone",
            .measured = arena_printf(ro->arena, "%s of %s candidates judged, %s wrong: at most %.3f%% may be wrong",
                                     COUNT(c->judged), COUNT(c->lot), COUNT(c->wrong), percent_up(c->bound)),
            .verdict = VERDICT_PASS,
        });
    }
}

int audit_evidence(struct rollout *ro, int64_t stage_no, struct evidence_list *ret, struct err *e)
{
    struct audit_state st;
    struct audit audit;

    if (audit_take(ro, e) < 0 || audit_read(ro, &audit, e) < 0 || audit_state_read(ro, &audit, stage_no, &st, e) < 0)
        return -1;
    evidence_add(ret, (struct evidence){
        .kind = "audit",
        .rule = rule(ro, &st),
        .measured = measured(ro, &audit, &st),
        .verdict = judge(ro->plan, &st),
    });
    add_classes(ro, &st, ret);
    return 0;
}
