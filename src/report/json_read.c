#include "json_read.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "buf.h"

enum { DEPTH_MAX = 64 };

static const char *skip_value(const char *p, int depth);

static const char *skip_space(const char *p)
{
    return p ? p + strspn(p, " \t\r\n") : NULL;
}

/* Past the character, which must be there; NULL otherwise. */
static const char *expect(const char *p, char c)
{
    p = skip_space(p);
    return p && *p == c ? p + 1 : NULL;
}

/* A backslash and what belongs to it. */
static const char *skip_escape(const char *p)
{
    if (p[1] != 'u')
        return p[1] && strchr("\"\\/bfnrt", p[1]) ? p + 2 : NULL;
    for (int i = 2; i < 6; i++) {
        if (!isxdigit((unsigned char) p[i]))
            return NULL;
    }
    return p + 6;
}

static const char *skip_string(const char *p)
{
    p = expect(p, '"');
    while (p && *p != '"') {
        if ((unsigned char) *p < 0x20)
            return NULL;
        p = *p == '\\' ? skip_escape(p) : p + 1;
    }
    return p ? p + 1 : NULL;
}

static const char *skip_digits(const char *p)
{
    size_t n = p ? strspn(p, "0123456789") : 0;

    return n ? p + n : NULL;
}

static const char *skip_number(const char *p)
{
    p += *p == '-';
    p = *p == '0' ? p + 1 : skip_digits(p);
    if (p && *p == '.')
        p = skip_digits(p + 1);
    if (p && (*p == 'e' || *p == 'E')) {
        p++;
        p = skip_digits(p + (*p == '+' || *p == '-'));
    }
    return p;
}

static const char *skip_word(const char *p)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t n = strlen(words[i]);

        if (strncmp(p, words[i], n) == 0)
            return p + n;
    }
    return NULL;
}

/* An object or an array, to its closing character. */
static const char *skip_nested(const char *p, int depth)
{
    bool object = *p == '{';
    char end = object ? '}' : ']';

    if (depth >= DEPTH_MAX)
        return NULL;
    p = skip_space(p + 1);
    if (p && *p == end)
        return p + 1;
    for (;;) {
        if (object)
            p = expect(skip_string(p), ':');
        p = skip_space(skip_value(p, depth + 1));
        if (!p || *p == end)
            return p ? p + 1 : NULL;
        p = expect(p, ',');
    }
}

static const char *skip_value(const char *p, int depth)
{
    p = skip_space(p);
    if (!p)
        return NULL;
    if (*p == '"')
        return skip_string(p);
    if (*p == '{' || *p == '[')
        return skip_nested(p, depth);
    return *p == '-' || isdigit((unsigned char) *p) ? skip_number(p) : skip_word(p);
}

bool json_is_valid(const char *json)
{
    const char *end = skip_space(skip_value(json, 0));

    return end && *end == '\0';
}

const char *json_member(const char *object, const char *key)
{
    const char *p = expect(object, '{');
    size_t n = strlen(key);

    while (p) {
        const char *name = skip_space(p), *value = skip_space(expect(skip_string(name), ':'));

        if (!value)
            return NULL;
        if (strncmp(name + 1, key, n) == 0 && name[n + 1] == '"')
            return skip_value(value, 0) ? value : NULL;
        p = expect(skip_value(value, 0), ',');
    }
    return NULL;
}

const char *json_first(const char *array)
{
    const char *p = skip_space(expect(array, '['));

    return skip_value(p, 0) ? p : NULL;
}

const char *json_next(const char *item)
{
    const char *p = skip_space(expect(skip_value(item, 0), ','));

    return skip_value(p, 0) ? p : NULL;
}

bool json_read_int(const char *value, int64_t *ret)
{
    char *end;
    long long n;

    value = skip_space(value);
    if (!value || (*value != '-' && !isdigit((unsigned char) *value)))
        return false;
    errno = 0;
    n = strtoll(value, &end, 10);
    if (errno || *end == '.' || *end == 'e' || *end == 'E')
        return false;
    *ret = n;
    return true;
}

static unsigned read_hex(const char *p)
{
    return (unsigned) strtoul((char[5]){p[0], p[1], p[2], p[3], '\0'}, NULL, 16);
}

/* The character that the escape at p stands for; a lone surrogate is U+FFFD. Returns what follows. */
static const char *read_escape(struct buf *out, const char *p)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    utf8proc_uint8_t utf8[4];
    unsigned cp;

    if (p[1] != 'u') {
        buf_char(out, to[strchr(from, p[1]) - from]);
        return p + 2;
    }
    cp = read_hex(p + 2);
    p += 6;
    if (cp >= 0xd800 && cp < 0xdc00 && p[0] == '\\' && p[1] == 'u' && read_hex(p + 2) >> 10 == 0x37) {
        cp = 0x10000 + ((cp & 0x3ff) << 10) + (read_hex(p + 2) & 0x3ff);
        p += 6;
    } else if (cp >= 0xd800 && cp < 0xe000) {
        cp = 0xfffd;
    }
    buf_add(out, utf8, (size_t) utf8proc_encode_char((utf8proc_int32_t) cp, utf8));
    return p;
}

char *json_read_text(struct arena *a, const char *value)
{
    struct buf out = BUF_INIT(BUF_MAX_DEFAULT);
    char *text;

    value = skip_space(value);
    if (!value || !skip_string(value))
        return NULL;
    for (const char *p = value + 1; *p != '"';) {
        if (*p == '\\')
            p = read_escape(&out, p);
        else
            buf_char(&out, *p++);
    }
    text = arena_strdup(a, buf_cstr(&out));
    buf_clear(&out);
    return text;
}
