"""Every engine passes the same conformance tests (tests/conform), against a database of its own."""
import os
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def conform(program):
    path = Path(os.environ.get("RETCON_CONFORM") or Path(program).resolve().parents[2] / "tests/conform/conform")
    if not path.exists():
        pytest.fail(f"there is no {path}; run ./dev build --test")
    return path


def test_conform(conform, engine):
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99")
    done = subprocess.run([conform, engine.url], capture_output=True, text=True, timeout=120, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    # Every group came to its end; what it skipped belongs to the other engine.
    assert (done.stdout + done.stderr).count("test(s) run.") == 6
