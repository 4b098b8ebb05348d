/*
 * watch_parts.h: what a run's watches measured, in its report and elsewhere.
 */
#pragma once

#include "watch.h"
#include "words.h"

/* A table: each watch with its history as a plot, first, least, greatest and last value. Nothing without measurements. */
void watches_section(struct document *d, const struct run_report *r);
/* A member "watches" of an open object: every measurement. */
void watches_json(struct json *j, const struct watch_value *values, size_t n);
