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

enum { LOOK_MS = 10, OTHERS = MAX_WORKERS - 1 };

/* Exit statuses of a worker: the work was done, it failed, there are to be fewer. */
enum { DONE, FAILED, LEFT };

/* Memory that the workers share with the first process. Signals are for that one alone: a Ctrl-C at the terminal reaches all. */
struct board {
    volatile int stop;        /* end behind the batch at hand */
    volatile int cancel;      /* … or at once */
    struct err errs[OTHERS];  /* what each ended with; ERR_NONE: nothing */
};

struct crew {
    pid_t pids[OTHERS];       /* of worker 1, 2, …; 0: it has ended, or never was */
    bool left[OTHERS];        /* it left because there were to be fewer */
    struct board *board;
    int64_t hired_for;        /* so many workers were wanted when somebody was last hired */
};

/* --- the worker --- */

/* It leaves when there are to be fewer. */
static int worker_staff(struct loop *l, int64_t part _unused_, struct err *e _unused_)
{
    return l->worker_no >= l->workers;
}

/* A process of its own from here on: another connection, another name in status, nobody to show progress to. */
static int settle(struct loop *l, struct run_opts *opts, struct board *board, struct err *e)
{
    *opts = *l->opts;
    opts->interrupt = &board->stop;
    opts->progress = NULL;
    opts->reader = NULL;
    l->opts = opts;
    l->between = NULL;
    l->staff = worker_staff;
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
        _exit(FAILED);
    rc = settle(l, &opts, board, e);
    FAULT("worker");
    rc = rc < 0 ? rc : loop_part(l, part, &how, e);
    loop_leave(l);
    /* Not exit(): what this process has buffered or registered is its parent's. */
    _exit(rc < 0 ? FAILED : how == RUN_PAUSED && l->worker_no >= l->workers ? LEFT : DONE);
}

/* --- the others, seen from the first --- */

/* What a worker ended with, if it was not the end of the work. */
static void note_end(struct loop *l, struct crew *c, size_t i, int status)
{
    if (WIFSIGNALED(status))
        l->progress.worker_failed = arena_printf(l->ro->arena, "it was killed by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) == FAILED && c->board->errs[i].id != ERR_INTERRUPTED)
        l->progress.worker_failed = arena_strdup(l->ro->arena, c->board->errs[i].text);
    c->left[i] = WIFEXITED(status) && WEXITSTATUS(status) == LEFT;
    c->pids[i] = 0;
}

/* How many are still at it. */
static size_t look_after(struct crew *c, struct loop *l)
{
    size_t at_work = 0;
    int status;

    for (size_t i = 0; i < OTHERS; i++) {
        if (c->pids[i] > 0 && waitpid(c->pids[i], &status, WNOHANG) == c->pids[i])
            note_end(l, c, i, status);
        at_work += c->pids[i] > 0;
    }
    return at_work;
}

/* One more where the system gives one: the work is done all the same. */
static void hire(struct crew *c, struct loop *l, int64_t part, size_t i)
{
    pid_t parent = getpid();

    c->board->errs[i].id = ERR_NONE;
    l->worker_no = (int64_t) i + 1;
    c->pids[i] = fork();
    if (c->pids[i] == 0)
        work(l, part, parent, c->board, &c->board->errs[i]);
    c->pids[i] = MAX(c->pids[i], 0);
    l->worker_no = 0;
}

/* Between batches of the first process, outside of transactions: are more wanted than there were, or than have stayed? Nobody is
   hired for one that died, nor beyond the pieces that there are. */
static int hire_staff(struct loop *l, int64_t part, struct err *e)
{
    struct crew *c = l->crew;
    const char *wanted, *state;
    int64_t open = -1;

    look_after(c, l);
    for (int64_t i = 0; i < MIN(l->workers - 1, (int64_t) OTHERS); i++) {
        if (c->pids[i] > 0 || (i + 1 < c->hired_for && !c->left[i]))
            continue;
        if (open < 0 && l->open_pieces(l, part, &open, &wanted, &state, e) < 0)
            return -1;
        c->left[i] = false; /* where there is no piece for it now, it is not asked about again */
        if (i + 1 < open)
            hire(c, l, part, (size_t) i);
    }
    c->hired_for = l->workers;
    return 0;
}

/* Wait for all of them. They end by themselves behind the batch at hand; a second interrupt ends that, too. */
static void dismiss(struct crew *c, struct loop *l, bool stop)
{
    c->board->stop = stop;
    while (look_after(c, l) > 0) {
        c->board->cancel = l->opts->interrupt && *l->opts->interrupt > 1;
        c->board->stop = c->board->stop || loop_interrupted(l);
        clock_sleep_ms(LOOK_MS);
    }
}

/* NULL: there is no memory to share. Pages that no worker writes to take none. */
static struct board *put_up_board(void)
{
    void *p = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

int crew_part(struct loop *l, int64_t part, enum run_end *ret_end, struct err *e)
{
    struct crew c = {.hired_for = 1};
    int rc;

    if (!loop_is_alone(l))
        c.board = put_up_board();
    if (!c.board)
        return loop_part(l, part, ret_end, e);
    l->crew = &c;
    l->staff = hire_staff;
    rc = loop_part(l, part, ret_end, e);
    l->staff = NULL;
    l->crew = NULL;
    dismiss(&c, l, rc < 0 || *ret_end != RUN_FINISHED);
    munmap(c.board, sizeof(*c.board));
    if (l->progress.worker_failed && l->opts->progress)
        l->opts->progress(l->opts->progress_arg, &l->progress);
    return rc;
}
