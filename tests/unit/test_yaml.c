#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "buf.h"
#include "yaml.h"

/* A document and what was found in it; everything is the arena's. */
struct doc {
    struct arena *arena;
    struct mistakes mistakes;
    struct yaml_node *root;
};

static void read_bytes(struct doc *d, const char *text, size_t n)
{
    d->arena = arena_new();
    d->mistakes = (struct mistakes){.arena = d->arena, .file = "f", .source = text, .source_bytes = n};
    d->root = yaml_parse(d->arena, &d->mistakes);
}

static void read_doc(struct doc *d, const char *text)
{
    read_bytes(d, text, strlen(text));
}

static void one_mistake(const char *text, size_t n, const char *code, int line, int column)
{
    struct doc d;

    read_bytes(&d, text, n);
    assert_int_equal(d.mistakes.errors, 1);
    assert_string_equal(d.mistakes.first->code, code);
    assert_int_equal(d.mistakes.first->line, line);
    assert_int_equal(d.mistakes.first->column, column);
    arena_free(d.arena);
}

#define ONE_MISTAKE(text, code, line, column) one_mistake((text), sizeof(text) - 1, (code), (line), (column))

static void builds_the_tree(void **state)
{
    struct doc d;
    struct yaml_node *a, *list;

    (void) state;
    read_doc(&d, "a: 012\nlist: [x, 'y', {z: no}]\nempty:\nquoted: ''\n");
    assert_non_null(d.root);
    assert_int_equal(d.root->kind, YAML_MAP);
    assert_int_equal(d.root->n, 4);
    a = yaml_get(d.root, "a");
    assert_string_equal(a->text, "012");
    assert_int_equal(a->plain, 1);
    list = yaml_get(d.root, "list");
    assert_int_equal(list->n, 3);
    assert_int_equal(list->items[1]->plain, 0);
    assert_int_equal(list->items[1]->flow, 1);
    assert_string_equal(yaml_get(list->items[2], "z")->text, "no");
    assert_null(yaml_get(d.root, "empty")->text);
    assert_string_equal(yaml_get(d.root, "quoted")->text, "");
    assert_null(yaml_get(d.root, "nothing"));
    assert_null(yaml_get(a, "x"));
    arena_free(d.arena);
}

static void counts_columns_in_characters(void **state)
{
    struct doc d;

    (void) state;
    read_doc(&d, "größe: [ä, €x, y]\r\nz: 1\r\n");
    assert_int_equal(d.root->items[0]->items[2]->line, 1);
    assert_int_equal(d.root->items[0]->items[2]->column, 16);
    assert_int_equal(d.root->items[1]->line, 2);
    assert_int_equal(d.root->items[1]->column, 4);
    arena_free(d.arena);
}

/* Where in the file a byte of a value comes from, for each byte that is not blank. */
static void check_places(const char *source, const char *value)
{
    struct doc d;
    struct yaml_node *node;

    read_doc(&d, source);
    assert_non_null(d.root);
    node = yaml_get(d.root, "k");
    assert_string_equal(node->text, value);
    for (size_t i = 0; i < node->length; i++) {
        assert_true(node->place[i] < strlen(source));
        if (!strchr(" \t\n", node->text[i]) && source[node->place[i]] != '\\')
            assert_int_equal(source[node->place[i]], node->text[i]);
        if (i > 0)
            assert_true(node->place[i] >= node->place[i - 1]);
    }
    assert_true(node->place[node->length] <= strlen(source));
    arena_free(d.arena);
}

static void maps_every_style_to_its_source(void **state)
{
    (void) state;
    check_places("k: a = 1 and  b\n", "a = 1 and  b");
    check_places("x: ü\nk: a = 'é'\n   and b\n\n   or c\nz: 1\n", "a = 'é' and b\nor c");
    check_places("k: 'it''s a\n  b ''c'''\n", "it's a b 'c'");
    check_places("k: |  # a comment\n  case\n    when a  then b\n\n  end\n", "case\n  when a  then b\n\nend\n");
    check_places("k: |2-\n    deep\n  less\n", "  deep\nless");
    check_places("k: >\n  folded a\n  b\n\n  c\n\n    more\n    more\n", "folded a b\nc\n\n  more\n  more\n");
    check_places("k: \"a\\tb \\u00e9 c\\\n   d \\\"e\\\" f\"\n", "a\tb é cd \"e\" f");
    check_places("{a: 1, k: x y, z: 2}", "x y");
}

/* The n-th byte of a value stands at exactly this line and column. */
static void maps_to_line_and_column(void **state)
{
    const char *source = "w: 1\nk: |\n  case\n    when ü ) then\n";
    struct yaml_node *node;
    struct doc d;
    int line, column;

    (void) state;
    read_doc(&d, source);
    node = yaml_get(d.root, "k");
    mistakes_place(&d.mistakes, node->place[strchr(node->text, ')') - node->text], &line, &column);
    assert_int_equal(line, 4);
    assert_int_equal(column, 12);
    arena_free(d.arena);
}

static void maps_quoted_quotes(void **state)
{
    const char *source = "k: 'a ''b'' c'";
    struct doc d;

    (void) state;
    read_doc(&d, source);
    assert_int_equal(yaml_get(d.root, "k")->place[2], 6);
    assert_int_equal(yaml_get(d.root, "k")->place[3], 8);
    assert_int_equal(yaml_get(d.root, "k")->place[6], 12);
    arena_free(d.arena);
}

static void refuses_what_is_not_text(void **state)
{
    (void) state;
    ONE_MISTAKE("a: 1\nb: \xff\n", "P002", 2, 4);
    ONE_MISTAKE("a: \xc0\xaf\n", "P002", 1, 4);
    ONE_MISTAKE("a: \xed\xa0\x80\n", "P002", 1, 4);
    ONE_MISTAKE("ü: \0\n", "P002", 1, 4);
    ONE_MISTAKE("a: x\x1b[31m\n", "P002", 1, 5);
    ONE_MISTAKE("a: \xc2\x85\n", "P002", 1, 4);
    ONE_MISTAKE("a: \xe2\x80\xa8\n", "P002", 1, 4);
    ONE_MISTAKE("a: \xe2\x80\xae\n", "P002", 1, 4);
    ONE_MISTAKE("\xef\xbb\xbf"
                "a: 1\n",
                "P002", 1, 1);
    ONE_MISTAKE("\xff\xfe"
                "a\0",
                "P002", 1, 1);
    ONE_MISTAKE("a: 1\rb: 2\n", "P002", 1, 5);
    ONE_MISTAKE("a: \"x\\0y\"\n", "P002", 1, 6);
    ONE_MISTAKE("a: \"\\u202e\"\n", "P002", 1, 5);
    ONE_MISTAKE("", "P004", 1, 1);
    ONE_MISTAKE("# only a comment\n", "P004", 1, 1);
}

static void refuses_what_yaml_offers_beyond_a_tree(void **state)
{
    (void) state;
    ONE_MISTAKE("a: &x 1\n", "P006", 1, 4);
    ONE_MISTAKE("a: &x 'y'\n", "P006", 1, 4);
    ONE_MISTAKE("a: *x\n", "P006", 1, 4);
    ONE_MISTAKE("a: !!str 1\n", "P006", 1, 4);
    ONE_MISTAKE("a: &x [1]\n", "P006", 1, 4);
    ONE_MISTAKE("a: !t {b: 1}\n", "P006", 1, 4);
    ONE_MISTAKE("%TAG ! tag:x,2000:\n---\na: 1\n", "P006", 1, 1);
    ONE_MISTAKE("a: 1\n---\nb: 2\n", "P005", 2, 1);
    ONE_MISTAKE("? [a]\n: 1\n", "P008", 1, 3);
    ONE_MISTAKE("'': 1\n", "P008", 1, 1);
    ONE_MISTAKE("a: 1\nb: 2\na: 3\n", "P007", 3, 1);
}

static void says_what_is_wrong_with_the_syntax(void **state)
{
    (void) state;
    ONE_MISTAKE("a: 'DE' = x\n", "P001", 1, 9);
    ONE_MISTAKE("a: b: c\n", "P001", 1, 5);
    ONE_MISTAKE("a:\n\t- b\n", "P001", 2, 1);
    ONE_MISTAKE("a: `b`\n", "P001", 1, 4);
    ONE_MISTAKE("a: [1, 2\n", "P001", 2, 1);
    ONE_MISTAKE("a: \"x\n", "P001", 2, 1);
}

static void keeps_the_first_of_two_keys(void **state)
{
    struct doc d;

    (void) state;
    read_doc(&d, "a: 1\na: 2\nb: *x\n");
    assert_int_equal(d.mistakes.errors, 2);
    assert_int_equal(d.root->n, 2);
    assert_string_equal(yaml_get(d.root, "a")->text, "1");
    assert_int_equal(yaml_get(d.root, "b")->broken, 1);
    assert_non_null(strstr(d.mistakes.first->text, "first at 1:1"));
    arena_free(d.arena);
}

static void has_limits(void **state)
{
    static char big[YAML_MAX_BYTES + 1];
    struct doc d;
    size_t n = 0;

    (void) state;
    memset(big, ' ', sizeof(big));
    memcpy(big, "a: 1\n#", 6);
    read_bytes(&d, big, sizeof(big) - 1);
    assert_int_equal(d.mistakes.errors, 0);
    arena_free(d.arena);
    one_mistake(big, sizeof(big), "P003", 1, 1);
    ONE_MISTAKE("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "P003", 1, 17);
    read_doc(&d, "[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]");
    assert_int_equal(d.mistakes.errors, 0);
    arena_free(d.arena);
    for (int i = 0; i < YAML_MAX_NODES; i++, n += 2)
        memcpy(big + n, i ? ",1" : "[1", 2);
    big[n++] = ']';
    one_mistake(big, n, "P003", 1, 40000);
}

static void print(const char *source, int line, int column, const char *text, const char *hint, char *out, size_t size)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct mistakes m = {.arena = a, .file = "a\nb.yaml", .source = source, .source_bytes = strlen(source)};
    struct buf b = BUF_INIT(8192);

    mistake_add(&m, line, column, "P999", hint, "%s", text);
    mistakes_print(&m, &b);
    snprintf(out, size, "%s", buf_cstr(&b));
    buf_clear(&b);
}

static void prints_a_line_that_a_terminal_does_not_obey(void **state)
{
    char out[2048];

    (void) state;
    print("x\n\tü\x1b[2Jz\n", 2, 4, "bad \x1b[0m text", "do \n this", out, sizeof(out));
    assert_string_equal(out, "a\\nb.yaml:2:4: error: bad \\x1b[0m text [P999]\n"
                             "    \\tü\\x1b[2Jz\n"
                             "           ^\n"
                             "  hint: do \\n this\n");
    print("x\n", 9, 9, "gone", NULL, out, sizeof(out));
    assert_string_equal(out, "a\\nb.yaml:9:9: error: gone [P999]\n");
}

static void shows_the_part_of_a_long_line_that_matters(void **state)
{
    char source[400], out[2048], *line, *caret;

    (void) state;
    memset(source, 'a', sizeof(source));
    source[300] = 'X';
    source[399] = '\0';
    print(source, 1, 301, "here", NULL, out, sizeof(out));
    line = strchr(out, '\n') + 1;
    caret = strchr(line, '\n') + 1;
    assert_true(strchr(line, '\n') - line < 130);
    /* The ellipsis before is three bytes and one column. */
    assert_int_equal(strchr(caret, '^') - caret, strchr(line, 'X') - line - 2);
}

static void orders_mistakes_by_place(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct mistakes m = {.arena = a, .file = "f", .source = "", .source_bytes = 0};

    (void) state;
    mistake_add(&m, 2, 1, "C", NULL, "c");
    mistake_warn(&m, 1, 5, "B", NULL, "b");
    mistake_add(&m, 1, 2, "A", NULL, "a");
    mistake_add(&m, 2, 1, "D", NULL, "d");
    assert_int_equal(m.errors, 3);
    assert_int_equal(m.warnings, 1);
    assert_string_equal(m.first->code, "A");
    assert_string_equal(m.first->next->code, "B");
    assert_string_equal(m.first->next->next->code, "C");
    assert_string_equal(m.first->next->next->next->code, "D");
}

static void counts_what_it_does_not_keep(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct mistakes m = {.arena = a, .file = "f", .source = "", .source_bytes = 0};
    struct buf out = BUF_INIT(100000);

    (void) state;
    for (int i = 0; i < 1000; i++)
        mistake_add(&m, 1, 1, "X", NULL, "x");
    assert_int_equal(m.errors, 1000);
    mistakes_print(&m, &out);
    assert_non_null(strstr(buf_cstr(&out), "and 800 more"));
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_the_tree),
        cmocka_unit_test(counts_columns_in_characters),
        cmocka_unit_test(maps_every_style_to_its_source),
        cmocka_unit_test(maps_to_line_and_column),
        cmocka_unit_test(maps_quoted_quotes),
        cmocka_unit_test(refuses_what_is_not_text),
        cmocka_unit_test(refuses_what_yaml_offers_beyond_a_tree),
        cmocka_unit_test(says_what_is_wrong_with_the_syntax),
        cmocka_unit_test(keeps_the_first_of_two_keys),
        cmocka_unit_test(has_limits),
        cmocka_unit_test(prints_a_line_that_a_terminal_does_not_obey),
        cmocka_unit_test(shows_the_part_of_a_long_line_that_matters),
        cmocka_unit_test(orders_mistakes_by_place),
        cmocka_unit_test(counts_what_it_does_not_keep),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
