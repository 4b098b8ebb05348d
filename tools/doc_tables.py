#!/usr/bin/python3
"""The parts of docs/ that are made from def/: doc_tables.py [--write]. Without --write: 1 if a page is not current.

A page marks such a part by a comment "begin NAME: …" and one "end NAME".
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def definitions(name):
    text = (ROOT / "def" / name).read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def states():
    return re.findall(r'^STATE\((\w+),\s*"(\w+)",\s*"([^"]*)"\)', definitions("states.def"), re.M)


def moves():
    return re.findall(r"^MOVE\((\w+),\s*(\w+),\s*(\w+)\)", definitions("states.def"), re.M)


def plan_codes():
    return re.findall(r'^PLAN_CODE\(\w+,\s*"(\w+)",\s*"((?:[^"\\]|\\.)*)"\)', definitions("plan_codes.def"), re.M)


def errors():
    return re.findall(r'^ERROR\(\w+,\s*"([\w-]+)",\s*(\d+),\s*(\w+)\)', definitions("errors.def"), re.M)


def exit_meanings():
    """The statuses that the program's own help names."""
    source = (ROOT / "src/cli/command.c").read_text(encoding="utf-8")
    table = source.split("exit_statuses[] = {", 1)[1].split("};", 1)[0]
    return re.findall(r'\{(\d+), "([^"]*)"\}', table)


def event_label(event):
    return "part undone" if event.startswith("PART_UNDONE") else event.lower().replace("_", " ")


def states_part():
    names = {id_: name for id_, name, _ in states()}
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {states()[0][1]}: scope"]
    lines += [f"    {names[a]} --> {names[b]}: {event_label(event)}" for a, event, b in moves()]
    lines += [f"    {name} --> [*]" for id_, name, _ in states() if id_ not in {a for a, _, _ in moves()}]
    lines += ["```", "", "| state | what it means |", "|---|---|"]
    return lines + [f"| `{name}` | {meaning} |" for _, name, meaning in states()]


def plan_codes_part():
    return ["| code | mistake |", "|---|---|"] + [f"| {code} | {meaning} |" for code, meaning in plan_codes()]


def guards():
    return re.findall(r'^GUARD\(\w+,\s*"(\w+)",\s*GUARD_(\w+),\s*(\d+),\s*(\d+),\s*"([^"]*)"\)',
                      definitions("guards.def"), re.M)


def guard_limit(unit, number):
    if number == "0":
        return "–"
    if unit in ("BYTES", "FREE"):
        return f"{int(number) // 10**9}GB" if int(number) % 10**9 == 0 else f"{int(number) // 10**6}MB"
    return f"{int(number) // 1000}s" if unit == "MS" else f"{int(number):_}"


def guards_part():
    lines = ["| guard | slow from | stop from | what it looks at |", "|---|---:|---:|---|"]
    return lines + [f"| `{name}` | {guard_limit(unit, slow)} | {guard_limit(unit, stop)} | {what} |"
                    for name, unit, slow, stop, what in guards()]


def exits_part():
    lines = ["| status | meaning | `error.id` with `--json` |", "|---:|---|---|"]
    for status, meaning in exit_meanings():
        ids = ", ".join(f"`{slug}`" for slug, at, _ in errors() if at == status)
        lines.append(f"| {status} | {meaning} | {ids} |")
    return lines


PARTS = {"docs/how-it-works.md": {"states": states_part}, "docs/plan.md": {"codes": plan_codes_part, "guards": guards_part},
         "docs/operating.md": {"exits": exits_part}}


def rendered(path):
    """The page's text with its parts as they should be."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for name, make in PARTS[path].items():
        pattern = re.compile(rf"(<!-- begin {name}:[^\n]*-->\n).*?(<!-- end {name} -->)", re.S)
        if len(pattern.findall(text)) != 1:
            raise SystemExit(f"{path}: there is no part \"{name}\", or more than one")
        body = "\n".join(make())
        text = pattern.sub(lambda m, body=body: f"{m.group(1)}\n{body}\n\n{m.group(2)}", text)
    return text


def main(arguments):
    stale = [p for p in PARTS if rendered(p) != (ROOT / p).read_text(encoding="utf-8")]
    for path in stale:
        if arguments == ["--write"]:
            (ROOT / path).write_text(rendered(path), encoding="utf-8")
        else:
            print(f"{path} is not current: run tools/doc_tables.py --write")
    return 1 if stale and arguments != ["--write"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
