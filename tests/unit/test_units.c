#include <string.h>

#include "unit.h"
#include "units.h"

static void takes_durations(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {{"200ms", 200}, {"5s", 5000}, {"10m", 600000}, {"24h", 86400000}, {"90d", 7776000000}, {"0s", 0}};
    static const char *const bad[] = {"",
                                      "5",
                                      "s",
                                      "5 s",
                                      "-5s",
                                      "+5s",
                                      "1.5s",
                                      "05s",
                                      "5S",
                                      "5sec",
                                      "5s ",
                                      "1e3ms",
                                      "1__0s",
                                      "_1s",
                                      "1_s",
                                      "9223372036854775808ms",
                                      "106751991168d"};
    struct err e;
    int64_t ms;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_int_equal(units_duration_ms(good[i].text, &ms, &e), 0);
        assert_int_equal(ms, good[i].ms);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        ms = -7;
        assert_int_equal(units_duration_ms(bad[i], &ms, &e), -1);
        assert_int_equal(ms, -7);
        assert_non_null(strstr(e.hint, "200ms"));
    }
}

static void takes_rates(void **state)
{
    static const char *const bad[] = {"", "5", "0/s", "59/m", "5/h", "5 /s", "/s", "-1/s", "5/s ", "0/m"};
    struct err e;
    int64_t n;

    (void) state;
    assert_int_equal(units_rate_per_s("5_000/s", &n, &e), 0);
    assert_int_equal(n, 5000);
    assert_int_equal(units_rate_per_s("300/m", &n, &e), 0);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(units_rate_per_s(bad[i], &n, &e), -1);
}

static void takes_bytes(void **state)
{
    static const char *const bad[] = {"", "MB", "1.5GB", "5mb", "5 MB", "-1", "10000000TB", "1kib"};
    int64_t n = -1;
    struct err e;

    (void) state;
    assert_int_equal(units_bytes("64MB", &n, &e), 0);
    assert_int_equal(n, 64000000);
    assert_int_equal(units_bytes("2_000kB", &n, &e), 0);
    assert_int_equal(n, 2000000);
    assert_int_equal(units_bytes("536870912", &n, &e), 0);
    assert_int_equal(n, 536870912);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(units_bytes(bad[i], &n, &e), -1);
}

static void takes_counts(void **state)
{
    static const char *const bad[] = {"",   "1,000", "012",  "0_1", "1_", "_1", "-1",
                                      "+1", "1e3",   "0x10", "1.0", " 1", "1 ", "9223372036854775808"};
    struct err e;
    int64_t n;

    (void) state;
    assert_int_equal(units_count("120_000", &n, &e), 0);
    assert_int_equal(n, 120000);
    assert_int_equal(units_count("0", &n, &e), 0);
    assert_int_equal(n, 0);
    assert_int_equal(units_count("9223372036854775807", &n, &e), 0);
    assert_true(n == INT64_MAX);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(units_count(bad[i], &n, &e), -1);
}

static void takes_percentages(void **state)
{
    static const char *const bad[] = {"", "1", "%", "1 %", ".5%", "1.%", "-1%", "1e1%", "nan%", "inf%", "1%%"};
    struct err e;
    double x;

    (void) state;
    assert_int_equal(units_percent("0.1%", &x, &e), 0);
    assert_true(x == 0.1);
    assert_int_equal(units_percent("95%", &x, &e), 0);
    assert_true(x == 95.0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(units_percent(bad[i], &x, &e), -1);
}

static void takes_ranges(void **state)
{
    static const struct {
        const char *text;
        double low, high;
        bool percent;
    } good[] = {{"42", 42, 42, false},       {"110000..130_000", 110000, 130000, false},
                {"-5..5", -5, 5, false},     {"+0.1%..+0.4%", 0.1, 0.4, true},
                {"-1.5%", -1.5, -1.5, true}, {"-3..-2", -3, -2, false}};
    static const char *const bad[] = {"",     "..", "1..",     "..2",   "1...2", "1..2%", "1%..2",
                                      "5..4", "a",  "1..2..3", "1 ..2", "--1",   "1%%",   "0.12345678901234567"};
    struct units_range r;
    struct err e;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_int_equal(units_range(good[i].text, &r, &e), 0);
        assert_true(r.low == good[i].low && r.high == good[i].high && r.percent == good[i].percent);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(units_range(bad[i], &r, &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_durations),   cmocka_unit_test(takes_rates),  cmocka_unit_test(takes_counts),   cmocka_unit_test(takes_bytes),
        cmocka_unit_test(takes_percentages), cmocka_unit_test(takes_ranges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
