#include "csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "text.h"

struct field {
    size_t offset; /* in text */
    bool quoted;
};

struct csv_reader {
    FILE *file;
    char *path;
    int line; /* of the next character */
    int record_line;
    struct buf text; /* the record's fields, each with its NUL */
    struct field *fields;
    char **pointers; /* into text, what the caller gets */
    size_t n, size;
};

int csv_open(const char *path, struct csv_reader **ret, struct err *e)
{
    FILE *file = fopen(path, "re");
    struct csv_reader *r;
    char bom[3];

    if (!file)
        return err_set(e, ERR_IO, "cannot read \"%s\": %s", path, strerror(errno));
    /* Some spreadsheets put a byte order mark before the text. */
    if (fread(bom, 1, sizeof(bom), file) != sizeof(bom) || memcmp(bom, "\xef\xbb\xbf", sizeof(bom)) != 0)
        rewind(file);
    r = xcalloc(1, sizeof(*r));
    r->file = file;
    r->path = xstrdup(path);
    r->line = 1;
    r->text.max_bytes = CSV_MAX_RECORD_BYTES + 1; /* so that what is too long is seen to be */
    *ret = r;
    return 0;
}

void csv_close(struct csv_reader *r)
{
    if (!r)
        return;
    fclose(r->file);
    free(r->path);
    buf_clear(&r->text);
    free(r->fields);
    free(r->pointers);
    free(r);
}

int csv_line(const struct csv_reader *r)
{
    return r->record_line;
}

/* The next character with CRLF as '\n', or EOF. A carriage return on its own stays '\r'. */
static int next_char(struct csv_reader *r, bool in_quotes)
{
    int c = getc_unlocked(r->file);

    if (c == '\r' && !in_quotes) {
        int next = getc_unlocked(r->file);

        if (next == '\n')
            c = next;
        else
            ungetc(next, r->file);
    }
    if (c == '\n')
        r->line++;
    return c;
}

static int mistake(const struct csv_reader *r, struct err *e, int line, const char *what)
{
    return err_set(e, ERR_USAGE, "%s:%d: %s", r->path, line, what);
}

static int add_char(struct csv_reader *r, int c, struct err *e)
{
    if (c == '\0')
        return mistake(r, e, r->line, "a NUL byte");
    if (r->text.len >= CSV_MAX_RECORD_BYTES) {
        mistake(r, e, r->record_line, "the record is longer than 1 MiB");
        return err_hint(e, "is a closing quote missing?");
    }
    buf_char(&r->text, (char) c);
    return 0;
}

/* The rest of a quoted field, after its first quote. 0 and the character that follows it, or -1. */
static int read_quoted(struct csv_reader *r, int *ret_next, struct err *e)
{
    int c, opened = r->line;

    for (;;) {
        c = next_char(r, true);
        if (c == EOF)
            return mistake(r, e, opened, "a quote is opened here and never closed");
        if (c == '"') {
            c = next_char(r, false);
            if (c != '"')
                break;
        }
        if (add_char(r, c, e) < 0)
            return -1;
    }
    if (c != ',' && c != '\n' && c != EOF) {
        mistake(r, e, r->line, "text after a closing quote");
        return err_hint(e, "a quote inside a quoted field is written twice");
    }
    *ret_next = c;
    return 0;
}

static int read_plain(struct csv_reader *r, int c, int *ret_next, struct err *e)
{
    for (; c != ',' && c != '\n' && c != EOF; c = next_char(r, false)) {
        if (c == '"') {
            mistake(r, e, r->line, "a quote inside an unquoted field");
            return err_hint(e, "put the whole field in quotes and write the quote twice");
        }
        if (c == '\r')
            return mistake(r, e, r->line, "a carriage return without a line feed");
        if (add_char(r, c, e) < 0)
            return -1;
    }
    *ret_next = c;
    return 0;
}

/* One field that begins with the character c. 0 and the character that ended it, or -1. */
static int read_field(struct csv_reader *r, int c, int *ret_next, struct err *e)
{
    struct field *f;
    int line = r->line;
    size_t bytes;

    if (r->n == CSV_MAX_FIELDS)
        return mistake(r, e, r->record_line, "the record has more than 4096 fields");
    if (r->n == r->size) {
        r->size = r->size ? r->size * 2 : 16;
        r->fields = xrealloc(r->fields, r->size * sizeof(*r->fields));
        r->pointers = xrealloc(r->pointers, r->size * sizeof(*r->pointers));
    }
    f = &r->fields[r->n++];
    *f = (struct field){.offset = r->text.len, .quoted = c == '"'};
    if ((f->quoted ? read_quoted(r, ret_next, e) : read_plain(r, c, ret_next, e)) < 0)
        return -1;
    bytes = r->text.len - f->offset;
    if (bytes && text_utf8_invalid_at(r->text.data + f->offset, bytes) < bytes)
        return mistake(r, e, line, "a field that is not UTF-8");
    buf_char(&r->text, '\0');
    return 0;
}

int csv_next(struct csv_reader *r, char ***ret_fields, size_t *ret_n, struct err *e)
{
    int c;

    buf_reset(&r->text);
    r->n = 0;
    do {
        r->record_line = r->line;
        c = next_char(r, false);
    } while (c == '\n');
    if (c == EOF)
        return ferror(r->file) ? err_set(e, ERR_IO, "cannot read \"%s\": %s", r->path, strerror(errno)) : 1;
    while (read_field(r, c, &c, e) == 0) {
        if (c == ',') {
            c = next_char(r, false);
            continue;
        }
        if (ferror(r->file))
            return err_set(e, ERR_IO, "cannot read \"%s\": %s", r->path, strerror(errno));
        for (size_t i = 0; i < r->n; i++) {
            char *text = r->text.data + r->fields[i].offset;

            r->pointers[i] = *text || r->fields[i].quoted ? text : NULL;
        }
        *ret_fields = r->pointers;
        *ret_n = r->n;
        return 0;
    }
    return -1;
}

/* -12, +0.5, -1e-6: a sign that is only a sign. */
static bool is_number(const char *s)
{
    bool digits;

    s += *s == '-' || *s == '+';
    digits = *s >= '0' && *s <= '9';
    s += strspn(s, "0123456789");
    if (*s == '.')
        s += 1 + strspn(s + 1, "0123456789");
    if (digits && (*s == 'e' || *s == 'E')) {
        s++;
        s += *s == '-' || *s == '+';
        digits = *s >= '0' && *s <= '9';
        s += strspn(s, "0123456789");
    }
    return digits && !*s;
}

static bool begins_formula(const char *s)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};

    if (*s && strchr("=+-@\t\r\n", *s))
        return !is_number(s);
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (text_starts_with(s, wide[i]))
            return true;
    return false;
}

void csv_field(struct buf *out, const char *s, bool first, bool safe)
{
    size_t n = s ? strlen(s) : 0;
    bool guard = s && safe && begins_formula(s);

    if (!first)
        buf_char(out, ',');
    if (!s)
        return;
    if (n && !strpbrk(s, ",\"\r\n") && *s != ' ' && s[n - 1] != ' ') {
        buf_str(out, guard ? "'" : "");
        buf_add(out, s, n);
        return;
    }
    buf_str(out, guard ? "\"'" : "\"");
    for (; *s; s++) {
        if (*s == '"')
            buf_char(out, '"');
        buf_char(out, *s);
    }
    buf_char(out, '"');
}
