"""docs/plan.schema.json says of the plans in tests/unit/data/plans what the parser says of them.

The parser's own word is the unit test's: every plan in good/ is accepted there, every one in bad/ refused.
"""

import json
import pathlib

import jsonschema
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLANS = ROOT / "tests" / "unit" / "data" / "plans"
SCHEMA = json.loads((ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"))


def is_text(checker, instance):
    """PyYAML makes dates of some texts; the parser and the editors' servers do not."""
    return isinstance(instance, str) or instance.__class__.__name__ in ("date", "datetime")


def validator():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    types = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("string", is_text)
    return jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=types)(SCHEMA)


def load(path):
    """The plan as an editor sees it, or None where it is not YAML at all."""
    try:
        return yaml.safe_load(path.read_bytes().decode("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def codes(path):
    lines = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    return {line.rsplit("[", 1)[1].rstrip("]") for line in lines if ": error: " in line and line.endswith("]")}


GOOD = sorted(PLANS.glob("good/*.yaml"))
BAD = sorted(PLANS.glob("bad/*.yaml"))

# Mistakes that a schema can express, by the parser's code for them.
SCHEMA_CODES = {"P010", "P011", "P012", "P013", "P014", "P016", "P017", "P019", "P045"}


JUDGED = [path for path in BAD if load(path) is not None and codes(path) & SCHEMA_CODES]


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_good_plans_validate(path):
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator().iter_errors(load(path))]
    assert not errors


@pytest.mark.parametrize("path", JUDGED, ids=lambda p: p.stem)
def test_bad_plans_do_not(path):
    assert list(validator().iter_errors(load(path))), f"the parser says {sorted(codes(path))}"


def test_the_parser_refuses_every_bad_plan():
    assert all(codes(path) for path in BAD)
    assert len(JUDGED) >= 20


def test_the_schema_has_the_parsers_keys():
    """Each block's keys, as the tables of the parser list them."""
    source = (ROOT / "src" / "plan" / "plan_read.c").read_text(encoding="utf-8")
    tables = {}
    for part in source.split("static const struct field ")[1:] + source.split("\nconst struct field ")[1:]:
        name = part.split("[", 1)[0]
        body = part.split("FIELD_END", 1)[0]
        tables[name] = {line.split('"')[1] for line in body.splitlines() if line.strip().startswith('{"')}
    properties = SCHEMA["properties"]
    assert set(properties) == tables["plan_fields"]
    for block in ("scope", "change", "dry_run", "checkpoint", "audit", "rollback", "impact"):
        assert set(properties[block]["properties"]) == tables[f"{block}_fields"], block
    assert set(properties["stages"]["items"]["properties"]) == tables["stage_fields"]
