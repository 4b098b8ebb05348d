#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"
#include "terminal.h"
#include "unit.h"

/* In a child: send the signal n times and exit with what signals_stop_requested() says. */
static int requested_after(int number, int n)
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        signals_init();
        for (int i = 0; i < n; i++)
            raise(number);
        _exit(*signals_flag() == signals_stop_requested() ? signals_stop_requested() : 99);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_signals_are_counted(void **state)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    (void) state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        assert_int_equal(requested_after(numbers[i], 0), 0);
        assert_int_equal(requested_after(numbers[i], 1), 1);
        assert_int_equal(requested_after(numbers[i], 2), 2);
        assert_int_equal(requested_after(numbers[i], 3), 130); /* at once */
    }
}

static void test_an_ignored_signal_stays_ignored(void **state)
{
    (void) state;
    signal(SIGHUP, SIG_IGN);
    assert_int_equal(requested_after(SIGHUP, 2), 0);
    signal(SIGHUP, SIG_DFL);
}

static void test_a_broken_pipe_does_not_kill(void **state)
{
    (void) state;
    assert_int_equal(requested_after(SIGPIPE, 1), 0);
}

/* In a child on a terminal of its own: answer the question with input, or SIGINT; exit with what came of it. */
static int asked(const char *input)
{
    int master, status;
    pid_t pid = forkpty(&master, NULL, NULL, NULL);
    char heard[512];

    if (pid == 0) {
        struct err e = {0};
        int got;

        signals_init();
        got = terminal_ask("Change 42 rows?\x1b[2J", &e);
        _exit(got < 0 ? 100 + (e.id == ERR_INTERRUPTED) : got);
    }
    assert_true(pid > 0);
    heard[0] = '\0';
    for (size_t n = 0; !strstr(heard, "[y/N] ");) {
        ssize_t got = read(master, heard + n, sizeof(heard) - 1 - n);

        assert_true(got > 0);
        n += (size_t) got;
        heard[n] = '\0';
    }
    assert_string_equal(heard, "Change 42 rows?\\x1b[2J [y/N] ");
    assert_int_equal(write(master, input, strlen(input)), strlen(input));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(master);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_ask_takes_yes_for_yes_only(void **state)
{
    (void) state;
    assert_int_equal(asked("y\n"), 0);
    assert_int_equal(asked("YES\n"), 0);
    assert_int_equal(asked("n\n"), 1);
    assert_int_equal(asked("\n"), 1);
    assert_int_equal(asked("yesterday\n"), 1);
    assert_int_equal(asked("yes, and more than the answer holds\n"), 1);
    assert_int_equal(asked("\x04"), 1); /* the end of input */
}

static void test_ask_is_interrupted(void **state)
{
    (void) state;
    assert_int_equal(asked("\x03"), 101); /* Ctrl-C */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals_are_counted),         cmocka_unit_test(test_an_ignored_signal_stays_ignored),
        cmocka_unit_test(test_a_broken_pipe_does_not_kill), cmocka_unit_test(test_ask_takes_yes_for_yes_only),
        cmocka_unit_test(test_ask_is_interrupted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
