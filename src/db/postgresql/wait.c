/*
 * wait.c: the only place where a statement on PostgreSQL is waited for.
 */
#include <poll.h>

#include "clock.h"
#include "session.h"

enum {
    LOOK_MS = 100,           /* how often the interrupt flag is looked at */
    CANCEL_MS = 1000,        /* for a request to cancel to be sent */
    GRACE_US = 2000 * 1000,  /* for the statement to end after it */
};

struct pg_wait pg_wait_init(const struct db *db)
{
    return (struct pg_wait) {
        .deadline_us = db->deadline_ms ? clock_us() + db->deadline_ms * 1000 : 0,
        .interruptible = true,
    };
}

static int lost(struct db *db, struct pg_wait *w, struct err *e)
{
    pg_lost(pg_conn(db), e);
    if (w->interrupted)
        err_set(e, ERR_INTERRUPTED, "interrupted");
    pg_close(db);
    return -1;
}

/* The deadline is over: stop the statement if that can be done, and give the connection up in any case. */
static int too_late(struct db *db, struct pg_wait *w, struct err *e)
{
    if (!w->interrupted && w->interruptible)
        pg_cancel(pg_conn(db), CANCEL_MS);
    pg_close(db);
    return err_set(e, w->interrupted ? ERR_INTERRUPTED : ERR_DISCONNECTED,
                   w->interrupted ? "interrupted; the database did not answer, so the connection was closed"
                                  : "the database did not answer in time, so the connection was closed");
}

static int interrupt(struct db *db, struct pg_wait *w, struct err *e)
{
    w->interrupted = true;
    w->deadline_us = clock_us() + GRACE_US;
    if (pg_cancel(pg_conn(db), CANCEL_MS) == 0)
        return 0;
    return too_late(db, w, e);
}

/* Wait for the socket, at most until it is time to look at the flag again. */
static int wait_once(struct db *db, struct pg_wait *w, bool writing, struct err *e)
{
    PGconn *conn = pg_conn(db);
    struct pollfd fd = {.fd = PQsocket(conn), .events = (short) (writing ? POLLIN | POLLOUT : POLLIN)};
    int64_t left_ms = w->deadline_us ? (w->deadline_us - clock_us() + 999) / 1000 : LOOK_MS;
    int ready;

    if (w->interruptible && !w->interrupted && db_interrupted(db) && interrupt(db, w, e) < 0)
        return -1;
    if (left_ms <= 0)
        return too_late(db, w, e);
    ready = poll(&fd, 1, (int) MIN(left_ms, (int64_t) LOOK_MS));
    if (ready > 0 && (fd.revents & ~POLLOUT) && !PQconsumeInput(conn))
        return lost(db, w, e);
    return 0;
}

int pg_flush(struct db *db, struct pg_wait *w, struct err *e)
{
    int r;

    while ((r = PQflush(pg_conn(db))) > 0)
        if (wait_once(db, w, true, e) < 0)
            return -1;
    return r < 0 ? lost(db, w, e) : 0;
}

int pg_next(struct db *db, struct pg_wait *w, PGresult **ret, struct err *e)
{
    while (PQisBusy(pg_conn(db)))
        if (wait_once(db, w, false, e) < 0)
            return -1;
    *ret = PQgetResult(pg_conn(db));
    return 0;
}
