/*
 * text.h: text for people: what may be shown, how wide it is, how numbers read.
 *
 * Everything that came from a database, a plan or a file passes text_visible() before it reaches a
 * terminal or a report; HTML and Markdown add their own escaping on top.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* Append s so that a terminal shows it and obeys nothing: C0, C1, DEL, bidirectional controls, zero-width
   characters and invalid UTF-8 become visible escapes (\n, \t, \x1b, \u202e). Cut after max_columns with
   an ellipsis (0: never). */
void text_visible(struct buf *out, const char *s, size_t n, int max_columns);

/* Is this code point one that a terminal obeys or does not show: controls (C0, C1, DEL), bidirectional and other
   format characters, line and paragraph separators, whatever Unicode calls default-ignorable? */
bool text_is_hidden(int32_t code_point);

/* Columns on a terminal, by utf8proc, independent of the locale. */
int text_width(const char *s);

/* Byte offset of the first invalid UTF-8 sequence, or n. Overlong forms and surrogates are invalid. */
size_t text_utf8_invalid_at(const char *s, size_t n);

/* 1234567 → "1,234,567". ret is at least 32 bytes. Returns ret. */
char *text_count(int64_t n, char *ret);
/* Milliseconds → "850ms", "12s", "3m 20s", "2h 05m", "4d 3h". ret is at least 32 bytes. */
char *text_duration(int64_t ms, char *ret);
/* "3m 20s to 4m 10s"; one of them where both read alike. ret is at least 80 bytes. */
char *text_duration_range(int64_t low_ms, int64_t high_ms, char *ret);
/* Bytes → "512 B", "16.2 MB" (decimal units). ret is at least 32 bytes. */
char *text_bytes(int64_t bytes, char *ret);

/* The candidate nearest to word by edit distance, or NULL when none is near ("did you mean"). */
const char *text_nearest(const char *word, const char *const *candidates, size_t n);

/* Passwords in database addresses become asterisks, byte by byte, in place: in scheme://user:password@host, read generously
   (a raw / or @ in the password belongs to it), and in password=…. For texts that quote what somebody wrote. */
void text_hide_passwords(char *s, size_t n);

bool text_starts_with(const char *s, const char *prefix);
bool same_text(const char *a, const char *b); /* NULL equals NULL only */
