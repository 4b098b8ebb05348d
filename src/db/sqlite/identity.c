/*
 * identity.c: which file this is, and what we may do with it.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session.h"

/* The id that the ledger keeps; "" before there is a ledger. */
static int ledger_id(struct db *db, struct arena *a, const char **ret, struct err *e)
{
    _cleanup_(db_result_freep) struct db_result *ledger = NULL, *id = NULL;

    *ret = "";
    if (db_run(db, SQL_CATALOG_LEDGER, NULL, 0, NULL, &ledger, e) < 0)
        return -1;
    if (db_rows(ledger) == 0)
        return 0;
    if (db_run(db, SQL_CATALOG_IDENTITY, NULL, 0, NULL, &id, e) < 0)
        return -1;
    if (db_rows(id) == 1)
        *ret = arena_strdup(a, db_text(id, 0, 0));
    return 0;
}

int lite_identity(struct db *db, struct arena *a, const char **ret, struct err *e)
{
    const char *path = sqlite3_db_filename(lite_session(db)->handle, "main"), *id;
    struct stat st;

    if (stat(path, &st) < 0)
        return err_set(e, ERR_DATABASE, "the SQLite file \"%s\" is gone", path);
    if (ledger_id(db, a, &id, e) < 0)
        return -1;
    *ret = arena_printf(a, "sqlite device %ju inode %ju id %s", (uintmax_t) st.st_dev, (uintmax_t) st.st_ino, id);
    return 0;
}

int lite_server(struct db *db, _unused_ struct arena *a, struct server_info *ret, _unused_ struct err *e)
{
    const char *path = sqlite3_db_filename(lite_session(db)->handle, "main");

    *ret = (struct server_info) {
        .read_only = access(path, W_OK) < 0,
        .can_use_temp = true,
        .role = "",
        .version = sqlite3_libversion(),
        .version_number = sqlite3_libversion_number(),
    };
    ret->read_only_why = ret->read_only ? "the file cannot be written" : NULL;
    ret->can_create_schema = !ret->read_only;
    return 0;
}
