/* Hours of the week: every moment here is written in UTC, and the zone's rules are those of the tz database. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "window.h"

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    struct tm t = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour, .tm_min = minute};

    return timegm(&t);
}

static struct windows parsed(const char *s)
{
    struct windows w = {.n = 1};
    struct err e;

    assert_int_equal(window_parse(s, &w.w[0], &e), 0);
    return w;
}

static void opens(const char *s, int64_t at, int64_t expected, const char *words)
{
    struct windows w = parsed(s);
    const struct window *next;
    int64_t opens_s = 0;
    char moment[96];

    next = windows_next(&w, at, &opens_s);
    assert_non_null(next);
    assert_int_equal(opens_s, expected);
    window_moment(next, opens_s, moment, sizeof(moment));
    assert_string_equal(moment, words);
}

static bool is_open(const char *s, int64_t at)
{
    struct windows w = parsed(s);

    return windows_open(&w, at);
}

static void test_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "Mon",
        "01:00-05:00",
        "Mon 01:00-05:00",
        "Mon 1:00-05:00 UTC",
        "Mon 01:60-05:00 UTC",
        "Mon 01:00-24:01 UTC",
        "Mon 24:00-01:00 UTC",
        "Mon 01:00-01:00 UTC",
        "Mon-Mon-Tue 01:00-02:00 UTC",
        "onT 01:00-02:00 UTC",
        "mon 01:00-02:00 UTC",
        "Mon  01:00-02:00 UTC",
        "Mon 01:00-02:00 UTC ",
        "Mon 01:00-02:00 ../etc/passwd",
        "Mon 01:00-02:00 Europe/London; rm",
    };
    struct window w;
    struct err e;

    (void) state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(window_parse(bad[i], &w, &e), -1);
        assert_int_equal(e.id, ERR_USAGE);
        assert_non_null(strstr(e.hint, "Mon-Fri 01:00-05:00 Europe/London"));
    }
}

static void test_unknown_zone(void **state)
{
    static const char *const zones[] = {"Mon 01:00-02:00 Europe/Lodnon", "Mon 01:00-02:00 /etc/localtime",
                                        "Mon 01:00-02:00 Europe", "Mon 01:00-02:00 CEST-1"};
    struct window w;
    struct err e;

    (void) state;
    for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
        assert_int_equal(window_parse(zones[i], &w, &e), -1);
        assert_int_equal(e.id, ERR_USAGE);
        assert_int_equal(e.position, 17);
    }
}

/* 2026-11-23 is a Monday. In winter London is at UTC. */
static void test_days_and_hours(void **state)
{
    const char *w = "Mon-Fri 01:00-05:00 Europe/London";

    (void) state;
    assert_false(is_open(w, utc(2026, 11, 23, 0, 59)));
    assert_true(is_open(w, utc(2026, 11, 23, 1, 0)));
    assert_true(is_open(w, utc(2026, 11, 23, 4, 59)));
    assert_false(is_open(w, utc(2026, 11, 23, 5, 0)));
    assert_true(is_open(w, utc(2026, 11, 27, 2, 0)));
    assert_false(is_open(w, utc(2026, 11, 28, 2, 0)));
    assert_false(is_open(w, utc(2026, 11, 29, 2, 0)));
    opens(w, utc(2026, 11, 27, 5, 0), utc(2026, 11, 30, 1, 0), "Mon 01:00 Europe/London");
    opens(w, utc(2026, 11, 23, 0, 0) + 7, utc(2026, 11, 23, 1, 0), "Mon 01:00 Europe/London");
    opens("Mon 01:00-02:00 UTC", utc(2026, 11, 23, 2, 0), utc(2026, 11, 30, 1, 0), "Mon 01:00 UTC");
    /* In summer London is an hour before UTC. */
    assert_true(is_open(w, utc(2026, 7, 6, 0, 0)));
    assert_false(is_open(w, utc(2026, 7, 6, 4, 0)));
}

static void test_over_midnight(void **state)
{
    const char *w = "Fri 22:00-06:00 Asia/Kolkata"; /* +05:30 */

    (void) state;
    assert_false(is_open(w, utc(2026, 11, 27, 16, 29)));
    assert_true(is_open(w, utc(2026, 11, 27, 16, 30)));
    assert_true(is_open(w, utc(2026, 11, 27, 18, 30)));  /* Saturday there */
    assert_true(is_open(w, utc(2026, 11, 28, 0, 29)));
    assert_false(is_open(w, utc(2026, 11, 28, 0, 30)));
    assert_false(is_open(w, utc(2026, 11, 27, 0, 0)));   /* Friday morning belongs to Thursday */
    opens(w, utc(2026, 11, 28, 0, 30), utc(2026, 12, 4, 16, 30), "Fri 22:00 Asia/Kolkata");
    /* Sunday into Monday, and days over the end of the week. */
    assert_true(is_open("Sun 23:00-01:00 UTC", utc(2026, 11, 23, 0, 30)));
    assert_true(is_open("Sat-Mon 01:00-02:00 UTC", utc(2026, 11, 29, 1, 0)));
    assert_false(is_open("Sat-Mon 01:00-02:00 UTC", utc(2026, 11, 24, 1, 0)));
    /* To the end of the day, and all of it. */
    assert_true(is_open("Mon 23:00-24:00 UTC", utc(2026, 11, 23, 23, 59)));
    assert_false(is_open("Mon 23:00-24:00 UTC", utc(2026, 11, 24, 0, 0)));
    assert_true(is_open("Mon 00:00-24:00 UTC", utc(2026, 11, 23, 12, 0)));
    assert_true(is_open("Mon 22:00-00:00 UTC", utc(2026, 11, 23, 23, 59)));
    assert_false(is_open("Mon 22:00-00:00 UTC", utc(2026, 11, 24, 0, 0)));
}

/* London, Sunday 2026-03-29: at 01:00 UTC the clocks go from 01:00 to 02:00. */
static void test_hours_left_out(void **state)
{
    const char *w = "Sun 01:00-02:00 Europe/London", *wider = "Sun 00:30-02:30 Europe/London";

    (void) state;
    for (int m = 0; m < 24 * 60; m++)
        assert_false(is_open(w, utc(2026, 3, 29, 0, m)));
    opens(w, utc(2026, 3, 28, 12, 0), utc(2026, 4, 5, 0, 0), "Sun 01:00 Europe/London");
    /* One hour long, not two. */
    assert_false(is_open(wider, utc(2026, 3, 29, 0, 29)));
    assert_true(is_open(wider, utc(2026, 3, 29, 0, 30)));
    assert_true(is_open(wider, utc(2026, 3, 29, 1, 29)));
    assert_false(is_open(wider, utc(2026, 3, 29, 1, 30)));
    /* What would open within the gap opens behind it. */
    opens("Sun 01:30-04:00 Europe/London", utc(2026, 3, 29, 0, 0), utc(2026, 3, 29, 1, 0), "Sun 02:00 Europe/London");
}

/* London, Sunday 2026-10-25: at 01:00 UTC the clocks go from 02:00 back to 01:00. */
static void test_hours_that_come_twice(void **state)
{
    const char *w = "Sun 01:00-01:30 Europe/London";

    (void) state;
    assert_true(is_open(w, utc(2026, 10, 25, 0, 15)));
    assert_false(is_open(w, utc(2026, 10, 25, 0, 45)));
    assert_true(is_open(w, utc(2026, 10, 25, 1, 15)));
    assert_false(is_open(w, utc(2026, 10, 25, 1, 30)));
    opens(w, utc(2026, 10, 25, 0, 45), utc(2026, 10, 25, 1, 0), "Sun 01:00 Europe/London");
}

static void test_several(void **state)
{
    struct windows none = {.n = 0}, two = {.n = 2};
    struct err e;
    int64_t at;

    (void) state;
    assert_true(windows_open(&none, 0));
    assert_int_equal(window_parse("Mon-Fri 01:00-05:00 UTC", &two.w[0], &e), 0);
    assert_int_equal(window_parse("Sat-Sun 00:00-24:00 America/New_York", &two.w[1], &e), 0);
    assert_true(windows_open(&two, utc(2026, 11, 28, 12, 0)));
    assert_true(windows_open(&two, utc(2026, 11, 23, 4, 59))); /* also Sunday evening in New York */
    assert_false(windows_open(&two, utc(2026, 11, 23, 5, 0)));
    assert_ptr_equal(windows_next(&two, utc(2026, 11, 27, 12, 0), &at), &two.w[1]);
    assert_int_equal(at, utc(2026, 11, 28, 5, 0));
}

static void test_work(void **state)
{
    struct windows none = {.n = 0}, night = parsed("Mon-Fri 01:00-05:00 UTC");
    const int64_t hour = 3600 * 1000;

    (void) state;
    assert_int_equal(windows_work_ms(&none, 0, 12345), 12345);
    assert_int_equal(windows_work_ms(&night, utc(2026, 11, 23, 1, 0), hour), hour);
    assert_int_equal(windows_work_ms(&night, utc(2026, 11, 23, 0, 0), hour), 2 * hour);
    assert_int_equal(windows_work_ms(&night, utc(2026, 11, 23, 3, 0), 3 * hour), 23 * hour);
    assert_int_equal(windows_work_ms(&night, utc(2026, 11, 27, 4, 0), 2 * hour), (1 + 68 + 1) * hour);
    assert_int_equal(windows_work_ms(&night, utc(2026, 11, 27, 4, 0), 1000 * hour), -1);
}

/* The caller's own zone is left as it was. */
static void test_own_zone(void **state)
{
    (void) state;
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    assert_true(is_open("Mon 01:00-02:00 UTC", utc(2026, 11, 23, 1, 0)));
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    assert_int_equal(timezone, -9 * 3600);
    unsetenv("TZ");
    assert_true(is_open("Mon 01:00-02:00 UTC", utc(2026, 11, 23, 1, 0)));
    assert_null(getenv("TZ"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_unknown_zone),
        cmocka_unit_test(test_days_and_hours),
        cmocka_unit_test(test_over_midnight),
        cmocka_unit_test(test_hours_left_out),
        cmocka_unit_test(test_hours_that_come_twice),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_work),
        cmocka_unit_test(test_own_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
