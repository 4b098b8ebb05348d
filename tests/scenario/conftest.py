"""Fixtures of the tests of bad input: where the two versions of PostgreSQL cannot differ, one of them is enough."""
import harness
import pytest


@pytest.fixture
def pg15db(database, pg15):
    """A fresh database on PostgreSQL 15."""
    return database(pg15)


@pytest.fixture(params=["sqlite", "pg15"])
def either(request, tmp_path):
    """A fresh database, once on SQLite and once on PostgreSQL 15."""
    return harness.Sqlite(tmp_path / "test.db") if request.param == "sqlite" else request.getfixturevalue("pg15db")
