/*
 * test_sql.c: the template renderer: what a hole takes, what it refuses, where fragments stand.
 */
#include "unit.h"

#include <string.h>

#include "sql_template.h"

struct fixture {
    struct arena *arena;
    struct sql_args *args;
    struct sql_text text;
    struct err e;
};

static int set_up(void **state)
{
    static struct fixture f;

    f = (struct fixture) {.arena = arena_new()};
    f.args = sql_args_new(f.arena);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct fixture *) *state)->arena);
    return 0;
}

static int fill(struct fixture *f, enum sql_engine engine, const char *template)
{
    return sql_fill(engine, "test", template, f->args, f->arena, &f->text, &f->e);
}

static void expect(struct fixture *f, enum sql_engine engine, const char *template, const char *expected)
{
    if (fill(f, engine, template) < 0)
        fail_msg("%s: %s", template, f->e.text);
    assert_string_equal(f->text.text, expected);
}

static void refuse(struct fixture *f, const char *template, enum err_id id)
{
    if (fill(f, SQL_ENGINE_POSTGRESQL, template) == 0)
        fail_msg("%s: \"%s\" is accepted", template, f->text.text);
    assert_int_equal(f->e.id, id);
}

#define PG SQL_ENGINE_POSTGRESQL
#define LITE SQL_ENGINE_SQLITE

static void test_scalars(void **state)
{
    struct fixture *f = *state;

    sql_args_int(f->args, "n", 7);
    sql_args_ident(f->args, "c", "a\"b c");
    sql_args_table(f->args, "t", "my schema", "orders");
    sql_args_type(f->args, "ty", "numeric(12,2)");
    sql_args_text(f->args, "s", "it's");
    sql_args_text(f->args, "none", NULL);
    expect(f, PG, "select {n:int}, {c:ident} from {t:table}", "select 7, \"a\"\"b c\" from \"my schema\".\"orders\"");
    expect(f, PG, "x::{ty:type} = {s:text} or {none:text}", "x::numeric(12,2) = 'it''s' or null");
    expect(f, PG, "", "");
    /* Setting a name again replaces its value, of whatever kind. */
    sql_args_text(f->args, "n", "seven");
    expect(f, PG, "{n:text}", "'seven'");
}

static void test_a_parameter_in_the_place_of_an_integer(void **state)
{
    struct fixture *f = *state;

    sql_args_int(f->args, "n", 7);
    sql_args_parameter(f->args, "n", 2);
    expect(f, PG, "a[{n:int}]", "a[($2::int)]");
    expect(f, LITE, "a > {n:int}", "a > ?2");
}

static void test_negative_numbers_begin_no_comment(void **state)
{
    struct fixture *f = *state;

    sql_args_int(f->args, "n", -3);
    sql_args_int(f->args, "least", INT64_MIN);
    expect(f, PG, "5 -{n:int}", "5 -(-3)");
    expect(f, PG, "{least:int}", "(-9223372036854775807-1)");
}

static void test_text_means_the_same_everywhere(void **state)
{
    struct fixture *f = *state;

    sql_args_text(f->args, "s", "a\\' or 1=1 --");
    expect(f, PG, "{s:text}", "E'a\\\\'' or 1=1 --'");
    expect(f, LITE, "{s:text}", "'a\\'' or 1=1 --'");
}

static void test_names_that_are_refused(void **state)
{
    struct fixture *f = *state;
    char sixty_four[65] = {0};

    memset(sixty_four, 'x', 64);
    sql_args_ident(f->args, "long", sixty_four);
    sql_args_ident(f->args, "line", "a\nb");
    sql_args_ident(f->args, "empty", "");
    sql_args_table(f->args, "t", NULL, "x\x7f");
    refuse(f, "{long:ident}", ERR_SQL);
    refuse(f, "{line:ident}", ERR_SQL);
    refuse(f, "{empty:ident}", ERR_BUG);
    refuse(f, "{t:table}", ERR_SQL);
    assert_int_equal(fill(f, LITE, "{long:ident}"), 0);
}

static void test_types(void **state)
{
    static const char *const good[] = {"int", "numeric(12,2)", "character varying(20)[]", "public.\"my, type\"",
                                       "timestamp(3) without time zone", "VARCHAR(20)", "\"bit\"", ""};
    static const char *const bad[] = {"int, int", "int) from t --", "int; drop table t", "int'", "\"x", "(int", "int--x",
                                      "a(1))("};
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        sql_args_type(f->args, "t", good[i]);
        expect(f, PG, "{t:type}", good[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        sql_args_type(f->args, "t", bad[i]);
        refuse(f, "{t:type}", ERR_BUG);
    }
}

static void test_fragments_are_found_again(void **state)
{
    struct fixture *f = *state;
    static const int where, change; /* their addresses stand for fragments */
    size_t offset = 0;

    sql_args_expr(f->args, "where", "a > 'é'", &where);
    sql_args_expr(f->args, "set", "b + 1", &change);
    sql_args_expr(f->args, "absent", NULL, NULL);
    expect(f, PG, "select {set:expr} where {where:expr} and {absent:expr}", "select (b + 1) where (a > 'é') and (true)");
    assert_ptr_equal(sql_fragment_at(&f->text, strlen("select (b "), &offset), &change);
    assert_int_equal(offset, 2);
    assert_ptr_equal(sql_fragment_at(&f->text, strlen("select (b + 1) where ("), &offset), &where);
    assert_int_equal(offset, 0);
    assert_null(sql_fragment_at(&f->text, 0, &offset));
    assert_null(sql_fragment_at(&f->text, strlen("select (b + 1) whe"), &offset));
    expect(f, LITE, "{absent:expr}", "(1)");
}

static void add_items(struct fixture *f)
{
    struct sql_item *item;

    sql_args_list(f->args, "key");
    for (int i = 0; i < 2; i++) {
        item = sql_args_item(f->args, "key");
        sql_item_name(item, i ? "b" : "a");
        sql_item_type(item, i ? "text" : "integer");
        sql_item_text(item, i ? "B" : "A");
        sql_item_expr(item, i ? "2" : "1", NULL);
        sql_item_table(item, "s", i ? "t2" : "t1");
        sql_item_field_type(item, "affinity", i ? "TEXT" : "INTEGER");
        sql_item_field_ident(item, "alias", "x y");
        sql_item_field_int(item, "at", 10 + i);
    }
}

static void test_lists(void **state)
{
    struct fixture *f = *state;

    add_items(f);
    sql_args_int(f->args, "run", 5);
    expect(f, PG, "{key: {.name} {.type} | , }", "\"a\" integer, \"b\" text");
    expect(f, PG, "{key: {.i}={.expr}|and}", "1=(1)and2=(2)");
    expect(f, PG, "{key:\n  k{.i} = {.table}\n  | and }", "k1 = \"s\".\"t1\" and k2 = \"s\".\"t2\"");
    expect(f, PG, "{key: {.text} || '|' | || ',' || }", "'A' || '|' || ',' || 'B' || '|'");
    expect(f, PG, "{key: {.affinity} {.alias} {.at} | ; }", "INTEGER \"x y\" 10 ; TEXT \"x y\" 11");
    expect(f, PG, "select 1{key+:, {.name}_{run:int}}", "select 1, \"a\"_5, \"b\"_5");
    expect(f, PG, "x{absent: {.name} | , }{absent+: , {.name} }y", "xy");
    sql_args_list(f->args, "key");
    expect(f, PG, "({key: {.name} | , })", "()");
}

static void test_braces(void **state)
{
    struct fixture *f = *state;

    add_items(f);
    expect(f, PG, "'{{}'::text[]", "'{}'::text[]");
    expect(f, PG, "{key: '{{}' || {.text} | , }", "'{}' || 'A', '{}' || 'B'");
    expect(f, PG, "a } b", "a } b");
}

static void test_statement_in_a_statement(void **state)
{
    struct fixture *f = *state;
    const struct sql_text inner = {.text = "select '{' from \"t\""};

    sql_args_statement(f->args, "query", &inner);
    expect(f, PG, "explain {query:statement}", "explain select '{' from \"t\"");
}

static void test_our_own_mistakes(void **state)
{
    struct fixture *f = *state;

    add_items(f);
    sql_args_int(f->args, "n", 1);
    refuse(f, "{missing:int}", ERR_BUG);
    refuse(f, "{n:text}", ERR_BUG);
    refuse(f, "{n:ident}", ERR_BUG);
    refuse(f, "{n: {.name} | , }", ERR_BUG);
    refuse(f, "{key:int}", ERR_BUG);
    refuse(f, "{n}", ERR_BUG);
    refuse(f, "{}", ERR_BUG);
    refuse(f, "{n:int", ERR_BUG);
    refuse(f, "{.name}", ERR_BUG);
    refuse(f, "{key: {.missing} | , }", ERR_BUG);
    refuse(f, "{key: {.name:text} | , }", ERR_BUG);
    refuse(f, "{key: {key: {.name} | , } | , }", ERR_BUG);
}

static void test_a_copy_is_its_own(void **state)
{
    struct fixture *f = *state;
    struct sql_args *copy;

    add_items(f);
    sql_args_int(f->args, "n", 1);
    copy = sql_args_copy(f->arena, f->args);
    sql_args_int(copy, "n", 2);
    sql_args_list(copy, "key");
    sql_item_name(sql_args_item(copy, "key"), "c");
    sql_item_name(sql_args_item(copy, "new"), "d");
    expect(f, PG, "{n:int} {key: {.name} |,} {new: {.name} |,}", "1 \"a\",\"b\" ");
    assert_int_equal(sql_fill(PG, "test", "{n:int} {key: {.name} |,} {new: {.name} |,}", copy, f->arena, &f->text, &f->e),
                     0);
    assert_string_equal(f->text.text, "2 \"c\" \"d\"");
}

static void test_adding_to_a_copied_list(void **state)
{
    struct fixture *f = *state;
    struct sql_args *copy;

    add_items(f);
    copy = sql_args_copy(f->arena, f->args);
    sql_item_name(sql_args_item(copy, "key"), "c");
    expect(f, PG, "{key: {.name} | , }", "\"a\", \"b\"");
    assert_int_equal(sql_fill(PG, "test", "{key: {.name} | , }", copy, f->arena, &f->text, &f->e), 0);
    assert_string_equal(f->text.text, "\"a\", \"b\", \"c\"");
}

static void test_every_file_has_a_comment_and_an_end(_unused_ void **state)
{
    for (int engine = 0; engine < SQL_ENGINE_COUNT; engine++)
        for (int id = 0; id < SQL_ID_COUNT; id++) {
            if (!sql_exists((enum sql_engine) engine, (enum sql_id) id))
                continue;
            if (strlen(sql_comment((enum sql_engine) engine, (enum sql_id) id)) < 10)
                fail_msg("%s has no comment at its head", sql_name((enum sql_id) id));
            assert_true(*sql_files[engine][id].body);
        }
}

static void test_a_file_that_the_engine_lacks(void **state)
{
    struct fixture *f = *state;

    assert_false(sql_exists(LITE, SQL_BATCH_CONSTRAINTS));
    assert_int_equal(sql_render(LITE, SQL_BATCH_CONSTRAINTS, f->args, f->arena, &f->text, &f->e), -1);
    assert_int_equal(f->e.id, ERR_BUG);
    assert_int_equal(sql_render(PG, SQL_BATCH_CONSTRAINTS, f->args, f->arena, &f->text, &f->e), 0);
    assert_string_equal(f->text.text, "set constraints all immediate;");
    assert_int_equal(f->text.id, SQL_BATCH_CONSTRAINTS);
}

static void test_quoting_for_people(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(sql_quote_ident(f->arena, PG, "a\"b"), "\"a\"\"b\"");
    assert_string_equal(sql_quote_text(f->arena, LITE, "it's"), "'it''s'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_scalars, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_parameter_in_the_place_of_an_integer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_negative_numbers_begin_no_comment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text_means_the_same_everywhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_that_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fragments_are_found_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_braces, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_statement_in_a_statement, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_our_own_mistakes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_copy_is_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_adding_to_a_copied_list, set_up, tear_down),
        cmocka_unit_test(test_every_file_has_a_comment_and_an_end),
        cmocka_unit_test_setup_teardown(test_a_file_that_the_engine_lacks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_quoting_for_people, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
