"""docs/project.schema.json says of the files in tests/unit/data/projects what the parser says of them.

The parser's own word is the unit test's: every file in good/ is accepted there, every one in bad/ refused.
"""
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ROOT / "tests" / "unit" / "data" / "projects"
SCHEMA = json.loads((ROOT / "docs" / "project.schema.json").read_text(encoding="utf-8"))
GOOD = sorted(PROJECTS.glob("good/*.yaml"))
BAD = sorted(PROJECTS.glob("bad/*.yaml"))
# Mistakes that a schema can express, by the parser's code for them.
SCHEMA_CODES = {"P010", "P011", "P012", "P013", "P014", "P016", "P017", "P201", "P203"}


def validator():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def load(path):
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        return None


def codes(path):
    return set(re.findall(r": error: .*\[(P\d+)\]$", path.with_suffix(".expected").read_text(encoding="utf-8"), re.M))


JUDGED = [path for path in BAD if load(path) is not None and codes(path) & SCHEMA_CODES]


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_good_files_validate(path):
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator().iter_errors(load(path))]
    assert not errors


@pytest.mark.parametrize("path", JUDGED, ids=lambda p: p.stem)
def test_bad_files_do_not(path):
    assert list(validator().iter_errors(load(path))), f"the parser says {sorted(codes(path))}"


def test_the_parser_refuses_every_bad_file():
    assert all(codes(path) for path in BAD) and len(JUDGED) >= 5


@pytest.mark.parametrize("broken", [
    {"databases": {"p": "postgresql://u:pw@h/d"}}, {"databases": {"p": "mysql://h/d"}}, {"databases": {"two words": "x"}},
    {"people": {"ana": {"roles": ["boss"]}}}, {"people": {"ana": {"keys": ["ssh-ed25519 AAAA"]}}},
    {"people": {"ana": {"roles": ["owner"], "keys": ["ssh-dss AAAAB3Nza"]}}}, {"approvals": {"expire": "7"}},
    {"approvals": {"unsigned": "maybe"}}, {"ceremony": {"large_share": "5"}}, {}, []])
def test_what_each_rule_refuses(broken):
    assert list(validator().iter_errors(broken))


def test_the_schema_has_the_parsers_keys():
    source = (ROOT / "src" / "plan" / "project_read.c").read_text(encoding="utf-8")
    tables = {}
    for part in source.split("static const struct field ")[1:] + source.split("\nconst struct field ")[1:]:
        body = part.split("FIELD_END", 1)[0]
        tables[part.split("[", 1)[0]] = {line.split('"')[1] for line in body.splitlines() if line.strip().startswith('{"')}
    properties = SCHEMA["properties"]
    assert set(properties) == tables["project_fields"]
    for block in ("ceremony", "approvals", "incident"):
        assert set(properties[block]["properties"]) == tables[f"{block}_fields"], block
    assert set(properties["people"]["additionalProperties"]["properties"]) == tables["person_fields"]
    roles = re.findall(r'\[PERSON_\w+\] = "(\w+)"', source)
    assert SCHEMA["$defs"]["role"]["enum"] == roles
