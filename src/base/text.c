#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

/* One code point, or one byte that is not UTF-8 (then *ret_cp is -1). Returns its length in bytes, at least 1. */
static size_t next_point(const char *s, size_t n, utf8proc_int32_t *ret_cp)
{
    utf8proc_ssize_t used;

    if ((unsigned char) *s < 0x80) {
        *ret_cp = *s;
        return 1;
    }
    used = utf8proc_iterate((const utf8proc_uint8_t *) s, (utf8proc_ssize_t) n, ret_cp);
    if (used > 0)
        return (size_t) used;
    *ret_cp = -1;
    return 1;
}

bool text_is_hidden(int32_t cp)
{
    const utf8proc_property_t *p;

    if (cp < 0x80)
        return cp < 0x20 || cp == 0x7f;
    p = utf8proc_get_property(cp);
    switch (p->category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return true;
    default: return p->ignorable;
    }
}

/* The visible escape of a hidden code point, or of a byte that is not UTF-8. Returns its length. */
static int escape(char ret[16], utf8proc_int32_t cp, unsigned char byte)
{
    if (cp == '\n')
        return snprintf(ret, 16, "\\n");
    if (cp == '\t')
        return snprintf(ret, 16, "\\t");
    if (cp == '\r')
        return snprintf(ret, 16, "\\r");
    if (cp < 0x80)
        return snprintf(ret, 16, "\\x%02x", (unsigned) byte);
    return cp > 0xffff ? snprintf(ret, 16, "\\U%08x", (unsigned) cp) : snprintf(ret, 16, "\\u%04x", (unsigned) cp);
}

void text_visible(struct buf *out, const char *s, size_t n, int max_columns)
{
    size_t cut = out->len; /* where the ellipsis goes, should the text turn out too long */
    int columns = 0;

    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        size_t used = next_point(s + i, n - i, &cp);
        bool hidden = cp < 0 || text_is_hidden(cp);
        char escaped[16];
        int width = hidden ? escape(escaped, cp, (unsigned char) s[i]) : utf8proc_charwidth(cp);

        if (max_columns > 0 && columns + width > max_columns) {
            out->len = cut;
            buf_str(out, "…");
            return;
        }
        buf_add(out, hidden ? escaped : s + i, hidden ? (size_t) width : used);
        columns += width;
        if (columns < max_columns)
            cut = out->len;
        i += used;
    }
}

int text_width(const char *s)
{
    size_t n = strlen(s);
    int columns = 0;

    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;

        i += next_point(s + i, n - i, &cp);
        columns += cp < 0 ? 1 : utf8proc_charwidth(cp);
    }
    return columns;
}

size_t text_utf8_invalid_at(const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        utf8proc_int32_t cp;
        size_t used = next_point(s + i, n - i, &cp);

        if (cp < 0)
            return i;
        i += used;
    }
    return n;
}

char *text_count(int64_t n, char *ret)
{
    char digits[24], *to = ret;
    uint64_t size = n < 0 ? -(uint64_t) n : (uint64_t) n;
    int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long) size);

    if (n < 0)
        *to++ = '-';
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return ret;
}

char *text_duration(int64_t ms, char *ret)
{
    const char *sign = ms < 0 ? "-" : "";
    uint64_t size = ms < 0 ? -(uint64_t) ms : (uint64_t) ms;
    unsigned long long s = (size + 500) / 1000;

    if (size < 1000)
        snprintf(ret, 32, "%s%llums", sign, (unsigned long long) size);
    else if (s < 60)
        snprintf(ret, 32, "%s%llus", sign, s);
    else if (s < 3600)
        snprintf(ret, 32, "%s%llum %02llus", sign, s / 60, s % 60);
    else if (s < 86400)
        snprintf(ret, 32, "%s%lluh %02llum", sign, s / 3600, s / 60 % 60);
    else
        snprintf(ret, 32, "%s%llud %lluh", sign, s / 86400, s / 3600 % 24);
    return ret;
}

char *text_duration_range(int64_t low_ms, int64_t high_ms, char *ret)
{
    char low[32], high[32];

    text_duration(low_ms, low);
    text_duration(high_ms, high);
    if (strcmp(low, high) == 0)
        snprintf(ret, 80, "%s", low);
    else
        snprintf(ret, 80, "%s to %s", low, high);
    return ret;
}

char *text_bytes(int64_t bytes, char *ret)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    const char *sign = bytes < 0 ? "-" : "";
    double x = bytes < 0 ? -(double) bytes : (double) bytes;
    size_t unit = 0;

    if (x < 1000) {
        snprintf(ret, 32, "%s%.0f B", sign, x);
        return ret;
    }
    /* 999.95 rounds to 1000.0, which is one of the next unit. */
    for (x /= 1000; x >= 999.95 && unit + 1 < ARRAY_LEN(units); x /= 1000)
        unit++;
    snprintf(ret, 32, "%s%.1f %s", sign, x, units[unit]);
    return ret;
}

enum { NEAREST_MAX = 64 };

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), letters in any case. */
static size_t edit_distance(const char *a, size_t na, const char *b, size_t nb)
{
    size_t d[NEAREST_MAX + 1][NEAREST_MAX + 1];

    for (size_t i = 0; i <= na; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= nb; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= na; i++) {
        for (size_t j = 1; j <= nb; j++) {
            int ca = tolower((unsigned char) a[i - 1]), cb = tolower((unsigned char) b[j - 1]);

            d[i][j] = min(min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (ca != cb));
            if (i > 1 && j > 1 && ca == tolower((unsigned char) b[j - 2]) && cb == tolower((unsigned char) a[i - 2]))
                d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[na][nb];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t n)
{
    size_t len = strlen(word), limit = len < 6 ? 1 : len / 3, best = limit + 1;
    const char *nearest = NULL;

    if (len > NEAREST_MAX)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t candidate_len = strlen(candidates[i]), distance;

        if (candidate_len > NEAREST_MAX)
            continue;
        distance = edit_distance(word, len, candidates[i], candidate_len);
        /* As many edits as letters make any word of any other. */
        if (distance < best && distance < min(len, candidate_len)) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}

/* Where a word ends that may be an address: at a space, a quote, or the end. */
static size_t word_end(const char *s, size_t n, size_t at)
{
    while (at < n && !strchr(" \t\r\n\"'<>", s[at]))
        at++;
    return at;
}

/* The password of scheme://user:password@host, of which [at, end) is what follows the "://": up to its last @. */
static void hide_user_part(char *s, size_t at, size_t end)
{
    char *colon = memchr(s + at, ':', end - at);
    size_t host = end;

    while (host > at && (host == end || s[host] != '@'))
        host--;
    if (colon && host > (size_t) (colon - s))
        memset(colon + 1, '*', host - (size_t) (colon + 1 - s));
}

void text_hide_passwords(char *s, size_t n)
{
    static const char scheme[] = "://", key[] = "password=";

    for (size_t i = 0; i < n; i++) {
        if (n - i > strlen(scheme) && memcmp(s + i, scheme, strlen(scheme)) == 0)
            hide_user_part(s, i + strlen(scheme), word_end(s, n, i));
        if (n - i > strlen(key) && memcmp(s + i, key, strlen(key)) == 0)
            for (size_t k = i + strlen(key); k < word_end(s, n, i) && s[k] != '&'; k++)
                s[k] = '*';
    }
}

bool text_starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}
