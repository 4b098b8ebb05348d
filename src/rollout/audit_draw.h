/*
 * audit_draw.h: which rows are drawn at random, the same ones for whoever computes it again.
 *
 * Every stage's candidates have one random order. The sample behind a gate is a simple random one of all candidates of the
 * stages up to there: row after row, a stage is chosen with a probability in proportion to its rows that are left, and its
 * next row is taken. So the samples of two gates share as many rows as can be.
 *
 * Random numbers are the first eight bytes, big-endian, of SHA-256 of "DIGEST:NAME:I": DIGEST is the candidate list's, NAME
 * "stage S" or "gate G" (numbers from 1), I = 0, 1, 2, …. A number below the largest multiple of m that fits in 64 bits is
 * taken modulo m; another is passed over.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arena.h"

/* How many rows of each stage the sample behind a gate takes: ret[0 … gate_no - 1], which sum to n. rows: candidates by
   stage. n is at most the sum of rows[0 … gate_no - 1]. */
void audit_draw_gate(const char *list_digest, int64_t gate_no, const int64_t *rows, int64_t n, int64_t *ret);

/* The first n rows of a stage's order, as ordinals from 1 within the stage. n is at most rows. */
int64_t *audit_draw_stage(struct arena *a, const char *list_digest, int64_t stage_no, int64_t rows, int64_t n);
