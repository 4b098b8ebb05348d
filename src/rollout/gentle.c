#include "gentle.h"

#include <string.h>

enum { LOOK_MS = 200 };

/* The record says when guards stopped a run, and when they let it go on. A worker leaves that to the first process. */
static int record(struct loop *l, bool stopped, struct err *e)
{
    const char *kind = stopped ? "guard stopped" : "guard released";

    if (l->is_worker)
        return 0;
    if (db_begin_write(l->ro->db, NULL, e) < 0)
        return -1;
    if (event_add(l->ro->db, l->ro->run->id, kind, "retcon", l->guard_why, NULL, e) < 0) {
        db_rollback(l->ro->db);
        return -1;
    }
    return db_commit(l->ro->db, e) == 0 ? 0 : -1;
}

/* 1: the part ends here. */
static int stand_still(struct loop *l, int64_t part, bool first, enum run_end *ret_end, struct err *e)
{
    struct guard_advice advice = {.first = first};
    bool recorded = false;
    int ended;

    do {
        ended = loop_told_to_end(l, part, ret_end, e);
        if (ended > 0 && *ret_end == RUN_FINISHED)
            break; /* others have done the rest */
        if (ended != 0)
            return ended;
        if (!recorded && !advice.first && record(l, true, e) < 0)
            return -1;
        recorded = recorded || !advice.first;
        loop_nap(l, part, l->guard_why, LOOK_MS);
        guards_look(l->guards, &advice);
        if (advice.verdict == GUARD_STOP)
            memcpy(l->guard_why, advice.why, sizeof(l->guard_why));
    } while (advice.verdict == GUARD_STOP);
    return recorded && record(l, false, e) < 0 ? -1 : ended;
}

int gentle_wait(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    struct guard_advice advice;

    guards_look(l->guards, &advice);
    pace_company(&l->pace, advice.company);
    if (advice.verdict == GUARD_GO)
        return 0;
    memcpy(l->guard_why, advice.why, sizeof(l->guard_why));
    if (advice.verdict == GUARD_STOP)
        return stand_still(l, part, advice.first, ret_end, e);
    loop_nap(l, part, l->guard_why, (int64_t) ((double) l->took_ms * advice.rest));
    return 0;
}
