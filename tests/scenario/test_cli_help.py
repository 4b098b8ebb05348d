"""What the program says about itself: help, mistakes on the command line, man page, completion."""
import json
import os
import re
import shutil
import subprocess

import pytest

COMMANDS = ("init new check scope dry-run approve run gate status watch list pause resume stop tune verify rollback quarantine debts explain "
            "audit-log report audit sql prune doctor help version").split()
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def raw(retcon, *args, **options):
    """The program's output as bytes, which the harness would decode and tidy."""
    return subprocess.run([retcon.program, *args], env=retcon.environment(), capture_output=True, timeout=60,
                          check=False, **options)


def test_overview_names_every_command(retcon):
    out = retcon("--help").out
    assert sorted(re.findall(r"^  ([a-z][a-z-]*) ", out, re.M)) == sorted(COMMANDS)
    assert out == retcon("help").out == retcon("-h").out
    assert "__" not in out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(retcon, command):
    r = retcon("help", command)
    assert r.out.startswith(f"Usage: retcon {command}")
    assert "Exit status:" in r.out and "--database URL" in r.out
    assert r.out == retcon(command, "--help").out
    assert not r.err


def test_no_command_is_a_mistake(retcon):
    r = retcon(rc=2)
    assert r.out == ""
    assert r.err == "retcon: no command is given\n  hint: see `retcon help`\n"


@pytest.mark.parametrize("args, text, hint", [
    (["stauts", "x"], 'there is no command "stauts"', 'did you mean "status"?'),
    (["help", "stauts"], 'there is no command "stauts"', 'did you mean "status"?'),
    (["run", "x", "--yess"], '"run" has no option "--yess"', 'did you mean "--yes"?'),
    (["run"], '"run" needs more: retcon run PLAN|NAME', "see `retcon help run`"),
    (["run", "x", "--stage"], "--stage needs a value: --stage STAGE", "see `retcon help run`"),
])
def test_mistakes_are_said_once(retcon, args, text, hint):
    r = retcon(*args, rc=2)
    assert r.err == f"retcon: {text}\n  hint: {hint}\n"
    assert r.out == ""
    r = retcon("--json", *args, rc=2)
    assert r.json() == {"error": {"id": "usage", "text": text, "hint": hint, "sqlstate": None}}
    assert r.err == ""
    if "needs a value" not in text:
        assert retcon(*args, "--json", rc=2).out == r.out


def test_version(retcon):
    assert re.fullmatch(r"retcon \d+\.\d+\.\d+\n", retcon("version").out)
    assert retcon("--version").out == retcon("version").out
    assert retcon("version", "--json").json()["version"] == retcon("version").out.split()[1]


def test_colour_is_only_where_it_is_wanted(retcon):
    assert "\x1b" not in retcon("help").out
    assert "\x1b[1m" in retcon("help", "--color").out
    assert "\x1b" not in retcon("help", env={"NO_COLOR": "1", "FORCE_COLOR": "1"}).out
    assert "\x1b[1m" in retcon("help", env={"FORCE_COLOR": "1"}).out
    assert retcon("frob", "--color", rc=2).err.startswith("\x1b[31mretcon:\x1b[0m ")


def test_nothing_from_outside_reaches_the_terminal_as_a_command(retcon):
    hostile = [bytes([b]) for b in range(1, 256)] + [c.encode() for c in "\u009b\u202e\u2066\u200b\u2028\ufeff"]
    words = b"frob" + b"x".join(hostile)
    for r in (raw(retcon, words), raw(retcon, "run", "x", b"--" + words)):
        assert r.returncode == 2 and r.stdout == b""
        said = r.stderr.decode()  # UTF-8, whatever came in
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", said) and said.count("\n") == 2
        assert not BIDI.search(said)
    written = raw(retcon, "--json", words)
    text = written.stdout.decode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text) and not BIDI.search(text)
    assert "\u202e" in json.loads(text)["error"]["text"]


def test_a_full_disk_is_a_failure(retcon):
    with open("/dev/full", "wb") as full:
        r = subprocess.run([retcon.program, "help"], env=retcon.environment(), stdout=full, stderr=subprocess.PIPE,
                           check=False)
    assert r.returncode == 1
    assert r.stderr == b"retcon: cannot write to standard output: No space left on device\n"


def test_a_reader_that_goes_away_does_not_matter(retcon):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        r = subprocess.run([retcon.program, "__reference"], env=retcon.environment(), stdout=gone,
                           stderr=subprocess.PIPE, check=False)
    assert (r.returncode, r.stderr) == (0, b"")


def test_man_page_renders_without_warnings(retcon, tmp_path):
    if not shutil.which("man"):
        pytest.skip("man is not installed")
    page = tmp_path / "retcon.1"
    page.write_text(retcon("__man").out, encoding="utf-8")
    r = subprocess.run(["man", "-l", "--warnings", "-E", "UTF-8", str(page)], capture_output=True, text=True,
                       env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "100"}, check=True)
    assert r.stderr == ""
    for command in COMMANDS:
        assert re.search(rf"^   {command}$", r.stdout, re.M)
    assert "`" not in r.stdout
    assert "--max-batches N" in r.stdout
    assert "update retcon.run set wanted = 'paused' where" in " ".join(r.stdout.split())


def test_reference_has_every_command(retcon):
    page = retcon("__reference").out
    assert sorted(re.findall(r"^### retcon (\S+)$", page, re.M)) == sorted(COMMANDS)
    assert page.count("```") % 2 == 0


COMPLETE = r"""
set -eu; source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
set +eu
_retcon
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def complete(retcon, tmp_path):
    """complete("retcon", "run", "--st"): what bash would offer for the last word."""
    script = tmp_path / "completion"
    script.write_text(retcon("__complete", "bash").out, encoding="utf-8")
    subprocess.run(["bash", "-n", script], check=True)
    place = tmp_path / "here"
    (place / "plans").mkdir(parents=True)
    for name in ("tax.yaml", "two words.yml", "notes.txt"):
        (place / name).touch()

    def offered(*words):
        r = subprocess.run(["bash", "-c", COMPLETE, "bash", script, *words], cwd=place, capture_output=True, text=True,
                           check=True)
        assert r.stderr == ""
        return sorted(r.stdout.split("\n")[:-1]) if r.stdout.strip() else []

    return offered


def test_bash_completes_commands_and_options(complete):
    assert complete("retcon", "") == sorted(COMMANDS)
    assert complete("retcon", "st") == ["status", "stop"]
    assert complete("retcon", "--database", "x", "st") == ["status", "stop"]
    assert complete("retcon", "-d", "x", "help", "ro") == ["rollback"]
    assert complete("retcon", "run", "--st") == ["--stage"]
    assert "--rows" not in complete("retcon", "run", "--")
    assert {"--yes", "--json", "--database"} <= set(complete("retcon", "run", "x", "-"))
    assert complete("retcon", "run", "--stage", "") == []
    assert complete("retcon", "--js") == ["--json"]


def test_bash_completes_values_and_arguments(complete):
    assert complete("retcon", "report", "x", "--format", "") == ["html", "json", "markdown", "text"]
    assert complete("retcon", "report", "x", "-f", "h") == ["html"]
    # Bash parts words at "=".
    assert complete("retcon", "report", "--format", "=", "") == ["html", "json", "markdown", "text"]
    assert complete("retcon", "report", "--format", "=") == ["html", "json", "markdown", "text"]
    assert complete("retcon", "report", "--format", "=", "m") == ["markdown"]
    assert complete("retcon", "list", "--state", "roll") == ["rolled_back", "rolling_back"]
    assert complete("retcon", "scope", "") == ["plans", "tax.yaml", "two words.yml"]
    assert complete("retcon", "scope", "--database", "=", "x", "t") == ["tax.yaml", "two words.yml"]
    assert complete("retcon", "scope", "tax.yaml", "") == []
    assert complete("retcon", "rollback", "x", "--keys", "n") == ["notes.txt"]
    assert complete("retcon", "quarantine", "") == ["list", "resolve"]
    assert complete("retcon", "quarantine", "resolve", "x", "4") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_of_other_shells_parses(retcon, tmp_path, shell):
    script = retcon("__complete", shell).out
    for command in COMMANDS:
        assert command in script
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    path = tmp_path / "completion"
    path.write_text(script, encoding="utf-8")
    r = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
    assert (r.returncode, r.stderr) == (0, "")


def test_unknown_shell(retcon):
    assert 'no completion for "tcsh"' in retcon("__complete", "tcsh", rc=2).err
