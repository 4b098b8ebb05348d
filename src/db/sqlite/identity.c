#include "session.h"
int lite_identity(_unused_ struct db *db, _unused_ struct arena *a, _unused_ const char **ret, struct err *e)
{
    return err_set(e, ERR_BUG, "not yet");
}
int lite_server(_unused_ struct db *db, _unused_ struct arena *a, _unused_ struct server_info *ret, struct err *e)
{
    return err_set(e, ERR_BUG, "not yet");
}
