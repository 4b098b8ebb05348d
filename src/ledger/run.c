#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "text.h"

/* The order of sql/<engine>/part_run.sql. */
static struct run *run_from_row(struct arena *a, const struct db_result *r, size_t row)
{
    struct run *run = arena_alloc(a, sizeof(*run));
    const char **texts[] = {&run->uuid,        &run->name,         &run->plan_path,  &run->plan_text,
                            &run->plan_digest, &run->meaning,      &run->why,        &run->owner,
                            &run->tell,        &run->table_schema, &run->table_name, &run->table_id,
                            &run->definition,  &run->database_id,  &run->list_digest, &run->dry_run,
                            &run->dry_run_digest};
    size_t c = 0;
    int state;

    run->id = db_int(r, row, c++);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        *texts[i] = arena_strdup(a, db_text(r, row, c++));
    state = state_from_name(db_text(r, row, c++));
    run->state = state < 0 ? STATE_HALTED : (enum run_state) state;
    run->wanted = arena_strdup(a, db_text(r, row, c++));
    run->wanted_why = arena_strdup(a, db_text(r, row, c++));
    run->universe = db_int(r, row, c++);
    run->candidates = db_int(r, row, c++);
    run->failed_limit = db_int(r, row, c++);
    run->scoped_at = arena_strdup(a, db_text(r, row, c++));
    run->valid_until = arena_strdup(a, db_text(r, row, c++));
    run->started_at = arena_strdup(a, db_text(r, row, c++));
    run->finished_at = arena_strdup(a, db_text(r, row, c++));
    run->scoped_by = arena_strdup(a, db_text(r, row, c++));
    run->expired = db_bool(r, row, c++);
    run->project = arena_strdup(a, db_text(r, row, c++));
    run->incident = arena_strdup(a, db_text(r, row, c++));
    run->scoped_login = arena_strdup(a, db_text(r, row, c++));
    run->scoped_user = arena_strdup(a, db_text(r, row, c++));
    run->held_us = db_int(r, row, c++);
    run->stop_ms = db_int(r, row, c++);
    run->estimate_ms = db_int(r, row, c++);
    return run;
}

static struct sql_args *run_args(struct arena *a, int64_t id)
{
    struct sql_args *args = sql_args_new(a);

    sql_args_int(args, "run", id);
    return args;
}

static const char *nearest_name(struct db *db, struct arena *a, const char *name)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char **names;
    struct err ignored;

    if (db_run(db, SQL_RUN_NAMES, NULL, 0, NULL, &r, &ignored) < 0)
        return NULL;
    names = arena_new_array(a, const char *, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++)
        names[i] = arena_strdup(a, db_text(r, i, 0));
    return text_nearest(name, names, db_rows(r));
}

int run_find(struct db *db, struct arena *a, const char *name, struct run **ret, const char **ret_near, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    int rc;

    *ret_near = NULL;
    if (name[0] == '#')
        rc = db_run(db, SQL_RUN_BY_ID, run_args(a, strtoll(name + 1, NULL, 10)), 0, NULL, &r, e);
    else
        rc = db_run(db, SQL_RUN_BY_NAME, NULL, 1, &name, &r, e);
    if (rc < 0)
        return -1;
    if (db_rows(r) == 0) {
        *ret_near = nearest_name(db, a, name);
        return 1;
    }
    *ret = run_from_row(a, r, 0);
    return 0;
}

int run_get(struct db *db, struct arena *a, int64_t id, struct run **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_RUN_BY_ID, run_args(a, id), 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return err_set(e, ERR_NOT_FOUND, "there is no run #%lld", (long long) id);
    *ret = run_from_row(a, r, 0);
    return 0;
}

int run_list(struct db *db, struct arena *a, const char *state, struct run ***ret, size_t *ret_n, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_RUN_LIST, NULL, 1, &state, &r, e) < 0)
        return -1;
    *ret_n = db_rows(r);
    *ret = arena_new_array(a, struct run *, *ret_n);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = run_from_row(a, r, i);
    return 0;
}

bool run_is_unbegun(const struct run *run)
{
    if (run->started_at)
        return false;
    return run->state == STATE_SCOPED || run->state == STATE_REHEARSED || run->state == STATE_WAITING;
}

int run_insert(struct db *db, struct arena *a, struct run *run, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *live = NULL, *r = NULL;
    /* valid_until carries the milliseconds of validity into the insert; the database makes a time of it. */
    const char *params[] = {run->uuid,         run->name,       run->plan_path, run->plan_text,
                            run->plan_digest,  run->meaning,    run->why,       run->owner,
                            run->tell,         run->table_schema, run->table_name, run->table_id,
                            run->definition,   run->database_id, run->scoped_by, run->valid_until,
                            run->project,      run->scoped_login};

    if (db_run(db, SQL_RUN_LIVE, NULL, 1, &run->name, &live, e) < 0)
        return -1;
    if (db_rows(live) > 0) {
        err_set(e, ERR_STATE, "run \"%s\" (#%s) is %s: one run of a name at a time", run->name, db_text(live, 0, 0),
                db_text(live, 0, 1));
        return err_hint(e, "go on with it (retcon run %s), roll it back (retcon rollback %s), or give it up "
                        "(retcon stop %s --abandon)", run->name, run->name, run->name);
    }
    if (db_run(db, SQL_RUN_INSERT, NULL, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    run->id = db_int(r, 0, 0);
    run->scoped_user = arena_strdup(a, db_text(r, 0, 1));
    run->state = STATE_SCOPED;
    return 0;
}

int run_move_begin(struct db *db, struct run *run, enum run_event ev, enum run_state *ret_from, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    int to = state_after(run->state, ev);
    const char *params[3];

    if (to < 0)
        return err_set(e, ERR_STATE, "run \"%s\" is %s (%s): \"%s\" is not possible now", run->name, state_name(run->state),
                       state_meaning(run->state), event_name(ev));
    params[0] = state_name(run->state);
    params[1] = state_name((enum run_state) to);
    params[2] = event_name(ev);
    if (db_run(db, SQL_RUN_MOVE, run_args(a, run->id), 3, params, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0) {
        err_set(e, ERR_STATE, "run \"%s\" is no longer %s: somebody else moved it", run->name, params[0]);
        return err_hint(e, "look at it again: retcon status %s", run->name);
    }
    FAULT("state-moved");
    *ret_from = run->state;
    run->state = (enum run_state) to;
    return 0;
}

int run_move_record(struct db *db, const struct run *run, enum run_event ev, enum run_state from, const char *actor,
                    const char *why, const char *detail, struct err *e)
{
    const struct event event = {.kind = event_name(ev),
                                .actor = actor,
                                .from_state = state_name(from),
                                .to_state = state_name((enum run_state) state_after(from, ev)),
                                .why = why,
                                .detail = detail};

    return event_record(db, run->id, &event, e);
}

int run_move(struct db *db, struct run *run, enum run_event ev, const char *actor, const char *why,
             const char *detail, struct err *e)
{
    enum run_state from;

    if (run_move_begin(db, run, ev, &from, e) < 0)
        return -1;
    if (run_move_record(db, run, ev, from, actor, why, detail, e) < 0) {
        run->state = from;
        return -1;
    }
    return 0;
}

int run_want(struct db *db, const struct run *run, const char *wanted, const char *actor, const char *why,
             struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const char *params[] = {wanted, why, actor};

    if (db_begin_write(db, NULL, e) < 0)
        return -1;
    if (db_run(db, SQL_RUN_WANT, run_args(a, run->id), ARRAY_LEN(params), params, NULL, e) < 0 ||
        event_add(db, run->id, arena_printf(a, "wanted %s", wanted), actor, why, NULL, e) < 0) {
        db_rollback(db);
        return -1;
    }
    return db_commit(db, e) == 0 ? 0 : -1;
}

int run_obeyed(struct db *db, struct arena *a, const struct run *run, const char **ret_detail, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    *ret_detail = NULL;
    if (db_run(db, SQL_RUN_OBEYED, run_args(a, run->id), 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) > 0)
        *ret_detail = arena_printf(a, "{\"stop_ms\":%lld}", (long long) db_int(r, 0, 0));
    return 0;
}

int run_held(struct db *db, const struct run *run, int64_t held_us, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const char *us = arena_printf(a, "%lld", (long long) held_us);

    return db_run(db, SQL_RUN_HELD, run_args(a, run->id), 1, &us, NULL, e);
}
