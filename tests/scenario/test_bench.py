"""The bench runs through, at the smallest size, and prints figures. How large they are is its user's affair."""
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

BENCH = Path(__file__).resolve().parent.parent.parent / "bench"
sys.path.append(str(BENCH))

import engine_postgresql  # noqa: E402
import foreground_figures  # noqa: E402
import pgbench  # noqa: E402
import plot  # noqa: E402
from pgcluster import memory_folder  # noqa: E402

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@pytest.fixture
def bench(program, tmp_path):
    """bench("foreground", "--rows", 1000) gives what it printed; a missed bar is no failure, a failed command is."""
    def run(*words):
        p = subprocess.run([sys.executable, str(BENCH / "run"), *map(str, words), "--disk", memory_folder()],
                           cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
                           env=dict(os.environ, RETCON_BIN=program, ASAN_OPTIONS="detect_leaks=0"))
        assert p.returncode in (0, 1) and "Traceback" not in p.stderr, f"{p.stdout}\n{p.stderr}"
        assert not re.search(r"^FAIL (sqlite|pg)", p.stdout, re.M), p.stdout
        if "skipped:" in p.stdout:
            pytest.skip(p.stdout)
        return p.stdout
    return run


def figures(line, name):
    """The numbers of a table's line, after its name."""
    return [float(n.replace(",", "")) for n in NUMBER.findall(line.removeprefix(name).replace("–", " "))]


def lines_of(printed, *names):
    """(name, the lines of all tables that begin with it) for each name."""
    found = []
    for name in names:
        lines = [line for line in printed.splitlines() if re.match(re.escape(name) + r"(  |:)", line)]
        assert lines, f"no line '{name}' in\n{printed}"
        found.append((name, lines))
    return found


def assert_figures(printed, *names, least=2, may_be_0=()):
    for name, lines in lines_of(printed, *names):
        for line in lines:
            numbers = figures(line, name)
            assert len(numbers) >= least, line
            zero = [n for at, n in enumerate(numbers) if n <= 0 and at not in may_be_0]
            assert not zero, line


def test_the_comparison_has_peers_status_and_what_was_measured_on(bench):
    printed = bench("--rows", 1000, "--pairs", 1, "--engines", "pg15", "--peers", "all")
    assert_figures(printed, "loop", "loop, log rows", "psql DO loop", "psycopg2 script", "retcon run",
                   "retcon rollback", "retcon scope", "retcon dry-run", least=3, may_be_0=(0, 1))
    assert_figures(printed, "ledger", "retcon status", least=2)
    assert re.search(r"^versions: retcon \d.*Python \d.*cores$", printed, re.M)
    for setting in ("shared_buffers", "max_wal_size", "fsync", "synchronous_commit"):
        assert re.search(rf"^settings: .*\b{setting} \w", printed, re.M), setting


def test_on_sqlite_too(bench):
    printed = bench("--rows", 1000, "--pairs", 1, "--engines", "sqlite", "--peers", "all")
    assert_figures(printed, "loop", "retcon run", "retcon rollback", least=3, may_be_0=(0, 1))
    assert_figures(printed, "ledger", "retcon status")
    assert "psycopg2 script" not in printed


def test_foreground_gives_percentiles_of_each_way(bench, tmp_path):
    printed = bench("foreground", "--rows", 5000, "--rate", 200, "--seconds", 0.5, "--margin", 0.8, "--rounds", 1,
                    "--scale", 1, "--workers", 2, "--engines", "pg15", "--json", tmp_path / "kept.json")
    assert printed.count("p99 ratio") == 3
    assert_figures(printed, "nothing else", least=6, may_be_0=(6, 7))   # errors and deadlocks
    assert_figures(printed, "loop", "retcon run", "retcon run --workers 2", least=9, may_be_0=(9, 10))
    for name, lines in lines_of(printed, "nothing else", "loop", "retcon run"):
        for line in lines:
            p50, p95, p99, p999, longest, *_ = figures(line, name)
            assert p50 <= p95 <= p99 <= p999 <= longest, line
    assert (tmp_path / "kept.json").read_text(encoding="utf-8").count('"p99.9"') == 4 * 3


def test_latency_counts_from_when_a_transaction_was_due():
    assert pgbench.parse("0 7 2500000 1 1700000010 500000 900000") == (1700000008.0, 2500.0, "same rows")
    assert pgbench.parse("0 8 failed 0 1700000010 500000 900000") is None


def test_errors_are_counted_of_the_application_alone(pg_cluster):
    cluster = pg_cluster(15, log_line_prefix=engine_postgresql.LOG_LINE_PREFIX)
    for application, times in (("pgbench", 2), ("retcon", 1)):
        for _ in range(times):
            with closing(psycopg2.connect(cluster.url(), application_name=application)) as connection:
                with pytest.raises(psycopg2.errors.DivisionByZero), connection.cursor() as cursor:
                    cursor.execute("select 1 / 0")
    assert engine_postgresql.refused(cluster.log_text(), "pgbench") == 2


def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed():
    thousand = list(range(1, 1001))
    assert [foreground_figures.percentile(thousand, p) for p in (50, 99, 99.9, 100)] == [500, 990, 999, 1000]
    assert foreground_figures.percentile([3], 50) == foreground_figures.percentile([3], 99.9) == 3


@pytest.mark.parametrize("engine, sizes", [("sqlite", [10_000, 20_000]), ("pg15", [10_000])])
def test_growth_gives_a_line_for_each_size_and_draws_it(bench, tmp_path, engine, sizes):
    millions = ",".join(str(rows / 1_000_000) for rows in sizes)
    printed = bench("growth", "--sizes", millions, "--workers", "1,2", "--engine", engine,
                    "--json", tmp_path / "kept.json", "--svg", tmp_path)
    # Rows per second, least, most, memory, first batch, resume.
    assert_figures(printed, *(f"{rows:>12,}" for rows in sizes), least=6)
    pictures = ["growth.svg"]
    if engine == "pg15":
        assert_figures(printed, "        loop", least=3)
        assert_figures(printed, "           1", "           2", least=4)
        pictures.append("workers.svg")
    assert sorted(p.name for p in tmp_path.glob("*.svg")) == pictures
    for name in pictures:
        assert ElementTree.parse(tmp_path / name).getroot().tag == "{http://www.w3.org/2000/svg}svg"
    again = bench("growth", "--from", tmp_path / "kept.json", "--svg", tmp_path)
    assert again == printed


def test_a_plot_has_its_points_where_they_belong():
    series = plot.Series("one & all", [(5, 50, 40, 60), (10, 100, 100, 100)])
    root = ElementTree.fromstring(plot.lines("a < b", "x", "y", [series], [("level", 80)]))
    svg = "{http://www.w3.org/2000/svg}"
    points = [(float(c.get("cx")), float(c.get("cy"))) for c in root.iter(svg + "circle")][:2]
    assert points == [((plot.LEFT + plot.RIGHT) / 2, (plot.TOP + plot.BOTTOM) / 2), (plot.RIGHT, plot.TOP)]
    words = [t.text for t in root.iter(svg + "text")]
    assert {"a < b", "one & all", "level", "0", "100", "5", "10"} <= set(words)


def test_ticks_are_round_and_reach_the_greatest_value():
    assert plot.ticks(100) == [0, 20, 40, 60, 80, 100]
    assert plot.ticks(293_530) == [0, 100_000, 200_000, 300_000]
    assert plot.ticks(0.07) == [0, 0.02, 0.04, 0.06, 0.08]
    for most in (1, 3.2, 19, 40, 99.9, 1234567):
        assert plot.ticks(most)[-1] >= most > plot.ticks(most)[-2]


def test_an_unknown_part_is_refused(program):
    p = subprocess.run([sys.executable, str(BENCH / "run"), "backgrond"], capture_output=True, text=True, check=False,
                       env=dict(os.environ, RETCON_BIN=program))
    assert p.returncode == 1 and "backgrond" in p.stderr and "foreground, growth" in p.stderr
