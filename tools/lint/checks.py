"""checks.py: one generator a check. Each yields (FAIL or WARN, file, line, reason); nothing means all is well.

A check that cannot be made here raises Skip with the reason.
"""
import re
import shutil
import subprocess

from source import ROOT, code, files, is_allowed, line_of, literals, text, tracked

FAIL, WARN = "FAIL", "warn"
LAYERS = ["base", "db", "plan", "ledger", "rollout", "deliver", "report", "cli", "web"]
MAY_NOT = {("report", "deliver"), ("web", "cli")}  # side by side: neither includes the other
CLIENT_HEADERS = {"libpq-fe.h": "src/db/postgresql/", "sqlite3.h": "src/db/sqlite/", "mysql.h": "src/db/mariadb/"}
FILE_WARN, FILE_MAX, FUNCTION_WARN, FUNCTION_MAX = 250, 800, 80, 100


class Skip(Exception):
    pass


def layers():
    """A layer includes what stands before it; a client library's header is seen by its driver only."""
    owner = {f.name: f.parts[1] for f in files("src/", ".h") if len(f.parts) > 2}
    for path in files("src/", ".c", ".h"):
        here = path.parts[1]
        for m in re.finditer(r'^\s*#\s*include\s+["<]([^">]+)[">]', code(path), re.M):
            name = m.group(1).rsplit("/", 1)[-1]
            there, line = owner.get(name), line_of(code(path), m.start(1))
            home = CLIENT_HEADERS.get(name)
            if home and not path.as_posix().startswith(home):
                yield FAIL, path, line, f"{name} belongs to {home}"
            if there and there != here and (LAYERS.index(there) > LAYERS.index(here) or (here, there) in MAY_NOT):
                yield FAIL, path, line, f"{here} includes {name} of {there}, which stands above it or beside it"


SQL = re.compile(r"""\bselect\b.+\bfrom\b | ^\s*select\s+\S+\( | \binsert\s+into\b | \bupdate\b\s+\S+\s+\bset\b
                   | \bdelete\s+from\b | \b(create|alter|drop)\s+(or\s+replace\s+)?(temp\w*\s+|unique\s+)?
                     (table|schema|view|index|function|trigger|sequence|database)\b | ^\s*with\s+\w+\s+as\s*\(
                   | ^\s*pragma\s | ^\s*(begin\s+(immediate|isolation)|start\s+transaction)\b | \bset\s+local\b
                   | \btruncate\s+table\b | ^\s*savepoint\s | ^\s*(un)?listen\s | \bfor\s+update\b""", re.I | re.S | re.X)


def sql():
    """A statement is a file under sql/, which a DBA can read; none stands in C, but in a driver."""
    for path in files("src/", ".c", ".h"):
        if path.as_posix().startswith("src/db/"):
            continue
        for line, literal in literals(path):
            if SQL.search(literal) and not is_allowed("sql", path, literal):
                yield FAIL, path, line, f'SQL in a string literal: "{literal[:60]}"'


def sql_files():
    """Each begins with a comment: purpose, parameters, result."""
    for path in files("sql/", ".sql"):
        if not text(path).startswith("--"):
            yield FAIL, path, 1, "no header comment"


def sizes():
    """A file of more than 800 lines or a function of more than 100 fails."""
    sources = files("src/", ".c", ".h") + files("tests/", ".c")
    for path in sources:
        n = text(path).count("\n")
        if n > FILE_WARN:
            yield (FAIL if n > FILE_MAX else WARN), path, n, f"{n} lines"
    for path, name, start, end in functions([p for p in sources if p.suffix == ".c"]):
        n = end - start + 1
        if n > FUNCTION_WARN:
            yield (FAIL if n > FUNCTION_MAX else WARN), path, start, f"{name}() has {n} lines"


def functions(paths):
    if not shutil.which("ctags-universal"):
        raise Skip("universal-ctags is not installed")
    if not paths:
        return
    r = subprocess.run(["ctags-universal", "--languages=C", "--kinds-C=f", "--fields=+ne", "--sort=no", "-f", "-", "-L", "-"],
                       input="\n".join(map(str, paths)), cwd=ROOT, capture_output=True, text=True, check=True)
    for row in r.stdout.splitlines():
        name, path, rest = row.split("\t", 2)
        start, end = re.search(r"\bline:(\d+)", rest), re.search(r"\bend:(\d+)", rest)
        if start and end:
            yield path, name, int(start.group(1)), int(end.group(1))


BANNED = {
    "strcpy": "use a buf or snprintf", "strcat": "use a buf", "strncpy": "it may leave no NUL; use snprintf",
    "strncat": "use a buf", "sprintf": "use snprintf or a buf", "vsprintf": "use vsnprintf or a buf",
    "gets": "it has no bound", "strtok": "it has a hidden state; use strtok_r or strcspn",
    "atoi": "it hides errors; use the parsers of units.h or strtol", "atol": "it hides errors; use strtol",
    "atof": "it hides errors; use strtod", "scanf": "overflow is undefined", "sscanf": "overflow is undefined",
    "fscanf": "overflow is undefined", "system": "no shell", "popen": "no shell", "alloca": "use an arena",
    "mktemp": "it races; use mkstemp", "tmpnam": "it races; use mkstemp", "rand": "use libsodium's randombytes",
    "malloc": "use xmalloc or an arena", "calloc": "use xcalloc or an arena", "realloc": "use xrealloc",
    "strdup": "use xstrdup or arena_strdup", "asprintf": "use a buf",
    "PQexec": "it waits for ever; use the asynchronous calls", "PQexecParams": "it waits for ever",
    "PQexecPrepared": "it waits for ever", "PQprepare": "it waits for ever", "PQconnectdb": "it waits for ever",
}
BANNED_CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")


def banned():
    """Calls that hide an error, a bound or a wait."""
    for path in files("src/", ".c", ".h"):
        for m in BANNED_CALL.finditer(code(path)):
            if not is_allowed("banned", path, m.group(1)):
                yield FAIL, path, line_of(code(path), m.start()), f"{m.group(1)}(): {BANNED[m.group(1)]}"


def headers():
    """A header is its module's manual page: it begins with a comment and is included once."""
    for path in files("src/", ".h"):
        if not text(path).startswith("/*"):
            yield FAIL, path, 1, "does not begin with what it is for"
        if "#pragma once" not in text(path):
            yield FAIL, path, 1, "no #pragma once"


# Written so that this file does not hold what it looks for.
WORDS = re.compile(r"/wo[r]k/\w|\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b")


def words():
    """Nothing half-done and no path of somebody's machine is committed."""
    for path in tracked():
        if path.name in ("LICENSE", "package-lock.json") or path.suffix in (".png", ".gz", ".db"):
            continue
        for m in WORDS.finditer(text(path)):
            if not is_allowed("words", path, m.group()):
                yield FAIL, path, line_of(text(path), m.start()), f'"{m.group()}"'


def lockfile():
    """package-lock.json pins by digest and names no registry."""
    if "package-lock.json" in map(str, tracked()) and '"resolved"' in text(ROOT / "package-lock.json"):
        yield FAIL, "package-lock.json", 1, 'it names where packages came from; run npm with omit-lockfile-registry-resolved'


def shell():
    """shellcheck finds nothing."""
    if not shutil.which("shellcheck"):
        raise Skip("shellcheck is not installed")
    scripts = [p for p in tracked() if p.suffix in ("", ".sh", ".bash") and p.suffix != ".py"
               and (p.suffix == ".sh" or re.match(r"#!.*\b(ba|da)?sh\b", text(p)))]
    if not scripts:
        return
    r = subprocess.run(["shellcheck", "-x", "-f", "gcc", *map(str, scripts)], cwd=ROOT, capture_output=True, text=True)
    for row in r.stdout.splitlines():
        path, line, _, reason = row.split(":", 3)
        yield FAIL, path, line, reason.strip()


def style():
    """clang-format agrees with the .c files. Only a warning; headers, whose comments are aligned by hand, are left out."""
    program = shutil.which("clang-format-14")
    if not program:
        raise Skip("clang-format-14 is not installed")
    for path in files("src/", ".c") + files("tests/", ".c"):
        r = subprocess.run([program, "--dry-run", "--ferror-limit=1", str(path)], cwd=ROOT, capture_output=True, text=True)
        m = re.search(r":(\d+):\d+: warning", r.stderr)
        if m:
            yield WARN, path, m.group(1), "clang-format would write it otherwise"


def reference():
    """docs/commands.md is what the program's own table of commands gives."""
    program = next((p for k in ("test", "release", "debug") for p in [ROOT / f"build/{k}/src/cli/retcon"] if p.exists()), None)
    if not program or not (ROOT / "docs/commands.md").exists():
        raise Skip("there is no build or no docs/commands.md to compare")
    r = subprocess.run([program, "__reference"], capture_output=True, text=True)
    if r.returncode != 0:
        yield FAIL, "docs/commands.md", 1, "the program does not print its reference (retcon __reference)"
    elif r.stdout != text(ROOT / "docs/commands.md"):
        yield FAIL, "docs/commands.md", 1, "stale; write it anew: build/retcon __reference > docs/commands.md"


def analyzer():
    """gcc -fanalyzer finds nothing."""
    r = subprocess.run(["./dev", "build", "--analyze"], cwd=ROOT, capture_output=True, text=True)
    if r.returncode != 0:
        found = re.findall(r"^(?:\.\./)*(\S+?):(\d+):\d+: (?:error|warning): (.*)", r.stdout + r.stderr, re.M)
        for path, line, reason in found or [("build/analyze.log", "1", "it does not compile")]:
            yield FAIL, path, line, reason


QUICK = [layers, sql, sql_files, sizes, banned, headers, words, lockfile, shell, style, reference]
SLOW = [analyzer]
