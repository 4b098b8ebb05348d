"""The documents say what the program and its definitions say: links, plans, commands, keys, tables, the map of the code."""
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import doc_tables  # noqa: E402

PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")) + sorted((ROOT / "demo").glob("*.md"))
NAMES = [str(p.relative_to(ROOT)) for p in PAGES]
COMMANDS_PAGE = ROOT / "docs/commands.md"


def read(path):
    return path.read_text(encoding="utf-8")


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(path):
    """As the usual renderers make them of headings."""
    made = set()
    for title in re.findall(r"^#+ (.+)$", without_code(read(path)), re.M):
        made.add(re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-"))
    return made


def fenced(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", read(path), re.M | re.S)


def section(path, title):
    return read(path).split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_there_are_pages():
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/plan.md", "docs/operating.md"} <= set(NAMES)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_resolve(page):
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(read(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(target)
    assert not broken


PLANS = [(name, i, text) for page, name in zip(PAGES, NAMES) for i, text in enumerate(fenced(page, "yaml"))]


@pytest.mark.parametrize("name,i,text", PLANS, ids=[f"{name}-{i}" for name, i, _ in PLANS])
def test_plans_are_valid(retcon, plan, name, i, text):
    """Or project files, which a plan is then checked with."""
    is_project = not re.search(r"^name:", text, re.M)
    shown = plan(text, "shown.yaml")
    least = plan("name: x\ntable: t\nscope: {where: id = 1}\nchange:\n  set: {a: b}\n", "least.yaml")
    r = retcon("check", "--offline", least if is_project else shown, env={"RETCON_PROJECT": shown if is_project else None})
    assert "error" not in r.err and "warning" not in r.err, r


def test_there_are_plans():
    assert {"README.md", "docs/first-plan.md", "docs/plan.md"} <= {name for name, _, _ in PLANS}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_exist(retcon, page):
    known = set(re.findall(r"^  ([a-z][a-z-]*) ", retcon("help").out, re.M)) | {"__reference"}
    text = read(page)
    named = set(re.findall(r"`retcon ([a-z_][a-z_-]*)", text))
    named |= set(re.findall(r"^(?:\$ )?retcon ([a-z_][a-z_-]*)", text, re.M))
    assert named <= known, named - known


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_options_exist(retcon, page):
    """Of each command line in a fenced block or in backticks, the options are the command's."""
    lines = re.findall(r"`retcon ([a-z][^`\n]*)`", read(page)) + re.findall(r"^\$ retcon ([a-z].*)$", read(page), re.M)
    for line in lines:
        line = re.sub(r'"[^"]*"?', "X", line.split(" #")[0])
        command = line.split()[0]
        helped = retcon("help", command).out
        for option in re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", line):
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", helped), f"retcon {line}: no {option}"


def test_the_reference_is_current(retcon):
    assert COMMANDS_PAGE.exists(), "retcon __reference > docs/commands.md"
    assert read(COMMANDS_PAGE) == retcon("__reference").out


@pytest.mark.parametrize("page", sorted(doc_tables.PARTS))
def test_tables_and_picture_are_current(page):
    assert doc_tables.rendered(page) == read(ROOT / page), "run tools/doc_tables.py --write"


def test_every_state_and_move_is_in_the_picture():
    """Counted in the definitions themselves, so that a line that the script cannot read is missed here."""
    source = read(ROOT / "def/states.def")
    assert len(doc_tables.states()) == len(re.findall(r"^STATE\(", source, re.M)) >= 10
    assert len(doc_tables.moves()) == len(re.findall(r"^MOVE\(", source, re.M)) >= 20
    assert len(doc_tables.plan_codes()) == len(re.findall(r"^PLAN_CODE\(", read(ROOT / "def/plan_codes.def"), re.M))


def test_exit_statuses_are_those_of_the_definitions():
    shown = {int(m) for m in re.findall(r"^\| (\d+) \|", section(ROOT / "docs/operating.md", "Exit statuses"), re.M)}
    source = read(ROOT / "def/errors.def")
    defined = {int(m) for m in re.findall(r'^ERROR\(\w+,\s*"[\w-]+",\s*(\d+),', source, re.M)}
    assert len(doc_tables.errors()) == len(re.findall(r"^ERROR\(", source, re.M))
    assert shown == defined | {0, 4, 7}


def schema_keys():
    """Every key of the JSON Schema, with the blocks that it is in: "scope.exclude". Names that an author chooses are left out."""
    schema = json.loads(read(ROOT / "docs/plan.schema.json"))
    keys = set()

    def walk(node, path):
        for key, value in node.get("properties", {}).items():
            if path in ("dry_run.expect", "checkpoint.guards"):
                continue
            keys.add(f"{path}{'.' if path else ''}{key}")
            walk(value, f"{path}{'.' if path else ''}{key}")
        if "items" in node and "properties" in node["items"]:
            walk(node["items"], path)
        if path == "watch" and isinstance(node.get("additionalProperties"), dict):
            walk(node["additionalProperties"], path)

    walk(schema, "")
    return keys


def test_every_key_of_the_plan_is_described():
    text = read(ROOT / "docs/plan.md")
    described = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", text))
    keys = schema_keys()
    assert {"name", "scope.where", "change.set", "checkpoint.max_failed", "stages.soak", "watch.within"} <= keys
    assert keys <= described, keys - described
    rows = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", text, re.M))
    assert rows <= keys, rows - keys


def test_every_key_that_is_not_acted_on_is_marked(retcon, plan):
    """What the parser marks as later, the page marks too."""
    text = read(ROOT / "docs/plan.md")
    source = read(ROOT / "src/plan/plan_read.c")
    later = set(re.findall(r'^    \{"(\w+)",[^\n]*FIELD_LATER', source, re.M))
    assert {"fill"} <= later
    for key in later:
        row = re.search(rf"^\| `(?:\w+\.)?{key}` \|.*$", text, re.M)
        assert row and "not acted on yet" in row.group(), key


def test_the_map_names_every_file():
    text = read(ROOT / "CONTRIBUTING.md")
    named = set(re.findall(r"`(?:\w+/)?([\w.]+)`", text))
    stems = {p.stem for p in (ROOT / "src").rglob("*.[ch]") if not p.name.startswith("cmd_")}
    assert stems <= named, f"not on the map in CONTRIBUTING.md: {sorted(stems - named)}"
    listed = set()
    for part in text.split("\n## How to add", 1)[0].split("\n**`src/")[1:]:
        for row in re.findall(r"^\| ((?:`[^`]+`(?:, )?)+) \|", part, re.M):
            listed |= set(re.findall(r"`(?:\w+/)?([\w.]+)`", row))
    assert {s for s in listed if "." not in s} <= stems, f"on the map, but not there: {sorted(listed - stems)}"


def test_the_environment_is_described():
    """Every variable that the program reads."""
    read_by_program = set()
    for path in (ROOT / "src").rglob("*.c"):
        read_by_program |= set(re.findall(r'(?:getenv|env_set|env_on)\("(\w+)"\)', read(path)))
        read_by_program |= set(re.findall(r'\.env = "(\w+)"', read(path)))
    page = section(ROOT / "docs/operating.md", "Environment")
    assert "RETCON_DATABASE_URL" in read_by_program
    assert {v for v in read_by_program - {"TERM"} if v not in page} == set()
