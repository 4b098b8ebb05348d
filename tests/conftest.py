"""The fixtures of the scenario, conformance and crash tests. tests/harness.py has what they give out."""
import itertools
import os
import sys
import zlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

import harness  # noqa: E402
from pgcluster import PgCluster, Unavailable, memory_folder  # noqa: E402

numbers = itertools.count(1)
admins = {}  # by cluster

# What depends on the server itself (values, catalogs, locks, recovery) runs on each PostgreSQL, always.
EACH_VERSION = {"test_fidelity", "test_conform", "test_check", "test_altered", "test_harness", "test_concurrent",
                "test_reviewed", "test_kill"}


def share_among_versions(items):
    """Of a test that comes for 15 and for 18, one, half of them the one and half the other, by the test's name."""
    by_version = {}
    for item in items:
        at = getattr(getattr(item, "callspec", None), "params", {})
        version = {v for v in at.values() if v in ("pg15", "pg18")}
        if len(version) == 1 and item.path.stem not in EACH_VERSION:
            name = item.nodeid.replace(*version, "pg")
            by_version.setdefault(name, {})[version.pop()] = item
    return {versions[("pg15", "pg18")[zlib.crc32(name.encode()) % 2]]
            for name, versions in by_version.items() if len(versions) == 2}


@pytest.hookimpl(hookwrapper=True)
def pytest_collection_modifyitems(config, items):
    """Each test goes to the next worker that is free; but those that share what a module makes stay together."""
    for item in items:
        shared = [d[-1] for d in item._fixtureinfo.name2fixturedefs.values() if d and d[-1].scope == "module"]
        if shared:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    yield
    if os.environ.get("RETCON_TEST_VERSIONS") == "shared":
        left_out = share_among_versions(items)
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def started(version, **settings):
    settings = {"max_wal_size": "128MB", **settings}
    try:
        return PgCluster(version, folder=memory_folder(), **settings).start()
    except Unavailable as e:
        return pytest.skip(str(e))


@pytest.fixture(scope="session")
def pg15():
    """A PostgreSQL 15 server for the whole session. Take `engine` or `pg` for a database of your own in it."""
    cluster = started(15)
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def pg18():
    """The same of PostgreSQL 18; what needs it is skipped where npm did not deliver it."""
    cluster = started(18)
    yield cluster
    cluster.remove()


@pytest.fixture
def pg_cluster():
    """A server of the test's own: pg_cluster(15, fsync=True) with .stop_immediate(), .kill(), .start(), .stop()."""
    clusters = []

    def make(version=15, **settings):
        clusters.append(started(version, **settings))
        return clusters[-1]

    yield make
    for cluster in clusters:
        cluster.remove()


def fresh_database(cluster):
    """By copying files: without fsync that takes half of the time that writing them to the WAL does."""
    name = f"t{next(numbers)}"
    admin_of(cluster).execute(f"create database {name} strategy file_copy")
    return harness.Postgres(cluster, name)


def admin_of(cluster):
    if cluster not in admins:
        admins[cluster] = harness.Postgres(cluster, "postgres")
    return admins[cluster]


def drop_database(db):
    db.leave()
    admin_of(db.cluster).execute(f"drop database if exists {db.name} with (force)")


@pytest.fixture
def database():
    """database(cluster) makes a new database there, dropped at the end: for the clusters of pg_cluster, or a second one."""
    made = []

    def make(cluster):
        made.append(fresh_database(cluster))
        return made[-1]

    yield make
    for db in made:
        if db.cluster.pid():
            drop_database(db)


def postgres_of(request, version):
    db = fresh_database(request.getfixturevalue(f"pg{version}"))
    request.addfinalizer(lambda: drop_database(db))
    return db


@pytest.fixture(params=["pg15", "pg18"])
def pg(request):
    """A fresh database, once on each PostgreSQL."""
    return postgres_of(request, int(request.param[2:]))


@pytest.fixture
def sqlite(tmp_path):
    """A fresh SQLite file."""
    return harness.Sqlite(tmp_path / "test.db")


@pytest.fixture(params=["sqlite", "pg15", "pg18"])
def engine(request, tmp_path):
    """A fresh database, once on each engine: .kind, .url, .execute(), .query(), .value(), .connect(), .ledger()."""
    if request.param == "sqlite":
        return harness.Sqlite(tmp_path / "test.db")
    return postgres_of(request, int(request.param[2:]))


@pytest.fixture(scope="session")
def program():
    """The path of the program under test: RETCON_BIN, or else the build with sanitizers."""
    path = Path(os.environ.get("RETCON_BIN") or ROOT / "build/test/src/cli/retcon")
    if not path.exists():
        pytest.fail(f"there is no {path}; run ./dev build --test, or set RETCON_BIN")
    return str(path)


@pytest.fixture
def retcon(program, tmp_path):
    """Runs the program under test; see harness.Retcon."""
    runner = harness.Retcon(program, tmp_path)
    yield runner
    runner.end()


@pytest.fixture
def plan(tmp_path):
    """plan(text) or plan(text, "name.yaml") writes a plan file and returns its path."""
    def write(text, name="plan.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
