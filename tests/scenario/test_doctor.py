"""`doctor` through the life of runs: what it calls left over is left over, at no moment a table that a run still needs."""
import pytest

from witness import fix

STAGES = "stages:\n  - name: one\n    sample: 1\n  - name: rest\n"


def left_over(db, retcon):
    findings = retcon("doctor", "--json", db=db, rc=None).json()["findings"]
    return sorted(f["text"].split()[1] for f in findings if "left over" in f["text"])


def tables(db):
    """Those of single runs that there are, by the engine's own catalog."""
    if db.kind == "sqlite":
        return [n for n, in db.query("select name from sqlite_master where type = 'table' and name glob 'retcon_*_[0-9]*'")]
    return [n for n, in db.query("select relname from pg_class where relnamespace = 'retcon'::regnamespace and relkind = 'r' "
                                 "and relname ~ '_[0-9]+$'")]


@pytest.fixture
def life(either, retcon, plan):
    """life(command, …): a command of a run's life, after which nothing is left over."""
    either.execute("create table t (id integer primary key, v integer, u text); "
                   "insert into t values (1, 10, 'a'), (2, 20, 'b'), (3, 30, 'c'), (4, 40, 'd')")
    if either.kind == "postgresql":
        either.execute("alter table t add a int[] default '{1}'")

    def act(*args, rc=0, env=None):
        r = retcon(*args, db=either, rc=rc, env=env)
        assert left_over(either, retcon) == [], r
        return r

    act.db = either
    act.table = "t" if either.kind == "sqlite" else "public.t"
    act.change = ["v: v + 1"] + (["a: a || 2"] if either.kind == "postgresql" else [])
    return act


def test_nothing_is_left_over_at_any_time(life, retcon, plan):
    source = fix(life.table, life.change, where="v < 1000", rest=STAGES)
    path = plan(source.replace("change:\n", "  exclude:\n    odd: id = 3\n  class: u\nchange:\n"))
    life("init")
    life("scope", path, rc=None, env={"RETCON_FAULT": "scope-sealed:1"})  # killed before COMMIT
    life("scope", path)
    life("scope", path)  # the first gave way
    life("dry-run", "fix")
    life("run", "fix", "--stage", "one", rc=4)
    life("run", "fix", rc=None, env={"RETCON_FAULT": "changed:1"})
    life("pause", "fix", rc=(0, 4))
    life("run", "fix")
    life("verify", "fix", rc=None)
    life("rollback", "fix", "--stage", "one", "--yes")
    life("rollback", "fix", "--yes", rc=None, env={"RETCON_FAULT": "changed:1"})
    life("rollback", "fix", "--yes")
    assert tables(life.db)
    life("prune", "--older-than", "0s", "--yes")
    assert tables(life.db) == []


def test_nothing_is_left_over_of_a_run_that_was_given_up(life, plan):
    path = plan(fix(life.table, life.change, rest=STAGES))
    life("run", path, "--yes", "--stage", "one", rc=4)
    life("stop", "fix", "--abandon", "--because", "wrong", rc=(0, 1, 6))
    assert tables(life.db)  # its prior values are still there
    life("run", plan(fix(life.table, life.change, name="other"), "other.yaml"), "--yes")
    life("prune", "--older-than", "0s", "--yes")
    assert tables(life.db) == []


def test_nothing_is_left_over_of_an_empty_list(life, plan):
    """No candidates, and even no rows: there is a list all the same, and it has a digest."""
    path = plan(fix(life.table, life.change, where="v < 0"))
    life("scope", path)
    life("run", path, "--yes")
    life("rollback", "fix", "--yes", rc=None)
    life("prune", "--older-than", "0s", "--yes", rc=None)


def test_nothing_is_left_over_when_the_table_is_gone(life, plan):
    life("run", plan(fix(life.table, life.change)), "--yes")
    life.db.execute("drop table t")
    life("list")
    life("prune", "--older-than", "0s", "--yes")
    assert tables(life.db) == []
    if life.db.kind == "postgresql":
        assert life.db.query("select typname from pg_type where typnamespace = 'retcon'::regnamespace and typname ~ '_1'") == []


def test_what_is_left_over_is_named(life, retcon, plan):
    """Tables of a pruned run that came back with a restored dump, and of a run that there never was."""
    db = life.db
    life("run", plan(fix(life.table, life.change)), "--yes")
    life("prune", "--older-than", "0s", "--yes")
    names = [f"{db.ledger('capture')}_1", f"{db.ledger('list')}_77"]
    for name in names:
        db.execute(f"create table {name} (x integer)")
    assert left_over(db, retcon) == sorted(names)
