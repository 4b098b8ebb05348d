/*
 * output.h: a finished text into a file, whole or not at all.
 */
#pragma once

#include "buf.h"
#include "err.h"

/* Write beside the path and rename over it, so that no reader sees a half; an existing file keeps its rights. */
_must_check_ int output_replace(const char *path, const struct buf *text, struct err *e);
/* The same, but the file must not exist yet. */
_must_check_ int output_create(const char *path, const struct buf *text, struct err *e);
