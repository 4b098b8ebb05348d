/*
 * pace.h: how many rows the next batch has, how long to wait before it, and how fast it goes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct pace {
    int64_t batch_rows;        /* of the next batch */
    int64_t fixed_rows;        /* 0: aim at batch_time_ms */
    int64_t batch_time_ms, max_rows;
    int64_t rate_per_s;        /* this process's share of the cap; 0: none */
    int64_t whole_rate_per_s;  /* of all that work on it */
    int64_t next_ms;           /* not before this moment (monotonic), for the rate's sake */
    struct { int64_t at_ms, rows; } recent[64]; /* batches of the last seconds, a ring */
    int64_t n_recent;
    bool company;              /* others are at work: batches aim at an eighth of batch_time_ms */
    int64_t careful;           /* for so many batches they grow by a tenth only, for some failed */
    int64_t began_ms;
};

void pace_init(struct pace *p, int64_t fixed_rows, int64_t batch_time_ms, int64_t rate_per_s, int64_t max_rows);
/* So many processes share the cap on the rate. */
void pace_share(struct pace *p, int64_t processes);
/* Other settings from now on; as for pace_init(). The shares are made anew with the next pace_share(). */
void pace_tune(struct pace *p, int64_t fixed_rows, int64_t batch_time_ms, int64_t rate_per_s);
/* A batch of so many rows took so long. */
void pace_done(struct pace *p, int64_t rows, int64_t took_ms);
/* Are others at work on the database? Then batches are short: what a batch holds, others wait for until it ends. */
void pace_company(struct pace *p, bool company);
/* A batch failed for a while (a lock or statement timeout, a row that somebody else changed meanwhile): smaller ones. */
void pace_shrink(struct pace *p);
/* Milliseconds to wait before the next batch. */
int64_t pace_wait_ms(const struct pace *p);
/* Rows a second over the last ten seconds. */
double pace_rows_per_second(const struct pace *p);
