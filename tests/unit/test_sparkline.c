/* Bars for a series of numbers: every value has its height, and no peak is lost. */
#include <math.h>

#include "sparkline.h"
#include "unit.h"

static const char *drawn(struct buf *out, const double *values, size_t n, size_t columns)
{
    buf_reset(out);
    sparkline(out, values, n, columns);
    return buf_cstr(out);
}

static void test_bars(void **state)
{
    struct buf out = BUF_INIT(1000);

    (void) state;
    assert_string_equal(drawn(&out, (double[]){0, 1, 2, 3, 4, 5, 6, 7}, 8, 20), "▁▂▃▄▅▆▇█");
    assert_string_equal(drawn(&out, (double[]){7, 7, 7}, 3, 20), "▄▄▄");
    assert_string_equal(drawn(&out, (double[]){1, NAN, -1}, 3, 20), "█·▁");
    assert_string_equal(drawn(&out, (double[]){NAN, NAN}, 2, 20), "··");
    assert_string_equal(drawn(&out, (double[]){-1e308, 1e308}, 2, 20), "▁█");
    assert_string_equal(drawn(&out, NULL, 0, 20), "");
    buf_clear(&out);
}

static void test_a_peak_is_not_lost(void **state)
{
    struct buf out = BUF_INIT(1000);
    double values[1000] = {0};

    (void) state;
    values[501] = 9;
    values[3] = NAN;
    assert_string_equal(drawn(&out, values, 1000, 4), "▁▁█▁");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bars), cmocka_unit_test(test_a_peak_is_not_lost)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
