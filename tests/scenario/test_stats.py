"""The bounds and sample sizes of src/base/stats.c against another implementation: sums of exact fractions, by halves."""
import ctypes
import os
import subprocess
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src/base/stats.c"
CONFIDENCES = ("0.5", "0.9", "0.95", "0.99")


@pytest.fixture(scope="session")
def stats(tmp_path_factory):
    made = tmp_path_factory.mktemp("stats") / "stats.so"
    subprocess.run([os.environ.get("CC", "cc"), "-std=gnu17", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", made, SOURCE, "-lm"],
                   check=True)
    library = ctypes.CDLL(str(made))
    n, x = ctypes.c_int64, ctypes.c_double
    for name, result, args in (("clopper_pearson", x, (n, n, x)), ("upper_bound", x, (n, n, n, x)),
                               ("sample_size", n, (n, x, x))):
        function = getattr(library, f"stats_{name}")
        function.restype, function.argtypes = result, args
        setattr(library, name, function)
    return library


def binomial_tail(n, wrong, p):
    return sum(comb(n, k) * p**k * (1 - p)**(n - k) for k in range(wrong + 1))


def binomial_bound(n, wrong, confidence):
    """The p at which so few wrong ones have the probability 1 - confidence, to 40 binary places."""
    if wrong == n:
        return 1.0
    low, high = 0, 2**40
    while high - low > 1:
        middle = (low + high) // 2
        if binomial_tail(n, wrong, Fraction(middle, 2**40)) > 1 - Fraction(confidence):
            low = middle
        else:
            high = middle
    return low / 2**40


def lot_tail(lot, defects, n, wrong):
    return Fraction(sum(comb(defects, k) * comb(lot - defects, n - k) for k in range(wrong + 1)), comb(lot, n))


def lot_bound(lot, n, wrong, confidence):
    most = max(d for d in range(wrong, lot - (n - wrong) + 1) if lot_tail(lot, d, n, wrong) > 1 - Fraction(confidence))
    return most / lot


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_clopper_pearson(stats, confidence):
    for n in (1, 2, 3, 10, 59, 120):
        for wrong in sorted({0, 1, 2, 5, n // 2, n - 1, n} & set(range(n + 1))):
            assert stats.clopper_pearson(n, wrong, float(confidence)) == \
                pytest.approx(binomial_bound(n, wrong, confidence), abs=4e-12, rel=1e-9), (n, wrong)


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_finite_lots(stats, confidence):
    for lot in (1, 2, 7, 30, 90):
        for n in range(1, lot + 1, 1 if lot < 30 else 7):
            for wrong in sorted({0, 1, 3, n // 2, n} & set(range(n + 1))):
                assert stats.upper_bound(lot, n, wrong, float(confidence)) == \
                    pytest.approx(lot_bound(lot, n, wrong, confidence)), (lot, n, wrong)


def test_sample_sizes_of_endless_lots(stats):
    for confidence in CONFIDENCES:
        for share in ("0.5", "0.1", "0.05", "0.01", "0.001"):
            n = stats.sample_size(0, float(confidence), float(share))
            right, rare = 1 - Fraction(share), 1 - Fraction(confidence)
            assert right**n <= rare < right**(n - 1), (confidence, share, n)


def test_sample_sizes_of_finite_lots(stats):
    for confidence in CONFIDENCES:
        for share in ("0.5", "0.1", "0.05", "0.01"):
            for lot in (1, 2, 10, 99, 100, 101, 1000):
                n = stats.sample_size(lot, float(confidence), float(share))
                too_many = int(lot * Fraction(share)) + 1
                assert lot_tail(lot, too_many, n, 0) <= 1 - Fraction(confidence), (lot, confidence, share, n)
                assert n == 1 or lot_tail(lot, too_many, n - 1, 0) > 1 - Fraction(confidence), (lot, confidence, share, n)
