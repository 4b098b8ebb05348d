/*
 * cancel.c: ask the server to cancel, without being held up by it.
 *
 * PQcancel() connects and waits with no deadline of its own, so it runs on a thread that owns the PGcancel. A thread
 * that is late is left to itself; the caller then closes the connection, so that a cancel that arrives after all
 * cannot hit another statement.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "clock.h"
#include "session.h"

enum { STEP_MS = 5 };

struct cancel {
    PGcancel *request;
    atomic_int owners; /* the thread and the caller: the last one frees */
    atomic_bool done, asked;
};

static void release(struct cancel *c)
{
    if (atomic_fetch_sub(&c->owners, 1) != 1)
        return;
    PQfreeCancel(c->request);
    free(c);
}

static void *send_cancel(void *arg)
{
    struct cancel *c = arg;
    char message[256];

    if (PQcancel(c->request, message, sizeof(message)))
        atomic_store(&c->asked, true);
    atomic_store(&c->done, true);
    release(c);
    return NULL;
}

int pg_cancel(PGconn *conn, int64_t limit_ms)
{
    int64_t end_us = clock_us() + limit_ms * 1000;
    struct cancel *c = xcalloc(1, sizeof(*c));
    pthread_t thread;
    bool asked;

    c->request = PQgetCancel(conn);
    atomic_init(&c->owners, 2);
    if (!c->request || pthread_create(&thread, NULL, send_cancel, c) != 0) {
        atomic_store(&c->owners, 1);
        release(c);
        return -1;
    }
    pthread_detach(thread);
    while (!atomic_load(&c->done) && clock_us() < end_us)
        clock_sleep_ms(STEP_MS);
    asked = atomic_load(&c->asked);
    release(c);
    return asked ? 0 : -1;
}
