/* test_guard.c: what a guard makes of a value: slow, stop, and on again. */
#include "guard_read.h"
#include "unit.h"

static struct guard limits(bool has_slow, double slow, bool has_stop, double stop)
{
    return (struct guard){.name = "g", .has_slow = has_slow, .slow = slow, .has_stop = has_stop, .stop = stop};
}

static void rests_longer_the_nearer_to_stop(void **state)
{
    struct guard g = limits(true, 5, true, 10);
    double rest;

    (void) state;
    assert_int_equal(guard_judge(&g, 4.99, &rest), GUARD_GO);
    assert_true(rest == 0);
    assert_int_equal(guard_judge(&g, 5, &rest), GUARD_SLOW);
    assert_true(rest == 1);
    assert_int_equal(guard_judge(&g, 7.5, &rest), GUARD_SLOW);
    assert_true(rest == 5);
    assert_int_equal(guard_judge(&g, 9.999, &rest), GUARD_SLOW);
    assert_true(rest > 8.9 && rest < 9);
}

static void goes_on_below_slow_only(void **state)
{
    struct guard g = limits(true, 5, true, 10);
    double rest;

    (void) state;
    assert_int_equal(guard_judge(&g, 10, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 9, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 5, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 4.9, &rest), GUARD_GO);
    assert_int_equal(guard_judge(&g, 6, &rest), GUARD_SLOW);
}

static void has_a_margin_without_a_slow_limit(void **state)
{
    struct guard g = limits(false, 0, true, 100);
    double rest;

    (void) state;
    assert_int_equal(guard_judge(&g, 99, &rest), GUARD_GO);
    assert_int_equal(guard_judge(&g, 100, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 80, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 79.9, &rest), GUARD_GO);
}

static void only_slows_without_a_stop_limit(void **state)
{
    struct guard g = limits(true, 5, false, 0);
    double rest;

    (void) state;
    assert_int_equal(guard_judge(&g, 1e9, &rest), GUARD_SLOW);
    assert_true(rest == 3);
}

static void of_what_is_left_less_is_worse(void **state)
{
    struct guard g = limits(true, 2e9, true, 1e9), bare = limits(false, 0, true, 1e9);
    double rest;

    (void) state;
    g.unit = bare.unit = GUARD_FREE;
    assert_int_equal(guard_judge(&g, 2.1e9, &rest), GUARD_GO);
    assert_int_equal(guard_judge(&g, 2e9, &rest), GUARD_SLOW);
    assert_true(rest == 1);
    assert_int_equal(guard_judge(&g, 1.5e9, &rest), GUARD_SLOW);
    assert_true(rest == 5);
    assert_int_equal(guard_judge(&g, 1e9, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 1.9e9, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&g, 2.1e9, &rest), GUARD_GO);
    assert_int_equal(guard_judge(&bare, 1e9, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&bare, 1.2e9, &rest), GUARD_STOP);
    assert_int_equal(guard_judge(&bare, 1.21e9, &rest), GUARD_GO);
}

static void says_amounts_in_their_unit(void **state)
{
    struct guard g = limits(true, 2e9, true, 5e8);
    struct arena *a = arena_new();

    (void) state;
    g.unit = GUARD_FREE;
    assert_string_equal(guard_limits(a, &g), "slow below 2.0 GB, stop below 500.0 MB");
    g = limits(true, 64e6, false, 0);
    g.unit = GUARD_BYTES;
    g.kind = GUARD_WAL_RATE;
    assert_string_equal(guard_limits(a, &g), "slow from 64.0 MB/s");
    arena_free(a);
}

static void a_rate_needs_two_readings(void **state)
{
    (void) state;
    assert_true(guard_rate(0, 0, 1000, 5000) < 0);
    assert_true(guard_rate(1000, 5000, 3000, 5500) == 4000);
    assert_true(guard_rate(1000, 5000, 1000, 6000) == 0);
    assert_true(guard_rate(1000, 5000, 900, 6000) < 0);
    assert_true(guard_rate(1000, 5000, 2000, 5001) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rests_longer_the_nearer_to_stop),
        cmocka_unit_test(goes_on_below_slow_only),
        cmocka_unit_test(has_a_margin_without_a_slow_limit),
        cmocka_unit_test(only_slows_without_a_stop_limit),
        cmocka_unit_test(of_what_is_left_less_is_worse),
        cmocka_unit_test(says_amounts_in_their_unit),
        cmocka_unit_test(a_rate_needs_two_readings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
