#!/usr/bin/python3
"""Runs the checks of checks.py: run.py [--all] [--report FILE] [CHECK…]. One line a check, one a finding.

--all adds the slow ones and shows the warnings. --report writes [[name, state, reason]…] for the test runner.
"""
import argparse
import json
import sys
import time

import checks


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--all", action="store_true")
    options.add_argument("--report")
    options.add_argument("checks", nargs="*")
    options = options.parse_args()
    chosen = checks.QUICK + checks.SLOW if options.all or options.checks else checks.QUICK
    unknown = set(options.checks) - {c.__name__ for c in chosen}
    if unknown:
        sys.exit(f"lint: no check {', '.join(sorted(unknown))}; there are {', '.join(c.__name__ for c in chosen)}")
    if options.checks:
        chosen = [c for c in chosen if c.__name__ in options.checks]
    outcome = [run(check, options.all) for check in chosen]
    if options.report:
        with open(options.report, "w", encoding="utf-8") as f:
            json.dump(outcome, f)
    return 1 if any(state == "failed" for _, state, _ in outcome) else 0


def run(check, show_warnings):
    """Makes one check and prints what it found: its name, passed, failed or skipped, and why."""
    name, start = check.__name__, time.monotonic()
    try:
        found = list(check())
    except checks.Skip as e:
        print(f"skip {name}: {e}", flush=True)
        return name, "skipped", str(e)
    failures = [f for f in found if f[0] == checks.FAIL]
    for level, path, line, reason in found if show_warnings else failures:
        print(f"{level} {path}:{line} {name}: {reason}")
    warnings = len(found) - len(failures)
    note = f" ({warnings} warnings)" if warnings else ""
    if not failures:
        print(f"ok   {name}{note}, {time.monotonic() - start:.1f} s", flush=True)
    return name, "failed" if failures else "passed", f"{len(failures)} findings" if failures else ""


if __name__ == "__main__":
    sys.exit(main())
