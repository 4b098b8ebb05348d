"""Every check of lint is able to fail, and passes what is right."""
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = Path(__file__).resolve().parents[2] / "tools/lint"
MARK = "TO" + "DO"
WRONG = {
    "layers": ("src/base/x.c", '#include "db.h"\n', "base includes db.h of db"),
    "layers-client": ("src/plan/x.c", "#include <libpq-fe.h>\n", "libpq-fe.h belongs to src/db/postgresql/"),
    "sql": ("src/plan/x.c", 'const char *a = "select a "\n    "from t";\n', "SQL in a string literal"),
    "sql_files": ("sql/sqlite/x.sql", "select 1\n", "no header comment"),
    "sizes": ("src/base/x.c", "int x;\n" * 801, "801 lines"),
    "sizes-function": ("src/base/x.c", "int f(void)\n{\n" + "    f();\n" * 101 + "}\n", "f() has 104 lines"),
    "banned": ("src/base/x.c", "void f(void)\n{\n    strcpy (a, b);\n}\n", "strcpy()"),
    "headers": ("src/base/x.h", "int x;\n", "no #pragma once"),
    "words": ("docs/x.md", f"a\n{MARK}: b\n", f"docs/x.md:2 words: \"{MARK}\""),
    "lockfile": ("package-lock.json", '{"resolved": "x"}\n', "names where packages came from"),
    "shell": ("tools/x.sh", "#!/bin/sh\necho $1\n", "Double quote"),
}


@pytest.fixture
def tree(tmp_path):
    shutil.copytree(LINT, tmp_path / "tools/lint", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "src/db").mkdir(parents=True)
    (tmp_path / "src/db/db.h").write_text("/* db.h: right. */\n#pragma once\n")
    (tmp_path / "src/db/db.c").write_text('#include "db.h"\n/* strcpy(a, "select a from b") */\n'
                                          'const char *a = "gets(), nothing selected from it";\n')
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


def lint(tree, *arguments):
    return subprocess.run([sys.executable, "tools/lint/run.py", *arguments], cwd=tree, capture_output=True, text=True)


def test_a_right_tree_passes(tree):
    r = lint(tree)
    assert r.returncode == 0 and "FAIL" not in r.stdout, r.stdout + r.stderr


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_tree_fails(tree, case):
    name, source, reason = WRONG[case]
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    r = lint(tree, case.split("-")[0])
    assert r.returncode == 1 and f"FAIL {name}:" in r.stdout and reason in r.stdout, r.stdout + r.stderr
