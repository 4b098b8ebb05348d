/* The digest of an event against one computed by another program, and the reading of anchors. */
#include <string.h>

#include "chain.h"
#include "unit.h"

/* python3: hashlib.sha256(b"retcon-event-1\n1:1\n-\n-\n1:t\n1:a\n1:k\n-\n0:\n3:\xc3\xbc!\n-\n1:p\n") */
static void test_digest(void **state)
{
    const char *fields[EVENT_FIELDS] = {"1", NULL, NULL, "t", "a", "k", NULL, "", "\xc3\xbc!", NULL, "p"};
    size_t lengths[EVENT_FIELDS];
    char hex[DIGEST_HEX_LEN + 1], other[DIGEST_HEX_LEN + 1];

    (void) state;
    for (int i = 0; i < EVENT_FIELDS; i++)
        lengths[i] = fields[i] ? strlen(fields[i]) : 0;
    event_digest(fields, lengths, hex);
    assert_string_equal(hex, "523a45d73f73fcec94bb2367656297a844c79461f7a969b320259b581b78447a");
    /* NULL is not the empty text, and no byte can change sides. */
    fields[EVENT_TO] = NULL;
    event_digest(fields, lengths, other);
    assert_string_not_equal(hex, other);
    fields[EVENT_TO] = "";
    fields[EVENT_ACTOR] = "ak";
    fields[EVENT_KIND] = "";
    lengths[EVENT_ACTOR] = 2;
    lengths[EVENT_KIND] = 0;
    event_digest(fields, lengths, other);
    assert_string_not_equal(hex, other);
}

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_anchors(void **state)
{
    static const char *const bad[] = {"",       "\n# nothing\n", A64,
                                      "x " A64, "-1 " A64,       "1 " A64 "a",
                                      "1 abc",  "1 " A64 "x",    "99999999999999999999 " A64 "b"};
    _cleanup_(arena_freep) struct arena *a = arena_new();
    struct anchor *anchors;
    struct err e;
    size_t n;

    (void) state;
    assert_int_equal(
        anchors_read(a, "f", "# kept in git\n\n 7 " A64 " 2026-11-22T20:10:00Z\r\n12 " A64, &anchors, &n, &e), 0);
    assert_int_equal(n, 2);
    assert_int_equal(anchors[0].seq, 7);
    assert_int_equal(anchors[1].seq, 12);
    assert_string_equal(anchors[1].digest, A64);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_int_equal(anchors_read(a, "f", bad[i], &anchors, &n, &e), -1);
        assert_int_equal(e.id, ERR_USAGE);
    }
    assert_int_equal(anchors_read(a, "f", "1 " A64 "\n2 b\n", &anchors, &n, &e), -1);
    assert_non_null(strstr(e.text, "f:2:"));
    assert_true(anchor_is_digest(A64));
    assert_false(anchor_is_digest(A64 "a"));
    assert_false(anchor_is_digest("anchors.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_digest), cmocka_unit_test(test_anchors)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
