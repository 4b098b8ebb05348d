#include "crew.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "fault.h"
#include "tune.h"

enum { LOOK_MS = 10 };

/* Memory that the workers share with the first process. Signals are for that one alone: a Ctrl-C at the terminal reaches all. */
struct board {
    volatile int stop;   /* end behind the batch at hand */
    volatile int cancel; /* … or at once */
    struct err errs[];   /* what each ended with; ERR_NONE: nothing */
};

struct crew {
    pid_t *pids;         /* 0: it has ended */
    struct board *board;
    size_t n;
};

/* --- the worker --- */

/* A process of its own from here on: another connection, another name in status, nobody to show progress to. */
static int settle(struct loop *l, struct run_opts *opts, struct board *board, struct err *e)
{
    *opts = *l->opts;
    opts->interrupt = &board->stop;
    opts->progress = NULL;
    opts->reader = NULL;
    l->opts = opts;
    l->between = NULL;
    l->is_worker = true;
    guards_share(l->guards);
    l->seen_ms = l->refreshed_ms = l->batches = l->kept_held_us = 0;
    memset(&l->memory, 0, sizeof(l->memory));
    uuid7(l->runner);
    db_forget(l->ro->db);
    db_interrupt_on(l->ro->db, &board->cancel);
    return db_reconnect(l->ro->db, e) < 0 ? -1 : rollout_recheck(l->ro, e);
}

_Noreturn static void work(struct loop *l, int64_t part, pid_t parent, struct board *board, struct err *e)
{
    struct run_opts opts;
    enum run_end how;
    int rc;

    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
        _exit(1);
    rc = settle(l, &opts, board, e);
    FAULT("worker");
    rc = rc < 0 ? rc : loop_part(l, part, &how, e);
    loop_leave(l);
    /* Not exit(): what this process has buffered or registered is its parent's. */
    _exit(rc < 0 ? 1 : 0);
}

/* --- the others, seen from the first --- */

static int how_many(struct loop *l, int64_t part, size_t *ret, struct err *e)
{
    const char *wanted, *state;
    int64_t open;

    *ret = 1;
    if (l->workers <= 1 || l->opts->max_batches > 0 || db_engine(l->ro->db) == SQL_ENGINE_SQLITE)
        return 0;
    if (l->open_pieces(l, part, &open, &wanted, &state, e) < 0)
        return -1;
    *ret = (size_t) MAX(MIN(open, l->workers), (int64_t) 1);
    return 0;
}

/* Fewer where the system gives no more: the work is done all the same. */
static void hire(struct crew *c, struct loop *l, int64_t part)
{
    pid_t parent = getpid();

    for (size_t i = 0; i < c->n; i++) {
        l->worker_no = (int64_t) i + 1;
        c->pids[i] = fork();
        if (c->pids[i] == 0)
            work(l, part, parent, c->board, &c->board->errs[i]);
        if (c->pids[i] < 0)
            c->pids[i] = 0;
    }
}

/* What a worker ended with, if it was not the end of the work. */
static void note_end(struct loop *l, const struct crew *c, size_t i, int status)
{
    if (WIFSIGNALED(status))
        l->progress.worker_failed = arena_printf(l->ro->arena, "it was killed by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0 && c->board->errs[i].id != ERR_INTERRUPTED)
        l->progress.worker_failed = arena_strdup(l->ro->arena, c->board->errs[i].text);
}

/* Wait for all of them. They end by themselves behind the batch at hand; a second interrupt ends that, too. */
static void dismiss(struct crew *c, struct loop *l, bool stop)
{
    size_t left;

    c->board->stop = stop;
    do {
        c->board->cancel = l->opts->interrupt && *l->opts->interrupt > 1;
        c->board->stop = c->board->stop || loop_interrupted(l);
        left = 0;
        for (size_t i = 0; i < c->n; i++) {
            int status;

            if (c->pids[i] > 0 && waitpid(c->pids[i], &status, WNOHANG) == c->pids[i]) {
                note_end(l, c, i, status);
                c->pids[i] = 0;
            }
            left += c->pids[i] > 0;
        }
        if (left > 0)
            clock_sleep_ms(LOOK_MS);
    } while (left > 0);
}

/* NULL: there is no memory to share. */
static struct board *put_up_board(size_t workers, size_t *ret_bytes)
{
    void *p;

    *ret_bytes = sizeof(struct board) + workers * sizeof(struct err);
    p = mmap(NULL, *ret_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

int crew_part(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    struct crew c = {0};
    size_t n, bytes;
    int rc;

    if (tune_follow(l, e) < 0 || how_many(l, part, &n, e) < 0)
        return -1;
    c.n = n - 1;
    c.board = c.n > 0 ? put_up_board(c.n, &bytes) : NULL;
    if (!c.board)
        return loop_part(l, part, ret_end, e);
    c.pids = arena_new_array(l->ro->arena, pid_t, c.n);
    pace_share(&l->pace, (int64_t) n);
    hire(&c, l, part);
    rc = loop_part(l, part, ret_end, e);
    dismiss(&c, l, rc < 0 || *ret_end != RUN_FINISHED);
    munmap(c.board, bytes);
    if (l->progress.worker_failed && l->opts->progress)
        l->opts->progress(l->opts->progress_arg, &l->progress);
    return rc;
}
