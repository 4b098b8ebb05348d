#include <stdbool.h>
#include <string.h>

#include "fragment.h"
#include "unit.h"

static const char *const engines[] = {
    [FRAGMENT_POSTGRESQL] = "PostgreSQL", [FRAGMENT_SQLITE] = "SQLite", [FRAGMENT_MARIADB] = "MariaDB"};

static void accepts_expressions(void **state)
{
    static const char *const good[] = {
        "true",
        "1",
        "created_at >= '2026-03-03' and created_at < '2026-03-18'",
        "id in (select order_id from legal_holds)",
        "round(subtotal_cents * tax_rate)",
        "name = 'it''s; -- not a comment ) /* nor this'",
        "\"odd ) name\" = 1",
        "\"a\"\"b;\" is null",
        "/* why ; ) ' */ x",
        "a /* one /* two */ c */ > 1",
        "updated_at > now() - interval '1 hour'",
        "x::numeric(10,2) > 1",
        "tags[1:2] = array['a', 'b']",
        "arr[i:n]",
        "data ->> 'a' = 'b'",
        "data #>> '{a,b}' = 'x'",
        "a @> b and a <@ b",
        "x like 'a\\_b' escape '\\'",
        "E'it\\'s' = x",
        "e'\\\\' = x",
        "x = $$it's ; )$$",
        "x = $tag$ $$ ; ' $tag$",
        "data ? 'key'",
        "a - -1",
        "a$b = 1",
        "1e-5 < x",
        ".5 + 1.5e3",
        "ü = 'é'",
        "'\xf0\x9f\x98\x80'",
        "case when a then (b) else array[(c)] end",
        "x\n  and y",
        "not @ x > 1",
    };
    struct err e;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        if (fragment_contained(good[i], strlen(good[i]), &e) < 0)
            fail_msg("refused: %s: %s", good[i], e.text);
    }
}

static void refuses_with_the_place(void **state)
{
    static const struct {
        const char *text;
        int position;
    } bad[] = {
        {"", 1},
        {"  \n\t", 1},
        {"/* nothing */", 1},
        {"a; drop table x", 2},
        {"a)", 2},
        {"a) or (b", 2},
        {"(a", 1},
        {"f(a[1)", 6},
        {"a]", 2},
        {"((a)", 1},
        {"'abc", 1},
        {"x = 'it''s", 5},
        {"\"abc", 1},
        {"a /* b", 3},
        {"/* /* */ x", 1},
        {"a -- b", 3},
        {"a --\n) or (b", 3},
        {"a--1", 2},
        {"id = $1", 6},
        {"id = ?1", 6},
        {"id = :name", 6},
        {"id = @name", 6},
        {"$$abc", 1},
        {"$a$ $b$", 1},
        {"E'\\'", 1},
        {"1e'\\' ) or ( '", 1},
        {"1$$ ' $$ ) or (1=1 /* '", 10},
        /* PostgreSQL nests comments and would stay inside; SQLite does not, and would break out. */
        {"1 /* /* */ ) or ( /* */ */", 12},
        /* A name in square brackets to SQLite, which makes the quote's text code. */
        {"a[ ' ] ) or ( ' ]", 8},
        {"`) or (`", 2},
    };
    struct err e;

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (fragment_contained(bad[i].text, strlen(bad[i].text), &e) == 0)
            fail_msg("accepted: %s", bad[i].text);
        if (e.position != bad[i].position)
            fail_msg("%s: at %d, not %d: %s", bad[i].text, e.position, bad[i].position, e.text);
        assert_int_equal(e.id, ERR_PLAN);
    }
}

static void refuses_bytes_and_sizes(void **state)
{
    static char big[FRAGMENT_MAX_BYTES + 1];
    struct err e;

    (void) state;
    assert_int_equal(fragment_contained("a\0b", 3, &e), -1);
    assert_int_equal(e.position, 2);
    memset(big, 'a', sizeof(big));
    assert_int_equal(fragment_contained(big, sizeof(big) - 1, &e), 0);
    assert_int_equal(fragment_contained(big, sizeof(big), &e), -1);
    memset(big, '(', sizeof(big));
    assert_int_equal(fragment_contained(big, FRAGMENT_MAX_DEPTH + 1, &e), -1);
    assert_int_equal(e.position, FRAGMENT_MAX_DEPTH + 1);
}

/* Nothing behind n is looked at. */
static void reads_only_its_bytes(void **state)
{
    struct err e;

    (void) state;
    assert_int_equal(fragment_contained("a-- b", 2, &e), 0);
    assert_int_equal(fragment_contained("a;", 1, &e), 0);
    assert_int_equal(fragment_contained("x'", 1, &e), 0);
    assert_int_equal(fragment_contained("1e'", 2, &e), 0);
}

/* One text, three readings. */
static void reads_as_each_engine_does(void **state)
{
    static const struct {
        const char *text;
        bool contained[3];
    } cases[] = {
        {"x = 'a\\' || 'b'", {true, true, false}},
        {"x = 'it\\'s'", {false, false, true}},
        {"E'it\\'s'", {true, false, true}},
        {"$$it's$$", {true, false, false}},
        {"$$ ) $$", {true, false, false}},
        {"[it's]", {false, true, false}},
        {"`it's`", {false, true, true}},
        {"data ? 'k'", {true, false, false}},
        {"/* /* */ */ 1", {true, true, true}},
        {"/* /* */ 1", {false, true, true}},
        {"/* a */ ) or ( 1", {false, false, false}},
        {"/*! ) or ( */ 1", {true, true, false}},
        {"1 /*! or 1 */", {true, true, false}},
        {"a # b", {true, true, false}},
        {"\"it\\\"s\"", {false, false, true}},
        {"@a > 1", {true, false, true}},
        {"a = :b", {false, false, false}},
        {"x[1:n]", {true, true, true}},
        {"[a]]) or (x]", {false, false, false}},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (int k = 0; k < 3; k++) {
            struct err e;
            bool got = fragment_contained_in((enum fragment_engine) k, cases[i].text, strlen(cases[i].text), &e) == 0;

            if (got != cases[i].contained[k])
                fail_msg("%s in %s: %s", cases[i].text, engines[k], got ? "accepted" : e.text);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_expressions),       cmocka_unit_test(refuses_with_the_place),
        cmocka_unit_test(refuses_bytes_and_sizes),   cmocka_unit_test(reads_only_its_bytes),
        cmocka_unit_test(reads_as_each_engine_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
