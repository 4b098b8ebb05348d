/*
 * catalog.h: what the database says about a table, an expression, itself and our rights.
 *
 * Facts only; whether they are acceptable is rollout/check's to say. All memory is the arena's.
 */
#pragma once

#include "db.h"
#include "digest.h"

struct column_info {
    const char *name;
    const char *type;       /* as the catalog spells it, with modifiers: "numeric(12,2)", "VARCHAR(20)" */
    const char *cast;       /* the type an expression is cast to before it is compared with the stored value: the type
                               itself, but without a length for character and bit types, so that a value that is too
                               long is refused by the table instead of being cut. PostgreSQL: domains by their base
                               type. SQLite: the affinity (INTEGER, REAL, NUMERIC, TEXT, BLOB) */
    bool pack_wrapped;      /* PostgreSQL: the type has no array type of its own (it is an array, or has none): values
                               are packed as an array of a one-field composite */
    int char_pad;           /* PostgreSQL character(n): n, for an expression must be padded before it is compared; else 0 */
    bool not_null;
    bool generated;         /* GENERATED ALWAYS AS (…): cannot be set */
    bool identity_always;   /* GENERATED ALWAYS AS IDENTITY: cannot be set */
    bool numeric;           /* sums, differences and percentiles make sense */
    int key_position;       /* in the primary key, from 1; 0: not part of it */
    bool can_select, can_update;
};

struct trigger_info {
    const char *name;
    const char *when;       /* "BEFORE UPDATE FOR EACH ROW", as people read it */
    const char *function;   /* schema.function, or NULL (SQLite) */
    bool on_update, row_level, before, enabled;
    bool constraint;        /* foreign-key and constraint triggers, internal ones included */
};

struct foreign_key_info {
    const char *name;
    const char *from_table, *to_table;  /* qualified, for people */
    const char *columns;                /* of our table, ", "-separated */
    bool outgoing;                      /* our table refers to the other */
    bool deferrable;
    const char *on_update;              /* "CASCADE", "NO ACTION", … */
};

struct unique_info {
    const char *name;
    const char **columns;   /* in index order */
    size_t n_columns;
    bool primary, partial_or_expression, deferrable;
};

struct reader_info {         /* something that reads our columns */
    const char *kind;       /* "view", "materialized view", "function", "policy", "trigger" (of another table),
                               "publication", "replication slot", "generated column", "index" */
    const char *schema;     /* NULL: it has none */
    const char *name;
    const char *own_table;  /* of a trigger or policy; else NULL */
    const char *columns;    /* those of our columns that it reads, ", "-separated; NULL: all or unknown */
    bool may;               /* a word in its text says so, no more */
};

struct table_info {
    const char *schema, *name;      /* as the catalog has them; SQLite: schema "main" */
    const char *id;                 /* oid, or the SQLite name: changes when the table is dropped and made again */
    const char *kind;               /* "table", "view", "materialized view", "foreign table", "partitioned table", "virtual table", … */
    bool is_partition, has_children, has_parent;   /* inheritance and partitions */
    bool unlogged, temporary;
    bool without_rowid, strict;     /* SQLite */
    bool row_security, row_security_forced, row_security_applies; /* applies: to our role, now */
    bool has_rules;                 /* ON UPDATE rules */
    int64_t estimated_rows;
    struct column_info *columns;
    size_t n_columns;
    struct unique_info *uniques;    /* unique and primary keys; usable ones are not partial, not on expressions */
    size_t n_uniques;
    struct trigger_info *triggers;
    size_t n_triggers;
    struct foreign_key_info *foreign_keys;
    size_t n_foreign_keys;
    struct reader_info *readers;
    size_t n_readers;
    const int64_t *functions;       /* oids of those that a plan's expressions call: part of the definition, where a plan
                                       is bound to the table; none before */
    size_t n_functions;
    char definition[DIGEST_HEX_LEN + 1]; /* digest of everything that, changed, makes this another table */
};

/* 0 and the table; 1: there is no such table, and *ret_near is the nearest name or NULL, *ret_many the list of
   candidates when an unqualified name is found in more than one schema (PostgreSQL looks in every schema that is not
   the system's, for the session's search_path is empty). */
_must_check_ int catalog_table(struct db *db, struct arena *a, const char *schema, const char *name,
                               struct table_info **ret, const char **ret_near, const char **ret_many, struct err *e);

/* The digest of the table's definition now (table_info.definition is that of the moment it was read). ERR_DRIFT when
   the table is gone. Cheap: one statement, SQL_DEFINITION, that reads nothing but the catalog. */
_must_check_ int catalog_definition(struct db *db, struct arena *a, const struct table_info *t,
                                    char ret_hex[DIGEST_HEX_LEN + 1], struct err *e);
/* The holes by which sql/<engine>/definition.sql and the catalog_*.sql files name a table. */
void catalog_definition_args(struct sql_args *args, const struct table_info *t);

/* NULL: it has no column of that name. SQLite: names are equal whatever their case. */
const struct column_info *table_column(const struct table_info *t, const char *name);

/* What an expression touches besides its own row, asked of the engine itself: sql is a complete SELECT of the
   fragments over the table. PostgreSQL: a temporary view in a transaction that is always rolled back, whose stored
   tree names relations and functions; SQLite: the authorizer. Needs a read-write handle, outside a transaction, on
   PostgreSQL. own_table is qualified ("shop.orders", "main.orders") and is left out of the tables. */
struct expression_info {
    const char **tables;          /* other tables and views that are read, qualified */
    size_t n_tables;
    const char **volatile_functions; /* different at each call: random(), nextval(), clock_timestamp() */
    size_t n_volatile;
    const char **own_functions;   /* functions that are not the system's: their bodies count for the definition */
    const int64_t *own_ids;       /* PostgreSQL: their oids; SQLite: NULL */
    size_t n_own;
};
_must_check_ int catalog_expression(struct db *db, struct arena *a, const struct sql_text *sql, const char *own_table,
                                    struct expression_info *ret, struct err *e);

/* Which database is this? Equal on reconnection, different on a copy. PostgreSQL: system identifier, database oid
   and name, server address, port and data directory as far as readable; SQLite: device, inode and a random id kept in
   the ledger (empty before the ledger exists). */
_must_check_ int catalog_identity(struct db *db, struct arena *a, const char **ret, struct err *e);

struct server_info {
    bool read_only;          /* a standby, default_transaction_read_only, or a file without write permission */
    const char *read_only_why;
    bool can_create_schema;  /* or the ledger exists and is writable */
    bool can_use_temp;
    const char *role;
    const char *version;
    int version_number;      /* 150018, 3040001 */
    const char *database;    /* its name in a GRANT; NULL where there are none */
};
_must_check_ int catalog_server(struct db *db, struct arena *a, struct server_info *ret, struct err *e);

/* EXPLAIN of a SELECT, as lines for people; *ret_seq_scan: it reads the whole table. Nothing is executed. */
_must_check_ int catalog_explain(struct db *db, struct arena *a, const struct sql_text *sql, const char ***ret_lines,
                                 size_t *ret_n, bool *ret_seq_scan, struct err *e);
