/*
 * gate_parts.h: the gates of a run in its report.
 */
#pragma once

#include "words.h"

void gates_section(struct document *d, const struct run_report *r);
void gates_json(struct json *j, const struct run_report *r); /* a member of an open object */
