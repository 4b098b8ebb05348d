#include <limits.h>
#include <string.h>

#include "text.h"
#include "unit.h"

static void check_visible(const char *in, size_t n, int max_columns, const char *expected)
{
    struct buf out = BUF_INIT(0);

    text_visible(&out, in, n, max_columns);
    assert_string_equal(buf_cstr(&out), expected);
    if (max_columns > 0)
        assert_true(text_width(buf_cstr(&out)) <= max_columns);
    buf_clear(&out);
}

static void visible(const char *in, const char *expected)
{
    check_visible(in, strlen(in), 0, expected);
}

static void cut(const char *in, int max_columns, const char *expected)
{
    check_visible(in, strlen(in), max_columns, expected);
}

static void test_visible_shows_plain_text(void **state)
{
    (void) state;
    visible("", "");
    visible("orders 3–17 March, naïve café, 日本語 🎉", "orders 3–17 March, naïve café, 日本語 🎉");
    visible("C:\\temp \"quoted\" <b>", "C:\\temp \"quoted\" <b>");
}

static void test_visible_escapes_controls(void **state)
{
    (void) state;
    visible("a\nb\tc\rd", "a\\nb\\tc\\rd");
    visible("\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07");
    visible("\x7f", "\\x7f");
    visible("\xc2\x9b"
            "31m",
            "\\u009b31m");
    check_visible("a\0b", 3, 0, "a\\x00b");
}

static void test_visible_escapes_bidi_and_zero_width(void **state)
{
    static const struct {
        const char *in, *expected;
    } cases[] = {
        {"\u061c", "\\u061c"}, {"\u200e", "\\u200e"}, {"\u200f", "\\u200f"}, {"\u202a", "\\u202a"},
        {"\u202b", "\\u202b"}, {"\u202c", "\\u202c"}, {"\u202d", "\\u202d"}, {"\u202e", "\\u202e"},
        {"\u2066", "\\u2066"}, {"\u2067", "\\u2067"}, {"\u2068", "\\u2068"}, {"\u2069", "\\u2069"},
        {"\u200b", "\\u200b"}, {"\u200c", "\\u200c"}, {"\u200d", "\\u200d"}, {"\u2060", "\\u2060"},
        {"\ufeff", "\\ufeff"}, {"\u00ad", "\\u00ad"}, {"\u2028", "\\u2028"}, {"\u2029", "\\u2029"},
        {"\u3164", "\\u3164"}, {"\u115f", "\\u115f"}, {"\ufe0f", "\\ufe0f"}, {"\U000e0041", "\\U000e0041"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        visible(cases[i].in, cases[i].expected);
}

static void test_visible_escapes_invalid_utf8(void **state)
{
    (void) state;
    visible("a\xff"
            "b",
            "a\\xffb");
    visible("\xc0\xaf", "\\xc0\\xaf");                   /* overlong '/' */
    visible("\xe0\x80\x9b", "\\xe0\\x80\\x9b");          /* overlong C1 */
    visible("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* a surrogate */
    visible("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
    visible("\xe2\x82", "\\xe2\\x82");                   /* ends in the middle */
}

/* Whatever the bytes, what comes out holds none that a terminal obeys, and is UTF-8. */
static void assert_harmless(const struct buf *out)
{
    const unsigned char *s = (const unsigned char *) buf_cstr(out);

    assert_int_equal(text_utf8_invalid_at(buf_cstr(out), out->len), out->len);
    for (size_t i = 0; i < out->len; i++) {
        assert_true(s[i] >= 0x20 && s[i] != 0x7f);
        assert_false(s[i] == 0xc2 && s[i + 1] < 0xa0);                                          /* C1 */
        assert_false(s[i] == 0xe2 && s[i + 1] == 0x80 && s[i + 2] >= 0xaa && s[i + 2] <= 0xae); /* bidi */
        assert_false(s[i] == 0xe2 && s[i + 1] == 0x81 && s[i + 2] >= 0xa6 && s[i + 2] <= 0xa9);
    }
}

static void test_visible_is_harmless_for_every_pair_of_bytes(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    for (int first = 0; first < 256; first++) {
        for (int second = 0; second < 256; second++) {
            char in[2] = {(char) first, (char) second};

            buf_reset(&out);
            text_visible(&out, in, 1, 0);
            assert_true(out.len >= 1);
            assert_harmless(&out);
            buf_reset(&out);
            text_visible(&out, in, 2, 0);
            assert_true(out.len >= 2);
            assert_harmless(&out);
        }
    }
    buf_clear(&out);
}

static void test_visible_cuts_with_an_ellipsis(void **state)
{
    (void) state;
    cut("abcdef", 6, "abcdef");
    cut("abcdef", 5, "abcd…");
    cut("abcdef", 1, "…");
    cut("日本語", 6, "日本語");
    cut("日本語", 5, "日本…");
    cut("日本語", 4, "日…");
    cut("ab\ncd", 5, "ab\\n…"); /* an escape stays whole or goes whole */
    cut("abc\ncd", 5, "abc…");
    cut("e\u0301e\u0301e\u0301", 2, "e\u0301…");
}

static void test_visible_appends_and_cuts_only_its_own(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    buf_str(&out, "before ");
    text_visible(&out, "abcdef", 6, 1);
    assert_string_equal(buf_cstr(&out), "before …");
    buf_clear(&out);
}

static void test_hidden_passwords(void **state)
{
    static const char *const pairs[][2] = {
        {"a: postgresql://u:pw@h/d", "a: postgresql://u:**@h/d"},
        {"'postgresql://u:p@/w@h/d' x:y@z", "'postgresql://u:****@h/d' x:y@z"},
        {"postgresql://u@h:5432,i:5433/d", "postgresql://u@h:5432,i:5433/d"},
        {"postgresql://u:@h a://b:c@d", "postgresql://u:@h a://b:*@d"},
        {"postgresql:///d?user=u&password=p:w&sslmode=require", "postgresql:///d?user=u&password=***&sslmode=require"},
        {"host=h password=pw", "host=h password=**"},
        {"://", "://"},
        {"password=", "password="},
        {"no password: here", "no password: here"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        char text[128];

        strcpy(text, pairs[i][0]);
        text_hide_passwords(text, strlen(text));
        assert_string_equal(text, pairs[i][1]);
    }
}

static void test_width(void **state)
{
    (void) state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("abc"), 3);
    assert_int_equal(text_width("日本"), 4);
    assert_int_equal(text_width("e\u0301"), 1);
    assert_int_equal(text_width("\xff"
                                "a"),
                     2);
}

static void test_utf8_invalid_at(void **state)
{
    (void) state;
    assert_int_equal(text_utf8_invalid_at("", 0), 0);
    assert_int_equal(text_utf8_invalid_at("a\0b", 3), 3);
    assert_int_equal(text_utf8_invalid_at("é€🎉", 9), 9);
    assert_int_equal(text_utf8_invalid_at("é€🎉", 8), 5);
    assert_int_equal(text_utf8_invalid_at("ab\x80", 3), 2);
    assert_int_equal(text_utf8_invalid_at("\xc1\xbf", 2), 0);
    assert_int_equal(text_utf8_invalid_at("a\xed\xbf\xbf", 4), 1);
}

static void test_count(void **state)
{
    char s[32];

    (void) state;
    assert_string_equal(text_count(0, s), "0");
    assert_string_equal(text_count(999, s), "999");
    assert_string_equal(text_count(1000, s), "1,000");
    assert_string_equal(text_count(1234567, s), "1,234,567");
    assert_string_equal(text_count(-1234, s), "-1,234");
    assert_string_equal(text_count(-100, s), "-100");
    assert_string_equal(text_count(INT64_MIN, s), "-9,223,372,036,854,775,808");
}

static void test_duration(void **state)
{
    char s[32];

    (void) state;
    assert_string_equal(text_duration(0, s), "0ms");
    assert_string_equal(text_duration(850, s), "850ms");
    assert_string_equal(text_duration(999, s), "999ms");
    assert_string_equal(text_duration(12000, s), "12s");
    assert_string_equal(text_duration(59499, s), "59s");
    assert_string_equal(text_duration(59500, s), "1m 00s"); /* never "60s" */
    assert_string_equal(text_duration(200000, s), "3m 20s");
    assert_string_equal(text_duration(3599600, s), "1h 00m");
    assert_string_equal(text_duration(7500000, s), "2h 05m");
    assert_string_equal(text_duration(4 * 86400000LL + 3 * 3600000, s), "4d 3h");
    assert_string_equal(text_duration(-12000, s), "-12s");
    text_duration(INT64_MIN, s);
    assert_int_equal(s[0], '-');
}

static void test_bytes(void **state)
{
    char s[32];

    (void) state;
    assert_string_equal(text_bytes(0, s), "0 B");
    assert_string_equal(text_bytes(512, s), "512 B");
    assert_string_equal(text_bytes(999, s), "999 B");
    assert_string_equal(text_bytes(1000, s), "1.0 kB");
    assert_string_equal(text_bytes(16200000, s), "16.2 MB");
    assert_string_equal(text_bytes(999960, s), "1.0 MB"); /* never "1000.0 kB" */
    assert_string_equal(text_bytes(-1500, s), "-1.5 kB");
    assert_string_equal(text_bytes(INT64_MAX, s), "9.2 EB");
}

static void test_nearest(void **state)
{
    static const char *const commands[] = {"scope", "dry-run", "run", "status", "pause", "stop", "rollback"};
    const size_t n = ARRAY_LEN(commands);
    char long_word[100];

    (void) state;
    assert_string_equal(text_nearest("stauts", commands, n), "status");
    assert_string_equal(text_nearest("scop", commands, n), "scope");
    assert_string_equal(text_nearest("SCOPE", commands, n), "scope");
    assert_string_equal(text_nearest("dryrun", commands, n), "dry-run");
    assert_string_equal(text_nearest("rolback", commands, n), "rollback");
    assert_string_equal(text_nearest("ru", commands, n), "run");
    assert_null(text_nearest("deploy", commands, n));
    assert_null(text_nearest("x", commands, n));
    assert_null(text_nearest("", commands, n));
    assert_null(text_nearest("scope", commands, 0));
    memset(long_word, 'a', sizeof(long_word));
    long_word[sizeof(long_word) - 1] = '\0';
    assert_null(text_nearest(long_word, commands, n));
}

static void test_starts_with(void **state)
{
    (void) state;
    assert_true(text_starts_with("sqlite:x", "sqlite:"));
    assert_true(text_starts_with("x", ""));
    assert_false(text_starts_with("sql", "sqlite:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_visible_shows_plain_text),
        cmocka_unit_test(test_visible_escapes_controls),
        cmocka_unit_test(test_visible_escapes_bidi_and_zero_width),
        cmocka_unit_test(test_visible_escapes_invalid_utf8),
        cmocka_unit_test(test_visible_is_harmless_for_every_pair_of_bytes),
        cmocka_unit_test(test_visible_cuts_with_an_ellipsis),
        cmocka_unit_test(test_visible_appends_and_cuts_only_its_own),
        cmocka_unit_test(test_hidden_passwords),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_utf8_invalid_at),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_duration),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_starts_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
