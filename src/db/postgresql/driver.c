/*
 * driver.c: PostgreSQL's table of operations.
 */
#include <string.h>

#include "session.h"

static bool is_seq_scan(const char *plan_line)
{
    return strstr(plan_line, "Seq Scan on ") != NULL;
}

const struct db_ops postgresql_ops = {
    .engine = SQL_ENGINE_POSTGRESQL,
    .open = pg_open,
    .close = pg_close,
    .exec = pg_exec,
    .exec_kept = pg_exec_kept,
    .script = pg_script,
    .prepare = pg_prepare,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .is_seq_scan = is_seq_scan,
    .expression = pg_expression,
    .forget = pg_forget,
};
