#include "scope.h"

#include <inttypes.h>
#include <string.h>

#include "args.h"
#include "clock.h"
#include "digest.h"
#include "fault.h"
#include "json.h"
#include "scope_list.h"

int scope_label(struct rollout *ro, const char *kind, size_t no, const char *name, struct err *e)
{
    const char *params[] = {kind, name};
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    sql_args_int(args, "no", (int64_t) no);
    return db_run(ro->db, SQL_LABEL_INSERT, args, 2, params, NULL, e);
}

static int store_names(struct rollout *ro, struct err *e)
{
    const struct plan *p = ro->plan;
    struct sql_args *args = sql_args_copy(ro->arena, ro->args);

    for (size_t i = 0; i < p->n_exclude; i++)
        if (scope_label(ro, "exclude", i + 1, p->exclude[i].name, e) < 0)
            return -1;
    for (size_t i = 0; i < p->n_uncertain; i++)
        if (scope_label(ro, "uncertain", i + 1, p->uncertain[i].name, e) < 0)
            return -1;
    for (size_t i = 0; i < p->n_set; i++)
        if (scope_label(ro, "column", i + 1, p->set[i].name, e) < 0 ||
            scope_label(ro, "column_type", i + 1, args_set_column(ro, i)->type, e) < 0)
            return -1;
    for (size_t i = 0; i < ro->n_key; i++)
        if (scope_label(ro, "key", i + 1, ro->key[i]->name, e) < 0 ||
            scope_label(ro, "key_type", i + 1, ro->key[i]->type, e) < 0)
            return -1;
    for (size_t i = 0; i < ro->table->n_functions; i++)
        if (scope_label(ro, "function", i + 1, arena_printf(ro->arena, "%" PRId64, ro->table->functions[i]), e) < 0)
            return -1;
    for (size_t i = 0; i < p->n_stages; i++) {
        sql_args_int(args, "no", (int64_t) i + 1);
        if (db_run(ro->db, SQL_STAGE_INSERT, args, 1, &p->stages[i].name, NULL, e) < 0)
            return -1;
    }
    return 0;
}

/* What the run is bound to, for the audit log: r is the row of scope_seal. */
static const char *scope_detail(struct rollout *ro, const struct db_result *r)
{
    struct buf b = BUF_INIT(BUF_MAX_DEFAULT);
    char plan_text[DIGEST_HEX_LEN + 1];
    const char *text;
    struct json j;

    digest_hex(ro->plan->text, strlen(ro->plan->text), plan_text);
    json_init(&j, &b, false);
    json_object(&j);
    json_kv_text(&j, "plan_digest", ro->plan->digest);
    json_kv_text(&j, "plan_text_digest", plan_text);
    json_kv_text(&j, "definition", ro->table->definition);
    json_kv_text(&j, "list_digest", db_text(r, 0, 2));
    json_kv_text(&j, "login", ro->run->scoped_login);
    json_kv_text(&j, "database_user", ro->run->scoped_user);
    json_kv_int(&j, "universe", db_int(r, 0, 0));
    json_kv_int(&j, "candidates", db_int(r, 0, 1));
    json_object_end(&j);
    text = arena_strdup(ro->arena, buf_cstr(&b));
    buf_clear(&b);
    return text;
}

static int seal(struct rollout *ro, const char **ret_detail, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const struct plan *p = ro->plan;
    const char *params[] = {arena_printf(ro->arena, "%" PRId64, p->max_failed_rows),
                            arena_printf(ro->arena, "%.6f", p->max_failed_percent)};

    if (db_run(ro->db, SQL_SCOPE_SEAL, ro->args, 2, params, &r, e) < 0)
        return -1;
    if (db_rows(r) != 1)
        return err_set(e, ERR_BUG, "the frozen list does not add up; nothing was stored");
    *ret_detail = scope_detail(ro, r);
    return sql_exists(db_engine(ro->db), SQL_SCOPE_ANALYZE) ? db_run(ro->db, SQL_SCOPE_ANALYZE, ro->args, 0, NULL, NULL, e) : 0;
}

/* A run of that name that has changed nothing yet gives way to the new one. ret_old: it, if there was one, and the
   state in which it was; the event comes with that of the new run. */
static int replace_unbegun(struct rollout *ro, struct run **ret_old, enum run_state *ret_from, struct err *e)
{
    const char *near;
    struct run *old;
    int rc = run_find(ro->db, ro->arena, ro->plan->name, &old, &near, e);

    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (!run_is_unbegun(old))
        return 0;
    if (run_move_begin(ro->db, old, EVENT_ABANDON, ret_from, e) < 0)
        return -1;
    *ret_old = old;
    args_fill_run(ro, old->id);
    if (db_script(ro->db, SQL_SCOPE_DROP, ro->args, e) < 0)
        return -1;
    return db_run(ro->db, SQL_PRUNE_MARK, ro->args, 0, NULL, NULL, e);
}

static int insert_run(struct rollout *ro, const char *actor, struct err *e)
{
    const struct plan *p = ro->plan;
    struct run *run = arena_alloc(ro->arena, sizeof(*run));
    char *uuid = arena_alloc(ro->arena, 37);

    uuid7(uuid);
    run->uuid = uuid;
    run->name = p->name;
    run->plan_path = p->mistakes.file;
    run->plan_text = p->text;
    run->plan_digest = p->digest;
    run->meaning = plan_meaning_name(p->meaning);
    run->why = p->why;
    run->owner = p->owner;
    run->tell = p->tell;
    run->table_schema = ro->table->schema;
    run->table_name = ro->table->name;
    run->table_id = ro->table->id;
    run->definition = ro->table->definition;
    run->scoped_by = actor;
    run->scoped_login = ledger_login(ro->arena);
    run->project = project_enforces(ro->project) ? ro->project->file->mistakes.file : NULL;
    run->valid_until = p->valid_for_ms ? arena_printf(ro->arena, "%" PRId64, p->valid_for_ms) : NULL;
    if (catalog_identity(ro->db, ro->arena, &run->database_id, e) < 0 || run_insert(ro->db, ro->arena, run, e) < 0)
        return -1;
    ro->run = run;
    args_fill_run(ro, run->id);
    return 0;
}

static int record(struct rollout *ro, const struct run *old, enum run_state from, const char *actor, const char *detail,
                  struct err *e)
{
    if (old && run_move_record(ro->db, old, EVENT_ABANDON, from, actor, "scoped again before it began", NULL, e) < 0)
        return -1;
    return event_add(ro->db, ro->run->id, "scope", actor, ro->run->why, detail, e);
}

static int make_tables(struct rollout *ro, struct err *e)
{
    if (db_script(ro->db, SQL_SCOPE_TABLES, ro->args, e) < 0)
        return -1;
    if (ro->lz4 || !sql_exists(db_engine(ro->db), SQL_SCOPE_UNPACKED))
        return 0;
    return db_script(ro->db, SQL_SCOPE_UNPACKED, ro->args, e);
}

static int freeze_all(struct rollout *ro, const char *actor, struct scope_result *res, struct err *e)
{
    struct run *old = NULL;
    enum run_state from = STATE_SCOPED;
    const char *detail = NULL;

    if (replace_unbegun(ro, &old, &from, e) < 0 || insert_run(ro, actor, e) < 0 || store_names(ro, e) < 0)
        return -1;
    if (make_tables(ro, e) < 0 || scope_list_make(ro, res, e) < 0 || seal(ro, &detail, e) < 0)
        return -1;
    FAULT("scope-sealed");
    if (keys_drop(ro, e) < 0)
        return -1;
    return record(ro, old, from, actor, detail, e);
}

static int summary(struct rollout *ro, struct scope_result *res, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct arena *a = ro->arena;

    if (run_get(ro->db, a, ro->run->id, &res->run, e) < 0 ||
        db_run(ro->db, SQL_SCOPE_SUMMARY, ro->args, 0, NULL, &r, e) < 0)
        return -1;
    ro->run = res->run;
    res->n_lines = db_rows(r);
    res->lines = arena_new_array(a, struct scope_line, res->n_lines);
    for (size_t i = 0; i < res->n_lines; i++)
        res->lines[i] = (struct scope_line){
            .reason = arena_strdup(a, db_text(r, i, 0)),
            .class = arena_strdup(a, db_text(r, i, 1)),
            .stage = arena_strdup(a, db_text(r, i, 2)),
            .n = db_int(r, i, 3),
        };
    return 0;
}

/* A scan takes as long as it takes; it holds no row lock. It wants rough statistics of what it scanned, quickly. */
static void scope_limits(struct rollout *ro, struct db_limits *ret)
{
    struct db_setting *settings;

    rollout_limits(ro, ret);
    ret->statement_timeout_ms = 0;
    if (db_engine(ro->db) == SQL_ENGINE_SQLITE)
        return;
    settings = arena_new_array(ro->arena, struct db_setting, ret->n_settings + 1);
    memcpy(settings, ret->settings, ret->n_settings * sizeof(*settings));
    settings[ret->n_settings++] = (struct db_setting){"default_statistics_target", "10"};
    ret->settings = settings;
}

int scope_freeze(struct rollout *ro, const char *actor, struct scope_result *ret, struct err *e)
{
    int64_t began = clock_ms();
    struct db_limits limits;

    memset(ret, 0, sizeof(*ret));
    scope_limits(ro, &limits);
    if (ledger_open(ro->db, e) < 0 || db_begin_write(ro->db, &limits, e) < 0)
        return -1;
    if (freeze_all(ro, actor, ret, e) < 0) {
        db_rollback(ro->db);
        return scope_blame(ro, e);
    }
    if (db_commit(ro->db, e) != 0)
        return -1;
    ret->took_ms = clock_ms() - began;
    return summary(ro, ret, e);
}
