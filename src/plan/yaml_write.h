/*
 * yaml_write.h: texts as YAML scalars that read back as themselves. Only plan_new.c and
 * update_write.c include this header.
 */
#pragma once

#include "buf.h"

/* Append s as a scalar, plain where that is safe, else quoted, else a block with lines indented by indent. */
void yaml_write_scalar(struct buf *out, const char *s, int indent);

/* Append s as a key: plain or quoted. */
void yaml_write_key(struct buf *out, const char *s);
