/*
 * load_parts.h: how gentle a run was: how long rows were held, how soon it stopped when asked, what was tuned.
 */
#pragma once

#include "words.h"

/* "longest hold" and "stopped", as far as there is anything to say. */
void load_fields(struct document *d, const struct run *r);
/* "longest_hold_ms" and "stop_latency_ms", into an open object; null: nothing yet, nobody asked. */
void load_json(struct json *j, const struct run *r);
/* The section of a run's report: the same, each stop that was asked for, each setting that was tuned. */
void load_section(struct document *d, const struct run_report *r);
