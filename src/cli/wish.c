#include "wish.h"

#include <string.h>

#include "clock.h"
#include "signals.h"
#include "text.h"
#include "words.h"

/* A runner that leaves is gone from the list a moment before it has moved the state. */
enum { ANSWER_MS = 10 * 1000, NOBODY_MS = 1000, LOOK_MS = 20 };

static const struct {
    const char *wanted, *verb;
    enum run_event event;
} wishes[] = {
    [WISH_PAUSE] = {"paused", "pause", EVENT_PAUSE},
    [WISH_STOP] = {"stopped", "stop", EVENT_HALT},
};

/* --- seeing that it is done --- */

static int move(struct session *s, enum wish wish, const char *why)
{
    if (state_after(s->run->state, wishes[wish].event) < 0 ||
        state_after(s->run->state, wishes[wish].event) == (int) s->run->state)
        return 0;
    if (db_begin_write(s->db, NULL, &s->e) < 0)
        return -1;
    if (run_move(s->db, s->run, wishes[wish].event, ledger_actor(s->arena), why, NULL, &s->e) < 0) {
        db_rollback(s->db);
        return -1;
    }
    return db_commit(s->db, &s->e) == 0 ? 0 : -1;
}

/* A rollback keeps its state when it pauses: it has when nobody is at it any more, and the last one has said so. */
static bool is_obeyed(const struct run *run, const struct status *status)
{
    return run->state != STATE_RUNNING &&
           (run->state != STATE_ROLLING_BACK || (status->n_runners == 0 && run->stop_ms > 0));
}

/* Wait until it is obeyed, nobody is there who could, or the time is up. s->run is as of now. */
static int wait_for_answer(struct session *s, int64_t answer_ms)
{
    int64_t began = clock_ms(), until = began + answer_ms;

    while (!signals_stop_requested()) {
        _cleanup_(arena_freep) struct arena *a = arena_new();
        struct status status;
        struct run *now;

        if (run_get(s->db, a, s->run->id, &now, &s->e) < 0 || status_read(s->db, a, now, &status, &s->e) < 0)
            return -1;
        s->run->state = now->state;
        s->run->stop_ms = now->stop_ms;
        if (status.n_runners == 0)
            until = MIN(until, began + NOBODY_MS);
        if (is_obeyed(now, &status) || clock_ms() >= until)
            return 0;
        clock_sleep_ms(LOOK_MS);
    }
    return err_set(&s->e, ERR_INTERRUPTED, "interrupted; the wish is stored and will be obeyed");
}

static int await(struct session *s, enum wish wish, const char *why, int64_t answer_ms)
{
    int64_t began = clock_ms();
    bool answered;

    if (wait_for_answer(s, answer_ms) < 0)
        return -1;
    answered = s->run->state != STATE_RUNNING;
    /* Between the look and the move a runner may have come to the same. */
    if (move(s, wish, why) < 0 && (run_get(s->db, s->arena, s->run->id, &s->run, &s->e) < 0 ||
                                   s->run->state == STATE_RUNNING))
        return -1;
    if (answered)
        cli_say(s->cli, "run \"%s\" (#%lld) is %s after %s", s->run->name, (long long) s->run->id,
                state_name(s->run->state), DURATION(s->run->stop_ms > 0 ? s->run->stop_ms : clock_ms() - began));
    else
        cli_say(s->cli, "nobody works on run \"%s\" (#%lld), or nobody answered: it was set to %s here", s->run->name,
                (long long) s->run->id, state_name(s->run->state));
    return 0;
}

/* --- wishes --- */

static int refuse(struct session *s, enum wish wish)
{
    err_set(&s->e, ERR_STATE, "run \"%s\" is %s: there is nothing to %s", s->run->name, state_name(s->run->state),
            wishes[wish].verb);
    if (s->run->state == STATE_SCOPED || s->run->state == STATE_REHEARSED)
        err_hint(&s->e, "it has not begun; retcon stop %s --abandon gives it up", s->run->name);
    return -1;
}

int wish_make(struct session *s, enum wish wish, const char *why)
{
    enum run_state state = s->run->state;
    int64_t answer_ms;

    if (cli_duration_ms(s->cli, "--wait", ANSWER_MS, &answer_ms, &s->e) < 0)
        return -1;
    if (state_is_final(state) || state == STATE_SCOPED || state == STATE_REHEARSED)
        return refuse(s, wish);
    if (state == STATE_HALTED || (state == STATE_PAUSED && wish == WISH_PAUSE)) {
        cli_say(s->cli, "run \"%s\" is %s already", s->run->name, state_name(state));
        return 0;
    }
    if (run_want(s->db, s->run, wishes[wish].wanted, ledger_actor(s->arena), why, &s->e) < 0)
        return -1;
    return await(s, wish, why, answer_ms);
}

static bool is_stoppable(const struct run *run)
{
    return run->state == STATE_RUNNING || run->state == STATE_WAITING || run->state == STATE_ROLLING_BACK;
}

/* One statement asks them all; then the record says who did. */
static int ask_all(struct session *s, const char *why, struct run ***ret, size_t *ret_n)
{
    const char *actor = ledger_actor(s->arena);

    if (db_run(s->db, SQL_STOP_ALL, NULL, 1, &why, NULL, &s->e) < 0 ||
        run_list(s->db, s->arena, NULL, ret, ret_n, &s->e) < 0)
        return -1;
    for (size_t i = 0; i < *ret_n; i++)
        if (is_stoppable((*ret)[i]) && event_add(s->db, (*ret)[i]->id, "wanted stopped", actor, why, NULL, &s->e) < 0)
            return -1;
    return 0;
}

int wish_stop_all(struct session *s, const char *why, struct run ***ret, size_t *ret_n)
{
    struct run **runs;
    int64_t answer_ms;
    size_t n;

    *ret_n = 0;
    if (cli_duration_ms(s->cli, "--wait", ANSWER_MS, &answer_ms, &s->e) < 0)
        return -1;
    if (db_begin_write(s->db, NULL, &s->e) < 0)
        return -1;
    if (ask_all(s, why, &runs, &n) < 0) {
        db_rollback(s->db);
        return -1;
    }
    if (db_commit(s->db, &s->e) != 0)
        return -1;
    *ret = runs;
    for (size_t i = 0; i < n; i++) {
        if (!is_stoppable(runs[i]))
            continue;
        s->run = runs[i];
        if (await(s, WISH_STOP, why, answer_ms) < 0)
            return -1;
        runs[(*ret_n)++] = s->run;
    }
    return 0;
}
