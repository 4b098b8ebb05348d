#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "csv.h"
#include "unit.h"

/* A reader over a temporary file that has already lost its name. */
static struct csv_reader *open_bytes(const char *bytes, size_t n)
{
    char path[] = "/tmp/retcon-csv-XXXXXX";
    int fd = mkstemp(path);
    struct csv_reader *r = NULL;
    struct err e;

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    close(fd);
    assert_int_equal(csv_open(path, &r, &e), 0);
    unlink(path);
    return r;
}

/* All records as one text: fields in brackets, NULL as -, records ended by ';', an error as "!line: text". */
static void read_all(struct buf *out, struct csv_reader *r)
{
    struct err e;
    char **fields;
    size_t n;
    int got;

    while ((got = csv_next(r, &fields, &n, &e)) == 0) {
        for (size_t i = 0; i < n; i++)
            buf_printf(out, fields[i] ? "[%s]" : "-", fields[i]);
        buf_char(out, ';');
    }
    if (got < 0)
        buf_printf(out, "!%s", strchr(e.text, ':') + 1);
}

static void check_n(const char *in, size_t n, const char *expected)
{
    _cleanup_(csv_closep) struct csv_reader *r = open_bytes(in, n);
    struct buf out = BUF_INIT(0);

    read_all(&out, r);
    assert_string_equal(buf_cstr(&out), expected);
    buf_clear(&out);
}

static void check(const char *in, const char *expected)
{
    check_n(in, strlen(in), expected);
}

static void test_records(void **state)
{
    (void) state;
    check("", "");
    check("id,name\n1,Ana\n", "[id][name];[1][Ana];");
    check("id,name\r\n1,Ana\r\n", "[id][name];[1][Ana];");
    check("1,2", "[1][2];");
    check("\xef\xbb\xbfid\n7\n", "[id];[7];");
    check("\xef\xbb\xbf", "");
    check("ab", "[ab];"); /* shorter than a byte order mark */
    check("é,日本\n", "[é][日本];");
    check(" a , b \n", "[ a ][ b ];");
}

static void test_null_and_empty(void **state)
{
    (void) state;
    check("a,,c\n", "[a]-[c];");
    check("a,\"\",c\n", "[a][][c];");
    check(",\n", "--;");
    check("a,", "[a]-;");
    check("\"\"\n", "[];");
}

static void test_empty_lines_are_skipped(void **state)
{
    (void) state;
    check("\n\r\na\n\n\nb\n\n", "[a];[b];");
}

static void test_quotes(void **state)
{
    (void) state;
    check("\"a,b\",\"say \"\"hi\"\"\"\n", "[a,b][say \"hi\"];");
    check("\"two\nlines\",x\n", "[two\nlines][x];");
    check("\"two\r\nlines\"\r\n", "[two\r\nlines];");
    check("\"end\"", "[end];");
}

static void test_mistakes_name_the_line(void **state)
{
    (void) state;
    check("a\nb\n\"open\nc\nd\n", "[a];[b];!3: a quote is opened here and never closed");
    check("a\n\"x\"y\n", "[a];!2: text after a closing quote");
    check("x\"y\n", "!1: a quote inside an unquoted field");
    check("\"m\nn\"\na\rb\n", "[m\nn];!3: a carriage return without a line feed");
    check("a\rb", "!1: a carriage return without a line feed");
    check("ok\nb\xff\n", "[ok];!2: a field that is not UTF-8");
    check("\"b\xc0\xaf\"\n", "!1: a field that is not UTF-8");
    check_n("ok\na\0b\n", 7, "[ok];!2: a NUL byte");
    check_n("\"\0\"", 3, "!1: a NUL byte");
}

static void test_line_of_a_record(void **state)
{
    _cleanup_(csv_closep) struct csv_reader *r = open_bytes("\n\"a\nb\"\nc\n", 9);
    struct err e;
    char **fields;
    size_t n;

    (void) state;
    assert_int_equal(csv_next(r, &fields, &n, &e), 0);
    assert_int_equal(csv_line(r), 2);
    assert_int_equal(csv_next(r, &fields, &n, &e), 0);
    assert_int_equal(csv_line(r), 4);
    assert_int_equal(csv_next(r, &fields, &n, &e), 1);
    assert_int_equal(csv_next(r, &fields, &n, &e), 1);
}

static void test_limits(void **state)
{
    size_t n = CSV_MAX_RECORD_BYTES + 2;
    char *big = xmalloc(n);

    (void) state;
    memset(big, 'x', n);
    check_n(big, n, "!1: the record is longer than 1 MiB");
    memset(big, ',', n);
    check_n(big, n, "!1: the record has more than 4096 fields");
    memset(big, 'x', n);
    for (size_t i = 1000; i < n; i += 1000) /* a large file of small records is no matter */
        big[i] = '\n';
    {
        _cleanup_(csv_closep) struct csv_reader *r = open_bytes(big, n);
        struct buf out = BUF_INIT(0);

        read_all(&out, r);
        assert_null(strchr(buf_cstr(&out), '!'));
        buf_clear(&out);
    }
    free(big);
}

static void test_open_says_what_is_missing(void **state)
{
    struct csv_reader *r = NULL;
    struct err e;

    (void) state;
    assert_int_equal(csv_open("/nonexistent/keys.csv", &r, &e), -1);
    assert_int_equal(e.id, ERR_IO);
    assert_non_null(strstr(e.text, "/nonexistent/keys.csv"));
    assert_null(r);
}

static void field(const char *s, bool first, bool safe, const char *expected)
{
    struct buf out = BUF_INIT(0);

    csv_field(&out, s, first, safe);
    assert_string_equal(buf_cstr(&out), expected);
    buf_clear(&out);
}

static void test_fields_are_quoted_where_needed(void **state)
{
    (void) state;
    field("plain", true, true, "plain");
    field("plain", false, true, ",plain");
    field(NULL, true, true, "");
    field(NULL, false, true, ",");
    field("", true, true, "\"\"");
    field("a,b", true, true, "\"a,b\"");
    field("say \"hi\"", true, true, "\"say \"\"hi\"\"\"");
    field("two\nlines", true, true, "\"two\nlines\"");
    field("cr\r", true, true, "\"cr\r\"");
    field(" x", true, true, "\" x\"");
}

static void test_fields_are_no_formulas(void **state)
{
    (void) state;
    field("=1+1", true, true, "'=1+1");
    field("+cmd|' /C calc'!A0", true, true, "'+cmd|' /C calc'!A0");
    field("-2+3", true, true, "'-2+3");
    field("-", true, true, "'-");
    field("@SUM(A1)", true, true, "'@SUM(A1)");
    field("\t=1", true, true, "'\t=1");
    field("\r=1", true, true, "\"'\r=1\"");
    field("\n=1", true, true, "\"'\n=1\"");
    field("＝1+1", true, true, "'＝1+1");
    field("=a,b", true, true, "\"'=a,b\"");
    field("=1+1", true, false, "=1+1");
    field("a=1", true, true, "a=1");
}

static void test_numbers_keep_their_sign(void **state)
{
    (void) state;
    field("-12.50", true, true, "-12.50");
    field("+5", true, true, "+5");
    field("-1e-6", true, true, "-1e-6");
    field("-.5", true, true, "'-.5");
    field("-1e", true, true, "'-1e");
    field("-1-1", true, true, "'-1-1");
}

static void test_what_is_written_reads_back(void **state)
{
    static const char *const fields[] = {"", "a", NULL, "x,y", "q\"q", "l1\nl2", "r\r", " ", "\"", "日本"};
    struct buf out = BUF_INIT(0);
    struct csv_reader *r;
    struct err e;
    char **got;
    size_t n;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        csv_field(&out, fields[i], i == 0, true);
    buf_str(&out, "\r\n");
    r = open_bytes(out.data, out.len);
    assert_int_equal(csv_next(r, &got, &n, &e), 0);
    assert_int_equal(n, ARRAY_LEN(fields));
    for (size_t i = 0; i < n; i++) {
        if (fields[i])
            assert_string_equal(got[i], fields[i]);
        else
            assert_null(got[i]);
    }
    csv_close(r);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_null_and_empty),
        cmocka_unit_test(test_empty_lines_are_skipped),
        cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_mistakes_name_the_line),
        cmocka_unit_test(test_line_of_a_record),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_open_says_what_is_missing),
        cmocka_unit_test(test_fields_are_quoted_where_needed),
        cmocka_unit_test(test_fields_are_no_formulas),
        cmocka_unit_test(test_numbers_keep_their_sign),
        cmocka_unit_test(test_what_is_written_reads_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
