#include <string.h>

#include "buf.h"
#include "err.h"
#include "unit.h"

static void test_set_fills_and_forgets_the_old(void **state)
{
    struct err e;

    (void) state;
    memset(&e, 'x', sizeof(e));
    assert_int_equal(err_set(&e, ERR_DRIFT, "table \"%s\" differs", "orders"), -1);
    assert_int_equal(e.id, ERR_DRIFT);
    assert_string_equal(e.text, "table \"orders\" differs");
    assert_string_equal(e.hint, "");
    assert_string_equal(e.sqlstate, "");
    assert_int_equal(e.position, 0);
}

static void test_hint_and_context(void **state)
{
    struct err e;

    (void) state;
    err_set(&e, ERR_IO, "no such file");
    assert_int_equal(err_hint(&e, "look in %s", "plans/"), -1);
    assert_int_equal(err_context(&e, "reading \"%s\"", "a.yaml"), -1);
    assert_string_equal(e.text, "reading \"a.yaml\": no such file");
    assert_string_equal(e.hint, "look in plans/");
    assert_int_equal(e.id, ERR_IO);
}

static void test_long_texts_are_cut_not_overrun(void **state)
{
    char longer[5000];
    struct err e;

    (void) state;
    memset(longer, 'a', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    err_set(&e, ERR_BUG, "%s", longer);
    assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
    err_context(&e, "%s", longer);
    assert_true(strlen(e.text) < sizeof(e.text));
    err_hint(&e, "%s", longer);
    assert_int_equal(strlen(e.hint), sizeof(e.hint) - 1);
}

static void test_every_error_has_a_slug_and_a_status(void **state)
{
    (void) state;
    for (int id = ERR_NONE + 1; id < ERR_COUNT; id++) {
        int status = err_exit_status((enum err_id) id);

        assert_true(strlen(err_slug((enum err_id) id)) > 0);
        assert_true(status > 0 && status < 256);
        for (int other = ERR_NONE; other < id; other++)
            assert_string_not_equal(err_slug((enum err_id) id), err_slug((enum err_id) other));
    }
    assert_int_equal(err_exit_status(ERR_USAGE), 2);
    assert_int_equal(err_exit_status(ERR_DRIFT), 5);
    assert_int_equal(err_exit_status(ERR_BUSY), 75);
}

static void test_only_passing_troubles_are_transient(void **state)
{
    (void) state;
    for (int id = ERR_NONE + 1; id < ERR_COUNT; id++) {
        struct err e;

        err_set(&e, (enum err_id) id, "x");
        assert_int_equal(err_is_transient(&e), id == ERR_TRANSIENT || id == ERR_DISCONNECTED);
    }
}

static void test_buf_grows_and_stays_terminated(void **state)
{
    struct buf b = BUF_INIT(0);

    (void) state;
    assert_string_equal(buf_cstr(&b), "");
    for (int i = 0; i < 1000; i++) {
        buf_char(&b, 'x');
        assert_int_equal(b.data[b.len], '\0');
    }
    assert_int_equal(b.len, 1000);
    buf_reset(&b);
    assert_string_equal(buf_cstr(&b), "");
    buf_add(&b, "a\0b", 3);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.data, "a\0b", 4);
    buf_clear(&b);
    assert_null(b.data);
}

static void test_buf_printf_of_any_length(void **state)
{
    struct buf b = BUF_INIT(0);

    (void) state;
    buf_printf(&b, "%d-%s;", 7, "x");
    buf_printf(&b, "%2000d", 1);
    assert_int_equal(b.len, 4 + 2000);
    assert_int_equal(b.data[b.len - 1], '1');
    buf_clear(&b);
}

static void test_buf_keeps_what_fits(void **state)
{
    struct buf b = BUF_INIT(10);

    (void) state;
    buf_str(&b, "123456789");
    assert_false(buf_overflowed(&b));
    buf_str(&b, "0ab");
    assert_true(buf_overflowed(&b));
    assert_string_equal(buf_cstr(&b), "1234567890");
    buf_char(&b, 'x');
    assert_int_equal(b.len, 10);
    buf_reset(&b);
    assert_false(buf_overflowed(&b));
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_fills_and_forgets_the_old),
        cmocka_unit_test(test_hint_and_context),
        cmocka_unit_test(test_long_texts_are_cut_not_overrun),
        cmocka_unit_test(test_every_error_has_a_slug_and_a_status),
        cmocka_unit_test(test_only_passing_troubles_are_transient),
        cmocka_unit_test(test_buf_grows_and_stays_terminated),
        cmocka_unit_test(test_buf_printf_of_any_length),
        cmocka_unit_test(test_buf_keeps_what_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
