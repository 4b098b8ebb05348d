#include <string.h>

#include "audit_parts.h"
#include "stats.h"

static bool same_class(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct audit_count *class_count(struct audit_state *st, const char *class)
{
    for (size_t i = 0; i < st->n_classes; i++)
        if (same_class(st->classes[i].class, class))
            return &st->classes[i];
    return NULL;
}

/* Candidates of each class in the stages up to this one. */
static int read_classes(struct rollout *ro, struct audit_state *st, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (!ro->plan->class.text)
        return 0;
    if (db_run(ro->db, SQL_AUDIT_LOTS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    st->classes = arena_new_array(ro->arena, struct audit_count, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        const char *class = db_text(r, i, 1);
        struct audit_count *c = class_count(st, class);

        if (db_int(r, i, 0) > st->stage_no)
            continue;
        if (!c) {
            c = &st->classes[st->n_classes++];
            c->class = arena_strdup(ro->arena, class);
        }
        c->lot += db_int(r, i, 2);
    }
    return 0;
}

static void count(struct audit_count *c, const struct audit_sample *s)
{
    c->drawn++;
    c->judged += s->standing == AUDIT_RIGHT || s->standing == AUDIT_WRONG;
    c->wrong += s->standing == AUDIT_WRONG;
}

static bool has_fallen(const struct audit_sample *s, const struct audit *audit)
{
    for (size_t i = 0; s->standing == AUDIT_OPEN && i < audit->n_verdicts; i++)
        if (audit->verdicts[i].sample_no == s->no)
            return true;
    return false;
}

static void count_samples(const struct audit *audit, const int64_t *rows, struct audit_state *st)
{
    for (size_t i = 0; i < audit->n_samples; i++) {
        const struct audit_sample *s = &audit->samples[i];
        bool drawn = s->draw > 0 && s->stage_no >= 1 && s->stage_no <= st->stage_no && s->draw <= rows[s->stage_no - 1];
        struct audit_count *class = drawn && st->n_classes ? class_count(st, s->class) : NULL;

        if (!drawn) {
            st->wrong_beside += s->standing == AUDIT_WRONG;
            continue;
        }
        count(&st->all, s);
        if (class)
            count(class, s);
        st->unsure += s->standing == AUDIT_UNSURE;
        st->differ += has_fallen(s, audit);
    }
}

static double bound(const struct plan *p, int64_t lot, int64_t n, int64_t wrong)
{
    if (p->audit_confidence <= 0)
        return 1;
    return stats_upper_bound(lot, n, wrong < n ? wrong : n, p->audit_confidence / 100);
}

int audit_state_read(struct rollout *ro, const struct audit *audit, int64_t stage_no, struct audit_state *ret, struct err *e)
{
    struct audit_state st = {.stage_no = stage_no};
    struct audit_lots lots;

    if (audit_lots(ro, &lots, e) < 0 || read_classes(ro, &st, e) < 0)
        return -1;
    st.all.lot = audit_lot_rows(&lots, stage_no);
    count_samples(audit, audit_sample_rows(ro, &lots, stage_no), &st);
    st.all.bound = bound(ro->plan, st.all.lot, st.all.judged, st.all.wrong);
    st.bound = bound(ro->plan, st.all.lot, st.all.judged, st.all.wrong + st.wrong_beside);
    st.least_bound = bound(ro->plan, st.all.lot, st.all.drawn, st.all.wrong + st.wrong_beside);
    for (size_t i = 0; i < st.n_classes; i++)
        st.classes[i].bound = bound(ro->plan, st.classes[i].lot, st.classes[i].judged, st.classes[i].wrong);
    *ret = st;
    return 0;
}
