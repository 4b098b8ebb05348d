#include <string.h>

#include "unit.h"
#include "words.h"

/* What one value, or one change, is in text and in HTML. */
static void check_change(const char *before, const char *after, const char *text, const char *html)
{
    struct document *d = document_new("t");
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    line_change(doc_paragraph(d), before, after);
    document_text(d, &out);
    assert_non_null(strstr(buf_cstr(&out), text));
    buf_reset(&out);
    document_html(d, &out);
    if (!strstr(buf_cstr(&out), html))
        fail_msg("%s is not in %s", html, strstr(buf_cstr(&out), "<p>"));
    buf_clear(&out);
    document_free(d);
}

static void test_changes_mark_what_differs(void **state)
{
    (void) state;
    check_change("Ana@x", "ana@x", "\nAna@x → ana@x\n",
                 "<p><del><mark>A</mark>na@x</del> → <ins><mark>a</mark>na@x</ins></p>");
    check_change("ab", "axb", "\nab → axb\n", "<del>ab</del> → <ins>a<mark>x</mark>b</ins>");
    check_change("aa", "a", "\naa → a\n", "<del>a<mark>a</mark></del> → <ins>a</ins>");
    /* Half a character is not a difference: é is c3 a9, è is c3 a8. */
    check_change("é", "è", "\né → è\n", "<del><mark>é</mark></del> → <ins><mark>è</mark></ins>");
    check_change("xé", "x\u0129", "\nxé → xĩ\n", "<del>x<mark>é</mark></del> → <ins>x<mark>ĩ</mark></ins>");
    check_change("é", "©", "\né → ©\n", "<del><mark>é</mark></del> → <ins><mark>©</mark></ins>");
    check_change(NULL, "", "\nNULL → ''\n", "<em class=\"null\">NULL</em> → <ins>&#39;&#39;</ins>");
    check_change("NULL", NULL, "\n'NULL' → NULL\n", "<del>&#39;<mark>NULL</mark>&#39;</del> → <em class=\"null\">");
    check_change(VALUE_MASKED, VALUE_MASKED, "\n••• → •••\n", "<span class=\"masked\" title=\"masked\">•••</span> → ");
    check_change("•••", "b", "\n'•••' → b\n", "<mark>•••</mark>");
}

static void check_decimal(const char *s, const char *plain, const char *delta)
{
    struct document *d = document_new("t");
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT), expected = BUF_INIT(BUF_MAX_DEFAULT);
    struct line *l = doc_paragraph(d);

    line_decimal(l, s);
    line_text(l, " ");
    line_delta(l, s);
    document_text(d, &out);
    buf_printf(&expected, "\n%s %s\n", plain, delta);
    assert_non_null(strstr(buf_cstr(&out), buf_cstr(&expected)));
    buf_clear(&out);
    buf_clear(&expected);
    document_free(d);
}

static void test_decimals_are_grouped(void **state)
{
    (void) state;
    check_decimal("1234567.8900", "1,234,567.8900", "+1,234,567.8900");
    check_decimal("-123456", "-123,456", "-123,456");
    check_decimal("0.000", "0.000", "0.000");
    check_decimal("0.001", "0.001", "+0.001");
    check_decimal("NaN", "NaN", "NaN");
    check_decimal("1e+20", "1e+20", "+1e+20");
    check_decimal("12345678901234567890123", "12,345,678,901,234,567,890,123", "+12,345,678,901,234,567,890,123");
    check_decimal(NULL, "NULL", "NULL");
}

static void test_shares_do_not_round_to_all_or_nothing(void **state)
{
    struct arena *a = arena_new();

    (void) state;
    assert_string_equal(share(a, 0, 10), "0%");
    assert_string_equal(share(a, 10, 10), "100%");
    assert_string_equal(share(a, 1, 1000000), "<0.1%");
    assert_string_equal(share(a, 999999, 1000000), ">99.9%");
    assert_string_equal(share(a, 1, 3), "33.3%");
    assert_string_equal(share(a, 0, 0), "");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes_mark_what_differs),
        cmocka_unit_test(test_decimals_are_grouped),
        cmocka_unit_test(test_shares_do_not_round_to_all_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
