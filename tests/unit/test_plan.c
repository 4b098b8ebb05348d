/*
 * test_plan.c: plan files, good and bad, and plans that Retcon writes.
 *
 * data/plans/good must parse without a mistake; each data/plans/bad/X.yaml prints exactly X.expected.
 * RETCON_WRITE_GOLDEN=1 writes those instead of comparing: read the difference before you commit it.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "codes.h"
#include "plan.h"
#include "unit.h"

static struct plan *parse(const char *text)
{
    struct err e;
    struct plan *p = plan_parse("test.yaml", NULL, text, strlen(text), &e);

    assert_non_null(p);
    return p;
}

static void print_mistakes(const struct plan *p)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);

    mistakes_print(&p->mistakes, &out);
    print_error("%s", buf_cstr(&out));
    buf_clear(&out);
}

/* A plan that must be in order. */
static struct plan *parse_good(const char *text)
{
    struct plan *p = parse(text);

    if (p->mistakes.errors) {
        print_mistakes(p);
        fail_msg("not a good plan: %s", text);
    }
    return p;
}

static void find_plans(const char *pattern, glob_t *ret)
{
    assert_int_equal(glob(pattern, 0, NULL, ret), 0);
    assert_true(ret->gl_pathc > 5);
}

static void reads_the_good_ones(void **state)
{
    glob_t files;
    struct err e;

    (void) state;
    find_plans("data/plans/good/*.yaml", &files);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        _cleanup_(plan_freep) struct plan *p = plan_load(files.gl_pathv[i], &e);

        assert_non_null(p);
        if (p->mistakes.errors) {
            print_mistakes(p);
            fail_msg("%s", files.gl_pathv[i]);
        }
        assert_int_equal(strlen(p->digest), DIGEST_HEX_LEN);
        assert_true(p->n_stages > 0);
    }
    globfree(&files);
}

static void read_whole(const char *path, struct buf *out)
{
    char chunk[4096];
    FILE *f = fopen(path, "r");
    size_t n;

    while (f && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        buf_add(out, chunk, n);
    if (f)
        fclose(f);
}

static void write_whole(const char *path, const struct buf *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(buf_cstr(text), 1, text->len, f), text->len);
    assert_int_equal(fclose(f), 0);
}

/* What a bad plan prints, under its bare name. */
static void print_bad(const char *path, struct buf *out)
{
    struct buf text = BUF_INIT(BUF_MAX_DEFAULT);
    struct plan *p;
    struct err e;

    read_whole(path, &text);
    p = plan_parse(strrchr(path, '/') + 1, NULL, buf_cstr(&text), text.len, &e);
    assert_non_null(p);
    assert_true(p->mistakes.errors > 0);
    assert_string_equal(p->digest, "");
    mistakes_print(&p->mistakes, out);
    plan_free(p);
    buf_clear(&text);
}

static void says_what_is_wrong_with_the_bad_ones(void **state)
{
    bool write = getenv("RETCON_WRITE_GOLDEN") != NULL;
    glob_t files;

    (void) state;
    find_plans("data/plans/bad/*.yaml", &files);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct buf got = BUF_INIT(BUF_MAX_DEFAULT), expected = BUF_INIT(BUF_MAX_DEFAULT);
        char golden[512];

        snprintf(golden, sizeof(golden), "%.*s.expected", (int) (strlen(files.gl_pathv[i]) - strlen(".yaml")),
                 files.gl_pathv[i]);
        print_bad(files.gl_pathv[i], &got);
        if (write)
            write_whole(golden, &got);
        read_whole(golden, &expected);
        assert_string_equal(buf_cstr(&got), buf_cstr(&expected));
        buf_clear(&got);
        buf_clear(&expected);
    }
    globfree(&files);
}

/* Each mistake that the file alone can have is in one of the expected outputs. */
static void knows_every_code(void **state)
{
    static const char *const codes[] = {
#define PLAN_CODE(name, code, meaning) code,
#include "plan_codes.def"
#undef PLAN_CODE
    };
    struct buf all = BUF_INIT(BUF_MAX_DEFAULT);
    glob_t files;

    (void) state;
    find_plans("data/plans/bad/*.expected", &files);
    for (size_t i = 0; i < files.gl_pathc; i++)
        read_whole(files.gl_pathv[i], &all);
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        char shown[16];

        snprintf(shown, sizeof(shown), "[%s]", codes[i]);
        if (codes[i][1] == '0' && !strstr(buf_cstr(&all), shown))
            fail_msg("no bad plan shows %s", shown);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(codes[i], codes[k]);
    }
    buf_clear(&all);
    globfree(&files);
}

static const char small[] = "name: n\ntable: t\nscope: {where: x}\nchange: {set: {a: 1}}\n";

static void fills_in_what_is_not_said(void **state)
{
    _cleanup_(plan_freep) struct plan *p = parse_good(small);

    (void) state;
    assert_null(p->schema);
    assert_string_equal(p->table, "t");
    assert_int_equal(p->n_keys, 0);
    assert_int_equal(p->meaning, MEANING_RECOMPUTE);
    assert_int_equal(p->story, STORY_RESTORE);
    assert_int_equal(p->rehearse_rows, 200);
    assert_int_equal(p->batch_rows, 0);
    assert_int_equal(p->batch_time_ms, 200);
    assert_int_equal(p->lock_timeout_ms, 500);
    assert_int_equal(p->statement_timeout_ms, 30000);
    assert_int_equal(p->max_failed_rows, 10);
    assert_true(p->max_failed_percent == 1);
    assert_int_equal(p->max_quarantined_rows, -1);
    assert_int_equal(p->audit_per_class, 5);
    assert_int_equal(p->n_stages, 1);
    assert_string_equal(p->stages[0].name, "all");
    assert_null(p->class.text);
    assert_null(p->keys_from);
    assert_int_equal(p->valid_for_ms, 0);
    assert_int_equal(p->n_later, 0);
}

static void reads_every_value(void **state)
{
    struct err e;
    _cleanup_(plan_freep) struct plan *p = plan_load("data/plans/good/now.yaml", &e);

    (void) state;
    assert_string_equal(p->name, "tax_rounding-2");
    assert_string_equal(p->why, "Orders of March were rounded down.\nSee bug 4182.\n");
    assert_string_equal(p->owner, "payments");
    assert_int_equal(p->meaning, MEANING_REINTERPRETATION);
    assert_string_equal(p->schema, "shop");
    assert_string_equal(p->table, "orders");
    assert_int_equal(p->n_keys, 1);
    assert_string_equal(p->keys[0].column, "id");
    assert_string_equal(p->where.text, "created_at >= '2026-03-03'\n  and note <> 'a: b # c'\n");
    assert_string_equal(p->where.what, "scope.where");
    assert_int_equal(p->n_exclude, 2);
    assert_string_equal(p->exclude[1].name, "Legal-Hold");
    assert_string_equal(p->exclude[1].sql.what, "scope.exclude.Legal-Hold");
    assert_string_equal(p->class.text, "country");
    assert_int_equal(p->valid_for_ms, 86400000);
    assert_int_equal(p->n_set, 1);
    assert_string_equal(p->set[0].name, "tax_cents");
    assert_int_equal(p->n_uncertain, 1);
    assert_int_equal(p->n_expect, 3);
    assert_false(p->expect[0].is_column);
    assert_true(p->expect[0].range.low == 110000 && p->expect[0].range.high == 130000);
    assert_true(p->expect[2].is_column && p->expect[2].range.percent);
    assert_int_equal(p->rehearse_rows, 0);
    assert_int_equal(p->batch_rows, 500);
    assert_int_equal(p->batch_time_ms, 100);
    assert_int_equal(p->rate_per_s, 5);
    assert_int_equal(p->lock_timeout_ms, 500);
    assert_int_equal(p->statement_timeout_ms, 60000);
    assert_int_equal(p->max_failed_rows, 0);
    assert_true(p->max_failed_percent == 0.5);
    assert_int_equal(p->n_session, 2);
    assert_string_equal(p->session[1].name, "my.flag");
    assert_string_equal(p->session[1].value, "on");
    assert_int_equal(p->n_stages, 3);
    assert_int_equal(p->stages[0].sample_rows, 100);
    assert_string_equal(p->stages[1].where.text, "country in ('NZ', 'IE')");
    assert_null(p->stages[2].where.text);
    assert_int_equal(p->audit_per_class, 0);
    assert_int_equal(p->n_edge, 1);
    assert_int_equal(p->n_mask, 2);
    assert_int_equal(p->story, STORY_MANUAL);
    assert_int_equal(p->keep_ms, 7776000000);
    assert_int_equal(p->n_seen_by, 2);
    assert_string_equal(p->changes[0], "totals");
    assert_string_equal(p->tell, "Some invoices were one cent short.");
    assert_int_equal(p->n_later, 0);
}

static void takes_a_number_of_failed_rows(void **state)
{
    _cleanup_(plan_freep) struct plan *p =
        parse_good("name: n\ntable: t\nscope: {where: x}\nchange: {set: {a: 1}}\ncheckpoint: {max_failed: 100, "
                   "max_quarantined: 2.5%}\n");

    (void) state;
    assert_int_equal(p->max_failed_rows, 100);
    assert_true(p->max_failed_percent == 0);
    assert_int_equal(p->max_quarantined_rows, 0);
    assert_true(p->max_quarantined_percent == 2.5);
}

static void names_the_parts_for_later(void **state)
{
    _cleanup_(plan_freep) struct plan *p = parse_good(
        "name: n\ntable: t\nscope: {where: x}\nchange: {set: {a: 1}}\nrollback:\n  story: compensate\n");

    (void) state;
    assert_int_equal(p->n_later, 1);
    assert_string_equal(p->later[0].what, "rollback.story");
    assert_int_equal(p->later[0].line, 6);
}

static void reads_how_it_is_run(void **state)
{
    struct err e;
    _cleanup_(plan_freep) struct plan *p = plan_load("data/plans/good/everything.yaml", &e);

    (void) state;
    assert_int_equal(p->n_later, 0);
    assert_int_equal(p->workers, 2);
    assert_int_equal(p->n_guards, 4);
    assert_int_equal(p->guards[3].kind, GUARD_HTTP);
    assert_int_equal(p->windows.n, 1);
    assert_int_equal(p->windows.w[0].days, 0x1f);
    assert_int_equal(p->stages[2].soak_ms, 600000);
    assert_true(p->audit_confidence == 95 && p->audit_max_defects == 1);
}

static void finds_the_keys_beside_the_plan(void **state)
{
    struct err e;
    _cleanup_(plan_freep) struct plan *p = plan_load("data/plans/good/keys-from.yaml", &e);
    _cleanup_(plan_freep) struct plan *here =
        parse_good("name: n\ntable: t\nscope: {keys_from: a.csv}\nchange: {set: {a: 1}}\n");

    (void) state;
    assert_string_equal(p->keys_from, "data/plans/good/suspects.csv");
    assert_string_equal(p->where.text, "true");
    assert_string_equal(here->keys_from, "a.csv");
}

static void unquotes_table_names(void **state)
{
    struct err e;
    _cleanup_(plan_freep) struct plan *p = plan_load("data/plans/good/odd-names.yaml", &e);

    (void) state;
    assert_string_equal(p->schema, "odd name");
    assert_string_equal(p->table, "t.\"x");
    assert_string_equal(p->keys[0].column, "a b");
    assert_string_equal(p->set[0].name, "odd, column");
}

static void adds_a_stage_for_the_rest(void **state)
{
    struct err e;
    _cleanup_(plan_freep) struct plan *p = plan_load("data/plans/good/stage-rest.yaml", &e);

    (void) state;
    assert_int_equal(p->mistakes.warnings, 1);
    assert_int_equal(p->n_stages, 3);
    assert_string_equal(p->stages[2].name, "rest-2");
    assert_null(p->stages[2].where.text);
}

static void says_what_cannot_be_read(void **state)
{
    struct err e;

    (void) state;
    assert_null(plan_load("data/plans/none.yaml", &e));
    assert_int_equal(e.id, ERR_IO);
    assert_null(plan_load("data/plans", &e));
    assert_non_null(strstr(e.text, "directory"));
}

/* A file that never ends is refused by its size, not by patience. */
static void stops_reading_at_the_limit(void **state)
{
    struct err e;
    _cleanup_(plan_freep) struct plan *p = plan_load("/dev/zero", &e);

    (void) state;
    assert_int_equal(p->mistakes.errors, 1);
    assert_string_equal(p->mistakes.first->code, CODE_SIZE);
}

static void digest_of(const char *text, char ret[DIGEST_HEX_LEN + 1])
{
    _cleanup_(plan_freep) struct plan *p = parse_good(text);

    memcpy(ret, p->digest, DIGEST_HEX_LEN + 1);
}

static void digests_what_is_said_not_how(void **state)
{
    static const char one[] = "name: n\ntable: t\nwhy: two words\nscope:\n  where: a = 1 and b = 2\n  exclude:\n"
                              "    x: p\n    y: q\nchange:\n  set:\n    a: 1\n    b: 2\naudit:\n  edge: {e: r, f: s}\n"
                              "stages: [{name: c, sample: 5}, {name: d}]\n";
    static const char same[] = "# a comment\n'table': \"t\"\nname: 'n'\nwhy: >\n   two\n   words\n\n"
                               "stages:\n- {sample: 5, name: c}\n- name: d    # the rest of them\n"
                               "audit: {edge: {f: s,\n   e: 'r'}}\n"
                               "change: {set: {a: 1, b: 2}}\n"
                               "scope:\n    exclude: {x: p, y: q}\n    where: |\n      a = 1 and b = 2\n\n";
    static const struct {
        const char *from, *to;
    } changes[] = {
        {"name: n", "name: m"},
        {"table: t", "table: u"},
        {"two words", "two  'words"},
        {"a = 1 and", "a = 2 and"},
        {"x: p\n    y: q", "y: q\n    x: p"},
        {"x: p", "z: p"},
        {"a: 1\n    b: 2", "b: 2\n    a: 1"},
        {"b: 2\naudit", "b: 3\naudit"},
        {"e: r", "e: s"},
        {"sample: 5", "sample: 6"},
        {"name: d", "name: e"},
        {"audit:\n", "audit:\n  per_class: 5\n"},
    };
    char digest[DIGEST_HEX_LEN + 1], other[DIGEST_HEX_LEN + 1];

    (void) state;
    digest_of(one, digest);
    digest_of(same, other);
    assert_string_equal(digest, other);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        const char *at = strstr(one, changes[i].from);
        char text[1024];

        assert_non_null(at);
        snprintf(text, sizeof(text), "%.*s%s%s", (int) (at - one), one, changes[i].to, at + strlen(changes[i].from));
        digest_of(text, other);
        assert_string_not_equal(digest, other);
    }
}

/* The canonical form is for ever: approvals name its digest. */
static void digests_as_it_always_did(void **state)
{
    static const char form[] = "{\"change\":{\"set\":{\"b\":\"1\",\"a\":\"'é\\\"'\"}},\"name\":\"n\","
                               "\"scope\":{\"where\":\"x\"},\"stages\":[{\"name\":\"all\"}],\"table\":\"t\"}";
    char digest[DIGEST_HEX_LEN + 1], other[DIGEST_HEX_LEN + 1];

    (void) state;
    digest_of(
        "name: n\ntable: t\nscope: {where: x}\nchange:\n  set:\n    b: 1\n    a: |\n      'é\"'\nstages: [name: all]\n",
        digest);
    digest_hex(form, sizeof(form) - 1, other);
    assert_string_equal(digest, other);
    digest_of(small, digest);
    assert_string_equal(digest, "51ee24f792408758d6b43fd0c94d5b8aba0cce3f55b07863de4aa1b3682cd326");
}

static void maps_an_offset_to_the_file(void **state)
{
    _cleanup_(plan_freep) struct plan *p =
        parse("name: n\ntable: t\nscope:\n  where: |\n    ü = 1\n      and nope\nchange: {set: {a: 'it''s'' x'}}\n");
    struct fragment none = {.text = "true", .what = "scope.where"};

    (void) state;
    p->mistakes.first = NULL;
    plan_fragment_mistake(p, &p->where, (size_t) (strstr(p->where.text, "nope") - p->where.text), "P100", NULL, "x");
    assert_int_equal(p->mistakes.first->line, 6);
    assert_int_equal(p->mistakes.first->column, 11);
    p->mistakes.first = NULL;
    plan_fragment_mistake(p, &p->where, 9999, "P100", NULL, "x");
    assert_int_equal(p->mistakes.first->line, 5);
    p->mistakes.first = NULL;
    plan_fragment_mistake(p, &none, 2, "P100", NULL, "x");
    assert_int_equal(p->mistakes.first->line, 2);
    assert_int_equal(p->mistakes.first->column, 8);
}

/* What stays in place for PostgreSQL may break out on SQLite. */
static void asks_again_when_the_engine_is_known(void **state)
{
    static const char text[] =
        "name: n\ntable: t\nscope: {where: x}\n"
        "change:\n  set:\n    a: E'\\' ) or ( '\nstages:\n- {name: a, where: $$ ) $$}\n- name: b\n";
    _cleanup_(plan_freep) struct plan *p = parse_good(text);

    (void) state;
    plan_check_engine(p, FRAGMENT_POSTGRESQL);
    assert_int_equal(p->mistakes.errors, 0);
    plan_check_engine(p, FRAGMENT_SQLITE);
    assert_int_equal(p->mistakes.errors, 2);
    assert_int_equal(p->mistakes.first->line, 6);
}

static void masks_by_name(void **state)
{
    _cleanup_(plan_freep) struct plan *p =
        parse_good("name: n\ntable: t\nscope: {where: x}\nchange: {set: {a: 1}}\naudit: {mask: [email]}\n");

    (void) state;
    assert_true(plan_is_masked(p, "email"));
    assert_true(plan_is_masked(p, "Email"));
    assert_false(plan_is_masked(p, "email2"));
}

static void writes_a_plan_from_an_update(void **state)
{
    static const struct {
        const char *update, *schema, *table, *where, *column, *value;
    } cases[] = {
        {"UPDATE t SET a = 1 WHERE b", NULL, "t", "b", "a", "1"},
        {"update only shop.orders * as o set tax = o.sub * 2 where o.id > 5;", "shop", "orders", "id > 5", "tax",
         "sub * 2"},
        {"update shop.orders o set tax=round(\"o\".sub,2) where O.id in (select id from x);", "shop", "orders",
         "id in (select id from x)", "tax", "round(sub,2)"},
        {"UPDATE `my db`.`t``x` SET `t``x`.`a b` = `t``x`.`c` WHERE `d` = 'it''s: #1'", "my db", "t`x",
         "`d` = 'it''s: #1'", "a b", "`c`"},
        {"update \"T\" set a = case when b then 'where' else \"from\" end where c is distinct from d", NULL, "T",
         "c is distinct from d", "a", "case when b then 'where' else \"from\" end"},
        {"update t set a = b is not distinct from c where 'DE' = d", NULL, "t", "'DE' = d", "a",
         "b is not distinct from c"},
        {"update t set a = extract(year from d)\n  where d > now()\n    and true\n", NULL, "t",
         "d > now()\n    and true", "a", "extract(year from d)"},
        {"update t set a = '{1,2}' where data #>> '{a}' = '*'", NULL, "t", "data #>> '{a}' = '*'", "a", "'{1,2}'"},
        {"update shop.t set a = shop.t.b + t.c where shop.t.d", "shop", "t", "d", "a", "b + c"},
        {"update t set a = \"x\ty\" where b = 'two \n\tlines' -1 ", NULL, "t", "b = 'two \n\tlines' -1", "a",
         "\"x\ty\""},
        {"update /* why */ t set /* x */ a = 1 /* y */ + 2 where /* z */ b", NULL, "t", "b", "a", "1 /* y */ + 2"},
        {"update t set a = (select max(b) from u where u.x = 1) where b = -1", NULL, "t", "b = -1", "a",
         "(select max(b) from u where u.x = 1)"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(arena_freep) struct arena *a = arena_new();
        _cleanup_(plan_freep) struct plan *p = NULL;
        char *text = NULL;
        struct err e;

        if (plan_from_update(a, cases[i].update, "fix", &text, &e) < 0)
            fail_msg("%s: %s", cases[i].update, e.text);
        p = parse_good(text);
        assert_string_equal(p->name, "fix");
        assert_string_equal(p->table, cases[i].table);
        assert_true(!p->schema == !cases[i].schema);
        if (p->schema)
            assert_string_equal(p->schema, cases[i].schema);
        assert_string_equal(p->where.text, cases[i].where);
        assert_int_equal(p->n_set, 1);
        assert_string_equal(p->set[0].name, cases[i].column);
        assert_string_equal(p->set[0].sql.text, cases[i].value);
    }
}

static void keeps_every_assignment_in_order(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(plan_freep) struct plan *p = NULL;
    char *text;
    struct err e;

    (void) state;
    assert_int_equal(
        plan_from_update(a, "update t set b = f(x, y), a = array[1, 2], c = 'x, y = z' where true", "fix", &text, &e),
        0);
    p = parse_good(text);
    assert_int_equal(p->n_set, 3);
    assert_string_equal(p->set[0].name, "b");
    assert_string_equal(p->set[1].sql.text, "array[1, 2]");
    assert_string_equal(p->set[2].sql.text, "'x, y = z'");
}

static void refuses_what_a_plan_cannot_say(void **state)
{
    static const struct {
        const char *update, *part;
    } cases[] = {
        {"", "not an UPDATE"},
        {"select 1", "not an UPDATE"},
        {"with x as (select 1) update t set a = 1 where b", "not an UPDATE"},
        {"update", "no table"},
        {"update t", "SET"},
        {"update t set", "not an assignment"},
        {"update t set a", "not an assignment"},
        {"update t set a = 1", "WHERE"},
        {"update t set a = where b", "empty"},
        {"update t set a = 1, where b", "not an assignment"},
        {"update t set a = 1 where", "empty"},
        {"update t set a = 1 from u where t.id = u.id", "FROM"},
        {"update t set a = 1 where b returning a", "RETURNING"},
        {"update t set a = 1 where b order by c limit 5", "ORDER BY"},
        {"update t set a = 1 where b limit 5", "LIMIT"},
        {"update t, u set a = 1 where b", "more than one table"},
        {"update t join u on t.a = u.a set a = 1 where b", "more than one table"},
        {"update t o join u on t.a = u.a set a = 1 where b", "SET"},
        {"update t set (a, b) = (1, 2) where c", "list of columns"},
        {"update t set (a, b) = (select 1, 2) where c", "list of columns"},
        {"update or ignore t set a = 1 where b", "IGNORE"},
        {"update t set a = 1 where current of c", "cursor"},
        {"update orders o set a = 1 where exists (select 1 from h where h.id = o.id)", "\"o.\""},
        {"update orders set a = 1 where exists (select 1 from h where h.id = orders.id)", "\"orders.\""},
        {"update t set a = 1 where b; delete from t", "second statement"},
        {"update t o set u.a = 1 where b", "not an assignment"},
        {"update t set a = t. where t.b", "before *"},
        {"update t set a = 1 where b -- and c", "line comment"},
        {"update t set a = 1 where (b", "bracket"},
        {"update t set a = 'x where b", "WHERE"},
        {"update t set a = $1 where b", "placeholder"},
        {"update t set a = 1, a = 2 where b", "duplicate"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(arena_freep) struct arena *a = arena_new();
        char *text = NULL;
        struct err e;

        if (plan_from_update(a, cases[i].update, "fix", &text, &e) == 0)
            fail_msg("made a plan of: %s\n%s", cases[i].update, text);
        if (!strstr(e.text, cases[i].part))
            fail_msg("%s: \"%s\" does not name %s", cases[i].update, e.text, cases[i].part);
        assert_null(text);
    }
}

static void replace(char *text, size_t size, const char *from, const char *to)
{
    char *at = strstr(text, from), tail[8192];

    assert_non_null(at);
    snprintf(tail, sizeof(tail), "%s", at + strlen(from));
    snprintf(at, size - (size_t) (at - text), "%s%s", to, tail);
}

static void writes_a_skeleton_to_fill_in(void **state)
{
    static const struct plan_column columns[] = {
        {"id", "bigint", true, true}, {"odd: name", "text", false, false}, {"tax", "numeric(10,2)", false, true}};
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(plan_freep) struct plan *empty = NULL, *full = NULL, *all = NULL;
    char text[8192];

    (void) state;
    snprintf(text, sizeof(text), "%s", plan_skeleton(a, "fix", "shop.orders", columns, ARRAY_LEN(columns)));
    empty = parse(text);
    assert_int_equal(empty->mistakes.errors, 2);
    assert_string_equal(empty->mistakes.first->code, CODE_EMPTY_VALUE);
    assert_non_null(strstr(text, "'odd: name': text"));
    replace(text, sizeof(text), "  where:\n", "  where: tax is null\n");
    replace(text, sizeof(text), "    tax:\n", "    tax: 0\n");
    full = parse_good(text);
    assert_string_equal(full->schema, "shop");
    assert_int_equal(full->n_keys, 1);
    assert_string_equal(full->set[0].name, "tax");
    /* What stands in comments is a plan too. */
    for (char *at = text; (at = strstr(at, "\n# ")); at++)
        memmove(at + 1, at + 3, strlen(at + 3) + 1);
    replace(text, sizeof(text), "mask: []  ", "mask: [tax]");
    all = parse_good(text);
    assert_int_equal(all->n_stages, 2);
    assert_int_equal(all->n_expect, 2);
}

static void writes_a_skeleton_for_any_table(void **state)
{
    static const struct plan_column odd[] = {
        {"a\nb", "t\nx: 1", false, false}, {"#x", "t", true, false}, {"- y", "t", true, false}};
    _cleanup_(arena_freep) struct arena *a = arena_new();
    _cleanup_(plan_freep) struct plan *none = parse(plan_skeleton(a, "fix", "t", NULL, 0));
    _cleanup_(plan_freep) struct plan *p = parse(plan_skeleton(a, "fix", "'\"o\"'", odd, 3));

    (void) state;
    assert_int_equal(none->mistakes.errors, 2);
    assert_int_equal(p->n_keys, 2);
    assert_string_equal(p->keys[0].column, "#x");
    assert_string_equal(p->keys[1].column, "- y");
    for (const struct mistake *m = p->mistakes.first; m; m = m->next)
        assert_string_not_equal(m->code, CODE_UNKNOWN_KEY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_good_ones),
        cmocka_unit_test(says_what_is_wrong_with_the_bad_ones),
        cmocka_unit_test(knows_every_code),
        cmocka_unit_test(fills_in_what_is_not_said),
        cmocka_unit_test(reads_every_value),
        cmocka_unit_test(takes_a_number_of_failed_rows),
        cmocka_unit_test(names_the_parts_for_later),
        cmocka_unit_test(reads_how_it_is_run),
        cmocka_unit_test(finds_the_keys_beside_the_plan),
        cmocka_unit_test(unquotes_table_names),
        cmocka_unit_test(adds_a_stage_for_the_rest),
        cmocka_unit_test(says_what_cannot_be_read),
        cmocka_unit_test(stops_reading_at_the_limit),
        cmocka_unit_test(digests_what_is_said_not_how),
        cmocka_unit_test(digests_as_it_always_did),
        cmocka_unit_test(maps_an_offset_to_the_file),
        cmocka_unit_test(asks_again_when_the_engine_is_known),
        cmocka_unit_test(masks_by_name),
        cmocka_unit_test(writes_a_plan_from_an_update),
        cmocka_unit_test(keeps_every_assignment_in_order),
        cmocka_unit_test(refuses_what_a_plan_cannot_say),
        cmocka_unit_test(writes_a_skeleton_to_fill_in),
        cmocka_unit_test(writes_a_skeleton_for_any_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
