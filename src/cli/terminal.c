#include "terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "signals.h"
#include "text.h"

static const char reset[] = "\x1b[0m";

static const struct {
    const char *on, *sign, *ascii;
} styles[STYLE_COUNT] = {
    [STYLE_PLAIN] = {"", "·", "-"},       [STYLE_BOLD] = {"\x1b[1m", "·", "-"}, [STYLE_DIM] = {"\x1b[2m", "·", "-"},
    [STYLE_OK] = {"\x1b[32m", "✓", "+"},  [STYLE_RUN] = {"\x1b[36m", "●", "*"}, [STYLE_WARN] = {"\x1b[33m", "!", "!"},
    [STYLE_BAD] = {"\x1b[31m", "✗", "x"},
};

static bool env_set(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

static bool env_on(const char *name)
{
    return env_set(name) && strcmp(getenv(name), "0") != 0;
}

static bool wants_color(bool is_tty, enum color_wish wish)
{
    const char *term = getenv("TERM");

    if (wish != COLOR_AUTO)
        return wish == COLOR_ALWAYS;
    if (env_set("NO_COLOR"))
        return false;
    if (env_on("FORCE_COLOR") || env_on("CLICOLOR_FORCE"))
        return true;
    return is_tty && term && strcmp(term, "dumb") != 0;
}

void terminal_init(struct terminal *t, FILE *file, enum color_wish wish)
{
    t->file = file;
    t->is_tty = isatty(fileno(file)) == 1;
    t->color = wants_color(t->is_tty, wish);
    t->utf8 = strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int terminal_columns(const struct terminal *t)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long n;

    if (!t->is_tty)
        return 0;
    if (ioctl(fileno(t->file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    n = columns ? strtol(columns, NULL, 10) : 0;
    return n > 0 && n < 10000 ? (int) n : 80;
}

const char *terminal_on(const struct terminal *t, enum style style)
{
    return t->color ? styles[style].on : "";
}

const char *terminal_off(const struct terminal *t, enum style style)
{
    return t->color && style != STYLE_PLAIN ? reset : "";
}

void terminal_styled(struct buf *out, const struct terminal *t, enum style style, const char *text)
{
    buf_str(out, terminal_on(t, style));
    buf_str(out, text);
    buf_str(out, terminal_off(t, style));
}

void terminal_text(struct buf *out, const struct terminal *t, const char *text, int max_columns)
{
    static const char ellipsis[] = "…";
    size_t n = strlen(text), end = sizeof(ellipsis) - 1;

    text_visible(out, text, n, max_columns);
    if (!t->utf8 && max_columns > 0 && out->len >= end && strcmp(out->data + out->len - end, ellipsis) == 0) {
        out->len -= end;
        buf_char(out, '~');
    }
}

const char *terminal_sign(const struct terminal *t, enum style style)
{
    return t->utf8 ? styles[style].sign : styles[style].ascii;
}

enum style terminal_state_style(const char *state)
{
    static const struct {
        const char *state;
        enum style style;
    } map[] = {
        {"scoped", STYLE_PLAIN},   {"rehearsed", STYLE_PLAIN}, {"running", STYLE_RUN}, {"waiting", STYLE_WARN},
        {"paused", STYLE_WARN},    {"halted", STYLE_BAD},      {"finished", STYLE_OK}, {"rolling_back", STYLE_RUN},
        {"rolled_back", STYLE_OK}, {"abandoned", STYLE_DIM},
    };

    for (size_t i = 0; i < ARRAY_LEN(map); i++)
        if (strcmp(map[i].state, state) == 0)
            return map[i].style;
    return STYLE_PLAIN;
}

void terminal_state(struct buf *out, const struct terminal *t, const char *state)
{
    enum style style = terminal_state_style(state);

    buf_str(out, terminal_on(t, style));
    buf_str(out, terminal_sign(t, style));
    buf_char(out, ' ');
    text_visible(out, state, strlen(state), 0);
    buf_str(out, terminal_off(t, style));
}

/* Wait for a line on stdin. A signal that comes between looking and waiting must not be slept through: it stays blocked
   until ppoll() waits. Returns -1 when one came. */
static int wait_for_line(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    sigset_t stops, before;
    int got = -1;

    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGHUP);
    sigprocmask(SIG_BLOCK, &stops, &before);
    while (!signals_stop_requested() && (got = ppoll(&in, 1, NULL, &before)) < 0 && errno == EINTR)
        ; /* a window that changed its size, say */
    sigprocmask(SIG_SETMASK, &before, NULL);
    return signals_stop_requested() ? -1 : got;
}

int terminal_line(const char *prompt, const char *instead, char **ret, struct err *e)
{
    struct buf text = BUF_INIT(0);
    char *line = NULL;
    size_t size = 0;

    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        err_set(e, ERR_USAGE, "there is no terminal to ask on: %s", prompt);
        return err_hint(e, "%s", instead);
    }
    text_visible(&text, prompt, strlen(prompt), 0);
    fprintf(stderr, "%s ", buf_cstr(&text));
    buf_clear(&text);
    if (wait_for_line() < 0) {
        fputc('\n', stderr);
        return err_set(e, ERR_INTERRUPTED, "interrupted; nothing was done");
    }
    if (getline(&line, &size, stdin) < 0) {
        fputc('\n', stderr);
        free(line);
        return 1;
    }
    line[strcspn(line, "\r\n")] = '\0';
    *ret = line;
    return 0;
}

int terminal_ask(const char *question, struct err *e)
{
    struct buf prompt = BUF_INIT(BUF_MAX_DEFAULT);
    char *answer = NULL;
    bool yes = false;
    int rc;

    buf_printf(&prompt, "%s [y/N]", question);
    rc = terminal_line(buf_cstr(&prompt), "--yes answers beforehand", &answer, e);
    buf_clear(&prompt);
    if (rc != 0)
        return rc;
    yes = answer && (strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0);
    free(answer);
    return yes ? 0 : 1;
}
