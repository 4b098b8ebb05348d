/*
 * driver.c: SQLite's table of operations.
 */
#include <string.h>

#include "session.h"

static bool is_seq_scan(const char *plan_line)
{
    return strncmp(plan_line, "SCAN ", strlen("SCAN ")) == 0 && !strstr(plan_line, " USING ");
}

const struct db_ops sqlite_ops = {
    .engine = SQL_ENGINE_SQLITE,
    .open = lite_open,
    .close = lite_close,
    .exec = lite_exec,
    .script = lite_script,
    .prepare = lite_prepare,
    .commit = lite_commit,
    .rollback = lite_rollback,
    .is_seq_scan = is_seq_scan,
    .expression = lite_expression,
    .reads = lite_reads,
    .identity = lite_identity,
    .server = lite_server,
};
