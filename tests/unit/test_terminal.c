#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "table.h"
#include "terminal.h"
#include "text.h"
#include "unit.h"

static const struct terminal plain = {.utf8 = true};
static const struct terminal ascii = {.utf8 = false};
static const struct terminal coloured = {.utf8 = true, .color = true};

static void check(struct buf *out, const char *expected)
{
    assert_string_equal(buf_cstr(out), expected);
    buf_clear(out);
}

/* A terminal of that many columns that is a file: what was written is read back from it. */
static struct terminal fake_terminal(const char *columns)
{
    struct terminal t = {.file = tmpfile(), .is_tty = true, .utf8 = true};

    assert_non_null(t.file);
    setenv("COLUMNS", columns, 1);
    return t;
}

static void written(const struct terminal *t, char *ret, size_t size)
{
    fflush(t->file);
    rewind(t->file);
    ret[fread(ret, 1, size - 1, t->file)] = '\0';
    fseek(t->file, 0, SEEK_END);
}

static void test_state_has_sign_and_word(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    terminal_state(&out, &plain, "finished");
    check(&out, "✓ finished");
    terminal_state(&out, &ascii, "halted");
    check(&out, "x halted");
    terminal_state(&out, &coloured, "halted");
    check(&out, "\x1b[31m✗ halted\x1b[0m");
    terminal_state(&out, &plain, "\x1b[2J");
    check(&out, "· \\x1b[2J");
}

static void test_every_state_is_known(void **state)
{
    static const char *const names[] = {
#define STATE(id, name, meaning) name,
#include "states.def"
    };

    (void) state;
    for (size_t i = 2; i < ARRAY_LEN(names); i++) /* scoped and rehearsed are plain: nothing has happened yet */
        assert_int_not_equal(terminal_state_style(names[i]), STYLE_PLAIN);
    assert_int_equal(terminal_state_style("nonsense"), STYLE_PLAIN);
}

static void test_signs_are_one_column_wide(void **state)
{
    (void) state;
    for (int style = 0; style < STYLE_COUNT; style++) {
        assert_int_equal(text_width(terminal_sign(&plain, (enum style) style)), 1);
        assert_int_equal(strlen(terminal_sign(&ascii, (enum style) style)), 1);
    }
}

static void test_utf8_goes_by_the_locale(void **state)
{
    struct terminal t;

    (void) state;
    assert_non_null(setlocale(LC_CTYPE, "C"));
    terminal_init(&t, stdout, COLOR_AUTO);
    assert_false(t.utf8);
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    terminal_init(&t, stdout, COLOR_AUTO);
    assert_true(t.utf8);
}

static void test_ask_needs_a_terminal(void **state)
{
    struct err e;

    (void) state;
    assert_non_null(freopen("/dev/null", "r", stdin));
    assert_int_equal(terminal_ask("Change 42 rows?", &e), -1);
    assert_int_equal(e.id, ERR_USAGE);
    assert_non_null(strstr(e.text, "Change 42 rows?"));
    assert_non_null(strstr(e.hint, "--yes"));
}

static void test_table_aligns(void **state)
{
    static const struct table_column columns[] = {{"RUN"}, {"ROWS", .right = true}, {"STATE"}};
    _cleanup_(table_freep) struct table *t = table_new(&plain, columns, ARRAY_LEN(columns));
    struct buf out = BUF_INIT(0);

    (void) state;
    table_cell(t, "tax");
    table_cell_count(t, 1234567);
    table_cell_state(t, "running");
    table_cell(t, "日本語");
    table_cell(t, NULL);
    table_cell_styled(t, STYLE_OK, "ok");
    assert_int_equal(table_rows(t), 2);
    table_print(t, &out);
    check(&out, "RUN          ROWS  STATE\n"
                "tax     1,234,567  ● running\n"
                "日本語             ok\n");
}

static void test_table_colours_the_text_not_the_padding(void **state)
{
    static const struct table_column columns[] = {{"A"}, {"B"}};
    _cleanup_(table_freep) struct table *t = table_new(&coloured, columns, ARRAY_LEN(columns));
    struct buf out = BUF_INIT(0);

    (void) state;
    table_cell_styled(t, STYLE_BAD, "no");
    table_cell(t, "x");
    table_print(t, &out);
    check(&out, "\x1b[2mA\x1b[0m   \x1b[2mB\x1b[0m\n\x1b[31mno\x1b[0m  x\n");
}

static void test_table_fits_a_narrow_terminal(void **state)
{
    static const struct table_column columns[] = {{"NAME"}, {"WHY"}, {"N", .right = true}};
    struct terminal terminal = fake_terminal("30");
    _cleanup_(table_freep) struct table *t = table_new(&terminal, columns, ARRAY_LEN(columns));
    struct buf out = BUF_INIT(0);

    (void) state;
    table_cell(t, "tax-rounding");
    table_cell(t, "orders were rounded down in March");
    table_cell_count(t, 120000);
    table_print(t, &out);
    check(&out, "NAME       WHY               N\n"
                "tax-roun…  orders we…  120,000\n");
    fclose(terminal.file);
}

static void test_table_cuts_with_a_sign_that_the_terminal_has(void **state)
{
    static const struct table_column columns[] = {{"WHY", .max_columns = 5}};
    _cleanup_(table_freep) struct table *t = table_new(&ascii, columns, ARRAY_LEN(columns));
    struct buf out = BUF_INIT(0);

    (void) state;
    table_cell(t, "abcdef");
    table_print(t, &out);
    check(&out, "WHY\nabcd~\n");
}

static void assert_no_control(const char *s)
{
    for (; *s; s++)
        assert_true(((unsigned char) *s >= 0x20 && *s != 0x7f) || *s == '\n');
}

static void test_every_byte_is_harmless_in_table_and_progress(void **state)
{
    static const struct table_column columns[] = {{"A"}};

    (void) state;
    for (int c = 1; c < 256; c++) {
        char hostile[] = {'a', (char) c, '\0'};
        _cleanup_(table_freep) struct table *t = table_new(&plain, columns, 1);
        struct progress_state s = {.stage = hostile, .outcomes = hostile, .throttle = hostile, .eta_low_ms = -1, .eta_high_ms = -1};
        struct buf out = BUF_INIT(0);

        table_cell(t, hostile);
        table_print(t, &out);
        progress_line(&out, &s);
        progress_block(&out, &plain, &s, 80);
        assert_no_control(buf_cstr(&out));
        assert_int_equal(text_utf8_invalid_at(out.data, out.len), out.len);
        buf_clear(&out);
    }
}

static const struct progress_state halfway = {
    .stage = "canary",
    .done = 12000,
    .total = 20000,
    .rows_per_s = 3100,
    .eta_low_ms = 42000,
    .eta_high_ms = 42000,
    .outcomes = "changed 11,989, unchanged 11",
    .throttle = "replica \"r2\" lags 2.1s",
};

static void test_progress_line(void **state)
{
    struct progress_state bare = {.stage = "all", .done = 5, .eta_low_ms = -1, .eta_high_ms = -1};
    struct buf out = BUF_INIT(0);

    (void) state;
    progress_line(&out, &halfway);
    check(&out, "progress stage=\"canary\" done=12000 total=20000 percent=60.0 rows_per_s=3100 eta_low_s=42 eta_high_s=42 "
                "outcomes=\"changed 11,989, unchanged 11\" slowed_by=\"replica \\\"r2\\\" lags 2.1s\"\n");
    progress_line(&out, &bare);
    check(&out, "progress stage=\"all\" done=5\n");
}

static void test_progress_says_when_it_ends(void **state)
{
    struct progress_state s = {.stage = "all", .done = 5, .eta_low_ms = 38000, .eta_high_ms = 46000};
    struct buf out = BUF_INIT(0);

    (void) state;
    progress_block(&out, &plain, &s, 100);
    check(&out, "all  5 rows  38s to 46s left\n");
    s.eta_low_ms = 2 * 3600 * 1000;
    s.eta_high_ms = 3 * 3600 * 1000;
    progress_block(&out, &plain, &s, 100);
    assert_non_null(strstr(buf_cstr(&out), "2h 00m to 3h 00m left, ends "));
    assert_non_null(strstr(strstr(buf_cstr(&out), "ends "), " to "));
    buf_clear(&out);
}

static void test_progress_block(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    progress_block(&out, &plain, &halfway, 80);
    check(&out, "canary  █████████████░░░░░░░░░░   60 %  12,000 of 20,000  3,100 rows/s  42s left\n"
                "  changed 11,989, unchanged 11\n"
                "  slowed by replica \"r2\" lags 2.1s\n");
    progress_block(&out, &ascii, &halfway, 80);
    assert_non_null(strstr(buf_cstr(&out), "###....."));
    buf_clear(&out);
}

static void test_progress_block_fits_any_width(void **state)
{
    (void) state;
    for (int columns = 1; columns < 120; columns++) {
        struct buf out = BUF_INIT(0);
        char *save = NULL;

        progress_block(&out, &plain, &halfway, columns);
        for (char *line = strtok_r(out.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
            assert_true(text_width(line) <= columns);
        buf_clear(&out);
    }
}

static int64_t fake_now;

static int64_t fake_clock(void)
{
    return fake_now;
}

static void test_progress_redraws_in_place_at_most_five_times_a_second(void **state)
{
    struct terminal t = fake_terminal("80");
    struct progress *p = progress_new(&t, false);
    struct progress_state s = {.stage = "all", .done = 1, .eta_low_ms = -1, .eta_high_ms = -1, .outcomes = "changed 1"};
    char text[512];

    (void) state;
    progress_set_clock(p, fake_clock);
    fake_now = 1000;
    progress_update(p, &s);
    fake_now += PROGRESS_LIVE_MS - 1;
    s.done = 2;
    progress_update(p, &s); /* too soon */
    fake_now += 1;
    s.done = 3;
    progress_update(p, &s);
    progress_free(p);
    written(&t, text, sizeof(text));
    assert_string_equal(text, "all  1 rows\n  changed 1\n"
                              "\x1b[2A\r\x1b[J"
                              "all  3 rows\n  changed 1\n"
                              "\x1b[2A\r\x1b[J");
    fclose(t.file);
}

static void test_progress_erases_what_a_narrower_window_wrapped(void **state)
{
    struct terminal t = fake_terminal("80");
    struct progress *p = progress_new(&t, false);
    struct progress_state s = {.stage = "all", .done = 1, .eta_low_ms = -1, .eta_high_ms = -1, .outcomes = "changed 1, unchanged 2"};
    char text[512];

    (void) state;
    progress_update(p, &s);
    setenv("COLUMNS", "10", 1); /* 11 and 24 columns: two rows and three */
    progress_free(p);
    written(&t, text, sizeof(text));
    assert_non_null(strstr(text, "\x1b[5A"));
    fclose(t.file);
}

static void test_progress_stage_end_stays(void **state)
{
    struct terminal t = fake_terminal("80");
    struct progress *p = progress_new(&t, false);
    struct progress_state s = {.stage = "all", .done = 9, .eta_low_ms = 5, .eta_high_ms = 5, .throttle = "lag"};
    char text[512];

    (void) state;
    progress_stage_end(p, &s);
    progress_free(p);
    written(&t, text, sizeof(text));
    assert_string_equal(text, "all  9 rows\n");
    fclose(t.file);
}

static void test_progress_logs_every_half_minute_without_a_terminal(void **state)
{
    struct terminal t = {.file = tmpfile()};
    struct progress *p = progress_new(&t, false);
    struct progress_state s = {.stage = "all", .eta_low_ms = -1, .eta_high_ms = -1};
    char text[512];

    (void) state;
    progress_set_clock(p, fake_clock);
    fake_now = 5000;
    for (s.done = 0; s.done <= 65; s.done++, fake_now += 1000)
        progress_update(p, &s);
    progress_stage_end(p, &s);
    progress_free(p);
    written(&t, text, sizeof(text));
    assert_string_equal(text, "progress stage=\"all\" done=30\nprogress stage=\"all\" done=60\n"
                              "progress stage=\"all\" done=66\n");
    fclose(t.file);
}

static void test_progress_quiet_says_nothing(void **state)
{
    struct terminal t = fake_terminal("80");
    struct progress *p = progress_new(&t, true);
    char text[16];

    (void) state;
    progress_update(p, &halfway);
    progress_stage_end(p, &halfway);
    progress_free(p);
    written(&t, text, sizeof(text));
    assert_string_equal(text, "");
    fclose(t.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state_has_sign_and_word),
        cmocka_unit_test(test_every_state_is_known),
        cmocka_unit_test(test_signs_are_one_column_wide),
        cmocka_unit_test(test_utf8_goes_by_the_locale),
        cmocka_unit_test(test_ask_needs_a_terminal),
        cmocka_unit_test(test_table_aligns),
        cmocka_unit_test(test_table_colours_the_text_not_the_padding),
        cmocka_unit_test(test_table_fits_a_narrow_terminal),
        cmocka_unit_test(test_table_cuts_with_a_sign_that_the_terminal_has),
        cmocka_unit_test(test_every_byte_is_harmless_in_table_and_progress),
        cmocka_unit_test(test_progress_line),
        cmocka_unit_test(test_progress_block),
        cmocka_unit_test(test_progress_says_when_it_ends),
        cmocka_unit_test(test_progress_block_fits_any_width),
        cmocka_unit_test(test_progress_redraws_in_place_at_most_five_times_a_second),
        cmocka_unit_test(test_progress_erases_what_a_narrower_window_wrapped),
        cmocka_unit_test(test_progress_stage_end_stays),
        cmocka_unit_test(test_progress_logs_every_half_minute_without_a_terminal),
        cmocka_unit_test(test_progress_quiet_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
