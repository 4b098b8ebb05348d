#include "obey.h"

static int note(struct rollout *ro, const char *event, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    const char *detail;

    if (run_obeyed(ro->db, a, ro->run, &detail, e) < 0)
        return -1;
    return event && detail ? event_add(ro->db, ro->run->id, event, ledger_actor(a), NULL, detail, e) : 0;
}

int obey_note(struct rollout *ro, const char *event, struct err *e)
{
    if (db_begin_write(ro->db, NULL, e) < 0)
        return -1;
    if (note(ro, event, e) < 0) {
        db_rollback(ro->db);
        return -1;
    }
    return db_commit(ro->db, e) == 0 ? 0 : -1;
}
