#include "run_gate.h"

#include <string.h>

#include "gate.h"
#include "watch.h"

enum { SOAK_LOOK_MS = 200 };

static int look_at_watches(struct loop *l, int64_t stage_no, const char **ret_why, struct err *e)
{
    return watch_within(l->ro, l->opts->reader, stage_no, l->looks, l->opts->why, ret_why, e);
}

int run_gate_prepare(struct loop *l, struct err *e)
{
    if (!l->opts->reader)
        return 0;
    l->between = look_at_watches;
    l->looks = arena_new_array(l->ro->arena, struct watch_look, l->ro->plan->n_watches);
    return watch_before(l->ro, l->opts->reader, e);
}

/* Let the stage's soak pass, with the watches looked at; then ask the gate. */
static int soak(struct loop *l, int64_t stage_no, enum run_end *ret_end, struct err *e)
{
    const char *wanted, *state;
    int64_t left, open;

    for (;;) {
        if (gate_soak_left(l->ro, stage_no, &left, e) < 0)
            return -1;
        if (left == 0)
            return 0;
        if (l->open_pieces(l, stage_no, &open, &wanted, &state, e) < 0)
            return -1;
        if (strcmp(wanted, "running") != 0)
            *ret_end = strcmp(wanted, "stopped") == 0 ? RUN_STOPPED : RUN_PAUSED;
        else if (l->between && look_at_watches(l, stage_no, &l->halted_why, e) < 0)
            return -1;
        else if (l->halted_why)
            *ret_end = RUN_PAUSED;
        else if (loop_interrupted(l))
            *ret_end = RUN_INTERRUPTED;
        if (*ret_end != RUN_FINISHED)
            return 0;
        loop_nap(l, stage_no, "soak", MIN(left, (int64_t) SOAK_LOOK_MS));
    }
}

/* Who drives the run sees what the gate saw. */
static int show_gate(struct loop *l, int64_t stage_no, int64_t round_before, struct err *e)
{
    struct gate g;

    if (!l->opts->gate)
        return 0;
    if (gate_read(l->ro, stage_no, &g, e) < 0)
        return -1;
    if (g.round > round_before) /* else it was passed before */
        l->opts->gate(l->opts->gate_arg, l->ro->plan->stages[stage_no - 1].name, &g);
    return 0;
}

int run_gate_pass(struct loop *l, int64_t stage_no, enum run_end *ret_end, struct err *e)
{
    struct gate before;
    enum gate_end end;

    if (soak(l, stage_no, ret_end, e) < 0)
        return -1;
    if (*ret_end != RUN_FINISHED)
        return 0;
    if (gate_read(l->ro, stage_no, &before, e) < 0)
        return -1;
    if (gate_ask(l->ro, l->opts->reader, stage_no, l->opts->why, &end, &l->halted_why, e) < 0)
        return -1;
    if (show_gate(l, stage_no, before.round, e) < 0)
        return -1;
    if (end != GATE_OPEN)
        *ret_end = end == GATE_FAILED ? RUN_HALTED : RUN_WAITS;
    return 0;
}
