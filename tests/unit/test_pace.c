/* test_pace.c: how many rows the next batch has. */
#include "pace.h"
#include "unit.h"

enum { AIM_MS = 200, MOST = 10000 };

/* Batches of so much a row, until their size no longer changes. */
static void settle(struct pace *p, int64_t us_a_row)
{
    for (int i = 0; i < 200; i++)
        pace_done(p, p->batch_rows, p->batch_rows * us_a_row / 1000);
}

static void it_aims_at_the_batch_time(void **state)
{
    struct pace p;

    (void) state;
    pace_init(&p, 0, AIM_MS, 0, MOST);
    assert_int_equal(p.batch_rows, 1000);
    pace_done(&p, 1000, 20);
    assert_int_equal(p.batch_rows, 2000); /* at most twofold */
    settle(&p, 50);
    assert_in_range(p.batch_rows, 3900, 4100);
    pace_done(&p, p.batch_rows, 2000);
    assert_in_range(p.batch_rows, 390, 410); /* at once */
    settle(&p, 1);
    assert_int_equal(p.batch_rows, MOST);
}

static void in_company_batches_are_short(void **state)
{
    struct pace p;

    (void) state;
    pace_init(&p, 0, AIM_MS, 0, MOST);
    settle(&p, 20);
    assert_int_equal(p.batch_rows, MOST);
    pace_company(&p, true);
    assert_int_equal(p.batch_rows, MOST / 8); /* from the next one */
    settle(&p, 20);
    assert_in_range(p.batch_rows, 1200, 1300);
    pace_company(&p, false);
    settle(&p, 20);
    assert_int_equal(p.batch_rows, MOST);
}

static void after_trouble_they_grow_slowly(void **state)
{
    struct pace p;

    (void) state;
    pace_init(&p, 0, AIM_MS, 0, MOST);
    settle(&p, 20);
    pace_shrink(&p);
    assert_int_equal(p.batch_rows, MOST / 2);
    pace_done(&p, p.batch_rows, 10);
    assert_int_equal(p.batch_rows, MOST / 2 + MOST / 20);
    settle(&p, 20);
    assert_int_equal(p.batch_rows, MOST);
}

static void a_fixed_size_stays(void **state)
{
    struct pace p;

    (void) state;
    pace_init(&p, 500, AIM_MS, 0, MOST);
    pace_company(&p, true);
    pace_shrink(&p);
    settle(&p, 1000);
    assert_int_equal(p.batch_rows, 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_aims_at_the_batch_time),
        cmocka_unit_test(in_company_batches_are_short),
        cmocka_unit_test(after_trouble_they_grow_slowly),
        cmocka_unit_test(a_fixed_size_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
