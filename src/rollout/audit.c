#include "audit.h"

#include <string.h>

#include "audit_parts.h"
#include "json.h"
#include "row.h"
#include "values.h"

static const char *const standings[] = {
    [AUDIT_OPEN] = "open", [AUDIT_RIGHT] = "right", [AUDIT_WRONG] = "wrong", [AUDIT_UNSURE] = "unsure"};

const char *audit_standing_name(enum audit_standing s)
{
    return standings[s];
}

static enum audit_standing standing_of(const char *verdict)
{
    for (size_t i = AUDIT_RIGHT; i < ARRAY_LEN(standings); i++)
        if (strcmp(standings[i], verdict) == 0)
            return (enum audit_standing) i;
    return AUDIT_OPEN;
}

bool audit_is_verdict(const char *word)
{
    return standing_of(word) != AUDIT_OPEN;
}

/* --- reading --- */

enum { LIST_NO, LIST_KIND, LIST_NAME, LIST_CLASS, LIST_STAGE_NO, LIST_STAGE, LIST_DRAW, LIST_KEY, LIST_BEFORE,
       LIST_PREDICTED_OUTCOME, LIST_PREDICTED_REASON, LIST_PREDICTED, LIST_OUTCOME, LIST_REASON, LIST_AFTER, LIST_NOW,
       LIST_AS_PREDICTED, LIST_TAKEN_AT };

static void read_sample(struct arena *a, const struct db_result *r, size_t i, struct audit_sample *ret)
{
    *ret = (struct audit_sample){
        .no = db_int(r, i, LIST_NO),
        .kind = arena_strdup(a, db_text(r, i, LIST_KIND)),
        .name = arena_strdup(a, db_text(r, i, LIST_NAME)),
        .class = arena_strdup(a, db_text(r, i, LIST_CLASS)),
        .stage_no = db_int(r, i, LIST_STAGE_NO),
        .stage = arena_strdup(a, db_text(r, i, LIST_STAGE)),
        .draw = db_int(r, i, LIST_DRAW),
        .key = arena_strdup(a, db_text(r, i, LIST_KEY)),
        .before = arena_strdup(a, db_text(r, i, LIST_BEFORE)),
        .predicted_outcome = arena_strdup(a, db_text(r, i, LIST_PREDICTED_OUTCOME)),
        .predicted_reason = arena_strdup(a, db_text(r, i, LIST_PREDICTED_REASON)),
        .predicted = arena_strdup(a, db_text(r, i, LIST_PREDICTED)),
        .outcome = arena_strdup(a, db_text(r, i, LIST_OUTCOME)),
        .reason = arena_strdup(a, db_text(r, i, LIST_REASON)),
        .after = arena_strdup(a, db_text(r, i, LIST_AFTER)),
        .now = arena_strdup(a, db_text(r, i, LIST_NOW)),
        .as_predicted = db_bool(r, i, LIST_AS_PREDICTED),
        .taken_at = arena_strdup(a, db_text(r, i, LIST_TAKEN_AT)),
    };
}

static int read_samples(struct rollout *ro, struct audit *audit, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_AUDIT_LIST, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    audit->n_samples = db_rows(r);
    audit->samples = arena_new_array(ro->arena, struct audit_sample, audit->n_samples);
    for (size_t i = 0; i < audit->n_samples; i++)
        read_sample(ro->arena, r, i, &audit->samples[i]);
    return 0;
}

static int read_verdicts(struct rollout *ro, struct audit *audit, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    if (db_run(ro->db, SQL_AUDIT_VERDICTS, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    audit->n_verdicts = db_rows(r);
    audit->verdicts = arena_new_array(a, struct audit_verdict, audit->n_verdicts);
    for (size_t i = 0; i < audit->n_verdicts; i++)
        audit->verdicts[i] = (struct audit_verdict){
            .sample_no = db_int(r, i, 0),
            .verdict = arena_strdup(a, db_text(r, i, 1)),
            .shown = arena_strdup(a, db_text(r, i, 2)),
            .note = arena_strdup(a, db_text(r, i, 3)),
            .actor = arena_strdup(a, db_text(r, i, 4)),
            .at = arena_strdup(a, db_text(r, i, 5)),
        };
    return 0;
}

/* --- what verdicts come to --- */

/* The samples are in the order of their numbers. */
static struct audit_sample *find_sample(const struct audit *audit, int64_t no)
{
    size_t low = 0, high = audit->n_samples;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (audit->samples[middle].no < no)
            low = middle + 1;
        else
            high = middle;
    }
    return low < audit->n_samples && audit->samples[low].no == no ? &audit->samples[low] : NULL;
}

static bool is_superseded(const struct audit *audit, size_t i)
{
    for (size_t k = i + 1; k < audit->n_verdicts; k++)
        if (audit->verdicts[k].sample_no == audit->verdicts[i].sample_no &&
            strcmp(audit->verdicts[k].actor, audit->verdicts[i].actor) == 0)
            return true;
    return false;
}

/* What was said of the prediction holds of the row only where the prediction came true. */
static bool counts(const struct audit_sample *s, const struct audit_verdict *v)
{
    return !s->taken_at || s->as_predicted || strcmp(v->shown, "after") == 0;
}

static void settle(struct audit *audit)
{
    /* Wrong outweighs right, and right outweighs unsure. */
    static const int weight[] = {[AUDIT_OPEN] = 0, [AUDIT_UNSURE] = 1, [AUDIT_RIGHT] = 2, [AUDIT_WRONG] = 3};

    for (size_t i = 0; i < audit->n_verdicts; i++) {
        const struct audit_verdict *v = &audit->verdicts[i];
        struct audit_sample *s = find_sample(audit, v->sample_no);
        enum audit_standing standing = standing_of(v->verdict);

        if (!s || !counts(s, v) || is_superseded(audit, i) || weight[standing] < weight[s->standing])
            continue;
        s->standing = standing;
        s->last = v;
    }
}

const struct audit_verdict *audit_own(const struct audit *audit, int64_t sample_no, const char *actor)
{
    const struct audit_verdict *own = NULL;

    for (size_t i = 0; i < audit->n_verdicts; i++)
        if (audit->verdicts[i].sample_no == sample_no && strcmp(audit->verdicts[i].actor, actor) == 0)
            own = &audit->verdicts[i];
    return own;
}

static int64_t last_stage(const struct status *s)
{
    int64_t stage_no = 0;

    for (size_t i = 0; i < s->n_stages && s->stages[i].tally.pending == 0; i++)
        stage_no = s->stages[i].no;
    return stage_no;
}

static int read_all(struct rollout *ro, struct audit *audit, struct err *e)
{
    struct status status;

    if (read_samples(ro, audit, e) < 0 || audit_look(ro, audit, e) < 0 || read_verdicts(ro, audit, e) < 0 ||
        status_read(ro->db, ro->arena, ro->run, &status, e) < 0)
        return -1;
    settle(audit);
    return audit_state_read(ro, audit, last_stage(&status), &audit->state, e);
}

int audit_read(struct rollout *ro, struct audit *ret, struct err *e)
{
    struct audit audit = {
        .run = ro->run,
        .plan = ro->plan,
        .key_columns = values_key_columns(ro),
        .set_columns = values_set_columns(ro),
        .n_key = ro->n_key,
        .n_set = ro->plan->n_set,
    };

    if (row_check_kept(ro, e) < 0)
        return -1;
    if (db_begin_read(ro->db, e) < 0)
        return -1;
    if (read_all(ro, &audit, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    if (db_commit(ro->db, e) != 0)
        return -1;
    if (!ro->run->dry_run_digest && audit.n_samples == 0) {
        err_set(e, ERR_STATE, "run \"%s\" has no dry run yet: the rows to look at are chosen with it", ro->run->name);
        return err_hint(e, "retcon dry-run %s", ro->run->name);
    }
    *ret = audit;
    return 0;
}
