#include "cli.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "json.h"
#include "text.h"
#include "units.h"

void cli_init(struct cli *cli)
{
    *cli = (struct cli){.arena = arena_new()};
    terminal_init(&cli->out, stdout, COLOR_AUTO);
    terminal_init(&cli->err, stderr, COLOR_AUTO);
}

int cli_finish(struct cli *cli, int status)
{
    if (cli->out_errno && cli->out_errno != EPIPE) {
        fprintf(stderr, "retcon: cannot write to standard output: %s\n", strerror(cli->out_errno));
        status = status ? status : 1;
    }
    arena_free(cli->arena);
    cli->arena = NULL;
    return status;
}

static void fail_json(struct cli *cli, const struct err *e)
{
    struct buf out = BUF_INIT(0);
    struct json j;

    json_init(&j, &out, true);
    json_object(&j);
    json_key(&j, "error");
    json_object(&j);
    json_kv_text(&j, "id", err_slug(e->id));
    json_kv_text(&j, "text", e->text);
    json_kv_text(&j, "hint", *e->hint ? e->hint : NULL);
    json_kv_text(&j, "sqlstate", *e->sqlstate ? e->sqlstate : NULL);
    json_object_end(&j);
    json_object_end(&j);
    cli_out(cli, &out);
    buf_clear(&out);
}

static void fail_text(const struct cli *cli, const struct err *e)
{
    struct buf out = BUF_INIT(0);

    terminal_styled(&out, &cli->err, STYLE_BAD, "retcon:");
    buf_char(&out, ' ');
    text_visible(&out, e->text, strlen(e->text), 0);
    buf_char(&out, '\n');
    if (*e->hint) {
        buf_str(&out, "  ");
        terminal_styled(&out, &cli->err, STYLE_DIM, "hint:");
        buf_char(&out, ' ');
        text_visible(&out, e->hint, strlen(e->hint), 0);
        buf_char(&out, '\n');
    }
    fputs(buf_cstr(&out), stderr);
    buf_clear(&out);
}

int cli_fail(struct cli *cli, const struct err *e)
{
    if (cli->json)
        fail_json(cli, e);
    else
        fail_text(cli, e);
    return err_exit_status(e->id);
}

int cli_usage(struct cli *cli, const char *fmt, ...)
{
    char text[1024];
    struct err e;
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    err_set(&e, ERR_USAGE, "%s", text);
    err_hint(&e, "see `retcon help%s%s`", cli->command ? " " : "", cli->command ? cli->command->name : "");
    return cli_fail(cli, &e);
}

_printf_(3, 0) static void remark(struct cli *cli, const char *label, const char *fmt, va_list ap)
{
    struct buf text = BUF_INIT(0), line = BUF_INIT(0);

    if (cli->quiet)
        return;
    buf_vprintf(&text, fmt, ap);
    if (label) {
        terminal_styled(&line, &cli->err, STYLE_DIM, label);
        buf_char(&line, ' ');
    }
    text_visible(&line, buf_cstr(&text), text.len, 0);
    buf_char(&line, '\n');
    fputs(buf_cstr(&line), stderr);
    buf_clear(&text);
    buf_clear(&line);
}

void cli_say(struct cli *cli, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    remark(cli, NULL, fmt, ap);
    va_end(ap);
}

void cli_next(struct cli *cli, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    remark(cli, "next:", fmt, ap);
    va_end(ap);
}

void cli_out(struct cli *cli, const struct buf *text)
{
    bool ends = text->len == 0 || text->data[text->len - 1] == '\n';

    errno = 0;
    if (fwrite(buf_cstr(text), 1, text->len, stdout) != text->len || (!ends && fputc('\n', stdout) == EOF) ||
        fflush(stdout) != 0)
        cli->out_errno = cli->out_errno ? cli->out_errno : errno ? errno : EIO;
}

static const struct cli_option *find_given(const struct cli *cli, const char *name)
{
    for (size_t i = 0; i < cli->n_given; i++)
        if (strcmp(cli->given[i].option->name, name) == 0)
            return &cli->given[i];
    return NULL;
}

bool cli_flag(const struct cli *cli, const char *name)
{
    const struct option *o = command_option(cli->command, name);

    assert(o && !o->value && "a flag that the command has");
    return find_given(cli, name) != NULL;
}

const char *cli_value(const struct cli *cli, const char *name)
{
    const struct option *o = command_option(cli->command, name);
    const struct cli_option *given = find_given(cli, name);
    const char *env;

    assert(o && o->value && "an option with a value that the command has");
    if (given)
        return given->value;
    env = o->env ? getenv(o->env) : NULL;
    return env && *env ? env : NULL;
}

const char *cli_arg(const struct cli *cli, size_t i)
{
    return i < cli->n_args ? cli->args[i] : NULL;
}

int cli_count(const struct cli *cli, const char *name, int64_t fallback, int64_t *ret, struct err *e)
{
    const char *value = cli_value(cli, name);

    if (!value) {
        *ret = fallback;
        return 0;
    }
    if (units_count(value, ret, e) < 0) {
        e->id = ERR_USAGE;
        return err_context(e, "%s", name);
    }
    return 0;
}

int cli_duration_ms(const struct cli *cli, const char *name, int64_t fallback, int64_t *ret, struct err *e)
{
    const char *value = cli_value(cli, name);

    if (!value) {
        *ret = fallback;
        return 0;
    }
    if (units_duration_ms(value, ret, e) < 0) {
        e->id = ERR_USAGE;
        return err_context(e, "%s", name);
    }
    return 0;
}
