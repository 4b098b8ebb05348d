#include <ctype.h>
#include <string.h>

#include "cmd.h"
#include "help.h"
#include "text.h"
#include "unit.h"

static const struct terminal plain = {.utf8 = true};
static const struct terminal coloured = {.utf8 = true, .color = true};

/* A summary or an option's help: a phrase that help puts behind a name. */
static void assert_phrase(const char *text)
{
    assert_true(strlen(text) > 0);
    assert_false(isupper((unsigned char) text[0]) && islower((unsigned char) text[1]));
    assert_int_not_equal(text[strlen(text) - 1], '.');
}

static void assert_paired_backticks(const char *text)
{
    int n = 0;

    for (const char *c = text; *c; c++)
        n += *c == '`';
    assert_int_equal(n % 2, 0);
}

static void test_every_entry_is_whole(void **state)
{
    (void) state;
    for (const struct command *const *at = commands; *at; at++) {
        const struct command *c = *at;

        assert_non_null(c->run);
        assert_non_null(c->usage);
        assert_phrase(c->summary);
        assert_true(strlen(c->summary) <= 62); /* one line in the overview */
        assert_int_equal(c->description[strlen(c->description) - 1], '.');
        assert_paired_backticks(c->description);
        assert_true(c->max_args < 0 || c->max_args >= c->min_args);
        assert_true(c->max_args == 0 || c->arguments || c->hidden);
        assert_true(c->hidden == text_starts_with(c->name, "__"));
    }
}

static void test_names_are_unique(void **state)
{
    (void) state;
    for (const struct command *const *at = commands; *at; at++)
        assert_ptr_equal(command_find((*at)->name), *at);
    assert_null(command_find("dry_run"));
}

static void test_options_are_whole_and_unique(void **state)
{
    (void) state;
    for (const struct command *const *at = commands; *at; at++) {
        for (const struct option *o = (*at)->options; o && o->name; o++) {
            assert_true(text_starts_with(o->name, "--"));
            assert_phrase(o->help);
            assert_true((o->complete == COMPLETE_WORDS) == (o->words != NULL));
            assert_true(o->value || o->complete == COMPLETE_NONE);
            /* Its own name and letter find it: no global option or earlier one hides it or is hidden. */
            assert_ptr_equal(command_option(*at, o->name), o);
            assert_null(command_option(NULL, o->name));
            if (o->letter) {
                assert_ptr_equal(command_option_letter(*at, o->letter), o);
                assert_null(command_option_letter(NULL, o->letter));
                assert_true(isalpha((unsigned char) o->letter)); /* -5 is an argument */
            }
        }
    }
}

/* A sequence of words that an example shows must parse: its options are the command's. */
static void test_examples_use_what_there_is(void **state)
{
    (void) state;
    for (const struct command *const *at = commands; *at; at++) {
        for (const struct example *e = (*at)->examples; e && e->command; e++) {
            char words[256], *save = NULL;

            assert_true(text_starts_with(e->command, "retcon "));
            assert_true(text_starts_with(e->command + strlen("retcon "), (*at)->name));
            snprintf(words, sizeof(words), "%s", e->command);
            for (char *w = strtok_r(words, " =", &save); w; w = strtok_r(NULL, " =", &save)) {
                if (*w == '>' || *w == '|')
                    break;
                if (text_starts_with(w, "--"))
                    assert_non_null(command_option(*at, w));
                else if (w[0] == '-' && isalpha((unsigned char) w[1]))
                    assert_non_null(command_option_letter(*at, w[1]));
            }
        }
    }
}

static bool is_listed(int status)
{
    for (const struct exit_status *s = exit_statuses; s->meaning; s++)
        if (s->status == status)
            return true;
    return false;
}

static void test_every_exit_status_is_explained(void **state)
{
    (void) state;
    for (int id = 0; id < ERR_COUNT; id++)
        assert_true(is_listed(err_exit_status((enum err_id) id)));
    for (const struct command *const *at = commands; *at; at++)
        for (const int *s = (*at)->exits; s && *s; s++)
            assert_true(is_listed(*s));
}

static void test_words(void **state)
{
    (void) state;
    assert_true(command_words_have("text html ", "html"));
    assert_false(command_words_have("text html ", "htm"));
    assert_false(command_words_have("text html ", "text html"));
    assert_false(command_words_have("text html ", ""));
}

static void assert_lines_fit(const char *text, int columns)
{
    char line[512];

    while (*text) {
        size_t n = strcspn(text, "\n");

        assert_true(n < sizeof(line));
        memcpy(line, text, n);
        line[n] = '\0';
        if (text_width(line) > columns)
            fail_msg("wider than %d columns: %s", columns, line);
        text += n + (text[n] == '\n');
    }
}

static void test_help_shows_all_and_fits(void **state)
{
    (void) state;
    for (const struct command *const *at = commands; *at; at++) {
        struct buf out = BUF_INIT(0);

        help_command(&out, &plain, *at);
        for (const struct option *o = (*at)->options; o && o->name; o++)
            assert_non_null(strstr(buf_cstr(&out), o->name));
        assert_non_null(strstr(buf_cstr(&out), "--database"));
        assert_null(strchr(buf_cstr(&out), '\x1b'));
        if (!(*at)->examples) /* an example is one line, however long */
            assert_lines_fit(buf_cstr(&out), HELP_COLUMNS);
        buf_clear(&out);
    }
}

static void test_overview_lists_what_is_not_hidden(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    help_overview(&out, &plain);
    assert_lines_fit(buf_cstr(&out), HELP_COLUMNS);
    for (const struct command *const *at = commands; *at; at++) {
        char entry[64];

        snprintf(entry, sizeof(entry), "\n  %s ", (*at)->name);
        assert_int_equal(strstr(buf_cstr(&out), entry) != NULL, !(*at)->hidden);
    }
    buf_clear(&out);
}

static void test_code_is_bold_where_there_is_colour(void **state)
{
    struct buf out = BUF_INIT(0);

    (void) state;
    help_command(&out, &coloured, &cmd_run);
    assert_non_null(strstr(buf_cstr(&out), "\x1b[1mretcon stop\x1b[0m"));
    assert_null(strchr(buf_cstr(&out), '`'));
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_entry_is_whole),
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_options_are_whole_and_unique),
        cmocka_unit_test(test_examples_use_what_there_is),
        cmocka_unit_test(test_every_exit_status_is_explained),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_help_shows_all_and_fits),
        cmocka_unit_test(test_overview_lists_what_is_not_hidden),
        cmocka_unit_test(test_code_is_bold_where_there_is_colour),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
