/*
 * test_project.c: project files, good and bad, and what a project says of people, columns and keys.
 *
 * data/projects/good must parse without a mistake; each data/projects/bad/X.yaml prints exactly X.expected.
 * RETCON_WRITE_GOLDEN=1 writes those instead of comparing: read the difference before you commit it.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "child.h"
#include "project.h"
#include "unit.h"

static void find_files(const char *pattern, size_t least, glob_t *ret)
{
    assert_int_equal(glob(pattern, 0, NULL, ret), 0);
    assert_true(ret->gl_pathc >= least);
}

static void reads_the_good_ones(void **state)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    glob_t files;
    struct err e;

    (void) state;
    find_files("data/projects/good/*.yaml", 4, &files);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        _cleanup_(project_freep) struct project *p = project_load(files.gl_pathv[i], &e);

        assert_non_null(p);
        mistakes_print(&p->file->mistakes, &out);
        if (out.len > 0)
            fail_msg("%s: %s", files.gl_pathv[i], buf_cstr(&out));
    }
    buf_clear(&out);
    globfree(&files);
}

static void read_whole(const char *path, struct buf *out)
{
    struct err e;

    assert_int_equal(child_read(path, 1 << 20, out, &e), 0);
}

static void write_whole(const char *path, const struct buf *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(buf_cstr(text), 1, text->len, f), text->len);
    assert_int_equal(fclose(f), 0);
}

static void print_bad(const char *path, struct buf *out)
{
    struct buf text = BUF_INIT(BUF_MAX_DEFAULT);
    struct project *p;
    struct err e;

    read_whole(path, &text);
    p = project_parse(strrchr(path, '/') + 1, NULL, buf_cstr(&text), text.len, &e);
    assert_non_null(p);
    assert_true(p->file->mistakes.errors > 0);
    mistakes_print(&p->file->mistakes, out);
    project_free(p);
    buf_clear(&text);
}

static void says_what_is_wrong_with_the_bad_ones(void **state)
{
    bool write = getenv("RETCON_WRITE_GOLDEN") != NULL;
    struct buf all = BUF_INIT(BUF_MAX_DEFAULT);
    glob_t files;

    (void) state;
    find_files("data/projects/bad/*.yaml", 8, &files);
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
        buf_add(&all, expected.data, expected.len);
        buf_clear(&got);
        buf_clear(&expected);
    }
    globfree(&files);
#define PLAN_CODE(name, code, meaning)                                    \
    if (code[1] == '2' && !strstr(buf_cstr(&all), "[" code "]")) \
        fail_msg("no bad project file shows " code);
#include "plan_codes.def"
#undef PLAN_CODE
    buf_clear(&all);
}

static struct project *everything(void)
{
    struct err e;
    struct project *p = project_load("data/projects/good/everything.yaml", &e);

    assert_non_null(p);
    assert_int_equal(p->file->mistakes.errors, 0);
    return p;
}

static void knows_its_people(void **state)
{
    _cleanup_(project_freep) struct project *p = everything();
    const struct person *ana = project_person(p, "ana");

    (void) state;
    assert_non_null(ana);
    assert_true(person_has(ana, PERSON_APPROVER) && person_has(ana, PERSON_OWNER) && !person_has(ana, PERSON_PRODUCT));
    assert_ptr_equal(project_login(p, "ana"), ana);
    assert_ptr_equal(project_login(p, "ana@anywhere"), ana);
    assert_ptr_equal(project_login(p, "asilva@laptop"), ana);
    assert_ptr_equal(project_login(p, "ana@build-1"), ana);
    assert_null(project_login(p, "an"));
    assert_null(project_login(p, "anna@laptop"));
    assert_null(project_login(p, NULL));
    assert_ptr_equal(project_database_user(p, "ana_silva"), ana);
    assert_null(project_database_user(p, "ana"));
    assert_ptr_equal(project_key(p, ana->keys[0].fingerprint), ana);
    assert_null(project_key(p, "SHA256:x"));
    assert_int_equal(project_person(p, "kim")->n_keys, 2);
    assert_int_equal(p->expire_ms, 2 * 86400000LL);
    assert_true(p->allow_unsigned && project_enforces(p) && p->file->n_later == 0 && p->file->n_guards == 3);
    assert_int_equal(p->full.n, 2);
}

static void knows_what_decides(void **state)
{
    _cleanup_(project_freep) struct project *p = everything();

    (void) state;
    assert_true(project_decides(p, "shop", "orders", "total_cents"));
    assert_true(project_decides(p, NULL, "users", "status"));
    assert_true(project_decides(p, "shop", "Users", "STATUS"));
    assert_false(project_decides(p, "shop", "orders", "status"));
    assert_true(project_decides(p, "shop", "orders", "price"));
    assert_false(project_decides(p, "other", "orders", "price"));
}

static void resolves_databases(void **state)
{
    _cleanup_(project_freep) struct project *p = everything();

    (void) state;
    assert_string_equal(project_database(p, "prod")->url, "postgresql://retcon@db.example.com/shop");
    assert_string_equal(project_database(p, "local")->url, "sqlite:data/projects/good/shop.db");
    assert_null(project_database(p, "staging"));
}

static void the_skeleton_asks_for_nothing(void **state)
{
    struct err e;
    struct project *p = project_parse("retcon.yaml", NULL, project_skeleton(), strlen(project_skeleton()), &e);

    (void) state;
    assert_int_equal(p->file->mistakes.errors, 0);
    assert_false(project_enforces(p));
    project_free(p);
}

static void is_found_up_to_the_repository(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new();
    char top[] = "/tmp/retcon-project.XXXXXX";
    char *cwd = getcwd(NULL, 0);
    struct buf text = BUF_INIT(100);

    (void) state;
    assert_non_null(mkdtemp(top));
    assert_int_equal(chdir(top), 0);
    assert_int_equal(mkdir("repo", 0700) | mkdir("repo/plans", 0700) | mkdir("repo/plans/deep", 0700), 0);
    buf_str(&text, "approvals: {expire: 7d}\n");
    write_whole("retcon.yaml", &text);
    /* Without a repository only the folder itself counts. */
    assert_null(project_find(a, "repo/plans"));
    assert_non_null(project_find(a, NULL));
    assert_int_equal(mkdir("repo/.git", 0700), 0);
    assert_null(project_find(a, "repo/plans/deep"));
    write_whole("repo/retcon.yaml", &text);
    assert_non_null(strstr(project_find(a, "repo/plans/deep"), "/repo/retcon.yaml"));
    write_whole("repo/plans/retcon.yaml", &text);
    assert_non_null(strstr(project_find(a, "repo/plans/deep"), "/repo/plans/retcon.yaml"));
    assert_null(project_find(a, "nowhere"));
    unlink("repo/plans/retcon.yaml");
    unlink("repo/retcon.yaml");
    unlink("retcon.yaml");
    rmdir("repo/.git");
    rmdir("repo/plans/deep");
    rmdir("repo/plans");
    rmdir("repo");
    assert_int_equal(chdir(cwd), 0);
    rmdir(top);
    free(cwd);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_good_ones),
        cmocka_unit_test(says_what_is_wrong_with_the_bad_ones),
        cmocka_unit_test(knows_its_people),
        cmocka_unit_test(knows_what_decides),
        cmocka_unit_test(resolves_databases),
        cmocka_unit_test(the_skeleton_asks_for_nothing),
        cmocka_unit_test(is_found_up_to_the_repository),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
