#include "yaml_source.h"

#include <stdio.h>

#include "codes.h"
#include "text.h"

enum { YAML_STRIDE = 64 };

static int in(uint32_t c, uint32_t low, uint32_t high)
{
    return c >= low && c <= high;
}

const char *yaml_bad_character(uint32_t c)
{
    if (c == 0)
        return "a NUL byte";
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || in(c, 0x7f, 0x9f))
        return "a control character";
    if (c == 0xfeff)
        return "a byte order mark";
    if (in(c, 0x2028, 0x2029))
        return "a line separator that editors do not show";
    if (in(c, 0x202a, 0x202e) || in(c, 0x2066, 0x2069))
        return "a character that changes the direction of the text around it";
    if (c == 0xfffe || c == 0xffff)
        return "a character that Unicode reserves";
    return NULL;
}

uint32_t yaml_character(const char *s, size_t *ret_bytes)
{
    unsigned char b = (unsigned char) *s;
    size_t n = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    uint32_t c = n == 1 ? b : b & (0x7fu >> n);

    for (size_t i = 1; i < n; i++)
        c = c << 6 | ((unsigned char) s[i] & 0x3f);
    *ret_bytes = n;
    return c;
}

static void bad_at(struct mistakes *m, size_t offset, const char *hint, const char *what)
{
    int line, column;

    mistakes_place(m, offset, &line, &column);
    mistake_add(m, line, column, CODE_ENCODING, hint, "the file holds %s", what);
}

static int check_encoding(struct mistakes *m)
{
    const unsigned char *s = (const unsigned char *) m->source;
    size_t bad = text_utf8_invalid_at(m->source, m->source_bytes);

    if (bad == m->source_bytes)
        return 0;
    if (m->source_bytes >= 2 && ((s[0] == 0xff && s[1] == 0xfe) || (s[0] == 0xfe && s[1] == 0xff)))
        mistake_add(m, 1, 1, CODE_ENCODING, "save it as UTF-8", "the file is UTF-16");
    else
        bad_at(m, bad, "save it as UTF-8", "bytes that are not UTF-8");
    return -1;
}

static int check_characters(struct mistakes *m)
{
    const char *why = NULL, *hint;
    char what[96];
    size_t at, n;
    uint32_t c = 0;

    for (at = 0; at < m->source_bytes; at += n) {
        c = yaml_character(m->source + at, &n);
        why = yaml_bad_character(c);
        if (!why && c == '\r' && (at + 1 == m->source_bytes || m->source[at + 1] != '\n'))
            why = "a carriage return that ends no line";
        if (why)
            break;
    }
    if (!why)
        return 0;
    hint = c == 0xfeff ? "save it as UTF-8 without a byte order mark" : "what a reviewer cannot see may not be there";
    snprintf(what, sizeof(what), "%s (U+%04X)", why, c);
    bad_at(m, at, hint, what);
    return -1;
}

int yaml_source_check(struct mistakes *m)
{
    if (m->source_bytes > YAML_MAX_BYTES) {
        mistake_add(m, 1, 1, CODE_SIZE, "rows belong into a file that scope.keys_from names",
                    "the file is larger than %d bytes", YAML_MAX_BYTES);
        return -1;
    }
    if (check_encoding(m) < 0)
        return -1;
    return check_characters(m);
}

void yaml_source_index(struct yaml_source *s, struct arena *a, const struct mistakes *m)
{
    size_t characters = 0, n;

    s->text = m->source;
    s->bytes = m->source_bytes;
    s->every = arena_new_array(a, uint32_t, s->bytes / YAML_STRIDE + 1);
    s->n_every = 0;
    for (size_t at = 0; at < s->bytes; at += n) {
        if (characters++ % YAML_STRIDE == 0)
            s->every[s->n_every++] = (uint32_t) at;
        yaml_character(s->text + at, &n);
    }
}

size_t yaml_source_offset(const struct yaml_source *s, size_t character)
{
    size_t at, n, left = character % YAML_STRIDE;

    if (character / YAML_STRIDE >= s->n_every)
        return s->bytes;
    for (at = s->every[character / YAML_STRIDE]; left > 0 && at < s->bytes; left--, at += n)
        yaml_character(s->text + at, &n);
    return at;
}
