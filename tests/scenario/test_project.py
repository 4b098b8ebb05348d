"""The project file from outside: where it is found, what it names, how its mistakes are told."""
import json
import re

import pytest

PLAN = """
name: fix
table: orders
scope:
  where: id <= 2
change:
  set:
    tax: tax + 1
"""


@pytest.fixture
def orders(sqlite):
    sqlite.execute("create table orders (id integer primary key, tax integer);"
                   "insert into orders values (1, 0), (2, 0), (3, 0)")
    return sqlite


@pytest.fixture
def repository(tmp_path):
    """repo/.git, repo/plans/fix.yaml; write(text) puts retcon.yaml into repo/."""
    class Repository:
        root = tmp_path / "repo"
        plan = root / "plans" / "fix.yaml"

        def write(self, text, where="."):
            (self.root / where / "retcon.yaml").write_text(text)

    (Repository.root / "plans").mkdir(parents=True)
    (Repository.root / ".git").mkdir()
    Repository.plan.write_text(PLAN)
    return Repository()


def test_a_database_by_its_name(retcon, orders, repository):
    repository.write(f"databases:\n  shop: {orders.url}\n")
    retcon("run", repository.plan, "--yes", "--database", "shop")
    assert orders.query("select tax from orders order by id") == [(1,), (1,), (0,)]
    # A run's name: the file is found from where one stands.
    assert retcon("status", "fix", "-d", "shop", "--json", cwd=repository.root / "plans").json()["state"] == "finished"
    assert "did you mean that?" in retcon("status", "fix", "-d", "shpo", cwd=repository.root, rc=1).err
    retcon("status", "fix", "-d", "shop", rc=1)
    retcon("status", "fix", "-d", "shop", "--project", repository.root / "retcon.yaml")
    retcon("status", "fix", "-d", "shop", env={"RETCON_PROJECT": repository.root / "retcon.yaml"})
    assert "create table" in retcon("init", "--print", "-d", "shop", cwd=repository.root).out


def test_a_relative_path_is_seen_from_the_file(retcon, orders, repository):
    name = orders.path.name
    repository.write(f"databases:\n  shop: sqlite:../{name}\n")
    retcon("check", repository.plan, "-d", "shop", cwd=repository.root / "plans")


def test_all_mistakes_in_one_go(retcon, orders, repository):
    repository.write("databses: {}\npeople:\n  ana: {roles: [aprover]}\n")
    for command in (["check", "--offline"], ["check"], ["scope"], ["run", "--yes"]):
        r = retcon(*command, repository.plan, db=orders, rc=3)
        assert 'did you mean "databases"?' in r.err and 'did you mean "approver"?' in r.err
        assert f"{repository.root}/retcon.yaml:1:1: error: " in r.err
    assert json.loads(retcon("check", repository.plan, "--json", db=orders, rc=3).out)["error"]["id"] == "plan"
    # A run can be stopped all the same.
    repository.write("people: {}\n")
    retcon("scope", repository.plan, db=orders, rc=0)
    repository.write("poeple: {}\n")
    retcon("stop", "fix", "--abandon", db=orders, cwd=repository.root)


def test_it_is_not_found_above_the_repository(retcon, orders, repository, tmp_path):
    (tmp_path / "retcon.yaml").write_text("nonsense: true\n")
    retcon("check", repository.plan, db=orders, cwd=repository.root)
    (tmp_path / "fix.yaml").write_text(PLAN)
    assert 'no key "nonsense"' in retcon("check", tmp_path / "fix.yaml", db=orders, rc=3).err


def test_a_file_that_is_not_there(retcon, orders, repository):
    assert "cannot open" in retcon("check", repository.plan, "--project", "nowhere.yaml", db=orders, rc=1).err


def test_init_writes_one(retcon, orders, repository):
    folder = repository.root
    assert "retcon.yaml" in retcon("init", cwd=folder).err
    assert "exists already" in retcon("init", cwd=folder, rc=1).err
    retcon("run", repository.plan, "--yes", db=orders)
    (folder / "retcon.yaml").unlink()
    retcon("init", "--project-file", db=orders, cwd=folder)
    # What stands in its comments is a project file, too, but for the keys, which are only hinted at.
    text = re.sub(r"^# (?=\w+:|  )", "", (folder / "retcon.yaml").read_text(), flags=re.M)
    (folder / "retcon.yaml").write_text(re.sub(r"^  # (?=\w+:)", "  ", text, flags=re.M))
    r = retcon("check", "--offline", repository.plan, rc=3)
    assert re.findall(r"error: .*\[(P\d+)\]", r.err) == ["P201", "P201"], r
