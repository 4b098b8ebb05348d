#include "json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text.h"

void json_init(struct json *j, struct buf *out, bool pretty)
{
    *j = (struct json){.out = out, .pretty = pretty};
}

static void new_line(struct json *j)
{
    if (!j->pretty)
        return;
    buf_char(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        buf_str(j->out, "  ");
}

/* What stands between the last value and the next one or its key. */
static void separate(struct json *j)
{
    if (j->depth == 0) {
        assert(!j->comma[0] && "one value at the top");
    } else {
        if (j->comma[j->depth])
            buf_char(j->out, ',');
        new_line(j);
    }
    j->comma[j->depth] = true;
}

static void before_value(struct json *j)
{
    assert((j->depth == 0 || j->array[j->depth] || j->after_key) && "a value in an object follows its key");
    if (!j->after_key)
        separate(j);
    j->after_key = false;
}

static void begin(struct json *j, bool array)
{
    before_value(j);
    buf_char(j->out, array ? '[' : '{');
    assert((size_t) j->depth + 1 < ARRAY_LEN(j->comma));
    j->depth++;
    j->comma[j->depth] = false;
    j->array[j->depth] = array;
}

static void end(struct json *j, bool array)
{
    bool empty;

    assert(j->depth > 0 && j->array[j->depth] == array && !j->after_key);
    empty = !j->comma[j->depth];
    j->depth--;
    if (!empty)
        new_line(j);
    buf_char(j->out, array ? ']' : '}');
}

void json_object(struct json *j)
{
    begin(j, false);
}

void json_object_end(struct json *j)
{
    end(j, false);
}

void json_array(struct json *j)
{
    begin(j, true);
}

void json_array_end(struct json *j)
{
    end(j, true);
}

static void escape(struct buf *out, utf8proc_int32_t cp)
{
    switch (cp) {
    case '\n': buf_str(out, "\\n"); break;
    case '\r': buf_str(out, "\\r"); break;
    case '\t': buf_str(out, "\\t"); break;
    default:
        if (cp > 0xffff)
            buf_printf(out, "\\u%04x\\u%04x", 0xd7c0u + ((unsigned) cp >> 10), 0xdc00u + ((unsigned) cp & 0x3ff));
        else
            buf_printf(out, "\\u%04x", (unsigned) cp);
    }
}

static void quoted(struct buf *out, const char *s, size_t n)
{
    buf_char(out, '"');
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *) s + i, (utf8proc_ssize_t) (n - i), &cp);

        if (used <= 0) {
            buf_str(out, "\xef\xbf\xbd");
            used = 1;
        } else if (text_is_hidden(cp)) {
            escape(out, cp);
        } else {
            if (cp == '"' || cp == '\\')
                buf_char(out, '\\');
            buf_add(out, s + i, (size_t) used);
        }
        i += (size_t) used;
    }
    buf_char(out, '"');
}

void json_key(struct json *j, const char *key)
{
    assert(j->depth > 0 && !j->array[j->depth] && !j->after_key);
    separate(j);
    quoted(j->out, key, strlen(key));
    buf_str(j->out, j->pretty ? ": " : ":");
    j->after_key = true;
}

void json_text_n(struct json *j, const char *s, size_t n)
{
    before_value(j);
    quoted(j->out, s, n);
}

void json_text(struct json *j, const char *s)
{
    if (s)
        json_text_n(j, s, strlen(s));
    else
        json_null(j);
}

void json_raw(struct json *j, const char *json)
{
    before_value(j);
    buf_str(j->out, json);
}

void json_int(struct json *j, int64_t n)
{
    before_value(j);
    buf_printf(j->out, "%lld", (long long) n);
}

void json_double(struct json *j, double x)
{
    char text[32];

    if (!isfinite(x)) {
        json_null(j);
        return;
    }
    /* The shortest of the three that reads back as the same number. */
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    json_raw(j, text);
}

void json_bool(struct json *j, bool b)
{
    json_raw(j, b ? "true" : "false");
}

void json_null(struct json *j)
{
    json_raw(j, "null");
}

void json_kv_text(struct json *j, const char *key, const char *s)
{
    json_key(j, key);
    json_text(j, s);
}

void json_kv_int(struct json *j, const char *key, int64_t n)
{
    json_key(j, key);
    json_int(j, n);
}

void json_kv_double(struct json *j, const char *key, double x)
{
    json_key(j, key);
    json_double(j, x);
}

void json_kv_bool(struct json *j, const char *key, bool b)
{
    json_key(j, key);
    json_bool(j, b);
}
