#include "yaml_write.h"

#include <stdbool.h>
#include <string.h>

static bool letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Safe without quotes: begins with a letter or digit, has no ": ", " #", no line break, no blank at the end. */
static bool plain(const char *s)
{
    size_t n = strlen(s);

    if (n == 0 || !(letter_or_digit(s[0]) || s[0] == '(') || s[n - 1] == ' ' || s[n - 1] == ':')
        return false;
    for (const char *c = s; *c; c++) {
        if ((unsigned char) *c < ' ')
            return false;
        if ((*c == ':' && c[1] == ' ') || (*c == '#' && c > s && c[-1] == ' '))
            return false;
    }
    return true;
}

/* Lines that a literal block keeps as they are: no tabs that look like indentation, no blanks at their ends. */
static bool fits_block(const char *s)
{
    if (*s == '\0' || strchr(" \t\n", *s) || strchr(s, '\r') || s[strlen(s) - 1] == '\n')
        return false;
    return !strstr(s, " \n") && !strstr(s, "\t\n") && !strstr(s, "\n\t");
}

static void single_quoted(struct buf *out, const char *s)
{
    buf_char(out, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            buf_char(out, '\'');
        buf_char(out, *s);
    }
    buf_char(out, '\'');
}

static void double_quoted(struct buf *out, const char *s)
{
    buf_char(out, '"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            buf_printf(out, "\\%c", *s);
        else if ((unsigned char) *s < ' ')
            buf_printf(out, "\\x%02x", (unsigned) *s);
        else
            buf_char(out, *s);
    }
    buf_char(out, '"');
}

static void block(struct buf *out, const char *s, int indent)
{
    buf_str(out, "|-");
    while (*s) {
        size_t n = strcspn(s, "\n");

        buf_printf(out, "\n%*s", n ? indent : 0, "");
        buf_add(out, s, n);
        s += n + (s[n] == '\n');
    }
}

static bool controls(const char *s)
{
    for (; *s; s++)
        if ((unsigned char) *s < ' ')
            return true;
    return false;
}

void yaml_write_key(struct buf *out, const char *s)
{
    if (plain(s) && s[strcspn(s, ":(#")] == '\0')
        buf_str(out, s);
    else if (controls(s))
        double_quoted(out, s);
    else
        single_quoted(out, s);
}

void yaml_write_scalar(struct buf *out, const char *s, int indent)
{
    if (plain(s))
        buf_str(out, s);
    else if (!controls(s))
        single_quoted(out, s);
    else if (strchr(s, '\n') && fits_block(s))
        block(out, s, indent);
    else
        double_quoted(out, s);
}
