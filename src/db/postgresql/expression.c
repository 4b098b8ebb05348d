#include "session.h"
int pg_expression(_unused_ struct db *db, _unused_ struct arena *a, _unused_ const struct sql_text *sql, _unused_ const char *own_table,
                  _unused_ struct expression_info *ret, struct err *e)
{
    return err_set(e, ERR_BUG, "not yet");
}
