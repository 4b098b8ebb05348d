#include "rollout.h"

#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "codes.h"
#include "text.h"

static const char *plan_table_name(const struct rollout *ro)
{
    const struct plan *p = ro->plan;

    return p->schema ? arena_printf(ro->arena, "%s.%s", p->schema, p->table) : p->table;
}

/* The plan names a table that is not there, or a name that several schemas have. */
static int table_missing(struct rollout *ro, const char *near, const char *many, struct err *e)
{
    struct plan *p = ro->plan;
    const char *hint = NULL;

    if (many)
        hint = arena_printf(ro->arena, "it is in more than one schema, name one: %s", many);
    else if (near)
        hint = arena_printf(ro->arena, "did you mean \"%s\"?", near);
    mistake_add(&p->mistakes, p->table_line, p->table_column, CODE_NO_TABLE, hint,
                many ? "table \"%s\" is ambiguous" : "there is no table \"%s\"", plan_table_name(ro));
    return err_set(e, ERR_PLAN, "the plan does not fit the database");
}

static int find_table(struct rollout *ro, struct err *e)
{
    const char *near = NULL, *many = NULL;
    int rc = catalog_table(ro->db, ro->arena, ro->plan->schema, ro->plan->table, &ro->table, &near, &many, e);

    if (rc < 0)
        return -1;
    return rc > 0 ? table_missing(ro, near, many, e) : 0;
}

static const char *nearest_column(const struct rollout *ro, const char *name)
{
    const char **names = arena_new_array(ro->arena, const char *, ro->table->n_columns);

    for (size_t i = 0; i < ro->table->n_columns; i++)
        names[i] = ro->table->columns[i].name;
    return text_nearest(name, names, ro->table->n_columns);
}

static void unknown_column(struct rollout *ro, const char *column, int line, int column_no, const char *what)
{
    const char *near = nearest_column(ro, column);

    mistake_add(&ro->plan->mistakes, line, column_no, CODE_NO_COLUMN,
                near ? arena_printf(ro->arena, "did you mean \"%s\"?", near) : NULL,
                "%s: table \"%s\" has no column \"%s\"", what, ro->table->name, column);
}

/* The key's columns: those of the plan, or the primary key. */
static void find_key(struct rollout *ro)
{
    struct plan *p = ro->plan;
    const struct column_info **key = arena_new_array(ro->arena, const struct column_info *, ro->table->n_columns + p->n_keys);
    size_t n = 0;

    for (size_t i = 0; i < p->n_keys; i++) {
        const struct column_info *c = table_column(ro->table, p->keys[i].column);

        if (c)
            key[n++] = c;
        else
            unknown_column(ro, p->keys[i].column, p->keys[i].line, p->keys[i].column_no, "key");
    }
    for (int position = 1; p->n_keys == 0 && position <= (int) ro->table->n_columns; position++)
        for (size_t i = 0; i < ro->table->n_columns; i++)
            if (ro->table->columns[i].key_position == position)
                key[n++] = &ro->table->columns[i];
    if (n == 0 && p->n_keys == 0)
        mistake_add(&p->mistakes, p->table_line, p->table_column, CODE_KEY_UNFIT,
                    "name unique, not-null columns with \"key: [column]\", or add a primary key",
                    "%s \"%s\" has no primary key, and the plan names no key: rows cannot be told apart",
                    ro->table->kind, ro->table->name);
    ro->key = key;
    ro->n_key = n;
}

static void find_set_columns(struct rollout *ro)
{
    struct plan *p = ro->plan;

    for (size_t i = 0; i < p->n_set; i++) {
        if (!table_column(ro->table, p->set[i].name))
            unknown_column(ro, p->set[i].name, p->set[i].line, p->set[i].column_no, "change.set");
        for (size_t k = 0; k < ro->n_key; k++)
            if (strcmp(ro->key[k]->name, p->set[i].name) == 0)
                mistake_add(&p->mistakes, p->set[i].line, p->set[i].column_no, CODE_KEY_CHANGED,
                            "a row is found again by its key; choose another unique key for this plan",
                            "change.set: \"%s\" is part of the key and cannot be changed", p->set[i].name);
    }
}

int rollout_open(struct arena *a, struct db *db, struct plan *plan, struct rollout **ret, struct err *e)
{
    struct rollout *ro = arena_alloc(a, sizeof(*ro));

    ro->arena = a;
    ro->db = db;
    ro->plan = plan;
    ro->form = FORM_LONG;
    ro->form_why = "not examined yet";
    if (find_table(ro, e) < 0)
        return -1;
    find_key(ro);
    find_set_columns(ro);
    if (plan->mistakes.errors > 0)
        return err_set(e, ERR_PLAN, "the plan does not fit the database");
    args_fill(ro);
    *ret = ro;
    return 0;
}

/* The holes that name the table's definition hold the functions too. */
static void set_functions(struct rollout *ro, const int64_t *oids, size_t n)
{
    ro->table->functions = oids;
    ro->table->n_functions = n;
    catalog_definition_args(ro->args, ro->table);
}

int rollout_use_functions(struct rollout *ro, const int64_t *oids, size_t n, struct err *e)
{
    char now[DIGEST_HEX_LEN + 1];

    if (ro->run || n == 0)
        return 0;
    if (catalog_definition(ro->db, ro->arena, ro->table, now, e) < 0)
        return -1;
    if (strcmp(now, ro->table->definition) != 0)
        return err_set(e, ERR_DRIFT, "the definition of table \"%s\" has changed while the plan was checked", ro->table->name);
    set_functions(ro, oids, n);
    return catalog_definition(ro->db, ro->arena, ro->table, ro->table->definition, e);
}

/* Those that the run's list was frozen with. */
static int load_functions(struct rollout *ro, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *kind = "function";
    int64_t *oids;

    if (db_run(ro->db, SQL_LABEL_LIST, ro->args, 1, &kind, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    oids = arena_new_array(ro->arena, int64_t, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++)
        oids[i] = strtoll(db_text(r, i, 0), NULL, 10);
    set_functions(ro, oids, db_rows(r));
    return catalog_definition(ro->db, ro->arena, ro->table, ro->table->definition, e);
}

static int check_database(struct rollout *ro, const char *moved_why, struct err *e)
{
    const struct run *run = ro->run;
    const char *identity;

    if (catalog_identity(ro->db, ro->arena, &identity, e) < 0)
        return -1;
    if (strcmp(identity, run->database_id) == 0 || moved_why)
        return 0;
    err_set(e, ERR_DRIFT, "run \"%s\" was scoped on another database: this one is a copy, or was moved or restored",
            run->name);
    return err_hint(e, "on a copy, scope again; if the database itself was moved on purpose, say so: "
                    "retcon run %s --moved \"reason\"", run->name);
}

static int check_drift(struct rollout *ro, struct err *e)
{
    const struct run *run = ro->run;

    if (strcmp(ro->plan->digest, run->plan_digest) != 0) {
        err_set(e, ERR_DRIFT, "the plan has changed since run \"%s\" was scoped (%.12s, now %.12s)", run->name,
                run->plan_digest, ro->plan->digest);
        if (run->state == STATE_SCOPED || run->state == STATE_REHEARSED)
            return err_hint(e, "the new one needs a list and a dry run of its own: retcon scope %s; the plan as it was scoped: "
                            "retcon run %s", ro->plan->mistakes.file, run->name);
        return err_hint(e, "go on with the plan as it was scoped (retcon run %s), or scope the new one", run->name);
    }
    if (strcmp(ro->table->id, run->table_id) != 0 || strcmp(ro->table->definition, run->definition) != 0) {
        err_set(e, ERR_DRIFT, "the definition of table \"%s\", or of a function, has changed since run \"%s\" was scoped",
                run->table_name, run->name);
        return err_hint(e, "compare the table (columns, constraints, triggers and their functions) and the functions of "
                        "the plan, then scope again");
    }
    return 0;
}

int rollout_bind(struct rollout *ro, struct run *run, const char *moved_why, struct err *e)
{
    ro->run = run;
    args_fill_run(ro, run->id);
    if (check_database(ro, moved_why, e) < 0 || load_functions(ro, e) < 0)
        return -1;
    return check_drift(ro, e);
}

/* lz4 where the server has it: packed arrays shrink several times, at almost no cost. */
static bool has_lz4(struct rollout *ro)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct err ignored;

    if (!sql_exists(db_engine(ro->db), SQL_LEDGER_LZ4) || db_in_transaction(ro->db))
        return false;
    return db_run(ro->db, SQL_LEDGER_LZ4, NULL, 0, NULL, &r, &ignored) == 0 && db_rows(r) > 0;
}

void rollout_limits(struct rollout *ro, struct db_limits *ret)
{
    const struct plan *p = ro->plan;

    if (!ro->settings) {
        ro->settings = arena_new_array(ro->arena, struct db_setting, p->n_session + 1);
        ro->lz4 = has_lz4(ro);
        if (ro->lz4)
            ro->settings[ro->n_settings++] = (struct db_setting){"default_toast_compression", "lz4"};
        for (size_t i = 0; i < p->n_session; i++)
            ro->settings[ro->n_settings++] = (struct db_setting){p->session[i].name, p->session[i].value};
    }
    *ret = (struct db_limits){
        .lock_timeout_ms = p->lock_timeout_ms,
        .statement_timeout_ms = p->statement_timeout_ms,
        .settings = ro->settings,
        .n_settings = ro->n_settings,
    };
}

/* Do the columns of one kind ("column", "key") have the types that they had at the freeze? */
static int check_types(struct rollout *ro, const char *kind, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    bool key = strcmp(kind, "key_type") == 0;

    if (db_run(ro->db, SQL_LABEL_LIST, ro->args, 1, &kind, &r, e) < 0)
        return -1;
    for (size_t i = 0; i < db_rows(r) && i < (key ? ro->n_key : ro->plan->n_set); i++) {
        const struct column_info *c = key ? ro->key[i] : args_set_column(ro, i);

        if (strcmp(c->type, db_text(r, i, 0)) == 0)
            continue;
        err_set(e, ERR_DRIFT, "column \"%s\" of table \"%s\" was %s when run \"%s\" was scoped and is %s now", c->name,
                ro->table->name, db_text(r, i, 0), ro->run->name, c->type);
        return err_hint(e, "the prior values can be read, and put back by hand, from the view of corrections of run #%lld",
                        (long long) ro->run->id);
    }
    return 0;
}

int rollout_bind_altered(struct rollout *ro, struct run *run, const char *moved_why, struct err *e)
{
    ro->run = run;
    args_fill_run(ro, run->id);
    if (check_database(ro, moved_why, e) < 0)
        return -1;
    if (load_functions(ro, e) < 0)
        return -1;
    if (strcmp(ro->table->id, run->table_id) != 0) {
        err_set(e, ERR_DRIFT, "table \"%s\" was dropped and made again since run \"%s\" was scoped", run->table_name,
                run->name);
        return err_hint(e, "the prior values can be read, and put back by hand, from the view of corrections of run #%lld",
                        (long long) run->id);
    }
    if (strcmp(ro->table->definition, run->definition) == 0)
        return 0;
    ro->altered = true;
    run->definition = arena_strdup(ro->arena, ro->table->definition);
    return check_types(ro, "column_type", e) < 0 ? -1 : check_types(ro, "key_type", e);
}

static void free_plan(void *p)
{
    plan_free(p);
}

int rollout_open_run(struct arena *a, struct db *db, struct run *run, struct rollout **ret, struct err *e)
{
    struct plan *plan = plan_parse(run->plan_path, NULL, run->plan_text, strlen(run->plan_text), e);

    if (!plan)
        return -1;
    if (plan->mistakes.errors > 0) {
        plan_free(plan);
        return err_set(e, ERR_PLAN, "the stored plan of run \"%s\" is not valid for this version", run->name);
    }
    if (rollout_open(a, db, plan, ret, e) < 0) {
        if (e->id == ERR_PLAN)
            err_set(e, ERR_DRIFT, "table \"%s\" no longer fits run \"%s\": it was dropped, renamed or altered",
                    run->table_name, run->name);
        plan_free(plan);
        return -1;
    }
    arena_on_free(a, free_plan, plan);
    (*ret)->run = run;
    args_fill_run(*ret, run->id);
    return 0;
}

void rollout_clear(struct rollout *ro)
{
    if (!ro)
        return;
    project_free(ro->reread);
    ro->reread = NULL;
}

const char *rollout_known(const char *word)
{
    static const char *const wanted[] = {"running", "paused", "stopped"};
    int state = word ? state_from_name(word) : -1;

    if (state >= 0)
        return state_name((enum run_state) state);
    for (size_t i = 0; word && i < ARRAY_LEN(wanted); i++)
        if (strcmp(word, wanted[i]) == 0)
            return wanted[i];
    return "?";
}

int rollout_recheck(struct rollout *ro, struct err *e)
{
    return check_database(ro, NULL, e);
}
