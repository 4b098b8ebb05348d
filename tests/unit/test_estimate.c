/* test_estimate.c: how long a run takes, from what a batch took; when one under way ends; how fast it went. */
#include <string.h>

#include "estimate.h"
#include "speed.h"
#include "unit.h"

/* A batch costs 4 ms and a row 10 us; around it 6 ms. */
static const struct estimate_sample samples[] = {{10, 4100}, {100, 5000}, {1000, 14000}, {3000, 34000}};

static struct estimate_plan plan(void)
{
    return (struct estimate_plan){.samples = samples, .n = 4, .around_us = 6000, .rows = 200000, .chunk_rows = 10000,
                                  .batch_time_ms = 200, .workers = 1};
}

static void near(int64_t got, int64_t want, int64_t by)
{
    if (got < want - by || got > want + by)
        fail_msg("%lld is not %lld, give or take %lld", (long long) got, (long long) want, (long long) by);
}

/* 2 s for the rows, 20 batches of 10 ms; and a third of a second to begin and to count again. */
static void adds_up_rows_and_batches(void **state)
{
    struct estimate_plan p = plan();
    struct estimate e;

    (void) state;
    near(estimate_fitting_rows(&p), 10000, 0);
    estimate_run(&p, &e);
    near(e.ms, 2200 + 320, 15);
    assert_true(e.low_ms < e.ms && e.high_ms > e.ms && e.high_ms < 2 * e.ms);
}

static void small_batches_cost_more(void **state)
{
    struct estimate_plan p = plan();
    struct estimate e;

    (void) state;
    p.batch_rows = 3000; /* four to a chunk */
    estimate_run(&p, &e);
    near(e.ms, 2000 + 80 * 10 + 320, 15);
    p.batch_rows = 0;
    p.batch_time_ms = 40; /* 30 ms for rows: 3,000 again */
    estimate_run(&p, &e);
    near(e.ms, 2000 + 80 * 10 + 320, 15);
    p.cool_off_ms = 100;
    estimate_run(&p, &e);
    near(e.ms, 2000 + 80 * 110 + 320, 15);
}

static void a_cap_is_a_floor_for_the_time(void **state)
{
    struct estimate_plan p = plan();
    struct estimate e;

    (void) state;
    p.rate_per_s = 10000;
    estimate_run(&p, &e);
    near(e.ms, 20000 + 320, 15);
    assert_true(e.low_ms >= 20000);
    p.rate_per_s = 1000000;
    estimate_run(&p, &e);
    near(e.ms, 2200 + 320, 15);
}

static void workers_share_it_as_far_as_there_are_chunks(void **state)
{
    struct estimate_plan p = plan();
    struct estimate one, two;

    (void) state;
    estimate_run(&p, &one);
    p.workers = 2;
    estimate_run(&p, &two);
    assert_true(two.ms < one.ms * 7 / 10 && two.ms > one.ms / 2);
    assert_true(two.high_ms - two.low_ms > (one.high_ms - one.low_ms) / 2);
    p.rows = 9000;
    estimate_run(&p, &two);
    p.workers = 1;
    estimate_run(&p, &one);
    assert_int_equal(one.ms, two.ms);
}

static void few_rows_tell_little_and_none_nothing(void **state)
{
    struct estimate_plan p = plan();
    struct estimate e;

    (void) state;
    p.n = 2;
    estimate_run(&p, &e);
    assert_true(e.high_ms > e.ms * 3 / 2 && e.low_ms < e.ms * 2 / 3);
    p.n = 0;
    estimate_run(&p, &e);
    assert_int_equal(e.ms, 0);
    assert_int_equal(e.high_ms, 0);
}

/* --- under way --- */

static void what_is_left_at_the_speed_that_was_seen(void **state)
{
    struct estimate_now n = {.rows = 99000, .recent = 1000, .average = 1000};
    struct estimate e;

    (void) state;
    estimate_end(&n, &e);
    near(e.ms, 99000, 1);
    near(e.low_ms, 90000, 1);
    near(e.high_ms, 110000, 1);
    /* Slowed now, after a time without: between the two. */
    n.recent = 500;
    estimate_end(&n, &e);
    near(e.low_ms, 90000, 1);
    near(e.high_ms, 220000, 1);
    /* Stopped by a guard: what is remembered of ten minutes, the stop among it. */
    n.recent = 0;
    n.average = 900;
    estimate_end(&n, &e);
    near(e.ms, 110000, 1);
}

static void never_faster_than_the_cap(void **state)
{
    struct estimate_now n = {.rows = 100000, .recent = 1100, .average = 900, .rate_per_s = 1000};
    struct estimate e;

    (void) state;
    estimate_end(&n, &e);
    near(e.low_ms, 100000, 1);
    near(e.ms, 100000, 1);
}

static void what_was_foretold_until_something_is_seen(void **state)
{
    struct estimate_now n = {.rows = 100000, .foretold = 1000};
    struct estimate e;

    (void) state;
    estimate_end(&n, &e);
    near(e.ms, 100000, 1);
    assert_true(e.low_ms < 70000 && e.high_ms > 150000);
    n.foretold = 0;
    estimate_end(&n, &e);
    assert_int_equal(e.ms, -1);
    assert_int_equal(e.low_ms, -1);
    assert_int_equal(e.high_ms, -1);
}

/* Monday, 23 November 2026, 12:00 UTC; the window opens at 22:00, for two hours. */
static void waits_for_the_window_are_in_it(void **state)
{
    enum { NOON = 1795435200, HOUR = 3600 };
    struct estimate_now n = {.rows = 3600 * 1000, .recent = 0, .average = 1000, .now_s = NOON};
    struct windows w = {.n = 1};
    struct estimate e;
    struct err err;

    (void) state;
    assert_int_equal(window_parse("Mon-Sun 22:00-24:00 UTC", &w.w[0], &err), 0);
    n.windows = &w;
    estimate_end(&n, &e);
    near(e.ms, (10 + 1) * HOUR * 1000LL, 15 * 60 * 1000);
    /* Three hours of work: two today, one tomorrow. */
    n.rows *= 3;
    estimate_end(&n, &e);
    near(e.ms, (10 + 24 + 1) * HOUR * 1000LL, 15 * 60 * 1000);
    assert_true(e.low_ms <= e.ms && e.high_ms >= e.ms);
}

/* --- speed --- */

static void averages_over_what_is_remembered(void **state)
{
    struct speed s = {0};

    (void) state;
    assert_true(speed_average(&s) == 0);
    for (int64_t t = 0; t <= 100; t++)
        speed_note(&s, 5000 + t * 1000, t * 100, false);
    assert_true(speed_average(&s) == 100);
    /* A stop of a hundred seconds is part of it … */
    for (int64_t t = 101; t <= 200; t++)
        speed_note(&s, 5000 + t * 1000, 10000, false);
    assert_true(speed_average(&s) == 50);
    /* … a shut window is not. */
    for (int64_t t = 201; t <= 4000; t++)
        speed_note(&s, 5000 + t * 1000, 10000, true);
    assert_true(speed_average(&s) == 50);
    /* Long ago is forgotten. */
    for (int64_t t = 4001; t <= 6000; t++)
        speed_note(&s, 5000 + t * 1000, 10000 + (t - 4000) * 7, false);
    assert_true(speed_average(&s) == 7);
    speed_note(&s, 9000000, 3, false);
    assert_true(speed_average(&s) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_up_rows_and_batches),
        cmocka_unit_test(small_batches_cost_more),
        cmocka_unit_test(a_cap_is_a_floor_for_the_time),
        cmocka_unit_test(workers_share_it_as_far_as_there_are_chunks),
        cmocka_unit_test(few_rows_tell_little_and_none_nothing),
        cmocka_unit_test(what_is_left_at_the_speed_that_was_seen),
        cmocka_unit_test(never_faster_than_the_cap),
        cmocka_unit_test(what_was_foretold_until_something_is_seen),
        cmocka_unit_test(waits_for_the_window_are_in_it),
        cmocka_unit_test(averages_over_what_is_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
