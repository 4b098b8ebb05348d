#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *slug;
    int status;
    enum err_class class;
} errors[ERR_COUNT] = {
    [ERR_NONE] = {"none", 0, ERRC_BUG},
#define ERROR(id, slug, status, class) [ERR_##id] = {slug, status, ERRC_##class},
#include "errors.def"
#undef ERROR
};

int err_set(struct err *e, enum err_id id, const char *fmt, ...)
{
    va_list ap;

    e->id = id;
    e->hint[0] = e->sqlstate[0] = '\0';
    e->position = 0;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof(e->text), fmt, ap);
    va_end(ap);
    return -1;
}

int err_hint(struct err *e, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(e->hint, sizeof(e->hint), fmt, ap);
    va_end(ap);
    return -1;
}

int err_context(struct err *e, const char *fmt, ...)
{
    char context[512], text[sizeof(e->text)];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(context, sizeof(context), fmt, ap);
    va_end(ap);
    memcpy(text, e->text, sizeof(text));
    snprintf(e->text, sizeof(e->text), "%s: %.1500s", context, text);
    return -1;
}

const char *err_slug(enum err_id id)
{
    return errors[id].slug;
}

int err_exit_status(enum err_id id)
{
    return errors[id].status;
}

enum err_class err_class_of(enum err_id id)
{
    return errors[id].class;
}
