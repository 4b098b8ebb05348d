#!/usr/bin/env python3
"""Turn sql/<engine>/*.sql into C: the enum of statements, and their texts.

    embed_sql.py ids   SQL_DIR OUT DEPFILE     sql_ids.h: one enum value for each file name of any engine
    embed_sql.py files SQL_DIR OUT DEPFILE     sql_files.c: head comment and body of every statement

`{include part_x}` is put in place here, so that a missing part fails the build; a file whose name starts with
`part_` is only for that. The depfile names the folders too: a new or removed file rebuilds without reconfiguring.
"""
import re
import sys
from pathlib import Path

ENGINES = ["sqlite", "postgresql"]  # the order of enum sql_engine
INCLUDE = re.compile(r"[ \t]*\{include ([a-z0-9_]+)\}")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def fail(path, line, text):
    sys.exit(f"{path}:{line}: error: {text}")


def split(text):
    """The head comment without its dashes, and what follows it."""
    lines = text.splitlines()
    n = 0
    while n < len(lines) and (lines[n].startswith("--") or not lines[n].strip()):
        n += 1
    comment = [re.sub(r"^--+ ?", "", line) for line in lines[:n]]
    return "\n".join(comment).strip(), "\n".join(lines[n:]).strip()


def expand(path, inside=()):
    """The statement with its parts in place."""
    if path in inside:
        fail(path, 1, "the file includes itself")

    text = path.read_text(encoding="utf-8")
    comment, body = split(text)

    def part(match):
        wanted = path.with_name(match[1] + ".sql")
        if not wanted.exists():
            fail(path, text.count("\n", 0, text.find(match[0])) + 1, f'there is no part "{match[1]}"')
        content = expand(wanted, inside + (path,))[1]
        indent = match[0][: len(match[0]) - len(match[0].lstrip())]
        return "\n".join(indent + line if line else line for line in content.split("\n"))

    return comment, INCLUDE.sub(part, body)


def c_string(text):
    if not text:
        return '""'
    escaped = []
    for line in text.splitlines(keepends=True):
        line = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        escaped.append('        "' + line.replace("??", '?" "?') + '"')
    return "\n" + "\n".join(escaped)


def statements(root):
    """{engine: {name: path}}, without the parts."""
    found = {}
    for engine in ENGINES:
        found[engine] = {}
        for path in sorted((root / engine).glob("*.sql")):
            if not NAME.match(path.stem):
                fail(path, 1, "a statement's name has small letters, digits and underscores")
            if not path.stem.startswith("part_"):
                found[engine][path.stem] = path
    return found


def ids(found):
    names = sorted(set().union(*found.values()))
    out = ["/* Made by tools/embed_sql.py from the files in sql/. */", "#pragma once", "", "enum sql_id {"]
    out += [f"    SQL_{name.upper()}," for name in names]
    return "\n".join(out + ["    SQL_ID_COUNT", "};", ""])


def files(found):
    names = sorted(set().union(*found.values()))
    out = [
        "/* Made by tools/embed_sql.py from the files in sql/. */",
        '#include "sql_template.h"',
        "",
        '#pragma GCC diagnostic ignored "-Woverlength-strings"',
        "",
        "const char *const sql_names[SQL_ID_COUNT] = {",
    ]
    out += [f'    [SQL_{name.upper()}] = "{name}",' for name in names]
    out += ["};", "", "const struct sql_file sql_files[SQL_ENGINE_COUNT][SQL_ID_COUNT] = {"]
    for engine in ENGINES:
        out.append(f"    [SQL_ENGINE_{engine.upper()}] = {{")
        for name, path in found[engine].items():
            comment, body = expand(path)
            out.append(f"        [SQL_{name.upper()}] = {{{c_string(comment)},{c_string(body)}}},")
        out.append("    },")
    return "\n".join(out + ["};", ""])


def main():
    what, root, out, depfile = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    text = {"ids": ids, "files": files}[what](statements(root))
    if not out.exists() or out.read_text(encoding="utf-8") != text:
        out.write_text(text, encoding="utf-8")
    inputs = [str(root / engine) for engine in ENGINES]
    if what == "files":
        inputs += [str(path) for engine in ENGINES for path in sorted((root / engine).glob("*.sql"))]
    depfile.write_text(f"{out}: " + " ".join(name.replace(" ", "\\ ") for name in inputs) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
