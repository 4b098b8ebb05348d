/*
 * yaml_source.h: the bytes of a YAML file: are they text, and which byte is the n-th character?
 *
 * libyaml counts characters, an editor's column counts characters, a database's error and our own
 * buffers count bytes. Only yaml*.c includes this header.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "yaml.h"

struct yaml_source {
    const char *text;
    size_t bytes;
    uint32_t *every;  /* byte offset of every YAML_STRIDE-th character */
    size_t n_every;
};

/* Why a character may not stand in a plan, or NULL. */
const char *yaml_bad_character(uint32_t c);

/* The character at s (valid UTF-8) and its length in bytes. */
uint32_t yaml_character(const char *s, size_t *ret_bytes);

/* 0, or -1 with a mistake added: the source is too large, empty, not UTF-8 or holds a bad character. */
_must_check_ int yaml_source_check(struct mistakes *m);

void yaml_source_index(struct yaml_source *s, struct arena *a, const struct mistakes *m);

/* Byte offset of a character; the source's length when it has fewer. */
size_t yaml_source_offset(const struct yaml_source *s, size_t character);

/* Fill node->place for a scalar whose source is [start, end). quote: ', " or 0 for plain and block. */
void yaml_place(struct yaml_node *node, struct arena *a, const struct yaml_source *s, size_t start, size_t end,
                char quote);
