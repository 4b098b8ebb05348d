#include "stage.h"

#include <inttypes.h>

/* {"stage":"canary","no":1,"candidates":100,"changed":98,…} */
static int detail_of(struct rollout *ro, struct arena *a, int64_t stage_no, const char **ret, struct err *e)
{
    const struct tally *t;
    struct status s;

    if (status_read(ro->db, a, ro->run, &s, e) < 0)
        return -1;
    t = &s.stages[stage_no - 1].tally;
    *ret = arena_printf(a, "{\"stage\":\"%s\",\"no\":%" PRId64 ",\"candidates\":%" PRId64 ",\"changed\":%" PRId64
                        ",\"unchanged\":%" PRId64 ",\"excluded\":%" PRId64 ",\"uncertain\":%" PRId64 ",\"gone\":%" PRId64
                        ",\"failed\":%" PRId64 "}", ro->plan->stages[stage_no - 1].name, stage_no, t->candidates, t->changed,
                        t->unchanged, t->excluded, t->uncertain, t->gone, t->failed);
    return 0;
}

static int mark(struct rollout *ro, enum sql_id id, int64_t stage_no, const char *kind, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(a, ro->args);
    const char *detail;

    sql_args_int(args, "no", stage_no);
    if (db_run(ro->db, id, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    if (detail_of(ro, a, stage_no, &detail, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, kind, ledger_actor(a), NULL, detail, e);
}

static int mark_now(struct rollout *ro, enum sql_id id, int64_t stage_no, const char *kind, struct err *e)
{
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (mark(ro, id, stage_no, kind, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}

int stage_start(struct rollout *ro, int64_t stage_no, struct err *e)
{
    return mark_now(ro, SQL_STAGE_START, stage_no, "stage start", e);
}

int stage_finish(struct rollout *ro, int64_t stage_no, struct err *e)
{
    return mark_now(ro, SQL_STAGE_FINISH, stage_no, "stage end", e);
}
