#include <string.h>

#include "audit_parts.h"
#include "json.h"
#include "text.h"
#include "values.h"

enum { NOW_NO, NOW_OUTCOME, NOW_REASON, NOW_EXISTS, NOW_BEFORE, NOW_PREDICTED_OUTCOME, NOW_PREDICTED, NOW_AT, NOW_VALUES };

struct taken {
    const char *outcome, *before, *after, *now;
    bool as_predicted;
};

/* A changed row: what was captured, and what is there now if that is another. Any other row: what is there. */
static struct taken read_taken(struct rollout *ro, const struct db_result *r, size_t i)
{
    struct arena *a = ro->arena;
    size_t n = ro->plan->n_set;
    const char *stored = arena_strdup(a, db_text(r, i, NOW_BEFORE)), *predicted = db_text(r, i, NOW_PREDICTED);
    const char *now = db_bool(r, i, NOW_EXISTS) ? audit_texts(a, values_set(ro, r, i, NOW_VALUES + 2, 3), n) : NULL;
    struct taken t = {.outcome = db_text(r, i, NOW_OUTCOME), .before = stored, .after = now};
    bool changed = strcmp(t.outcome, "changed") == 0;

    if (changed) {
        t.before = audit_texts(a, values_set(ro, r, i, NOW_VALUES, 3), n);
        t.after = audit_texts(a, values_set(ro, r, i, NOW_VALUES + 1, 3), n);
        t.now = same_text(now, t.after) ? NULL : now;
    }
    t.as_predicted = strcmp(t.outcome, db_text(r, i, NOW_PREDICTED_OUTCOME)) == 0 && same_text(t.before, stored) &&
                     same_text(t.after, changed ? predicted : t.before);
    return t;
}

static void add_taken(struct rollout *ro, const struct db_result *r, size_t i, struct audit_sample *s)
{
    struct taken t = read_taken(ro, r, i);

    s->before = t.before;
    s->outcome = arena_strdup(ro->arena, t.outcome);
    s->reason = arena_strdup(ro->arena, db_text(r, i, NOW_REASON));
    s->after = t.after;
    s->now = t.now;
    s->as_predicted = t.as_predicted;
    s->taken_at = arena_strdup(ro->arena, db_text(r, i, NOW_AT));
}

static void taken_json(struct json *j, struct rollout *ro, const struct db_result *r, size_t i)
{
    struct taken t = read_taken(ro, r, i);

    json_object(j);
    json_kv_int(j, "no", db_int(r, i, NOW_NO));
    json_kv_text(j, "before", t.before);
    json_kv_text(j, "outcome", t.outcome);
    json_kv_text(j, "reason", db_text(r, i, NOW_REASON));
    json_kv_text(j, "after", t.after);
    json_kv_text(j, "now", t.now);
    json_kv_bool(j, "as_predicted", t.as_predicted);
    json_object_end(j);
}

static int store(struct rollout *ro, const char *json, struct err *e)
{
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (db_run(ro->db, SQL_AUDIT_TAKE, ro->args, 1, &json, NULL, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

int audit_look(struct rollout *ro, struct audit *audit, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    size_t k = 0;

    if (db_run(ro->db, SQL_AUDIT_NOW, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r); i++) { /* both in the order of their numbers */
        while (k < audit->n_samples && audit->samples[k].no < db_int(r, i, NOW_NO))
            k++;
        if (k < audit->n_samples && audit->samples[k].no == db_int(r, i, NOW_NO))
            add_taken(ro, r, i, &audit->samples[k]);
    }
    return 0;
}

int audit_take(struct rollout *ro, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    struct json j;
    int rc;

    if (!ro->run->list_digest || db_run(ro->db, SQL_AUDIT_NOW, ro->args, 0, NULL, &r, e) < 0)
        return ro->run->list_digest ? -1 : 0;
    if (db_rows(r) == 0)
        return 0;
    json_init(&j, &b, false);
    json_array(&j);
    for (size_t i = 0; i < db_rows(r); i++)
        taken_json(&j, ro, r, i);
    json_array_end(&j);
    rc = store(ro, buf_cstr(&b), e);
    buf_clear(&b);
    return rc;
}
