#include "tune.h"

#include <inttypes.h>
#include <string.h>

#include "args.h"
#include "buf.h"
#include "loop.h"

/* --- what holds --- */

static const struct tuned *find(const struct tuned *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

int tune_now(struct rollout *ro, struct tune_setting ret[TUNE_SETTINGS], struct err *e)
{
    struct tuned *list;
    size_t n;

    if (tuned_list(ro->db, ro->arena, ro->run->id, &list, &n, e) < 0)
        return -1;
    for (size_t i = 0; plan_tunable[i]; i++) {
        const struct tuned *t = find(list, n, plan_tunable[i]);

        ret[i] = (struct tune_setting){.name = plan_tunable[i], .value = plan_tunable_value(ro->arena, ro->plan, plan_tunable[i]),
                                       .source = plan_says(ro->plan, plan_tunable[i]) ? "plan" : "default"};
        if (t)
            ret[i] = (struct tune_setting){t->name, t->value, "tuned", t->actor, t->at};
    }
    return 0;
}

/* --- changing it --- */

static int judge(struct rollout *ro, const struct tune_change *changes, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct plan scratch = *ro->plan;
        bool back = strcmp(changes[i].value, "plan") == 0;

        if (plan_tune(&scratch, changes[i].name, back ? "1" : changes[i].value, e) < 0 &&
            (!back || !plan_is_tunable(changes[i].name)))
            return -1;
        for (size_t k = 0; k < i; k++)
            if (strcmp(changes[k].name, changes[i].name) == 0)
                return err_set(e, ERR_USAGE, "\"%s\" is given twice", changes[i].name);
    }
    return 0;
}

static const char *value_of(const struct tune_setting *all, const char *name)
{
    for (size_t i = 0; i < TUNE_SETTINGS; i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].value;
    return NULL;
}

/* {"rate":{"from":"5000/s","to":"2000/s"}} */
static const char *detail_of(struct arena *a, const struct tune_setting *before, const struct tune_setting *after,
                             const struct tune_change *changes, size_t n)
{
    struct buf text = BUF_INIT(BUF_MAX_DEFAULT);
    const char *s;

    buf_char(&text, '{');
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "%s\"%s\":{\"from\":\"%s\",\"to\":\"%s\"}", i ? "," : "", changes[i].name,
                   value_of(before, changes[i].name), value_of(after, changes[i].name));
    buf_char(&text, '}');
    s = arena_strdup(a, buf_cstr(&text));
    buf_clear(&text);
    return s;
}

static int store(struct rollout *ro, const struct tune_change *changes, size_t n, const char *why, struct err *e)
{
    struct tune_setting before[TUNE_SETTINGS], after[TUNE_SETTINGS];
    const char *actor = ledger_actor(ro->arena);

    if (tune_now(ro, before, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (tuned_set(ro->db, ro->run->id, changes[i].name, strcmp(changes[i].value, "plan") == 0 ? NULL : changes[i].value,
                      actor, e) < 0)
            return -1;
    if (tune_now(ro, after, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, "tuned", actor, why, detail_of(ro->arena, before, after, changes, n), e);
}

int tune_change(struct rollout *ro, const struct tune_change *changes, size_t n, const char *why, struct err *e)
{
    if (judge(ro, changes, n, e) < 0)
        return -1;
    if (state_is_final(ro->run->state))
        return err_set(e, ERR_STATE, "run \"%s\" is %s: there is nothing to tune", ro->run->name,
                       state_name(ro->run->state));
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (store(ro, changes, n, why, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

/* --- following it --- */

static void apply(struct loop *l, const struct plan *p)
{
    pace_tune(&l->pace, p->batch_rows, p->batch_time_ms, p->rate_per_s);
    loop_set_workers(l, p->workers);
    pace_share(&l->pace, l->workers);
    l->tempo.cool_off_ms = p->cool_off_ms;
    tempo_set_windows(l, &p->windows);
}

int tune_refresh(struct loop *l, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct tuned *list;
    size_t n;

    return tuned_list(l->ro->db, a, l->ro->run->id, &list, &n, e) < 0 ? -1 : tune_follow(l, list, n, e);
}

int tune_follow(struct loop *l, const struct tuned *list, size_t n, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct plan now = *l->ro->plan;
    const char *all = "";

    for (size_t i = 0; i < n; i++)
        all = arena_printf(a, "%s%s=%s;", all, list[i].name, list[i].value);
    if (strcmp(all, l->tuned) == 0)
        return 0;
    now.batch_rows = l->opts->batch_rows ? l->opts->batch_rows : now.batch_rows;
    now.workers = l->opts->workers ? l->opts->workers : now.workers;
    for (size_t i = 0; i < n; i++)
        if (plan_tune(&now, list[i].name, list[i].value, e) < 0)
            return err_context(e, "the ledger's setting \"%s\"", list[i].name);
    apply(l, &now);
    l->tuned = arena_strdup(l->ro->arena, all);
    return 0;
}
