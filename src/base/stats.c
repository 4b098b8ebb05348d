#include "stats.h"

#include <assert.h>
#include <math.h>

#define TINY 1e-300   /* stands in for a zero that would be divided by */
#define DIGITS 1e-15  /* the continued fraction stands still */
#define SLACK 1e-12   /* the last digits of a double */

enum { MAX_TERMS = 100000 };

static double apart_from_zero(double x)
{
    return fabs(x) < TINY ? TINY : x;
}

/* The continued fraction of DLMF 8.17.22 without its factor, from the front (DLMF 3.10(iii)). It converges fast for
   x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / apart_from_zero(1 - (a + b) * x / (a + 1)), f = d;

    for (int m = 1; m < MAX_TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), step;

        d = 1 / apart_from_zero(1 + even * d);
        c = apart_from_zero(1 + even / c);
        f *= c * d;
        d = 1 / apart_from_zero(1 + odd * d);
        c = apart_from_zero(1 + odd / c);
        step = c * d;
        f *= step;
        if (fabs(step - 1) < DIGITS)
            break;
    }
    return f;
}

double stats_beta(double a, double b, double x)
{
    double front;

    assert(a > 0 && b > 0);
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, 1 - x) / b; /* DLMF 8.17.4 */
}

/* By halves, down to two neighbours among the doubles: it is asked for once a report, and cannot go astray. */
double stats_beta_inverse(double a, double b, double p)
{
    double low = 0, high = 1;

    if (p <= 0 || p >= 1)
        return p <= 0 ? 0 : 1;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2;

        if (middle <= low || middle >= high)
            break;
        if (stats_beta(a, b, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

/* P(at most `wrong` of n | share) = 1 - I_share(wrong + 1, n - wrong) (DLMF 8.17.5), set equal to 1 - confidence. */
double stats_clopper_pearson(int64_t n, int64_t wrong, double confidence)
{
    if (n <= 0 || wrong >= n)
        return 1;
    if (wrong <= 0)
        return -expm1(log1p(-confidence) / (double) n);
    return stats_beta_inverse((double) wrong + 1, (double) (n - wrong), confidence);
}

/* The logarithm of P(no more than `wrong` wrong rows in n | `defects` in the lot). The terms come one from the other, in
   logarithms: the first may be smaller than a double can say. */
static double log_tail(int64_t lot, int64_t defects, int64_t n, int64_t wrong)
{
    int64_t k = n - (lot - defects) > 0 ? n - (lot - defects) : 0; /* as many wrong rows at least */
    int64_t good = lot - defects;
    double term = 0, sum;

    if (k > wrong)
        return -INFINITY;
    if (k == 0) /* every row is one of the good ones */
        for (int64_t i = 0; i < n; i++)
            term += log((double) (good - i)) - log((double) (lot - i));
    else        /* all good rows were drawn: C(defects, k) / C(lot, n) */
        term = lgamma((double) defects + 1) - lgamma((double) k + 1) - lgamma((double) (defects - k) + 1) -
               lgamma((double) lot + 1) + lgamma((double) n + 1) + lgamma((double) (lot - n) + 1);
    sum = term;
    for (; k < wrong && k < n && k < defects; k++) {
        term += log((double) (n - k)) + log((double) (defects - k)) - log((double) (k + 1)) -
                log((double) (good - n + k + 1));
        sum = term > sum ? term + log1p(exp(sum - term)) : sum + log1p(exp(term - sum));
    }
    return sum;
}

/* The largest number of wrong rows that the lot may have. */
static int64_t most_defects(int64_t lot, int64_t n, int64_t wrong, double confidence)
{
    double rare = log1p(-confidence);
    int64_t low = wrong, high = lot - (n - wrong) + 1; /* low may be; high cannot be: so many rows were right */

    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (log_tail(lot, middle, n, wrong) > rare + SLACK)
            low = middle;
        else
            high = middle;
    }
    return low;
}

double stats_upper_bound(int64_t lot, int64_t n, int64_t wrong, double confidence)
{
    if (lot <= 0 || lot > STATS_FINITE_LOT)
        return stats_clopper_pearson(n, wrong, confidence);
    if (n <= 0)
        return 1;
    return (double) most_defects(lot, n < lot ? n : lot, wrong < n ? wrong : n, confidence) / (double) lot;
}

/* One wrong row more than are allowed must be seen with this confidence. */
static int64_t finite_sample_size(int64_t lot, double confidence, double max_share)
{
    int64_t good = lot - ((int64_t) floor((double) lot * max_share + SLACK * (double) lot) + 1), n;
    double unseen = 0, rare = log1p(-confidence);

    if (good < 0)
        return 1;
    for (n = 0; n < good && unseen > rare + SLACK; n++)
        unseen += log((double) (good - n)) - log((double) (lot - n));
    return unseen > rare + SLACK ? good + 1 : n;
}

int64_t stats_sample_size(int64_t lot, double confidence, double max_share)
{
    double n;

    assert(confidence > 0 && confidence < 1 && max_share > 0 && max_share < 1);
    if (lot > 0 && lot <= STATS_FINITE_LOT)
        return finite_sample_size(lot, confidence, max_share);
    n = log1p(-confidence) / log1p(-max_share);
    n = ceil(n * (1 - SLACK));
    if (n < 1)
        return 1;
    return n < 1e18 ? (int64_t) n : INT64_C(1000000000000000000);
}

int stats_is_within(double bound, double max_share)
{
    return bound <= max_share + SLACK;
}
