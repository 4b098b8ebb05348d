#include "ledger.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SCHEMA_VERSION = 1 };

/* The scripts that make the ledger, in order; a number is never used twice. */
static const enum sql_id schema_scripts[SCHEMA_VERSION] = {SQL_SCHEMA_1};

/* Somebody dropped a part of it, or has a schema of this name: neither is to be written to. */
static int incomplete(struct db *db, const char *missing, struct err *e)
{
    bool sqlite = db_engine(db) == SQL_ENGINE_SQLITE;

    err_set(e, ERR_DATABASE, "the ledger in this database is not whole: table \"%s%s\" is missing",
            sqlite ? "retcon_" : "retcon.", missing);
    return err_hint(e, "put it back from a backup; or, if none of its runs is wanted any more, drop all of %s",
                    sqlite ? "retcon_…" : "schema retcon");
}

static int ledger_version(struct db *db, int *ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *found = NULL, *version = NULL;
    const char *key = "schema";

    if (db_run(db, SQL_LEDGER_VERSION, NULL, 0, NULL, &found, e) < 0)
        return -1;
    *ret = 0;
    if (db_int(found, 0, 0) == 0)
        return 0;
    if (db_text(found, 0, 1))
        return incomplete(db, db_text(found, 0, 1), e);
    if (db_run(db, SQL_LEDGER_META, NULL, 1, &key, &version, e) < 0)
        return -1;
    *ret = db_rows(version) ? (int) db_int(version, 0, 0) : 0;
    if (*ret > SCHEMA_VERSION) {
        err_set(e, ERR_DATABASE, "the ledger in this database is of version %d; this program knows up to %d", *ret,
                SCHEMA_VERSION);
        return err_hint(e, "use the newer retcon that wrote it");
    }
    return 0;
}

int ledger_find(struct db *db, struct err *e)
{
    int version;

    if (ledger_version(db, &version, e) < 0)
        return -1;
    return version == 0 ? 1 : 0;
}

/* In the open write transaction. Whoever comes second waits, and then finds what the first has made. */
static int make(struct db *db, struct err *e)
{
    int version;

    if (sql_exists(db_engine(db), SQL_LEDGER_LOCK) && db_run(db, SQL_LEDGER_LOCK, NULL, 0, NULL, NULL, e) < 0)
        return -1;
    if (ledger_version(db, &version, e) < 0)
        return -1;
    for (; version < SCHEMA_VERSION; version++)
        if (db_script(db, schema_scripts[version], NULL, e) < 0)
            return -1;
    return 0;
}

int ledger_open(struct db *db, struct err *e)
{
    int version;

    if (ledger_version(db, &version, e) < 0)
        return -1;
    if (version == SCHEMA_VERSION)
        return 0;
    if (db_begin_write(db, NULL, e) < 0)
        return -1;
    if (make(db, e) < 0) {
        db_rollback(db);
        return err_context(e, "cannot make the ledger");
    }
    return db_commit(db, e) == 0 ? 0 : -1;
}

const char *ledger_actor(struct arena *a)
{
    const char *given = getenv("RETCON_ACTOR");

    return given && *given ? arena_strdup(a, given) : ledger_login(a);
}

const char *ledger_login(struct arena *a)
{
    const struct passwd *user = getpwuid(geteuid());
    char host[256] = "localhost";

    gethostname(host, sizeof(host) - 1);
    if (!user)
        return arena_printf(a, "uid %u@%s", (unsigned) geteuid(), host);
    return arena_printf(a, "%s@%s", user->pw_name, host);
}
