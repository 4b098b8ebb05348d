"""Fixtures of the tests of bad input: where the two versions of PostgreSQL cannot differ, one of them is enough.

RETCON_TEST_PG=18 runs them on that one instead.
"""
import os

import harness
import pytest


@pytest.fixture
def pg15db(request, database):
    """A fresh database on PostgreSQL 15."""
    return database(request.getfixturevalue("pg" + os.environ.get("RETCON_TEST_PG", "15")))


@pytest.fixture(params=["sqlite", "pg15"])
def either(request, tmp_path):
    """A fresh database, once on SQLite and once on PostgreSQL 15."""
    return harness.Sqlite(tmp_path / "test.db") if request.param == "sqlite" else request.getfixturevalue("pg15db")


@pytest.fixture
def role(pg15db):
    """A role of the test's own, without any right; role.url, role.name."""
    class Role:
        name = f"weak_{pg15db.name}"
        url = pg15db.cluster.url(pg15db.name, name)

    pg15db.execute(f"create role {Role.name} login")
    yield Role
    pg15db.execute(f"drop owned by {Role.name} cascade; drop role {Role.name}")
