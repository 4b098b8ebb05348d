/*
 * yaml_place.c: which byte of the file does a byte of a scalar come from?
 *
 * libyaml gives a scalar's text and where it begins and ends, not how the two go together. In every style
 * but the double-quoted one, the bytes that are not blank stand in the source in the same order, with only
 * blanks added, folded or dropped between them. So the non-blank bytes are found exactly by skipping
 * blanks; a blank is placed where the source has one in the same run, or at the end of that run. The
 * double-quoted style adds escapes, each of which yields the bytes of one character.
 */
#include "yaml_source.h"

static int blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks(const char *s, size_t at, size_t end)
{
    while (at < end && blank(s[at]))
        at++;
    return at;
}

/* Past a backslash that joins two lines, in a double-quoted scalar. */
static size_t skip_joins(const char *s, size_t at, size_t end)
{
    while (at + 1 < end && s[at] == '\\' && (s[at + 1] == '\n' || s[at + 1] == '\r'))
        at = skip_blanks(s, at + 1, end);
    return at;
}

static size_t utf8_bytes(unsigned long c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static unsigned long hex(const char *s, size_t n)
{
    unsigned long c = 0;

    for (size_t i = 0; i < n; i++)
        c = c << 4 | (unsigned long) (s[i] <= '9' ? s[i] - '0' : (s[i] | 0x20) - 'a' + 10);
    return c;
}

/* The bytes that the escape at s takes in the source, and those that it yields. */
static size_t escape_bytes(const char *s, size_t left, size_t *ret_yields)
{
    size_t digits = s[1] == 'x' ? 2 : s[1] == 'u' ? 4 : s[1] == 'U' ? 8 : 0;

    *ret_yields = 1;
    if (digits + 2 > left)
        return left;
    if (digits)
        *ret_yields = utf8_bytes(hex(s + 2, digits));
    else if (s[1] == 'N' || s[1] == '_')
        *ret_yields = 2;
    else if (s[1] == 'L' || s[1] == 'P')
        *ret_yields = 3;
    return digits + 2;
}

/* Past the header of a block scalar: "|", "|-", ">2  # a comment". */
static size_t skip_block_header(const char *s, size_t at, size_t end)
{
    if (at < end && (s[at] == '|' || s[at] == '>'))
        while (at < end && s[at] != '\n')
            at++;
    return at;
}

/* The source of the unit that yields text[i…], when it is not a blank. */
static size_t place_unit(struct yaml_node *node, size_t i, const char *s, size_t *at, size_t end, char quote)
{
    size_t takes = 1, yields = 1, from;

    from = *at = skip_blanks(s, *at, end);
    if (quote == '"')
        from = *at = skip_joins(s, *at, end);
    if (*at + 1 < end && quote == '"' && s[*at] == '\\')
        takes = escape_bytes(s + *at, end - *at, &yields);
    else if (*at + 1 < end && quote == '\'' && s[*at] == '\'')
        takes = 2;
    for (size_t k = 0; k < yields && i + k < node->length; k++)
        node->place[i + k] = from;
    *at = *at + takes < end ? *at + takes : end;
    return yields;
}

void yaml_place(struct yaml_node *node, struct arena *a, const struct yaml_source *source, size_t start, size_t end,
                char quote)
{
    const char *s = source->text;
    size_t at = quote ? start + 1 : start, stop = quote && end > start + 1 ? end - 1 : end, i = 0;

    node->place = arena_new_array(a, size_t, node->length + 1);
    if (!quote && !node->plain)
        at = skip_block_header(s, at, stop);
    while (i < node->length) {
        int escaped = quote == '"' && at < stop && s[at] == '\\';

        if (!blank(node->text[i]) || escaped) {
            i += place_unit(node, i, s, &at, stop, quote);
            continue;
        }
        /* A block's text may begin with the blanks of its first line: the header's newline is not one of them. */
        node->place[i++] = at;
        if (at < stop && blank(s[at]))
            at++;
    }
    node->place[node->length] = at < stop ? at : stop;
}
