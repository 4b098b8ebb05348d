#include <math.h>

#include "cleanup.h"
#include "stats.h"
#include "unit.h"

static int near(double got, double want, double digits)
{
    return fabs(got - want) <= digits * (fabs(want) > 1e-3 ? 1 : 1e-3);
}

/* Values from the function's own identities (DLMF 8.17.4-5 and 8.17.7: I_x(a, 1) = x^a). */
static void beta(void **state)
{
    (void) state;
    assert_true(near(stats_beta(1, 1, 0.3), 0.3, 1e-14));
    assert_true(near(stats_beta(5, 1, 0.7), pow(0.7, 5), 1e-14));
    assert_true(near(stats_beta(1, 8, 0.2), 1 - pow(0.8, 8), 1e-14));
    assert_true(near(stats_beta(2, 3, 0.5), 11.0 / 16, 1e-14));
    assert_true(near(stats_beta(0.5, 0.5, 0.25), 1.0 / 3, 1e-13)); /* the arcsine law */
    assert_true(near(stats_beta(300, 700, 0.3) + stats_beta(700, 300, 0.7), 1, 1e-12));
    assert_true(stats_beta(2, 3, 0) == 0 && stats_beta(2, 3, 1) == 1);
}

static void beta_inverse(void **state)
{
    static const double shapes[][2] = {{1, 1}, {2, 30}, {0.5, 0.5}, {12, 3}, {4, 9997}, {1, 100000}};

    (void) state;
    for (size_t i = 0; i < 6; i++)
        for (double p = 0.01; p < 1; p += 0.07)
            assert_true(near(stats_beta(shapes[i][0], shapes[i][1], stats_beta_inverse(shapes[i][0], shapes[i][1], p)), p, 1e-9));
}

/* Upper limits of one-sided 95 % and 97.5 % (the two-sided 95 % limits) that are in print: the tables of Clopper and
   Pearson, and the NIST/SEMATECH e-Handbook, 7.2.4.1: 4 of 20 wrong, two-sided 90 %: 0.07135 to 0.40103. */
static void published_bounds(void **state)
{
    static const struct {
        int64_t n, wrong;
        double confidence, bound, digits;
    } known[] = {
        {20, 4, 0.95, 0.40103, 5e-6},  {10, 0, 0.975, 0.3085, 5e-5},  {10, 1, 0.975, 0.4450, 5e-5},
        {10, 5, 0.975, 0.8129, 5e-5},  {20, 0, 0.975, 0.1684, 5e-5},  {20, 1, 0.975, 0.2487, 5e-5},
        {100, 10, 0.975, 0.1762, 5e-5}, {59, 0, 0.95, 0.0495, 5e-5}, {299, 0, 0.95, 0.0100, 5e-5},
        {1, 0, 0.95, 0.95, 1e-12},     {5, 5, 0.95, 1, 0},            {0, 0, 0.95, 1, 0},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        assert_true(fabs(stats_clopper_pearson(known[i].n, known[i].wrong, known[i].confidence) - known[i].bound) <=
                    known[i].digits);
}

/* Hanley and Lippman-Hand (1983): nothing wrong in n, so with 95 % less than about 3 in n. */
static void rule_of_three(void **state)
{
    (void) state;
    for (int64_t n = 30; n < 100000; n *= 3) {
        double bound = stats_clopper_pearson(n, 0, 0.95) * (double) n;

        assert_true(bound > 2.8 && bound < 3);
    }
}

/* The sizes of zero-failure sampling in print: 22 for 90/10, 59 for 95/5, 299 for 95/1, 90 for 99/5, 459 for 99/1 … */
static void sample_sizes(void **state)
{
    static const struct {
        double confidence, max_share;
        int64_t n;
    } known[] = {{0.90, 0.10, 22}, {0.95, 0.10, 29}, {0.95, 0.05, 59}, {0.99, 0.10, 44}, {0.99, 0.05, 90}, {0.90, 0.01, 230},
                 {0.95, 0.01, 299}, {0.99, 0.01, 459}, {0.90, 0.05, 45}, {0.75, 0.5, 2}, {0.5, 0.9, 1}};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        int64_t n = stats_sample_size(0, known[i].confidence, known[i].max_share);

        assert_int_equal(n, known[i].n);
        assert_int_equal(stats_sample_size(STATS_FINITE_LOT + 1, known[i].confidence, known[i].max_share), n);
        assert_true(stats_is_within(stats_clopper_pearson(n, 0, known[i].confidence), known[i].max_share));
        assert_true(n == 1 || !stats_is_within(stats_clopper_pearson(n - 1, 0, known[i].confidence), known[i].max_share));
    }
}

static void finite_lots(void **state)
{
    (void) state;
    /* Of 100 rows at most one may be wrong: two wrong ones hide among the n-100 rows not seen with (100-n)(99-n)/9900. */
    assert_int_equal(stats_sample_size(100, 0.95, 0.01), 78);
    assert_int_equal(stats_sample_size(1, 0.95, 0.01), 1);
    assert_int_equal(stats_sample_size(10, 0.95, 0.01), 10);   /* none may be wrong: 9 of 10 leave one in ten */
    assert_int_equal(stats_sample_size(20, 0.95, 0.01), 19);
    assert_true(stats_upper_bound(100, 100, 1, 0.95) == 0.01); /* all were seen: no doubt is left */
    assert_true(stats_upper_bound(100, 78, 0, 0.95) == 0.01 && stats_upper_bound(100, 77, 0, 0.95) == 0.02);
    assert_true(stats_upper_bound(100, 0, 0, 0.95) == 1 && stats_upper_bound(50, 50, 50, 0.95) == 1);
    assert_true(stats_upper_bound(10, 3, 3, 0.95) == 1 && stats_upper_bound(10, 9, 9, 0.95) == 1);
    assert_true(stats_upper_bound(10000, 9000, 4500, 0.95) > 0.5);
}

/* More rows in the lot, more to look at; in a large one as many as in an endless one, and the same bound. */
static void finite_lots_grow(void **state)
{
    int64_t last = 0;

    (void) state;
    for (int64_t lot = 200; lot <= STATS_FINITE_LOT; lot += lot < 2000 ? 100 : lot / 3) {
        int64_t n = stats_sample_size(lot, 0.95, 0.01);

        assert_true(n >= last && n <= 299);
        assert_true(stats_is_within(stats_upper_bound(lot, n, 0, 0.95), 0.01));
        assert_false(stats_is_within(stats_upper_bound(lot, n - 1, 0, 0.95), 0.01));
        last = n;
    }
    assert_in_range(last, 298, 299);
    for (int64_t wrong = 0; wrong < 300; wrong += 17)
        assert_true(fabs(stats_upper_bound(STATS_FINITE_LOT, 300, wrong, 0.95) - stats_clopper_pearson(300, wrong, 0.95)) < 2e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beta),           cmocka_unit_test(beta_inverse), cmocka_unit_test(published_bounds),
        cmocka_unit_test(rule_of_three),  cmocka_unit_test(sample_sizes), cmocka_unit_test(finite_lots),
        cmocka_unit_test(finite_lots_grow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
