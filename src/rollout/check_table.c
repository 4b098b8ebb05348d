/*
 * check_table.c: is it a table on which Retcon can keep its promises, with a key that tells rows apart, columns that
 * can be set, and the rights to do so?
 */
#include "check_parts.h"

#include <string.h>
#include <strings.h>

#include "args.h"
#include "codes.h"
#include "text.h"

const char *check_table_name(const struct checker *k)
{
    enum sql_engine engine = db_engine(k->ro->db);
    const char *name = sql_quote_ident(k->ro->arena, engine, k->table->name);

    if (engine == SQL_ENGINE_SQLITE)
        return name;
    return arena_printf(k->ro->arena, "%s.%s", sql_quote_ident(k->ro->arena, engine, k->table->schema), name);
}

/* --- the table --- */

/* Kinds of relation that are not changed, and what to do instead. */
static const struct {
    const char *kind, *why, *hint;
} kinds[] = {
    {"view", "it holds no rows of its own", "correct the table that it reads"},
    {"materialized view", "its rows are computed from others", "correct the tables that it reads, then refresh it"},
    {"foreign table", "its rows are on another server, and cannot be committed together with the ledger",
     "run Retcon on that server"},
    {"partitioned table", "its rows are in its partitions", "correct its partitions one by one, each by a plan of its own"},
    {"virtual table", "its rows are kept by a module, in ways of its own", "correct the table that feeds it"},
    {"shadow table", "its rows belong to the module of a virtual table", NULL},
};

static void refuse(struct checker *k, const char *why, const char *hint)
{
    k->refused = true;
    mistake_add(&k->plan->mistakes, k->plan->table_line, k->plan->table_column, CODE_TABLE_KIND, hint,
                "%s \"%s\" cannot be corrected: %s", k->table->kind, k->table->name, why);
}

static void check_kind(struct checker *k)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(k->table->kind, kinds[i].kind) == 0) {
            refuse(k, kinds[i].why, kinds[i].hint);
            return;
        }
    if (strcmp(k->table->kind, "table") != 0)
        refuse(k, "it is not a plain table", NULL);
}

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool is_system(const struct checker *k)
{
    static const char *const schemas[] = {"pg_catalog", "information_schema", "pg_toast"};

    if (db_engine(k->ro->db) == SQL_ENGINE_SQLITE)
        return strncasecmp(k->table->name, "sqlite_", strlen("sqlite_")) == 0;
    return is_one_of(k->table->schema, schemas, ARRAY_LEN(schemas));
}

static bool is_ledger(const struct checker *k)
{
    if (db_engine(k->ro->db) == SQL_ENGINE_SQLITE)
        return strncasecmp(k->table->name, "retcon_", strlen("retcon_")) == 0;
    return strcmp(k->table->schema, "retcon") == 0;
}

static void check_traits(struct checker *k)
{
    const struct table_info *t = k->table;
    const struct {
        bool is;
        const char *why, *hint;
    } traits[] = {
        {is_system(k), "it belongs to the database system", NULL},
        {is_ledger(k), "it is part of Retcon's own ledger", NULL},
        {t->temporary, "it is temporary, and gone with the session that made it", NULL},
        {t->unlogged, "it is unlogged: a crash empties it, and the ledger would tell of rows that are no more",
         "make it durable first: ALTER TABLE … SET LOGGED"},
        {t->has_rules, "it has rules on UPDATE, which make other statements of ours",
         "drop the rules, or do what they do in a trigger"},
        {t->row_security_applies, "row security hides rows of it from this role",
         "run as the table's owner (without FORCE ROW LEVEL SECURITY), or as a role with BYPASSRLS"},
    };

    for (size_t i = 0; i < ARRAY_LEN(traits); i++)
        if (traits[i].is)
            refuse(k, traits[i].why, traits[i].hint);
}

/* SQLite: UNIQUE … ON CONFLICT REPLACE deletes the other row when a value collides, and tells nobody. */
static int check_replace(struct checker *k, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;

    if (!sql_exists(db_engine(k->ro->db), SQL_CHECK_REPLACE))
        return 0;
    if (db_run(k->ro->db, SQL_CHECK_REPLACE, k->ro->args, 0, NULL, &r, e) < 0)
        return -1;
    if (db_rows(r) > 0)
        refuse(k, "a constraint of it says ON CONFLICT REPLACE: a correction could delete other rows",
               "rebuild the table without that clause");
    return 0;
}

/* Names that our statements give to what they put beside the table's own columns: retcon_pos, retcon_k1, … */
static bool is_statements_own(const char *name)
{
    static const char *const words[] = {"tid", "version", "reason", "doubt", "same", "chunk", "ord", "pos", "class"};
    const char *rest = name + strlen("retcon_");

    if (strncasecmp(name, "retcon_", strlen("retcon_")) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(rest, words[i]) == 0)
            return true;
    return *rest && strchr("kbaKBA", *rest) && rest[1] && strspn(rest + 1, "0123456789") == strlen(rest + 1);
}

static bool has_control_character(const char *name)
{
    for (; *name; name++)
        if ((unsigned char) *name < ' ' || *name == 0x7f)
            return true;
    return false;
}

/* Our statements name every column, and are there to be read by people. */
static void check_column_names(struct checker *k)
{
    for (size_t i = 0; i < k->table->n_columns; i++) {
        const char *name = k->table->columns[i].name;

        if (has_control_character(name))
            refuse(k, arena_printf(k->ro->arena, "the name of its column \"%s\" contains a control character", name),
                   "rename the column");
        else if (is_statements_own(name))
            refuse(k, arena_printf(k->ro->arena, "its column \"%s\" is named like a part of Retcon's own statements", name),
                   "rename the column, if only for the time of the run");
    }
}

static void check_relatives(struct checker *k)
{
    const struct table_info *t = k->table;

    if (t->has_children)
        check_found(k, FINDING_NOTE, "table", "each of them needs a plan of its own",
                    "other tables inherit from \"%s\"; their rows are not touched", t->name);
    if (t->has_parent && !t->is_partition)
        check_found(k, FINDING_NOTE, "table", NULL, "\"%s\" inherits from another table, whose own rows are not touched",
                    t->name);
    if (t->is_partition)
        check_found(k, FINDING_NOTE, "table", NULL, "\"%s\" is one partition; rows of the others are not touched, and a "
                    "row that would have to move to another is set aside", t->name);
}

int check_table(struct checker *k, struct err *e)
{
    check_kind(k);
    check_traits(k);
    check_column_names(k);
    if (check_replace(k, e) < 0)
        return -1;
    if (k->refused)
        return 0;
    check_relatives(k);
    check_found(k, FINDING_OK, "table", NULL, "\"%s\" is a plain table", k->table->name);
    return 0;
}

/* --- the key --- */

static void key_mistake(struct checker *k, const char *hint, const char *text)
{
    const struct plan *p = k->plan;

    mistake_add(&k->plan->mistakes, p->n_keys ? p->keys[0].line : p->table_line,
                p->n_keys ? p->keys[0].column_no : p->table_column, CODE_KEY_UNFIT, hint, "%s", text);
}

static const char *key_list(const struct checker *k)
{
    const char *list = k->ro->key[0]->name;

    for (size_t i = 1; i < k->ro->n_key; i++)
        list = arena_printf(k->ro->arena, "%s, %s", list, k->ro->key[i]->name);
    return list;
}

/* In whatever order: exactly the key's columns. */
static bool is_on_key(const struct checker *k, const struct unique_info *u)
{
    for (size_t i = 0; i < k->ro->n_key; i++)
        if (!is_one_of(k->ro->key[i]->name, u->columns, u->n_columns))
            return false;
    return u->n_columns == k->ro->n_key;
}

static void check_unique(struct checker *k)
{
    const char *list = key_list(k), *hint = arena_printf(k->ro->arena, "a unique index on exactly (%s) is needed", list);

    for (size_t i = 0; i < k->table->n_uniques; i++) {
        const struct unique_info *u = &k->table->uniques[i];

        if (!is_on_key(k, u))
            continue;
        if (!u->partial_or_expression && !u->deferrable) {
            check_found(k, FINDING_OK, "key", NULL, "(%s) is unique, by \"%s\"", list, u->name);
            return;
        }
        hint = arena_printf(k->ro->arena, "unique index \"%s\" does not do: it is %s", u->name,
                            u->deferrable ? "deferrable, so that rows may share a key for a while" : "not for every row");
    }
    key_mistake(k, hint, arena_printf(k->ro->arena, "key (%s) is not unique: rows cannot be told apart", list));
}

static void check_not_null(struct checker *k, const struct column_info *c)
{
    const char *column = sql_quote_ident(k->ro->arena, SQL_ENGINE_POSTGRESQL, c->name);

    if (!c->not_null)
        key_mistake(k, arena_printf(k->ro->arena, "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL", check_table_name(k),
                                    column),
                    arena_printf(k->ro->arena, "key column \"%s\" may be NULL, and NULL tells no rows apart", c->name));
}

/* SQLite lets NULL into almost any primary key; there it is the rows that decide, up to the freeze: of a list that is
   frozen no key is NULL, and a row whose key has become NULL is gone from under its own. */
static int check_no_nulls(struct checker *k, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *r = NULL;
    struct err why;

    if (db_run(k->ro->db, SQL_CHECK_NULL_KEYS, k->ro->args, 0, NULL, &r, &why) < 0)
        return check_tolerate(k, &why, e);
    if (db_rows(r) > 0 && k->ro->run)
        check_found(k, FINDING_NOTE, "key", NULL, "there are rows whose key is NULL: they are not in the frozen list");
    else if (db_rows(r) > 0)
        key_mistake(k, "give those rows a key first", "there are rows whose key is NULL: they cannot be told apart");
    else
        check_found(k, FINDING_NOTE, "key", NULL, "(%s) may be NULL by its definition; no row's is", key_list(k));
    return 0;
}

static void check_key_type(struct checker *k, const struct column_info *c)
{
    if (c->pack_wrapped)
        key_mistake(k, "name another unique key with \"key: [column]\"",
                    arena_printf(k->ro->arena, "column \"%s\" of type %s cannot be part of a key", c->name, c->type));
}

int check_key(struct checker *k, struct err *e)
{
    bool sqlite = db_engine(k->ro->db) == SQL_ENGINE_SQLITE, nullable = false;

    if (k->refused)
        return 0;
    check_unique(k);
    for (size_t i = 0; i < k->ro->n_key; i++) {
        nullable = nullable || !k->ro->key[i]->not_null;
        check_key_type(k, k->ro->key[i]);
        if (!sqlite)
            check_not_null(k, k->ro->key[i]);
    }
    return sqlite && nullable ? check_no_nulls(k, e) : 0;
}

/* --- columns and rights --- */

static const char *nearest_column(const struct checker *k, const char *name)
{
    const char **names = arena_new_array(k->ro->arena, const char *, k->table->n_columns);

    for (size_t i = 0; i < k->table->n_columns; i++)
        names[i] = k->table->columns[i].name;
    return text_nearest(name, names, k->table->n_columns);
}

bool check_can_set(const struct column_info *c)
{
    return !c->generated && !c->identity_always;
}

static void check_settable(struct checker *k, size_t i)
{
    const struct column_info *c = args_set_column(k->ro, i);

    if (check_can_set(c))
        return;
    plan_fragment_mistake(k->plan, &k->plan->set[i].sql, 0, CODE_COLUMN_UNFIT,
                          c->generated ? "set the columns that it is computed from" : NULL,
                          "\"change.set\": the database computes column \"%s\" itself (%s)", c->name,
                          c->generated ? "GENERATED ALWAYS AS" : "GENERATED ALWAYS AS IDENTITY");
}

/* A mask with a slip of the pen would show what it is to hide. */
static void check_mask(struct checker *k, const char *column)
{
    const char *near;

    if (table_column(k->table, column))
        return;
    near = nearest_column(k, column);
    mistake_add(&k->plan->mistakes, k->plan->table_line, k->plan->table_column, CODE_NO_COLUMN,
                near ? arena_printf(k->ro->arena, "did you mean \"%s\"?", near) : NULL,
                "\"audit.mask\": table \"%s\" has no column \"%s\"", k->table->name, column);
}

/* What reads the list and the captured values on SQLite has room for so many columns, and a function takes few more arguments. */
static void check_many(struct checker *k)
{
    if (db_engine(k->ro->db) != SQL_ENGINE_SQLITE)
        return;
    if (k->ro->n_key > DB_SQLITE_KEYS)
        check_found(k, FINDING_ERROR, "columns", "choose a key of fewer columns", "the key has %zu columns; on SQLite %d is the most",
                    k->ro->n_key, DB_SQLITE_KEYS);
    if (k->plan->n_set > DB_SQLITE_CAPTURED)
        check_found(k, FINDING_ERROR, "columns", "split it into two plans", "the plan sets %zu columns; on SQLite %d is the most",
                    k->plan->n_set, DB_SQLITE_CAPTURED);
}

void check_columns(struct checker *k)
{
    check_many(k);
    for (size_t i = 0; i < k->plan->n_set; i++)
        check_settable(k, i);
    for (size_t i = 0; i < k->plan->n_mask; i++)
        check_mask(k, k->plan->mask[i]);
}

static void lacks(struct checker *k, const char *right, const char *on, const char *what)
{
    const char *role = sql_quote_ident(k->ro->arena, db_engine(k->ro->db), k->server.role ? k->server.role : "");

    check_found(k, FINDING_ERROR, "privilege", arena_printf(k->ro->arena, "GRANT %s ON %s TO %s", right, on, role),
                "role %s may not %s", role, what);
}

void check_rights(struct checker *k)
{
    enum sql_engine engine = db_engine(k->ro->db);
    const char *database = arena_printf(k->ro->arena, "DATABASE %s",
                                        sql_quote_ident(k->ro->arena, engine, k->server.database ? k->server.database : ""));
    const char *table = check_table_name(k);

    for (size_t i = 0; i < k->plan->n_set; i++) {
        const char *column = sql_quote_ident(k->ro->arena, engine, k->plan->set[i].name);

        if (!args_set_column(k->ro, i)->can_update)
            lacks(k, arena_printf(k->ro->arena, "UPDATE (%s)", column), table,
                  arena_printf(k->ro->arena, "update column %s of %s", column, table));
    }
    for (size_t i = 0; i < k->table->n_columns; i++)
        if (!k->table->columns[i].can_select) {
            lacks(k, "SELECT", table, arena_printf(k->ro->arena, "read every column of %s", table));
            break;
        }
    if (k->server.read_only)
        return;
    if (!k->server.can_create_schema)
        lacks(k, "CREATE", database, "make the ledger, schema \"retcon\", in this database");
    if (!k->server.can_use_temp)
        lacks(k, "TEMPORARY", database, "make temporary tables in this database");
}
