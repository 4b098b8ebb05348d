#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_read.h"
#include "report_fixture.h"
#include "text.h"
#include "words.h"

/* Each report, in each format, against tests/unit/golden/NAME.FORMAT. RETCON_GOLDEN_UPDATE=1 writes them anew:
   read the difference before it is committed. */

static struct plan *plan;

static void check_report(struct buf *out, enum report_format f)
{
    struct rollout ro = {.plan = plan};

    a_check.ro = &ro;
    plan->mistakes.first = &a_mistake;
    report_check(out, f, &a_check);
    plan->mistakes.first = NULL;
}

static void dry_run_report(struct buf *out, enum report_format f)
{
    a_dry_run.plan = plan;
    report_dry_run(out, f, &a_dry_run);
}

static void status_report(struct buf *out, enum report_format f)
{
    a_run.state = STATE_RUNNING;
    report_status(out, f, &a_status);
    a_run.state = STATE_FINISHED;
}

static void verify_report(struct buf *out, enum report_format f)
{
    report_verify(out, f, &a_verify);
}

static void explain_report(struct buf *out, enum report_format f)
{
    report_explain(out, f, &an_explain);
}

static void quarantine_report(struct buf *out, enum report_format f)
{
    report_quarantine(out, f, &a_quarantine);
}

static void undo_report(struct buf *out, enum report_format f)
{
    report_undo_preview(out, f, &an_undo);
}

static void run_report(struct buf *out, enum report_format f)
{
    report_run(out, f, &a_run_report);
}

static const struct {
    const char *name;
    void (*make)(struct buf *out, enum report_format f);
} reports[] = {
    {"check", check_report},   {"dry_run", dry_run_report}, {"status", status_report},
    {"verify", verify_report}, {"explain", explain_report}, {"quarantine", quarantine_report},
    {"undo", undo_report},     {"run", run_report},
};
static const char *const extensions[] = {
    [REPORT_TEXT] = "txt", [REPORT_MARKDOWN] = "md", [REPORT_HTML] = "html", [REPORT_JSON] = "json"};

/* Calls fn for every report in every format. */
static void for_each(void (*fn)(const char *name, enum report_format f, const struct buf *out))
{
    for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
        for (int f = REPORT_TEXT; f <= REPORT_JSON; f++) {
            struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

            reports[i].make(&out, (enum report_format) f);
            assert_false(buf_overflowed(&out));
            fn(reports[i].name, (enum report_format) f, &out);
            buf_clear(&out);
        }
    }
}

static void read_file(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "rb");
    char part[4096];
    size_t n;

    if (!file)
        return;
    while ((n = fread(part, 1, sizeof(part), file)) > 0)
        buf_add(out, part, n);
    fclose(file);
}

static void write_file(const char *path, const struct buf *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text->data, 1, text->len, file), text->len);
    fclose(file);
}

static void compare_golden(const char *name, enum report_format f, const struct buf *out)
{
    struct buf golden = BUF_INIT(BUF_MAX_DEFAULT);
    char path[256];
    size_t same = 0;

    snprintf(path, sizeof(path), "golden/%s.%s", name, extensions[f]);
    if (getenv("RETCON_GOLDEN_UPDATE"))
        write_file(path, out);
    read_file(path, &golden);
    while (same < out->len && same < golden.len && out->data[same] == golden.data[same])
        same++;
    if (same != out->len || same != golden.len)
        fail_msg("%s differs at byte %zu:\n  golden: %.80s\n  now:    %.80s", path, same, buf_cstr(&golden) + same,
                 buf_cstr(out) + same);
    buf_clear(&golden);
}

static void test_golden(void **state)
{
    (void) state;
    for_each(compare_golden);
}

/* Nothing that a terminal obeys, and no masked value, in any of them. */
static void assert_harmless(const char *name, enum report_format f, const struct buf *out)
{
    const char *s = buf_cstr(out);

    (void) name;
    (void) f;
    assert_int_equal(text_utf8_invalid_at(s, out->len), out->len);
    for (size_t i = 0; i < out->len; i++)
        assert_true(s[i] == '\n' || ((unsigned char) s[i] >= 0x20 && s[i] != 0x7f));
    assert_null(strstr(s, SECRET));
    assert_null(strstr(s, "\u202e"));
    assert_null(strstr(s, "\u2066"));
    if (f != REPORT_JSON)
        assert_int_equal(s[out->len - 1], '\n');
}

static void test_harmless(void **state)
{
    (void) state;
    for_each(assert_harmless);
}

/* Every element that is opened is closed, in order; no script, nothing from elsewhere, no attribute that acts. */
static void assert_well_formed(const char *name, enum report_format f, const struct buf *out)
{
    static const char *const empty[] = {"meta", "br", "!doctype"};
    static const char *const refused[] = {"<script", "src=", "<img", "<a ", "url(", "@import", "onclick", "style=\""};
    char open[32][16];
    size_t depth = 0;

    (void) name;
    if (f != REPORT_HTML)
        return;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        assert_null(strstr(buf_cstr(out), refused[i]));
    for (const char *p = strchr(buf_cstr(out), '<'); p; p = strchr(p, '<')) {
        bool closes = p[1] == '/', is_empty = false;
        char tag[16] = {0};

        p += 1 + closes;
        memcpy(tag, p, strcspn(p, " >"));
        for (size_t i = 0; i < ARRAY_LEN(empty); i++)
            is_empty |= strcmp(tag, empty[i]) == 0;
        if (closes) {
            assert_true(depth > 0);
            assert_string_equal(open[--depth], tag);
        } else if (!is_empty) {
            assert_true(depth < ARRAY_LEN(open));
            memcpy(open[depth++], tag, sizeof(tag));
        }
    }
    assert_int_equal(depth, 0);
}

static void test_html(void **state)
{
    (void) state;
    for_each(assert_well_formed);
}

/* A row of a Markdown table has the bars of its head: no value has added a cell or a line. */
static size_t bars(const char *line, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
    return count;
}

/* Past the code span or fenced block that begins here. */
static const char *skip_code(const char *p)
{
    size_t fence = strspn(p, "`");

    for (p += fence; *p; p += strspn(p, "`")) {
        p += strcspn(p, "`");
        if (strspn(p, "`") == fence)
            return p + fence;
    }
    fail_msg("a code span has no end");
    return p;
}

/* Outside code there is no link, no image and no HTML but the line break. */
static void assert_prose_is_inert(const char *p)
{
    while (*p) {
        if (*p == '`') {
            p = skip_code(p);
            continue;
        }
        assert_true(*p != '<' || strncmp(p, "<br>", 4) == 0);
        assert_false(*p == '[' || *p == ']');
        p += *p == '\\' ? 2 : 1;
    }
}

static void assert_tables(const char *name, enum report_format f, const struct buf *out)
{
    size_t expected = 0;

    (void) name;
    if (f != REPORT_MARKDOWN)
        return;
    assert_prose_is_inert(buf_cstr(out));
    for (const char *p = buf_cstr(out); *p;) {
        size_t n = strcspn(p, "\n");

        if (*p != '|')
            expected = 0;
        else if (!expected)
            expected = bars(p, n);
        else
            assert_int_equal(bars(p, n), expected);
        p += n + (p[n] == '\n');
    }
}

static void assert_json(const char *name, enum report_format f, const struct buf *out)
{
    int64_t version = 0;

    if (f != REPORT_JSON)
        return;
    assert_true(json_is_valid(buf_cstr(out)));
    assert_true(json_read_int(json_member(buf_cstr(out), "schema_version"), &version));
    assert_int_equal(version, REPORT_SCHEMA_VERSION);
    if (strcmp(name, "status") == 0) {
        static const char *const keys[] = {
            "run",      "name",      "state",           "stage",        "universe",    "excluded",    "candidates",
            "changed",  "unchanged", "became_excluded", "uncertain",    "gone",        "failed",      "pending",
            "restored", "conflicts", "rows_per_second", "throttled_by", "plan_digest", "list_digest",
        };

        for (size_t i = 0; i < ARRAY_LEN(keys); i++)
            assert_non_null(json_member(buf_cstr(out), keys[i]));
    }
}

static void test_markdown_tables(void **state)
{
    (void) state;
    for_each(assert_tables);
}

static void test_json(void **state)
{
    (void) state;
    for_each(assert_json);
}

/* Without the plan nobody knows what is masked: then everything is. */
static void test_an_unreadable_plan_masks_everything(void **state)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    (void) state;
    a_run.plan_text = "name: [";
    quarantine_report(&out, REPORT_TEXT);
    a_run.plan_text = plan_text;
    assert_null(strstr(buf_cstr(&out), "1042"));
    assert_non_null(strstr(buf_cstr(&out), "•••"));
    buf_clear(&out);
}

static void test_format_names(void **state)
{
    (void) state;
    assert_int_equal(report_format_from_name("md"), REPORT_MARKDOWN);
    assert_int_equal(report_format_from_name("html"), REPORT_HTML);
    assert_int_equal(report_format_from_name("pdf"), -1);
}

static int load_plan(void **state)
{
    struct err e = {0};

    (void) state;
    plan = plan_parse("tax-rounding.yaml", NULL, plan_text, strlen(plan_text), &e);
    if (!plan || plan->mistakes.errors)
        fprintf(stderr, "%s\n", plan ? plan->mistakes.first->text : e.text);
    return plan && !plan->mistakes.errors ? 0 : -1;
}

static int free_plan(void **state)
{
    (void) state;
    plan_free(plan);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),       cmocka_unit_test(test_harmless),
        cmocka_unit_test(test_html),         cmocka_unit_test(test_markdown_tables),
        cmocka_unit_test(test_json),         cmocka_unit_test(test_an_unreadable_plan_masks_everything),
        cmocka_unit_test(test_format_names),
    };

    return cmocka_run_group_tests(tests, load_plan, free_plan);
}
