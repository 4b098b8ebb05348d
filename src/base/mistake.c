/*
 * mistake.c: mistakes in a file, kept in order of place and printed as a compiler would.
 */
#include <string.h>

#include "buf.h"
#include "text.h"
#include "yaml.h"

enum {
    MAX_KEPT = 200,     /* mistakes printed; the others are counted */
    MAX_TEXT = 500,     /* columns of a mistake's text, which may quote the file */
    LINE_BEFORE = 70,   /* columns shown before the caret … */
    LINE_COLUMNS = 110, /* … and in all */
};

static void keep(struct mistakes *m, struct mistake *new)
{
    struct mistake **at = &m->first;

    while (*at && ((*at)->line < new->line || ((*at)->line == new->line && (*at)->column <= new->column)))
        at = &(*at)->next;
    new->next = *at;
    *at = new;
}

_printf_(7, 0)
static void add(struct mistakes *m, int warning, int line, int column, const char *code, const char *hint,
                const char *fmt, va_list ap)
{
    struct buf text = BUF_INIT(8192);
    struct mistake *new;

    *(warning ? &m->warnings : &m->errors) += 1;
    if (m->errors + m->warnings > MAX_KEPT)
        return;
    buf_vprintf(&text, fmt, ap);
    text_hide_passwords(text.data, text.len);
    new = arena_alloc(m->arena, sizeof(*new));
    *new = (struct mistake){.line = line, .column = column, .code = code, .warning = warning};
    new->text = arena_strdup(m->arena, buf_cstr(&text));
    new->hint = arena_strdup(m->arena, hint);
    buf_clear(&text);
    keep(m, new);
}

void mistake_add(struct mistakes *m, int line, int column, const char *code, const char *hint, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add(m, 0, line, column, code, hint, fmt, ap);
    va_end(ap);
}

void mistake_warn(struct mistakes *m, int line, int column, const char *code, const char *hint, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    add(m, 1, line, column, code, hint, fmt, ap);
    va_end(ap);
}

static int begins_character(char c)
{
    return ((unsigned char) c & 0xc0) != 0x80;
}

void mistakes_place(const struct mistakes *m, size_t offset, int *ret_line, int *ret_column)
{
    size_t end = offset < m->source_bytes ? offset : m->source_bytes, begin = 0;
    int line = 1, column = 1;

    for (size_t i = 0; i < end; i++) {
        if (m->source[i] != '\n')
            continue;
        line++;
        begin = i + 1;
    }
    for (size_t i = begin; i < end; i++)
        column += begins_character(m->source[i]);
    *ret_line = line;
    *ret_column = column;
}

/* The bytes [begin, end) of a line, without its line break. */
static void find_line(const struct mistakes *m, int line, size_t *ret_begin, size_t *ret_end)
{
    size_t at = 0, end;

    for (; line > 1 && at < m->source_bytes; at++)
        line -= m->source[at] == '\n';
    for (end = at; end < m->source_bytes && m->source[end] != '\n'; end++)
        ;
    if (end > at && m->source[end - 1] == '\r')
        end--;
    *ret_begin = at;
    *ret_end = end;
}

/* The byte at which a column of the line begins, or the line's end. */
static size_t column_byte(const struct mistakes *m, size_t begin, size_t end, int column)
{
    size_t at = begin;

    while (at < end && column > 1) {
        at++;
        while (at < end && !begins_character(m->source[at]))
            at++;
        column--;
    }
    return at;
}

/* The line as it may be shown: as many bytes. */
static const char *without_passwords(const struct mistakes *m, size_t begin, size_t end)
{
    char *copy = arena_strndup(m->arena, m->source + begin, end - begin);

    text_hide_passwords(copy, end - begin);
    return copy;
}

/* The line and a caret under the column. A long line is shown from a little before the column. */
static void print_line(const struct mistakes *m, const struct mistake *x, struct buf *out)
{
    struct buf before = BUF_INIT(4096);
    size_t line, begin, end, at;
    const char *shown;
    int columns;

    find_line(m, x->line, &line, &end);
    if (line == end)
        return;
    shown = without_passwords(m, line, end);
    begin = line;
    at = column_byte(m, begin, end, x->column);
    if (x->column > LINE_BEFORE) {
        begin = column_byte(m, begin, end, x->column - LINE_BEFORE);
        buf_str(&before, "…");
    }
    text_visible(&before, shown + (begin - line), at - begin, 0);
    buf_printf(out, "    %s", buf_cstr(&before));
    columns = text_width(buf_cstr(&before));
    text_visible(out, shown + (at - line), end - at, columns + 10 < LINE_COLUMNS ? LINE_COLUMNS - columns : 10);
    buf_printf(out, "\n    %*s^\n", columns, "");
    buf_clear(&before);
}

static void print_mistake(const struct mistakes *m, const struct mistake *x, struct buf *out)
{
    text_visible(out, m->file, strlen(m->file), 0);
    buf_printf(out, ":%d:%d: %s: ", x->line, x->column, x->warning ? "warning" : "error");
    text_visible(out, x->text, strlen(x->text), MAX_TEXT);
    buf_printf(out, " [%s]\n", x->code);
    print_line(m, x, out);
    if (!x->hint)
        return;
    buf_str(out, "  hint: ");
    text_visible(out, x->hint, strlen(x->hint), MAX_TEXT);
    buf_char(out, '\n');
}

void mistakes_print(const struct mistakes *m, struct buf *out)
{
    for (const struct mistake *x = m->first; x; x = x->next)
        print_mistake(m, x, out);
    if (m->errors + m->warnings > MAX_KEPT)
        buf_printf(out, "… and %d more\n", m->errors + m->warnings - MAX_KEPT);
}
