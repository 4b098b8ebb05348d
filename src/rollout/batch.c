#include "batch.h"

#include <inttypes.h>
#include <string.h>

#include "args.h"
#include "batch_sqlite.h"
#include "fault.h"

bool batch_keeps_foreign_key(const struct trigger_info *t)
{
    return t->constraint && t->function && strncmp(t->function, "pg_catalog.", strlen("pg_catalog.")) == 0;
}

bool batch_has_row_triggers(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->table->n_triggers; i++) {
        const struct trigger_info *t = &ro->table->triggers[i];

        if (t->on_update && t->row_level && t->enabled && !batch_keeps_foreign_key(t))
            return true;
    }
    return false;
}

static bool has_deferrable(const struct rollout *ro)
{
    for (size_t i = 0; i < ro->table->n_foreign_keys; i++)
        if (ro->table->foreign_keys[i].deferrable)
            return true;
    for (size_t i = 0; i < ro->table->n_uniques; i++)
        if (ro->table->uniques[i].deferrable)
            return true;
    for (size_t i = 0; i < ro->table->n_triggers; i++)
        if (ro->table->triggers[i].constraint)
            return true;
    return false;
}

bool batch_looks_once(const struct rollout *ro)
{
    return ro->returns_old && ro->plan->n_uncertain == 0;
}

/* On SQLite a slice is told from the rows between by integers. */
bool batch_has_integer_key(const struct rollout *ro)
{
    return ro->n_key == 1 && strcmp(ro->key[0]->cast, "INTEGER") == 0;
}

/* What the table will hold must be known before it is written: with no trigger to alter it, and no type to cut it. */
bool batch_has_ranges(const struct rollout *ro)
{
    if (ro->form != FORM_SHORT || batch_has_row_triggers(ro))
        return false;
    if (db_engine(ro->db) == SQL_ENGINE_SQLITE)
        return batch_has_integer_key(ro) && ro->plan->n_uncertain == 0 && ro->plan->n_set <= DB_SQLITE_TAKEN;
    for (size_t i = 0; i < ro->plan->n_set; i++)
        if (!args_is_told(args_set_column(ro, i)))
            return false;
    return true;
}

struct sql_args *batch_args(struct rollout *ro, struct arena *a, const struct slice *s)
{
    struct sql_args *args = sql_args_copy(a, ro->args);

    sql_args_int(args, "chunk_no", s->piece);
    sql_args_int(args, "position", s->position);
    sql_args_int(args, "from_pos", s->position);
    sql_args_int(args, "count", s->count);
    return args;
}

static int run(struct rollout *ro, enum sql_id id, const struct sql_args *args, struct db_result **ret, struct err *e)
{
    return db_run(ro->db, id, args, 0, NULL, ret, e);
}

/* The last statement of a batch answers with the counts; the order is that of sql/<engine>/batch.sql. */
int batch_read_counts(const struct db_result *r, struct slice_counts *ret, struct err *e)
{
    if (db_rows(r) != 1)
        return err_set(e, ERR_BUG, "the batch gave no counts");
    ret->seen = db_int(r, 0, 0);
    ret->changed = db_int(r, 0, 1);
    ret->unchanged = db_int(r, 0, 2);
    ret->excluded = db_int(r, 0, 3);
    ret->uncertain = db_int(r, 0, 4);
    ret->gone = db_int(r, 0, 5);
    ret->raced = db_int(r, 0, 6);
    ret->moved = db_int(r, 0, 7);
    return 0;
}

int batch_check_seen(const struct rollout *ro, const struct slice *s, const struct slice_counts *c, struct err *e)
{
    if (c->seen == s->count)
        return 0;
    err_set(e, ERR_DRIFT, "chunk %lld of run \"%s\" gave %lld rows instead of %lld: the list is not the one frozen, or "
            "the key finds a row twice", (long long) s->piece, ro->run->name, (long long) c->seen,
            (long long) s->count);
    return err_hint(e, "retcon verify %s says whether the list is intact", ro->run->name);
}

/* Nothing was changed: for a row that does not, or for rows of others in between? */
static int look_why(struct rollout *ro, const struct sql_args *args, struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (run(ro, SQL_BATCH_WHOLE, args, &r, e) < 0)
        return -1;
    ret->mixed = db_rows(r) == 1 && db_bool(r, 0, 0);
    ret->scattered = !ret->mixed;
    return 0;
}

/* Where the slice is a range of which every row changes: all, or nothing counts. Its text is the same in every batch. */
static int change_range(struct rollout *ro, const struct sql_args *args, const struct slice *s,
                        struct slice_counts *ret, struct err *e)
{
    static const char *const names[] = {"chunk_no", "position", "count"};
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_args *kept = sql_args_copy(a, args);
    const char *params[] = {arena_printf(a, "%" PRId64, s->piece), arena_printf(a, "%" PRId64, s->position),
                            arena_printf(a, "%" PRId64, s->count)};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        sql_args_parameter(kept, names[i], (int) i + 1);
    if (db_run_kept(ro->db, SQL_BATCH_RANGE, kept, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    ret->seen = s->count;
    ret->changed = db_affected(r);
    if (ret->changed == 0)
        return look_why(ro, args, ret, e);
    /* Some were captured and not written: somebody else was faster. */
    ret->raced = s->count - ret->changed;
    ret->moved = 1;
    return 0;
}

/* Where every row changes: if one did not, the counts are not worth reading. */
static int change_straight(struct rollout *ro, const struct sql_args *args, const struct slice *s,
                           struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (run(ro, batch_looks_once(ro) ? SQL_BATCH_RETURNING : SQL_BATCH_STRAIGHT, args, &r, e) < 0 || batch_read_counts(r, ret, e) < 0)
        return -1;
    ret->mixed = ret->changed != s->count;
    return 0;
}

static int change_judged(struct rollout *ro, const struct sql_args *args, const struct slice *s, enum slice_form form,
                         struct slice_counts *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (form == SLICE_LOCKED && run(ro, SQL_BATCH_LOCK, args, NULL, e) < 0)
        return -1;
    if (run(ro, SQL_BATCH, args, &r, e) < 0 || batch_read_counts(r, ret, e) < 0)
        return -1;
    return batch_check_seen(ro, s, ret, e);
}

/* One data-modifying statement; the longer form puts locks before and a second look after. */
static int change_postgresql(struct rollout *ro, const struct sql_args *args, const struct slice *s,
                             enum slice_form form, struct slice_counts *ret, struct err *e)
{
    int rc = form == SLICE_RANGE      ? change_range(ro, args, s, ret, e)
             : form == SLICE_STRAIGHT ? change_straight(ro, args, s, ret, e)
                                      : change_judged(ro, args, s, form, ret, e);

    if (rc < 0 || ret->raced > 0 || ret->mixed || ret->scattered)
        return rc;
    FAULT("batch-written");
    /* Deferred triggers too have their say before what was stored is read again. */
    if (has_deferrable(ro) && run(ro, SQL_BATCH_CONSTRAINTS, args, NULL, e) < 0)
        return -1;
    if (batch_has_row_triggers(ro) && ret->changed > 0 && run(ro, SQL_BATCH_REREAD, args, NULL, e) < 0)
        return -1;
    return 0;
}

int batch_change(struct rollout *ro, const struct slice *s, enum slice_form form, struct slice_counts *ret,
                 struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct sql_args *args = batch_args(ro, a, s);

    if (db_engine(ro->db) == SQL_ENGINE_SQLITE)
        return batch_change_sqlite(ro, args, s, form, ret, e);
    return change_postgresql(ro, args, s, form, ret, e);
}

static int claim(struct rollout *ro, int64_t stage_no, struct slice *ret, const char **ret_wanted,
                 const char **ret_state, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = sql_args_copy(a, ro->args);
    const char *known = *ro->list_writer ? ro->list_writer : NULL;

    sql_args_int(args, "stage_no", stage_no);
    if (db_run_kept(ro->db, SQL_BATCH_CLAIM, args, 1, &known, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 1;
    if (!db_bool(r, 0, 3)) {
        err_set(e, ERR_DRIFT, "chunk %s of run \"%s\" is not the one that was frozen: its digest differs",
                db_text(r, 0, 0), ro->run->name);
        return err_hint(e, "somebody wrote to the ledger; the run cannot go on with this list");
    }
    ret->piece = db_int(r, 0, 0);
    ret->position = db_int(r, 0, 1);
    ret->n = db_int(r, 0, 2);
    *ret_wanted = rollout_known(db_text(r, 0, 4));
    *ret_state = rollout_known(db_text(r, 0, 5));
    return 0;
}

static int change(struct rollout *ro, int64_t stage_no _unused_, const struct slice *s, enum slice_form form,
                  struct slice_counts *ret, struct err *e)
{
    return batch_change(ro, s, form, ret, e);
}

static int refuse(struct rollout *ro, int64_t stage_no _unused_, const struct slice *s, const char *message,
                  struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct sql_args *args = batch_args(ro, a, s);

    if (db_run(ro->db, SQL_BATCH_FAILED, args, 1, &message, &r, e) < 0)
        return -1;
    if (sql_exists(db_engine(ro->db), SQL_BATCH_FAILED_MOVE))
        return run(ro, SQL_BATCH_FAILED_MOVE, args, NULL, e);
    return 0;
}

const struct step_ops batch_ops = {
    .state = STATE_RUNNING, .has_ranges = batch_has_ranges, .claim = claim, .change = change, .refuse = refuse};
