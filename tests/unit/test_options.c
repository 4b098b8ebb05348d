#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "options.h"
#include "text.h"
#include "unit.h"

enum { MAX_WORDS = 16 };

static struct cli cli;
static struct err err;

static int setup(void **state)
{
    (void) state;
    unsetenv("RETCON_DATABASE_URL");
    memset(&err, 0, sizeof(err));
    cli_init(&cli);
    return 0;
}

static int teardown(void **state)
{
    (void) state;
    arena_free(cli.arena);
    return 0;
}

/* Parse a command line whose words are parted by '|'. */
static int parse(const char *line)
{
    char *argv[MAX_WORDS + 1] = {(char[]){"retcon"}}, *word = arena_strdup(cli.arena, line);
    int argc = 1;

    for (; word && argc < MAX_WORDS; argc++) {
        argv[argc] = word;
        word = strchr(word, '|');
        if (word)
            *word++ = '\0';
    }
    return options_parse(&cli, argc, argv, &err);
}

static void refused(const char *line, const char *text, const char *hint)
{
    assert_int_equal(parse(line), -1);
    assert_int_equal(err.id, ERR_USAGE);
    assert_string_equal(err.text, text);
    assert_string_equal(err.hint, hint);
}

static void test_command_options_and_arguments(void **state)
{
    (void) state;
    assert_int_equal(parse("run|tax.yaml|--yes|--stage|canary|--batch=500"), 0);
    assert_ptr_equal(cli.command, &cmd_run);
    assert_string_equal(cli_arg(&cli, 0), "tax.yaml");
    assert_null(cli_arg(&cli, 1));
    assert_true(cli_flag(&cli, "--yes"));
    assert_string_equal(cli_value(&cli, "--stage"), "canary");
    assert_string_equal(cli_value(&cli, "--batch"), "500");
    assert_null(cli_value(&cli, "--moved"));
    assert_false(cli_flag(&cli, "--json"));
}

static void test_options_stand_anywhere(void **state)
{
    (void) state;
    assert_int_equal(parse("--database|sqlite:x.db|status|--json|tax|-q"), 0);
    assert_ptr_equal(cli.command, &cmd_status);
    assert_string_equal(cli_value(&cli, "--database"), "sqlite:x.db");
    assert_string_equal(cli_arg(&cli, 0), "tax");
    assert_true(cli.json);
    assert_true(cli.quiet);
}

static void test_letters(void **state)
{
    (void) state;
    assert_int_equal(parse("run|-yq|-scanary|-b|7|tax"), 0);
    assert_true(cli_flag(&cli, "--yes"));
    assert_true(cli.quiet);
    assert_string_equal(cli_value(&cli, "--stage"), "canary");
    assert_string_equal(cli_value(&cli, "--batch"), "7");
}

static void test_two_dashes_end_the_options(void **state)
{
    (void) state;
    assert_int_equal(parse("explain|shop.orders|--|--yes|--|-x"), 0);
    assert_int_equal(cli.n_args, 4);
    assert_string_equal(cli_arg(&cli, 1), "--yes");
    assert_string_equal(cli_arg(&cli, 2), "--");
    assert_string_equal(cli_arg(&cli, 3), "-x");
}

static void test_negative_numbers_and_a_dash_are_arguments(void **state)
{
    (void) state;
    assert_int_equal(parse("explain|shop.orders|-5|-"), 0);
    assert_string_equal(cli_arg(&cli, 1), "-5");
    assert_string_equal(cli_arg(&cli, 2), "-");
}

static void test_values_may_look_like_anything(void **state)
{
    (void) state;
    assert_int_equal(parse("pause|tax|--because|--yes"), 0);
    assert_string_equal(cli_value(&cli, "--because"), "--yes");
    assert_int_equal(parse("pause|tax|--because=a=b"), 0);
    assert_string_equal(cli_value(&cli, "--because"), "a=b");
    assert_int_equal(parse("pause|tax|--because="), 0);
    assert_string_equal(cli_value(&cli, "--because"), "");
}

static void test_unknown_command(void **state)
{
    (void) state;
    refused("stauts|tax", "there is no command \"stauts\"", "did you mean \"status\"?");
    refused("deploy", "there is no command \"deploy\"", "see `retcon help`");
}

static void test_hidden_commands_are_not_suggested(void **state)
{
    (void) state;
    refused("__mam", "there is no command \"__mam\"", "see `retcon help`");
    assert_int_equal(parse("__man"), 0);
}

static void test_unknown_options(void **state)
{
    (void) state;
    refused("run|tax|--stagee|x", "\"run\" has no option \"--stagee\"", "did you mean \"--stage\"?");
    refused("run|tax|--jsn", "\"run\" has no option \"--jsn\"", "did you mean \"--json\"?");
    refused("run|tax|--frobnicate", "\"run\" has no option \"--frobnicate\"", "see `retcon help run`");
    refused("run|tax|-yz", "\"run\" has no option \"-z\"", "see `retcon help run`");
    refused("--yes|run|tax", "there is no option \"--yes\" before the command", "see `retcon help`");
}

static void test_no_abbreviations(void **state)
{
    (void) state;
    refused("run|tax|--max|5", "\"run\" has no option \"--max\"", "see `retcon help run`");
}

static void test_missing_and_superfluous_values(void **state)
{
    (void) state;
    refused("run|tax|--stage", "--stage needs a value: --stage STAGE", "see `retcon help run`");
    refused("run|tax|-s", "--stage needs a value: --stage STAGE", "see `retcon help run`");
    refused("run|tax|--yes=1", "--yes takes no value", "see `retcon help run`");
}

static void test_repeated_options(void **state)
{
    (void) state;
    refused("run|tax|--stage|a|-s|b", "--stage is given twice", "see `retcon help run`");
    assert_int_equal(parse("run|tax|--yes|-y"), 0);
}

static void test_words(void **state)
{
    (void) state;
    assert_int_equal(parse("report|tax|--format|html"), 0);
    refused("report|tax|--format|xml", "--format cannot be \"xml\"", "it is one of: text markdown html json");
    refused("report|tax|--format|tex", "--format cannot be \"tex\"", "it is one of: text markdown html json");
    refused("report|tax|--format=", "--format cannot be \"\"", "it is one of: text markdown html json");
    assert_int_equal(parse("list|--state|rolled_back"), 0);
}

static void test_number_of_arguments(void **state)
{
    (void) state;
    refused("run", "\"run\" needs more: retcon run PLAN|NAME", "see `retcon help run`");
    refused("run|a|b", "\"run\" does not know what to do with \"b\"", "see `retcon help run`");
    refused("stop|a|b", "\"stop\" does not know what to do with \"b\"", "see `retcon help stop`");
    assert_int_equal(parse("explain|t|1|2|3|4"), 0);
}

static void test_no_command(void **state)
{
    char *argv[] = {(char[]){"retcon"}, NULL};

    (void) state;
    assert_int_equal(options_parse(&cli, 1, argv, &err), -1);
    assert_string_equal(err.text, "no command is given");
    assert_int_equal(options_parse(&cli, 0, argv + 1, &err), -1); /* even without a name of its own */
}

static void test_help_needs_no_arguments(void **state)
{
    (void) state;
    assert_int_equal(parse("run|--help"), 1);
    assert_ptr_equal(cli.command, &cmd_run);
}

static void test_help_needs_no_command(void **state)
{
    (void) state;
    assert_int_equal(parse("-h"), 1);
    assert_null(cli.command);
}

static void test_version_as_an_option(void **state)
{
    (void) state;
    assert_int_equal(parse("--version"), 0);
    assert_ptr_equal(cli.command, &cmd_version);
}

static void test_json_holds_for_a_mistake_before_it(void **state)
{
    (void) state;
    assert_int_equal(parse("run|--frob|--json"), -1);
    assert_true(cli.json);
}

static void test_json_after_two_dashes_is_an_argument(void **state)
{
    (void) state;
    assert_int_equal(parse("explain|t|--|--json"), 0);
    assert_false(cli.json);
}

static void test_database_from_the_environment(void **state)
{
    (void) state;
    setenv("RETCON_DATABASE_URL", "sqlite:env.db", 1);
    assert_int_equal(parse("list"), 0);
    assert_string_equal(cli_value(&cli, "--database"), "sqlite:env.db");
    setenv("RETCON_DATABASE_URL", "", 1);
    assert_null(cli_value(&cli, "--database"));
}

static void test_database_option_beats_the_environment(void **state)
{
    (void) state;
    setenv("RETCON_DATABASE_URL", "sqlite:env.db", 1);
    assert_int_equal(parse("list|-d|sqlite:flag.db"), 0);
    assert_string_equal(cli_value(&cli, "--database"), "sqlite:flag.db");
}

static void test_typed_values(void **state)
{
    int64_t n = 0;

    (void) state;
    assert_int_equal(parse("run|tax|--batch|120_000"), 0);
    assert_int_equal(cli_count(&cli, "--batch", 5, &n, &err), 0);
    assert_int_equal(n, 120000);
    assert_int_equal(cli_count(&cli, "--max-batches", 5, &n, &err), 0);
    assert_int_equal(n, 5);
}

static void test_typed_values_name_their_option(void **state)
{
    int64_t n = 7;

    (void) state;
    assert_int_equal(parse("watch|tax|--interval|2"), 0); /* a duration without a unit */
    assert_int_equal(cli_duration_ms(&cli, "--interval", 2000, &n, &err), -1);
    assert_int_equal(err.id, ERR_USAGE);
    assert_true(text_starts_with(err.text, "--interval: "));
    assert_int_equal(n, 7);
}

static void test_colors_contradict(void **state)
{
    (void) state;
    assert_int_equal(parse("list|--color|--no-color"), -1);
    assert_string_equal(err.text, "--color and --no-color contradict each other");
}

/* --color > NO_COLOR > FORCE_COLOR, CLICOLOR_FORCE > a terminal; the test's own stdout is none. */
static void test_color_order(void **state)
{
    static const struct {
        const char *line, *no_color, *force, *cli_force;
        bool expected;
    } cases[] = {
        {"list", NULL, NULL, NULL, false},       {"list", NULL, "1", NULL, true},
        {"list", NULL, "0", NULL, false},        {"list", NULL, NULL, "1", true},
        {"list", "1", "1", "1", false},          {"list", "", "1", NULL, true},
        {"list|--color", "1", NULL, NULL, true}, {"list|--no-color", NULL, "1", "1", false},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *names[] = {"NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"};
        const char *values[] = {cases[i].no_color, cases[i].force, cases[i].cli_force};

        for (size_t k = 0; k < ARRAY_LEN(names); k++) {
            if (values[k])
                setenv(names[k], values[k], 1);
            else
                unsetenv(names[k]);
        }
        assert_int_equal(parse(cases[i].line), 0);
        assert_int_equal(cli.out.color, cases[i].expected);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_command_options_and_arguments),
        TEST(test_options_stand_anywhere),
        TEST(test_letters),
        TEST(test_two_dashes_end_the_options),
        TEST(test_negative_numbers_and_a_dash_are_arguments),
        TEST(test_values_may_look_like_anything),
        TEST(test_unknown_command),
        TEST(test_hidden_commands_are_not_suggested),
        TEST(test_unknown_options),
        TEST(test_no_abbreviations),
        TEST(test_missing_and_superfluous_values),
        TEST(test_repeated_options),
        TEST(test_words),
        TEST(test_number_of_arguments),
        TEST(test_no_command),
        TEST(test_help_needs_no_arguments),
        TEST(test_help_needs_no_command),
        TEST(test_version_as_an_option),
        TEST(test_json_holds_for_a_mistake_before_it),
        TEST(test_json_after_two_dashes_is_an_argument),
        TEST(test_database_from_the_environment),
        TEST(test_database_option_beats_the_environment),
        TEST(test_typed_values),
        TEST(test_typed_values_name_their_option),
        TEST(test_colors_contradict),
        TEST(test_color_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
