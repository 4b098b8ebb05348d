"""Masked values never leave the database, and no value or name reaches a terminal or a page as a command.

Canaries stand in every place from which text can come: values before and after, keys, names, messages of triggers. Then
every command that prints is run in every form, and its output searched.
"""
import json
import re

import pytest

from witness import ends, fix

MASKED = "canary-masked"
NASTY = "<script>evil()``</script> | `x` <b>\x1b[31m\x07\r\b\x7f\u202e\u2066\u200b & \"q\" 'a' =cmd()\x1b]0;title"
# What may never come out raw: C0 but newline and tab, DEL, C1, bidi, zero width.
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def build(db):
    db.execute("create table t (id integer primary key, name text, email text, note text, kind text)")
    for i in range(1, 9):
        note = "already" if i == 8 else f"{NASTY} {i}"
        db.execute("insert into t values (?, ?, ?, ?, ?)", (i, f"{NASTY}{i}", f"{MASKED}-{i}", note, f"{NASTY}k{i % 2}"))
    if db.kind == "sqlite":
        db.execute("create trigger no before update on t when new.id = 5 begin select raise(abort, 'refused: \x1b[31m\u202e'); end")
    else:
        db.execute("create function no() returns trigger language plpgsql as $$begin if new.id = 5 then raise exception "
                   f"'refused: %', e'\\x1b[31m\u202e' using detail = '{MASKED}', hint = '{MASKED}'; end if; return new; end$$")
        db.execute("create trigger no before update on t for each row execute function no()")


def text(db):
    return (fix("t" if db.kind == "sqlite" else "public.t", ["note: name || '!' || note", "email: upper(email) || '-new'"],
                where="id > 0", name="canary",
                rest="  uncertain:\n    odd: old.id = 4\n") .replace("change:\n", "  exclude:\n    locked: id = 3\n  class: kind\nchange:\n")
            + "why: |\n  first <b>line</b>\n  second line\nowner: <i>me</i>\naudit:\n  per_class: 5\n  mask: [email]\n"
              "  edge:\n    one: id = 1\nimpact:\n  tell: <u>Some</u> were wrong.\n")


@pytest.fixture
def outputs(either, retcon, plan):
    """All that a run's life prints: {command: text}."""
    build(either)
    path = plan(text(either), "canary.yaml")
    t, seen = "t" if either.kind == "sqlite" else "public.t", {}

    def look(*args, rc=(0, 7)):
        r = retcon(*args, db=either, rc=rc)
        seen[" ".join(str(a) for a in args)] = r.out + r.err

    forms = ("text", "markdown", "html", "json")
    look("check", path)
    look("check", path, "--json")
    look("scope", path)
    for form in forms:
        look("dry-run", path, "-f", form)
    look("sql", path)
    look("run", "canary")
    either.execute("update t set note = ?, email = ? where id = 6", (NASTY + "mine", MASKED + "-mine"))
    for args in (("status", "canary"), ("verify", "canary"), ("quarantine", "list", "canary"), ("list",), ("doctor",),
                 ("rollback", "canary", "--dry-run"), *(("explain", t, i) for i in range(1, 9))):
        look(*args, rc=(0, 1, 7))
        look(*args, "--json", rc=(0, 1, 7))
    look("rollback", "canary", "--yes")
    look("quarantine", "list", "canary", "--all")
    for form in forms:
        look("report", "canary", "-f", form)
    look("explain", t, 6)
    look("quarantine", "resolve", "canary", 6, "--restore", "--because", "x")
    return seen


def outside_code(markdown):
    """What GitHub would read as Markdown or HTML: cells end at a | without a backslash, code at as many ` as began it."""
    rest = []
    for line in re.sub(r"^(```+).*?^\1$", "", markdown, flags=re.M | re.S).splitlines():
        cells = re.split(r"(?<!\\)\|", line) if line.startswith("|") else [line]
        for cell in cells:
            at = 0
            while begin := re.search(r"(?<!`)(`+)(?!`)", cell[at:]):
                ticks = begin.group(1)
                end = re.search(rf"(?<!`){ticks}(?!`)", cell[at + begin.end():])
                rest.append(cell[at:at + begin.start()])
                at += begin.end() + (end.end() if end else 0)
                if not end:
                    rest.append(ticks)
            rest.append(cell[at:])
    return "\n".join(rest)


def test_nothing_comes_out_raw(outputs):
    assert len(outputs) > 40
    shown = 0
    for command, out in outputs.items():
        raw = RAW.search(out)
        assert not raw, f"{raw!r} in {command}:\n{out[max(0, raw.start() - 200):raw.end() + 100]!r}"
        assert MASKED not in out.lower(), f"{command}:\n{out[out.lower().index(MASKED) - 300:][:600]}"
        shown += "evil" in out
        if "-f html" in command:
            assert "<script" not in out and "<b>line" not in out and "<i>me" not in out and "<u>Some" not in out, command
            assert "&lt;script" in out
        if "-f markdown" in command:
            assert "evil" in out and not re.search("<script|<b>|<i>|<u>", outside_code(out)), f"{command}:\n{outside_code(out)}"
    assert shown > 10, "the values were not shown at all: the test proves nothing"


def test_json_holds_the_values_as_they_are(outputs):
    """Escaped on the wire, exact once read: a program gets the value, a terminal does not."""
    documents = [json.loads(out[out.index("{"):out.rindex("}") + 1]) for command, out in outputs.items()
                 if command.endswith("--json") or command.endswith("-f json")]
    assert len(documents) > 12 and sum(NASTY in values(d) for d in documents) > 5


def values(document):
    """Every text in it, joined."""
    if isinstance(document, dict):
        return "\n".join(values(v) for v in document.values())
    if isinstance(document, list):
        return "\n".join(values(v) for v in document)
    return str(document)


def test_the_ledger_has_what_a_rollback_needs(either, retcon, plan):
    """Masked is what is shown, not what is kept: the values come back."""
    build(either)
    look = "select id, name, email, note, kind from t order by id"
    before = either.query(look)
    s = ends(either, retcon, plan(text(either)), rc=7)
    assert s["changed"] > 3 and s["failed"] == 1 and either.query(look) != before
    retcon("rollback", "canary", "--yes", db=either, rc=(0, 7))
    assert either.query(look) == before


def test_a_masked_key(either, retcon, plan):
    either.execute("create table t (email text primary key not null, v integer)")
    for i in range(1, 5):
        either.execute("insert into t values (?, ?)", (f"{MASKED}-{i}", i))
    t = "t" if either.kind == "sqlite" else "public.t"
    path = plan(fix(t, "v: 100 / (v - 3)" if either.kind != "sqlite" else
                    "v: case when v = 3 then abs(-9223372036854775808) else v + 1 end",
                    rest="  uncertain:\n    odd: old.v = 2\naudit:\n  mask: [email]\n"))
    for args in (("dry-run", path), ("dry-run", path, "--json"), ("run", "fix"), ("quarantine", "list", "fix"),
                 ("quarantine", "list", "fix", "--json"), ("verify", "fix"), ("report", "fix"), ("report", "fix", "--json")):
        r = retcon(*args, db=either, rc=(0, 1, 7))
        assert MASKED not in (r.out + r.err).lower(), r


def test_a_masked_value_in_the_databases_message(pg15db, retcon, plan):
    """DETAIL is dropped; a message that quotes the value itself is the database's own words, and known for it."""
    pg15db.execute("create table t (id int primary key, email text unique, v int); "
                   f"insert into t values (1, '{MASKED}-1', 1), (2, '{MASKED}-2', 2)")
    path = plan(fix("public.t", f"email: \"'{MASKED}-1'\"", where="id = 2", rest="audit:\n  mask: [email]\n"))
    ends(pg15db, retcon, path, rc=7)
    for args in (("quarantine", "list", "fix"), ("explain", "public.t", 2), ("status", "fix")):
        r = retcon(*args, db=pg15db, rc=(0, 7))
        assert "unique constraint" in r.out and MASKED not in r.out + r.err, r
