#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"

bool anchor_is_digest(const char *text)
{
    return strlen(text) == DIGEST_HEX_LEN && strspn(text, "0123456789abcdef") == DIGEST_HEX_LEN;
}

/* "NUMBER DIGEST …" */
static bool read_line(const char *line, struct anchor *ret)
{
    char *end;

    ret->seq = strtoll(line, &end, 10);
    if (end == line || *end != ' ' || ret->seq < 0 || strspn(end + 1, "0123456789abcdef") != DIGEST_HEX_LEN)
        return false;
    memcpy(ret->digest, end + 1, DIGEST_HEX_LEN);
    ret->digest[DIGEST_HEX_LEN] = '\0';
    end += 1 + DIGEST_HEX_LEN;
    return *end == '\0' || strchr(" \t\r\n", *end);
}

int anchors_read(struct arena *a, const char *name, const char *text, struct anchor **ret, size_t *ret_n, struct err *e)
{
    size_t lines = 1, n = 0;
    int no = 0;

    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    *ret = arena_new_array(a, struct anchor, lines);
    for (const char *p = text, *next; p; p = next ? next + 1 : NULL) {
        const char *line;

        next = strchr(p, '\n');
        line = arena_strndup(a, p, next ? (size_t) (next - p) : strlen(p));
        no++;
        line += strspn(line, " \t\r");
        if (*line == '\0' || *line == '#')
            continue;
        if (!read_line(line, &(*ret)[n++])) {
            err_set(e, ERR_USAGE, "%s:%d: this is no anchor", name, no);
            return err_hint(e, "a line is NUMBER DIGEST TIME, as retcon audit-log anchor prints it");
        }
    }
    *ret_n = n;
    return n ? 0 : err_set(e, ERR_USAGE, "%s: there is no anchor in it", name);
}
