#include "signals.h"

#include <assert.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cleanup.h"

static volatile int requested, cancelled;

static void on_stop(int number)
{
    (void) number;
    if (requested == 2)
        _exit(130);
    requested = requested + 1;
    cancelled = requested == 2;
}

static void handle(int number)
{
    struct sigaction action = {.sa_handler = on_stop}, old;

    sigemptyset(&action.sa_mask);
    /* No SA_RESTART: whoever waits is to wake up and look. */
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

void signals_init(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    static_assert(sizeof(sig_atomic_t) == sizeof(requested), "an int is written at once");
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        handle(numbers[i]);
    signal(SIGPIPE, SIG_IGN);
}

int signals_stop_requested(void)
{
    return requested;
}

const volatile int *signals_flag(void)
{
    return &requested;
}

const volatile int *signals_cancel_flag(void)
{
    return &cancelled;
}
