"""source.py: the tracked files, and C sources taken apart into code and string literals."""
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


@lru_cache
def tracked():
    """Every file that git knows or would add, relative to the root."""
    r = subprocess.run(["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                       capture_output=True, check=False)
    if r.returncode != 0:
        sys.exit("lint: not a git tree: " + r.stderr.decode().strip())
    names = [Path(name.decode()) for name in r.stdout.split(b"\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def files(folder, *endings):
    return [f for f in tracked() if f.as_posix().startswith(folder) and f.suffix in endings]


@lru_cache
def text(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def line_of(source, offset):
    return source.count("\n", 0, offset) + 1


def blank(match):
    """Spaces in its place, newlines kept, so that every offset still holds."""
    return re.sub(r"[^\n]", " ", match.group())


@lru_cache
def code(path):
    """The source with comments and literals blanked; what an #include names is kept."""
    keep = re.compile(r'^\s*#\s*include[^\n]*', re.M)
    source = text(path)
    includes = {m.start() for m in keep.finditer(source)}

    def replace(match):
        start = source.rfind("\n", 0, match.start()) + 1
        return match.group() if start in includes and match.group()[0] == '"' else blank(match)

    return TOKEN.sub(replace, source)


@lru_cache
def literals(path):
    """(line, text) of each string literal; adjacent ones are one."""
    source, found, end = text(path), [], None
    for m in TOKEN.finditer(source):
        if m.group()[0] != '"':
            continue
        if found and end is not None and not source[end:m.start()].strip():
            found[-1] = (found[-1][0], found[-1][1] + m.group()[1:-1])
        else:
            found.append((line_of(source, m.start()), m.group()[1:-1]))
        end = m.end()
    return found


@lru_cache
def allowed():
    """tools/lint/allow.txt: (check, path, substring) of what a check lets pass."""
    rows = []
    for line in (ROOT / "tools/lint/allow.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words, _, reason = line.partition(" -- ")
            check, path, part = words.split(None, 2)
            if not reason:
                raise SystemExit(f"allow.txt: no reason given: {line}")
            rows.append((check, path, part))
    return rows


def is_allowed(check, path, found):
    return any(c == check and p == path.as_posix() and part in found for c, p, part in allowed())
