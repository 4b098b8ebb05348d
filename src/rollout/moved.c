#include "moved.h"

#include <string.h>

int moved_record(struct rollout *ro, const char *why, struct err *e)
{
    const char *identity;

    if (catalog_identity(ro->db, ro->arena, &identity, e) < 0)
        return -1;
    if (strcmp(identity, ro->run->database_id) == 0)
        return 0;
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (db_run(ro->db, SQL_RUN_MOVED, ro->args, 1, &identity, NULL, e) < 0 ||
        event_add(ro->db, ro->run->id, "database moved", ledger_actor(ro->arena), why, NULL, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    if (db_commit(ro->db, e) != 0)
        return -1;
    ro->run->database_id = identity;
    return 0;
}
