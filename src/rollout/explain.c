#include "explain.h"

#include <string.h>
#include <strings.h>

#include "explain_tell.h"
#include "row.h"
#include "text.h"
#include "values.h"

/* --- which table is meant --- */

struct tables {             /* those that runs concern */
    const char **schemas, **names, **qualified;
    const char **quoted[3]; /* as a plan writes odd names: "table", schema."table", "schema"."table" */
    size_t n;
    bool fold;              /* SQLite: names are equal whatever their case */
};

static bool same(const struct tables *t, const char *a, const char *b)
{
    return (t->fold ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

static void quote(struct arena *a, enum sql_engine engine, struct tables *t, size_t i)
{
    t->quoted[0][i] = sql_quote_ident(a, engine, t->names[i]);
    t->quoted[1][i] = arena_printf(a, "%s.%s", t->schemas[i], t->quoted[0][i]);
    t->quoted[2][i] = arena_printf(a, "%s.%s", sql_quote_ident(a, engine, t->schemas[i]), t->quoted[0][i]);
}

static int read_tables(struct arena *a, struct db *db, struct tables *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(db, SQL_EXPLAIN_TABLES, NULL, 0, NULL, &r, e) < 0)
        return -1;
    ret->fold = db_engine(db) == SQL_ENGINE_SQLITE;
    ret->n = db_rows(r);
    ret->schemas = arena_new_array(a, const char *, ret->n);
    ret->names = arena_new_array(a, const char *, ret->n);
    ret->qualified = arena_new_array(a, const char *, ret->n);
    for (size_t q = 0; q < ARRAY_LEN(ret->quoted); q++)
        ret->quoted[q] = arena_new_array(a, const char *, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        ret->schemas[i] = arena_strdup(a, db_text(r, i, 0));
        ret->names[i] = arena_strdup(a, db_text(r, i, 1));
        ret->qualified[i] = arena_printf(a, "%s.%s", ret->schemas[i], ret->names[i]);
        quote(a, db_engine(db), ret, i);
    }
    return 0;
}

static int unknown_table(const struct tables *t, const char *table, struct err *e)
{
    const char *near = text_nearest(table, t->qualified, t->n);

    if (!near)
        near = text_nearest(table, t->names, t->n);
    err_set(e, ERR_NOT_FOUND, "no run concerns a table \"%s\"", table);
    return near ? err_hint(e, "did you mean \"%s\"?", near) : -1;
}

/* As the user writes it, schema.table or table, with quotes like a plan's or without: compared with what runs have. */
static int find_table(const struct tables *t, const char *table, size_t *ret, struct err *e)
{
    size_t found = t->n;

    for (size_t i = 0; i < t->n; i++) {
        if (same(t, t->qualified[i], table) || same(t, t->quoted[1][i], table) || same(t, t->quoted[2][i], table)) {
            *ret = i;
            return 0;
        }
        if (!same(t, t->names[i], table) && !same(t, t->quoted[0][i], table))
            continue;
        if (found < t->n) {
            err_set(e, ERR_USAGE, "runs concern a table \"%s\" in more than one schema", table);
            return err_hint(e, "say which: %s or %s", t->qualified[found], t->qualified[i]);
        }
        found = i;
    }
    if (found == t->n)
        return unknown_table(t, table, e);
    *ret = found;
    return 0;
}

/* --- what one run did to the row --- */

/* Not in the list: 0 when it was left out at the freeze, 1 when the run never saw it. */
static int read_excluded(struct rollout *ro, const char *const *key, struct explain_entry *entry, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_EXPLAIN_EXCLUDED, ro->args, ro->n_key, key, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 1;
    entry->outcome = "excluded";
    entry->reason = arena_strdup(ro->arena, db_text(r, 0, 0));
    entry->class = arena_strdup(ro->arena, db_text(r, 0, 1));
    entry->at = ro->run->scoped_at;
    return 0;
}

static bool is_of_rollback(const char *outcome)
{
    return strcmp(outcome, "conflict") == 0 || strcmp(outcome, "vanished") == 0 || strcmp(outcome, "unrestored") == 0;
}

/* The row was set aside: by the run, or, after the run had changed it, by a rollback. */
static int read_aside(struct rollout *ro, const struct sql_args *args, struct explain_entry *entry, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *outcome;

    if (db_run(ro->db, SQL_EXPLAIN_ASIDE, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    outcome = arena_strdup(ro->arena, db_text(r, 0, 0));
    entry->reason = arena_strdup(ro->arena, db_text(r, 0, 1));
    if (is_of_rollback(outcome)) {
        entry->undo = outcome;
        entry->undo_at = arena_strdup(ro->arena, db_text(r, 0, 2));
    } else {
        entry->outcome = strcmp(outcome, "excluded") == 0 ? "became_excluded" : outcome;
        entry->at = arena_strdup(ro->arena, db_text(r, 0, 2));
    }
    entry->resolution = arena_strdup(ro->arena, db_text(r, 0, 3));
    entry->resolved_by = arena_strdup(ro->arena, db_text(r, 0, 4));
    entry->resolved_at = arena_strdup(ro->arena, db_text(r, 0, 5));
    entry->note = arena_strdup(ro->arena, db_text(r, 0, 6));
    return 0;
}

static int read_undo(struct rollout *ro, const struct sql_args *args, struct explain_entry *entry, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (entry->undo)
        return 0;
    if (db_run(ro->db, SQL_EXPLAIN_UNDO, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    entry->undo = "restored";
    entry->undo_at = arena_strdup(ro->arena, db_text(r, 0, 0));
    return 0;
}

enum { CORRECTION_AT, CORRECTION_EXISTS, CORRECTION_OURS, CORRECTION_VALUES };

static bool is_word(const char *word, const char *wanted)
{
    return word && strcmp(word, wanted) == 0;
}

static const char *stands(const struct db_result *r, const struct explain_entry *entry)
{
    if (!db_bool(r, 0, CORRECTION_EXISTS))
        return "deleted";
    if (db_bool(r, 0, CORRECTION_OURS))
        return "still so";
    if (is_word(entry->undo, "restored") || is_word(entry->resolution, "restore"))
        return "restored";
    return "changed since";
}

static void read_changes(struct rollout *ro, const struct db_result *r, struct explain_entry *entry)
{
    const char **columns = values_set_columns(ro), **before = values_set(ro, r, 0, CORRECTION_VALUES, 3);
    const char **after = values_set(ro, r, 0, CORRECTION_VALUES + 1, 3), **now = values_set(ro, r, 0, CORRECTION_VALUES + 2, 3);

    entry->n_changes = ro->plan->n_set;
    entry->changes = arena_new_array(ro->arena, struct explain_change, entry->n_changes);
    for (size_t i = 0; i < entry->n_changes; i++)
        entry->changes[i] = (struct explain_change){
            .column = columns[i],
            .before = before[i],
            .after = after[i],
            .now = now[i],
            .masked = plan_is_masked(ro->plan, columns[i]),
        };
}

/* A captured correction decides: a person may have had an uncertain row changed after all. */
static int read_correction(struct rollout *ro, const struct sql_args *args, struct explain_entry *entry, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (db_run(ro->db, SQL_EXPLAIN_CORRECTION, args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) == 0)
        return 0;
    if (read_undo(ro, args, entry, e) < 0)
        return -1;
    entry->outcome = "changed";
    entry->at = arena_strdup(ro->arena, db_text(r, 0, CORRECTION_AT));
    entry->stands = stands(r, entry);
    read_changes(ro, r, entry);
    return 0;
}

static int read_candidate(struct rollout *ro, const struct row_place *at, struct explain_entry *entry, struct err *e)
{
    const struct sql_args *args = row_args(ro, at);

    entry->stage = at->stage;
    entry->class = at->class;
    entry->outcome = at->passed ? "unchanged" : "pending";
    if (!at->passed)
        return 0;
    return read_aside(ro, args, entry, e) < 0 || read_correction(ro, args, entry, e) < 0 ? -1 : 0;
}

/* --- all runs --- */

struct explaining {
    struct arena *arena;
    struct db *db;
    struct explain x;
    struct rollout *other; /* a run whose key has another number of columns */
};

static int unknown(struct explain_entry *entry, const char *why)
{
    entry->outcome = "unknown";
    entry->reason = why;
    return 0;
}

/* Does this run find rows by the key that the others go by? The latest run that can be opened decides. */
static bool is_same_key(struct explaining *ex, struct rollout *ro)
{
    if (ex->x.n_key != ro->n_key) {
        ex->other = ro;
        return false;
    }
    for (size_t i = 0; ex->x.key_columns && i < ro->n_key; i++)
        if (strcmp(ex->x.key_columns[i], ro->key[i]->name) != 0)
            return false;
    return true;
}

static int explain_opened(struct explaining *ex, struct rollout *ro, struct explain_entry *entry, struct err *e)
{
    struct explain *x = &ex->x;
    struct row_place at;
    int rc;

    if (!is_same_key(ex, ro))
        return unknown(entry, "this run found rows by another key");
    if (!x->key_columns && row_exists(ro, x->key, x->n_key, &x->exists, e) < 0)
        return -1;
    x->key_columns = values_key_columns(ro);
    if (!ro->run->list_digest)
        return unknown(entry, "the run was pruned: its list and its captured values are gone");
    rc = row_find(ro, x->key, x->n_key, &at, e);
    if (rc < 0)
        return -1;
    return rc > 0 ? read_excluded(ro, x->key, entry, e) : read_candidate(ro, &at, entry, e);
}

/* 0: the entry holds; 1: the run never considered the row. A run whose table no longer fits says so and hides no other. */
static int explain_run(struct explaining *ex, int64_t id, struct explain_entry *entry, struct err *e)
{
    struct rollout *ro;

    if (run_get(ex->db, ex->arena, id, &entry->run, e) < 0)
        return -1;
    if (rollout_open_run(ex->arena, ex->db, entry->run, &ro, e) == 0)
        return explain_opened(ex, ro, entry, e);
    return e->id == ERR_DRIFT || e->id == ERR_PLAN ? unknown(entry, arena_strdup(ex->arena, e->text)) : -1;
}

/* No run could be opened, or none whose key fits: a number will do for a name, unless the person miscounted. */
static int name_key(struct explaining *ex, struct err *e)
{
    struct explain *x = &ex->x;

    if (x->key_columns)
        return 0;
    if (ex->other)
        return row_check(ex->other, x->n_key, e);
    x->key_columns = arena_new_array(ex->arena, const char *, x->n_key);
    for (size_t i = 0; i < x->n_key; i++)
        x->key_columns[i] = arena_printf(ex->arena, "key %zu", i + 1);
    return 0;
}

static int explain_runs(struct explaining *ex, const char *schema, const char *table, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    const char *params[] = {schema, table};
    struct explain *x = &ex->x;

    if (db_run(ex->db, SQL_EXPLAIN_RUNS, NULL, ARRAY_LEN(params), params, &r, e) < 0)
        return -1;
    x->entries = arena_new_array(ex->arena, struct explain_entry, db_rows(r));
    for (size_t i = 0; i < db_rows(r); i++) {
        struct explain_entry entry = {0};
        int rc = explain_run(ex, db_int(r, i, 0), &entry, e);

        if (rc < 0)
            return -1;
        if (rc > 0)
            continue;
        explain_tell(ex->arena, &entry);
        x->entries[x->n_entries++] = entry;
    }
    return name_key(ex, e);
}

static int explain_all(struct explaining *ex, const char *table, struct err *e)
{
    struct tables tables;
    size_t i = 0;
    int rc = ledger_find(ex->db, e);

    if (rc < 0)
        return -1;
    if (rc > 0)
        return err_set(e, ERR_NOT_FOUND, "there is no ledger in this database: no run has been made here");
    if (read_tables(ex->arena, ex->db, &tables, e) < 0 || find_table(&tables, table, &i, e) < 0)
        return -1;
    ex->x.table = db_engine(ex->db) == SQL_ENGINE_SQLITE ? tables.names[i] : tables.qualified[i];
    return explain_runs(ex, tables.schemas[i], tables.names[i], e);
}

int explain_row(struct arena *a, struct db *db, const char *table, const char *const *key, size_t n_key,
                struct explain *ret, struct err *e)
{
    struct explaining ex = {.arena = a, .db = db, .x = {.n_key = n_key, .key = arena_new_array(a, const char *, n_key)}};

    for (size_t i = 0; i < n_key; i++)
        ex.x.key[i] = arena_strdup(a, key[i]);
    if (db_begin_read(db, e) < 0)
        return -1;
    if (explain_all(&ex, table, e) < 0) {
        db_rollback(db);
        return -1;
    }
    if (db_commit(db, e) != 0)
        return -1;
    *ret = ex.x;
    return 0;
}
