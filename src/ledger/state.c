#include <string.h>

#include "ledger.h"

static const struct {
    const char *name, *meaning;
} states[STATE_COUNT] = {
#define STATE(id, name, meaning) [STATE_##id] = {name, meaning},
#include "states.def"
};

static const char *const events[EVENT_COUNT] = {
    [EVENT_REHEARSE] = "rehearse",
    [EVENT_START] = "start",
    [EVENT_GATE] = "gate",
    [EVENT_PAUSE] = "pause",
    [EVENT_HALT] = "halt",
    [EVENT_FINISH] = "finish",
    [EVENT_UNDO] = "rollback",
    [EVENT_UNDONE] = "rolled back",
    [EVENT_PART_UNDONE_PAUSED] = "part rolled back",
    [EVENT_PART_UNDONE_HALTED] = "part rolled back",
    [EVENT_PART_UNDONE_WAITING] = "part rolled back",
    [EVENT_PART_UNDONE_FINISHED] = "part rolled back",
    [EVENT_ABANDON] = "abandon",
};

static const struct {
    enum run_state from;
    enum run_event event;
    enum run_state to;
} moves[] = {
#define MOVE(from, event, to) {STATE_##from, EVENT_##event, STATE_##to},
#include "states.def"
};

const char *state_name(enum run_state s)
{
    return states[s].name;
}

const char *state_meaning(enum run_state s)
{
    return states[s].meaning;
}

const char *event_name(enum run_event ev)
{
    return events[ev];
}

int state_from_name(const char *name)
{
    for (int s = 0; s < STATE_COUNT; s++)
        if (strcmp(states[s].name, name) == 0)
            return s;
    return -1;
}

int state_after(enum run_state from, enum run_event ev)
{
    for (size_t i = 0; i < ARRAY_LEN(moves); i++)
        if (moves[i].from == from && moves[i].event == ev)
            return (int) moves[i].to;
    return -1;
}

bool state_is_final(enum run_state s)
{
    return s == STATE_FINISHED || s == STATE_ROLLED_BACK || s == STATE_ABANDONED;
}
