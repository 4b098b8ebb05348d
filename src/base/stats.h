/*
 * stats.h: acceptance sampling: how many rows to look at, and what may be said of the rest afterwards.
 *
 * A lot of rows holds an unknown number of wrong ones. A simple random sample of it, without replacement, is judged.
 * Shares and confidences are fractions, 0.01 and 0.95. Every bound is one-sided and exact in the sense of Clopper and
 * Pearson: the largest share of wrong rows under which a sample with as few wrong rows, or fewer, is no rarer than
 * 1 - confidence. No normal approximation anywhere.
 *
 * Up to STATS_FINITE_LOT rows a lot is counted as what it is, finite, and the law is the hypergeometric one; beyond, or
 * where its size is not known (0), as endless, and the law is the binomial one.
 *
 *   C. J. Clopper, E. S. Pearson: The use of confidence or fiducial limits illustrated in the case of the binomial.
 *     Biometrika 26 (1934), 404-413.
 *   NIST Digital Library of Mathematical Functions, 8.17 (incomplete beta function: 8.17.5 ties it to the binomial
 *     tail, 8.17.22 is the continued fraction) and 3.10(iii) (Lentz's way to evaluate one, as modified by Thompson and
 *     Barnett).
 *   T. Wright: Exact confidence bounds when sampling from small finite universes. Springer, 1991.
 */
#pragma once

#include <stdint.h>

enum { STATS_FINITE_LOT = 1000000 };

/* The regularized incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1. */
double stats_beta(double a, double b, double x);
/* The x with I_x(a, b) = p, for 0 <= p <= 1. */
double stats_beta_inverse(double a, double b, double p);

/* Of n rows of an endless lot, `wrong` were wrong: with this confidence the lot's share of wrong rows is at most this.
   1 where nothing can be said (n = 0, or all were wrong). */
double stats_clopper_pearson(int64_t n, int64_t wrong, double confidence);

/* The same for a lot of so many rows (0: endless), 0 <= wrong <= n <= lot. */
double stats_upper_bound(int64_t lot, int64_t n, int64_t wrong, double confidence);

/* The fewest rows which, all of them right, bring stats_upper_bound() to max_share or below, for confidence and
   max_share between 0 and 1. Endless: the smallest n with (1 - max_share)^n <= 1 - confidence. */
int64_t stats_sample_size(int64_t lot, double confidence, double max_share);

/* Is a bound at most max_share, but for the last digits of a double? */
int stats_is_within(double bound, double max_share);
