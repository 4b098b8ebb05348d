/*
 * sql_page.h: every statement that a plan's run executes, in the order of its use, filled in for people to read.
 *
 * What a real run fills in later (numbers of run, stage, chunk, position) has example values, which the page names.
 */
#pragma once

#include "json.h"
#include "rollout.h"

/* The statements, all or only those of one name (a statement's or, where there is none, a phase's). ERR_USAGE: no such
   name. */
_must_check_ int sql_page_text(struct rollout *ro, const char *only, struct buf *out, struct err *e);
/* [{"phase", "name", "when", "comment", "sql"}, …] */
_must_check_ int sql_page_json(struct rollout *ro, const char *only, struct json *out, struct err *e);

/* A text as SQL comments, line by line. */
void sql_comment_lines(struct buf *out, const char *text);
