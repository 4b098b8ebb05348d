#include "clock.h"

#include <sodium.h>
#include <time.h>

int64_t clock_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_ms(void)
{
    return clock_us() / 1000;
}

void clock_sleep_ms(int64_t ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    if (ms > 0)
        nanosleep(&t, NULL);
}

int64_t clock_jitter_ms(int64_t ms)
{
    return ms / 2 + (ms > 0 ? (int64_t) randombytes_uniform((uint32_t) ms + 1) : 0);
}
