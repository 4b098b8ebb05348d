#include <math.h>
#include <string.h>

#include "json.h"
#include "text.h"
#include "unit.h"

static void check(struct buf *out, const char *expected)
{
    assert_string_equal(buf_cstr(out), expected);
    buf_clear(out);
}

static void test_nesting_and_commas(void **state)
{
    struct buf out = BUF_INIT(0);
    struct json j;

    (void) state;
    json_init(&j, &out, false);
    json_object(&j);
    json_kv_text(&j, "name", "tax");
    json_kv_int(&j, "n", -5);
    json_key(&j, "list");
    json_array(&j);
    json_int(&j, 1);
    json_bool(&j, true);
    json_null(&j);
    json_array(&j);
    json_array_end(&j);
    json_object(&j);
    json_object_end(&j);
    json_array_end(&j);
    json_kv_bool(&j, "b", false);
    json_kv_text(&j, "nothing", NULL);
    json_key(&j, "raw");
    json_raw(&j, "{\"x\":1}");
    json_object_end(&j);
    assert_int_equal(j.depth, 0);
    check(&out, "{\"name\":\"tax\",\"n\":-5,\"list\":[1,true,null,[],{}],\"b\":false,\"nothing\":null,"
                "\"raw\":{\"x\":1}}");
}

static void test_pretty(void **state)
{
    struct buf out = BUF_INIT(0);
    struct json j;

    (void) state;
    json_init(&j, &out, true);
    json_object(&j);
    json_key(&j, "a");
    json_array(&j);
    json_int(&j, 1);
    json_int(&j, 2);
    json_array_end(&j);
    json_key(&j, "empty");
    json_object(&j);
    json_object_end(&j);
    json_object_end(&j);
    check(&out, "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"empty\": {}\n}");
}

static void check_text_n(const char *in, size_t n, const char *expected)
{
    struct buf out = BUF_INIT(0);
    struct json j;

    json_init(&j, &out, false);
    json_text_n(&j, in, n);
    check(&out, expected);
}

static void check_text(const char *in, const char *expected)
{
    check_text_n(in, strlen(in), expected);
}

static void test_strings(void **state)
{
    (void) state;
    check_text("", "\"\"");
    check_text("say \"hi\" \\ /", "\"say \\\"hi\\\" \\\\ /\"");
    check_text("a\nb\rc\td\x01\x1b", "\"a\\nb\\rc\\td\\u0001\\u001b\"");
    check_text("日本 é 🎉", "\"日本 é 🎉\"");
    check_text_n("a\0b", 3, "\"a\\u0000b\"");
}

static void test_strings_hide_nothing_from_the_reader(void **state)
{
    (void) state;
    check_text("\x7f", "\"\\u007f\"");
    check_text("\xc2\x9b", "\"\\u009b\"");
    check_text("\u202e", "\"\\u202e\"");
    check_text("\u2028", "\"\\u2028\"");
    check_text("\U000e0041", "\"\\udb40\\udc41\""); /* a surrogate pair */
}

static void test_invalid_utf8_is_replaced(void **state)
{
    (void) state;
    check_text("a\xff"
               "b",
               "\"a\ufffdb\"");
    check_text("\xed\xa0\x80", "\"\ufffd\ufffd\ufffd\"");
    check_text("\xe2\x82", "\"\ufffd\ufffd\"");
}

static void test_every_byte_gives_a_valid_string(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    for (int c = 0; c < 256; c++) {
        char in = (char) c;
        struct json j;

        buf_reset(&out);
        json_init(&j, &out, false);
        json_text_n(&j, &in, 1);
        assert_int_equal(text_utf8_invalid_at(out.data, out.len), out.len);
        for (size_t i = 0; i < out.len; i++)
            assert_true((unsigned char) out.data[i] >= 0x20 && out.data[i] != 0x7f);
    }
    buf_clear(&out);
}

static void check_double(double x, const char *expected)
{
    struct buf out = BUF_INIT(0);
    struct json j;

    json_init(&j, &out, false);
    json_double(&j, x);
    check(&out, expected);
}

static void test_numbers(void **state)
{
    struct buf out = BUF_INIT(0);
    struct json j;

    (void) state;
    check_double(0.1, "0.1");
    check_double(-0.5, "-0.5");
    check_double(3, "3");
    check_double(1e300, "1e+300");
    check_double(0.1 + 0.2, "0.30000000000000004");
    check_double((double) NAN, "null");
    check_double((double) INFINITY, "null");
    json_init(&j, &out, false);
    json_array(&j);
    json_int(&j, INT64_MAX);
    json_int(&j, INT64_MIN);
    json_array_end(&j);
    check(&out, "[9223372036854775807,-9223372036854775808]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nesting_and_commas),
        cmocka_unit_test(test_pretty),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_strings_hide_nothing_from_the_reader),
        cmocka_unit_test(test_invalid_utf8_is_replaced),
        cmocka_unit_test(test_every_byte_gives_a_valid_string),
        cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
