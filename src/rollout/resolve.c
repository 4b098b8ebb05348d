/*
 * resolve.c: a person settles one row of the quarantine: one transaction, with its event.
 */
#include <string.h>

#include "batch.h"
#include "batch_sqlite.h"
#include "check.h"
#include "json.h"
#include "quarantine.h"
#include "row.h"

/* What may be done about which outcome. */
static const struct {
    enum resolution how;
    const char *word, *outcomes; /* as the ledger has them, each between blanks */
} resolutions[] = {
    {RESOLVE_KEEP, "keep", " conflict "},
    {RESOLVE_RESTORE, "restore", " conflict "},
    {RESOLVE_APPLY, "apply", " uncertain "},
    {RESOLVE_RETRY, "retry", " failed "},
    {RESOLVE_LEAVE, "leave", " uncertain failed vanished unrestored "},
};

static bool fits(const struct rollout *ro, enum resolution how, const char *outcome)
{
    return strstr(resolutions[how].outcomes, arena_printf(ro->arena, " %s ", outcome));
}

static const char *choices(const struct rollout *ro, const char *outcome)
{
    const char *list = NULL;

    for (size_t i = 0; i < ARRAY_LEN(resolutions); i++)
        if (fits(ro, resolutions[i].how, outcome))
            list = arena_printf(ro->arena, "%s%s--%s", list ? list : "", list ? " or " : "", resolutions[i].word);
    return list;
}

/* While batches run, or prior values are being restored, the account belongs to them. */
static int check_state(struct rollout *ro, enum resolution how, struct err *e)
{
    static const enum run_state quiet[] = {STATE_FINISHED, STATE_HALTED, STATE_PAUSED, STATE_WAITING, STATE_ROLLED_BACK};
    struct run *now;

    if (run_get(ro->db, ro->arena, ro->run->id, &now, e) < 0)
        return -1;
    if (now->state == STATE_ROLLED_BACK && (how == RESOLVE_APPLY || how == RESOLVE_RETRY))
        return err_set(e, ERR_STATE, "run \"%s\" was rolled back: no row of it is changed any more", now->name);
    for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
        if (now->state == quiet[i])
            return 0;
    err_set(e, ERR_STATE, "run \"%s\" is %s: a row of it cannot be settled now", now->name, state_name(now->state));
    return err_hint(e, "pause it first: retcon pause %s", now->name);
}

/* Lock the entry and see whether this decision is open. */
static int check_entry(struct rollout *ro, const struct sql_args *args, enum resolution how, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *outcome, *choice;

    if (db_run(ro->db, SQL_RESOLVE_LOCK, args, 0, NULL, &r, e) < 0)
        return -1;
    outcome = db_rows(r) ? db_text(r, 0, 0) : NULL;
    choice = outcome ? choices(ro, outcome) : NULL;
    if (!choice)
        return err_set(e, ERR_NOT_FOUND, "the row is not in quarantine");
    if (db_text(r, 0, 1))
        return err_set(e, ERR_STATE, "the row was settled before (%s)", db_text(r, 0, 1));
    if (fits(ro, how, outcome))
        return 0;
    err_set(e, ERR_USAGE, "the row is %s: --%s does not settle that", outcome, resolutions[how].word);
    return err_hint(e, "choose %s", choice);
}

static int restore(struct rollout *ro, const struct sql_args *args, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_RESOLVE_RESTORE, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 1 && db_int(r, 0, 0) == 1)
        return 0;
    err_set(e, ERR_STATE, "the row is not there any more: there is nothing to restore it to");
    return err_hint(e, "settle it with --keep");
}

/* The row would not be changed after all: say why, and leave it open. */
static int not_applied(const char *outcome, struct err *e)
{
    if (strcmp(outcome, "gone") == 0)
        err_set(e, ERR_STATE, "the row is not there any more");
    else if (strcmp(outcome, "excluded") == 0)
        err_set(e, ERR_STATE, "the row no longer matches scope.where, or an exclusion holds for it now");
    else if (strcmp(outcome, "uncertain") == 0)
        err_set(e, ERR_STATE, "the plan is uncertain about the row");
    else
        return err_set(e, ERR_BUSY, "the row did not take the change: a trigger, or somebody else, was in the way");
    return err_hint(e, "settle it with --leave");
}

/* A slice of one row, whose doubts no longer count: a person has decided. from_pos is negative, so that the capture has
   a place of its own beside the batch's. */
static struct sql_args *apply_args(struct rollout *ro, const struct row_place *at)
{
    struct sql_args *args = batch_args(ro, ro->arena, &(struct slice){.piece = at->chunk_no, .position = at->pos - 1, .count = 1});

    sql_args_int(args, "pos", at->pos);
    sql_args_int(args, "from_pos", -at->pos);
    sql_args_list(args, "uncertain");
    return args;
}

struct applied {
    const char *outcome; /* what would become of the row now */
    bool moved;          /* it was changed, or was right already, and the account says so */
};

static int read_outcome(const struct rollout *ro, const struct db_result *r, struct applied *ret, struct err *e)
{
    if (db_rows(r) != 1)
        return err_set(e, ERR_DRIFT, "the row is not in the list that was frozen");
    ret->outcome = arena_strdup(ro->arena, db_text(r, 0, 0));
    return 0;
}

static int apply_postgresql(struct rollout *ro, const struct sql_args *args, struct applied *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_BATCH_LOCK, args, 0, NULL, NULL, e) < 0 ||
        db_run(ro->db, SQL_RESOLVE_APPLY, args, 0, NULL, &r, e) < 0 || read_outcome(ro, r, ret, e) < 0)
        return -1;
    ret->moved = db_int(r, 0, 1) == 1;
    return 0;
}

/* As in a batch: what was captured must be what is written, or something stood in the way. */
static int change_sqlite(struct rollout *ro, const struct sql_args *args, bool *ret_changed, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *captured = NULL, *updated = NULL;

    if (batch_take_sqlite(ro, args, e) < 0 || db_run(ro->db, SQL_BATCH_CAPTURE, args, 0, NULL, &captured, e) < 0 ||
        db_run(ro->db, SQL_BATCH_UPDATE, args, 0, NULL, &updated, e) < 0)
        return -1;
    *ret_changed = db_affected(captured) == 1 && db_affected(updated) == 1;
    return *ret_changed ? batch_keep_sqlite(ro, args, e) : 0;
}

static int apply_sqlite(struct rollout *ro, const struct sql_args *args, struct applied *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *seen = NULL, *r = NULL;
    bool right;

    if (db_run(ro->db, SQL_RESOLVE_SEE, args, 0, NULL, &seen, e) < 0 || read_outcome(ro, seen, ret, e) < 0)
        return -1;
    right = strcmp(ret->outcome, "unchanged") == 0;
    if (strcmp(ret->outcome, "changed") == 0 && change_sqlite(ro, args, &right, e) < 0)
        return -1;
    if (right && db_run(ro->db, SQL_RESOLVE_MOVE, args, 0, NULL, &r, e) < 0)
        return -1;
    ret->moved = right && db_rows(r) == 1;
    return 0;
}

static int apply(struct rollout *ro, const struct row_place *at, struct err *e)
{
    bool sqlite = db_engine(ro->db) == SQL_ENGINE_SQLITE;
    const struct sql_args *args = apply_args(ro, at);
    struct applied applied = {0};

    if ((sqlite ? apply_sqlite : apply_postgresql)(ro, args, &applied, e) < 0)
        return err_class_of(e->id) == ERRC_ROW ? err_context(e, "the database refuses the row") : -1;
    if (!applied.moved)
        return not_applied(applied.outcome, e);
    if (sqlite)
        return 0;
    if (db_run(ro->db, SQL_BATCH_CONSTRAINTS, args, 0, NULL, NULL, e) < 0)
        return -1;
    return batch_has_row_triggers(ro) ? db_run(ro->db, SQL_BATCH_REREAD, args, 0, NULL, NULL, e) : 0;
}

static int act(struct rollout *ro, const struct row_place *at, enum resolution how, struct err *e)
{
    switch (how) {
    case RESOLVE_RESTORE:
        return restore(ro, row_args(ro, at), e);
    case RESOLVE_APPLY:
    case RESOLVE_RETRY:
        return apply(ro, at, e);
    case RESOLVE_KEEP:
    case RESOLVE_LEAVE:
        break;
    }
    return 0;
}

/* {"resolution":"apply","key":["42"],"definition_changed":true}, the latter only where it is so; a masked column of the key
   is null. */
static const char *event_detail(const struct rollout *ro, const char *const *key, const char *word)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    const char *text;
    struct json j;

    json_init(&j, &b, false);
    json_object(&j);
    json_kv_text(&j, "resolution", word);
    json_key(&j, "key");
    json_array(&j);
    for (size_t i = 0; i < ro->n_key; i++)
        json_text(&j, plan_is_masked(ro->plan, ro->key[i]->name) ? NULL : key[i]);
    json_array_end(&j);
    if (ro->altered)
        json_kv_bool(&j, "definition_changed", true);
    json_object_end(&j);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

static int record(struct rollout *ro, const struct row_place *at, const char *const *key, enum resolution how,
                  const char *why, struct err *e)
{
    const char *actor = ledger_actor(ro->arena), *params[] = {resolutions[how].word, actor, why};

    if (db_run(ro->db, SQL_RESOLVE_MARK, row_args(ro, at), ARRAY_LEN(params), params, NULL, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, "resolve", actor, why, event_detail(ro, key, resolutions[how].word), e);
}

static int resolve(struct rollout *ro, const char *const *key, size_t n_key, enum resolution how, const char *why,
                   struct err *e)
{
    struct row_place at;
    int rc;

    if (check_state(ro, how, e) < 0)
        return -1;
    rc = row_find(ro, key, n_key, &at, e);
    if (rc < 0)
        return -1;
    if (rc > 0)
        return err_set(e, ERR_NOT_FOUND, "the row is not in the list of run \"%s\"", ro->run->name);
    if (check_entry(ro, row_args(ro, &at), how, e) < 0 || act(ro, &at, how, e) < 0)
        return -1;
    return record(ro, &at, key, how, why, e);
}

static int commit(struct rollout *ro, struct err *e)
{
    int rc = db_commit(ro->db, e);

    if (rc == DB_COMMIT_UNKNOWN)
        return err_hint(e, "see whether it is settled: retcon quarantine list %s", ro->run->name);
    return rc;
}

static bool computes(enum resolution how)
{
    return how == RESOLVE_APPLY || how == RESOLVE_RETRY;
}

/* The plan must fit the altered table as it had to fit the one that was scoped: unique key, rights, expressions. */
static int check_fit(struct rollout *ro, struct err *e)
{
    const struct finding *f;
    struct check c;

    if (check_run(ro, &c, e) < 0)
        return -1;
    if (c.errors == 0)
        return 0;
    for (f = c.findings; f && f->level != FINDING_ERROR;)
        f = f->next;
    err_set(e, ERR_DRIFT, "table \"%s\" has changed since run \"%s\" was scoped, and the plan no longer fits it%s%s",
            ro->run->table_name, ro->run->name, f ? ": " : "", f ? f->text : "");
    return err_hint(e, "retcon check says what does not fit; --leave settles the row as it is");
}

/* What touches the row needs the database, the table and the columns that the run was made for. For a retry a constraint or
   a trigger may be another one: to take away what refused the row is how a row is helped. */
static int bind(struct rollout *ro, enum resolution how, struct err *e)
{
    if (how == RESOLVE_APPLY)
        return rollout_bind(ro, ro->run, NULL, e);
    if (how != RESOLVE_RESTORE && how != RESOLVE_RETRY)
        return 0;
    if (rollout_bind_altered(ro, ro->run, NULL, e) < 0)
        return -1;
    return how == RESOLVE_RETRY && ro->altered ? check_fit(ro, e) : 0;
}

/* The table is locked by now: it is still the one that was looked at, and stays so until COMMIT. */
static int check_still(struct rollout *ro, struct err *e)
{
    char now[DIGEST_HEX_LEN + 1];

    if (catalog_definition(ro->db, ro->arena, ro->table, now, e) < 0)
        return -1;
    if (strcmp(now, ro->run->definition) == 0)
        return 0;
    return err_set(e, ERR_DRIFT, "the definition of table \"%s\" has changed just now; nothing was done", ro->table->name);
}

int quarantine_resolve(struct rollout *ro, const char *const *key, size_t n_key, enum resolution how, const char *why,
                       struct err *e)
{
    struct db_limits limits;

    if (bind(ro, how, e) < 0)
        return -1;
    rollout_limits(ro, &limits);
    if (row_check_kept(ro, e) < 0 || db_begin_write(ro->db, &limits, e) < 0)
        return -1;
    if (resolve(ro, key, n_key, how, why, e) < 0 || (computes(how) && check_still(ro, e) < 0)) {
        db_rollback(ro->db);
        return -1;
    }
    return commit(ro, e);
}
