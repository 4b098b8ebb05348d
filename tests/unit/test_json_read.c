#include "json_read.h"
#include "unit.h"

static void test_reading_stored_json(void **state)
{
    static const char *const wrong[] = {"",      "{",      "[1,]",  "{\"a\":}", "{\"a\" 1}", "\"\\x\"", "\"\\u12g4\"",
                                        "01",    "1.",     "-",     "1e",       "tru",       "\"a",     "[1 2]",
                                        "{} {}", "\"\n\"", "nullx", "{1:2}",    "\"\\"};
    static const char json[] =
        " {\"n\": -12, \"s\": \"a\\\"\\\\\\n\\u00e9\\ud83c\\udf89\\ud83c\", \"l\": [ 1, [2], {} ], "
        "\"x\":1.5, \"e\":[], \"z\":null}";
    struct arena *a = arena_new();
    const char *item;
    int64_t n = 0;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_false(json_is_valid(wrong[i]));
    assert_true(json_is_valid(json));
    assert_true(json_read_int(json_member(json, "n"), &n));
    assert_int_equal(n, -12);
    assert_string_equal(json_read_text(a, json_member(json, "s")), "a\"\\\né🎉\ufffd");
    item = json_next(json_first(json_member(json, "l")));
    assert_true(json_read_int(json_first(item), &n));
    assert_int_equal(n, 2);
    assert_null(json_next(json_next(item)));
    assert_null(json_first(json_member(json, "e")));
    assert_false(json_read_int(json_member(json, "x"), &n));
    assert_null(json_read_text(a, json_member(json, "z")));
    assert_null(json_member(json, "nothing"));
    assert_null(json_member(NULL, "n"));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading_stored_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
