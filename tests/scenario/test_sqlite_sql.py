"""The SQLite statements of sql/sqlite/, rendered by a small renderer of their own and run by Python's sqlite3: the order
of a scope, a batch, a rollback slice and a resolution, and what each leaves behind."""
import collections
import hashlib
import itertools
import json
import re
import sqlite3
import struct
from pathlib import Path

import pytest

SQL = Path(__file__).resolve().parents[2] / "sql" / "sqlite"
KINDS = {"int", "ident", "table", "type", "text", "expr"}


# --- a renderer of the template language of src/db/sql.h ---

def body(name):
    lines = (SQL / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    text = "\n".join(itertools.dropwhile(lambda s: s.startswith("--") or not s.strip(), lines)).strip()
    return re.sub(r"\{include (\w+)\}", lambda m: body(m[1]), text)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def scalar(value):
    if isinstance(value, int):
        return str(value) if value >= 0 else f"({value})"
    kind, x = value
    if kind == "ident":
        return quoted(x)
    if kind == "table":
        return ".".join(quoted(part) for part in x)
    if kind == "text":
        return "'" + x.replace("'", "''") + "'"
    return f"({x})" if kind == "expr" else x


def separator(text):
    depth, found, at = 0, None, 0
    while at < len(text):
        c = text[at]
        if c == "'":
            at = text.index("'", at + 1)
        elif text[at:at + 2] == "||":
            at += 1
        elif c in "{}":
            depth += 1 if c == "{" else -1
        elif c == "|" and depth == 0:
            found = at
        at += 1
    return (text, "") if found is None else (text[:found], text[found + 1:])


def fill(text, args, item=None, number=0):
    out, at = "", 0
    while (start := text.find("{", at)) >= 0:
        out += text[at:start]
        depth, end = 1, start + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        hole, at = text[start + 1:end - 1], end
        field, name, plus, rest = re.match(r"(?s)(\.?)(\w+)(\+?):?(.*)", hole).groups()
        if field:
            out += str(number) if name == "i" else scalar(item[name])
        elif rest in KINDS:
            out += scalar(args[name])
        else:
            assert item is None, f"a list within a list: {hole}"
            inner, sep = (rest, "") if plus else separator(rest)
            parts = [fill(inner if plus else inner.strip(), args, it, i + 1) for i, it in enumerate(args.get(name, []))]
            out += (f" {sep.strip()} " if sep.strip() else " ").join(parts)
    return out + text[at:]


def plan(table, columns, key, sets, where="1", exclude=(), uncertain=(), cls=None, stages=((1, "1"),), run=1, chunk_rows=10):
    """columns: {name: affinity}; sets: {column: expression}."""
    names = list(sets)
    return {
        "table": ("table", ("main", table)), "table_name": ("text", table), "alias": ("ident", table), "where": ("expr", where),
        "class": ("expr", cls or "null"), "run": run, "chunk_rows": chunk_rows, "per_class": 5, "limit": 100,
        "exclusions": len(exclude),
        "key": [{"name": ("ident", k), "type": ("type", columns[k]), "at": i} for i, k in enumerate(key)],
        "set": [{"name": ("ident", c), "type": ("type", columns[c]), "expr": ("expr", e),
                 "before": ("ident", c + "_before"), "after": ("ident", c + "_after")} for c, e in sets.items()],
        "exclude": [{"expr": ("expr", e)} for e in exclude], "uncertain": [{"expr": ("expr", e)} for e in uncertain],
        "stage": [{"expr": ("expr", e), "at": no} for no, e in stages],
        "rest": [{"name": ("ident", c)} for c in columns if c not in sets],
        "other": [{"name": ("ident", c), "text": ("text", c)} for c in columns if c not in sets and c not in key],
        "typed": [{"name": ("ident", c), "at": names.index(c) + 1} for c in names if columns[c] == "BLOB"],
        "number": [{"name": ("ident", c), "at": names.index(c) + 1} for c in names if columns[c] in ("INTEGER", "REAL")],
        "word": [{"name": ("ident", c), "at": names.index(c) + 1, "type": ("type", columns[c])}
                 for c in names if columns[c] not in ("INTEGER", "REAL")],
        "transition": [{"at": names.index(c) + 1, "type": ("type", columns[c])}
                       for c in names if columns[c] not in ("INTEGER", "REAL")],
        "classed": [{"at": run}] if cls else [], "unclassed": [] if cls else [{"at": run}],
        "staged": [{}] if len(stages) > 1 else [], "undone": [], "bad": [],
        "before": [], "blocks": ("ident", f"retcon_list_{run}"), "pick": [{"chunk": 1, "pos": 1}], "largest": 5, "changed": 1, "first_key": ("ident", key[0]),
        "bound": [{"name": ("ident", k), "low": 1, "high": 5} for k in key],
    }


# --- the database ---

class Sum:
    """What src/db/sqlite/functions.c calls retcon_sum."""

    def __init__(self):
        self.values = []

    def step(self, value):
        if value is not None:
            self.values.append(value if isinstance(value, (int, float)) else 0.0)

    def finalize(self):
        total = sum(self.values) if self.values else None
        return float(total) if isinstance(total, int) and not -2**63 <= total < 2**63 else total


class Sums:
    """What src/db/sqlite/sums.c calls retcon_sums: a sum for each group, as JSON."""

    def __init__(self):
        self.groups = {}

    def step(self, group, value):
        self.groups.setdefault(group, Sum()).step(value)

    def finalize(self):
        return json.dumps({str(group): x.finalize() for group, x in self.groups.items()})


class Pack:
    """What src/db/sqlite/pack.c calls retcon_pack: a block of captured values, as JSON."""

    def __init__(self):
        self.rows = {}

    def step(self, _limit, order, *values):
        self.rows[order] = [{"blob": v.hex()} if isinstance(v, bytes) else v for v in values]

    def finalize(self):
        text = json.dumps([self.rows.get(order, 0) for order in range(min(self.rows), max(self.rows) + 1)])
        return text.replace("Infinity", "9.0e+999")


class Digest:
    def __init__(self):
        self.hash = hashlib.sha256()

    def step(self, *values):
        self.hash.update(repr(values).encode())

    def finalize(self):
        return self.hash.hexdigest()


def freezer(rows):
    """Instead of what src/db/sqlite/freeze.c calls retcon_freeze: the rows are noted, and the list is made of them later."""
    class Freeze:
        def step(self, run, chunk_rows, *values):
            rows.append(values)

        def finalize(self):
            return len(rows)

    return Freeze


def with_stand_in(sql):
    """retcon_captured() and retcon_listed() are Retcon's own virtual tables; here tables stand in that are filled from the blocks."""
    return re.sub(r"retcon_listed\((\d+)\)", r"listed_\1", re.sub(r"retcon_captured\((\d+)\)", r"stand_in_\1", sql))


def split(text):
    part = ""
    for piece in text.split(";"):
        part += piece + ";"
        if sqlite3.complete_statement(part) and re.sub(r"--.*", "", part).strip(" \n;"):
            yield part
            part = ""


class Database:
    """What C does, in its order."""

    def __init__(self, *statements):
        self.c = sqlite3.connect(":memory:", isolation_level=None)
        self.c.create_aggregate("retcon_digest", -1, Digest)
        self.c.create_aggregate("retcon_pack", -1, Pack)
        self.seen = []
        self.c.create_aggregate("retcon_freeze", -1, freezer(self.seen))
        self.c.create_aggregate("retcon_sum", 1, Sum)
        self.c.create_aggregate("retcon_sums", 2, Sums)
        for name, n in (("retcon_expects", 1), ("retcon_take", -1), ("retcon_taken", 0), ("retcon_low", 0), ("retcon_high", 0), ("retcon_moved", 0), ("retcon_taken_rows", 0), ("retcon_still", -1), ("retcon_prior", 2), ("retcon_expect", 3),
                        ("retcon_expect_rows", 3), ("retcon_want", 1), ("retcon_frozen", 0)):
            self.c.create_function(name, n, None)  # not to be called: they need what C keeps between statements
        self.c.create_function("retcon_sha256", 1, lambda x: None if x is None else hashlib.sha256(x.encode()).hexdigest())
        self.c.execute("pragma foreign_keys = on")
        for s in [*statements, *split(body("schema_1"))]:
            self.c.execute(s)

    def rows(self, sql, params=()):
        return self.c.execute(sql, params).fetchall()

    def run(self, name, args, params=()):
        rows = self.c.execute(with_stand_in(fill(body(name), args)), params).fetchall()
        if name == "batch_pack":
            self.unpack(args)
        return rows

    def unpack(self, args):
        """The blocks, read by another's JSON."""
        self.c.execute(f"delete from stand_in_{args['run']}")
        for first, last, n, block in self.rows(f"select from_ord, to_ord, n, body from retcon_capture_{args['run']}"):
            found = {first + i: v for i, v in enumerate(json.loads(block)) if v != 0}
            assert len(found) == n and first == min(found) and last == max(found)
            for order, values in found.items():
                values = [bytes.fromhex(v["blob"]) if isinstance(v, dict) else v for v in values]
                self.c.execute(f"insert into stand_in_{args['run']} values (?{', ?' * len(values)})", [order, *values])

    def figures(self, args, part):
        """Rows of one part of dry_figures: at, n, t1 … t9."""
        return [(r[1], *r[3:]) for r in self.run("dry_figures", args) if r[0] == part]

    def picked(self, args, part):
        """What dry_rows says of the rows that dry_figures picked, in their order."""
        picks = [r[2:4] for r in self.figures(args, part)]
        rows = {r[:2]: r for r in self.run("dry_rows", {**args, "pick": [{"chunk": c, "pos": p} for c, p in picks]})}
        return [rows[p][2:] for p in picks]

    def affected(self, name, args, params=()):
        before = self.c.total_changes
        self.run(name, args, params)
        return self.rows("select changes()")[0][0] if self.c.total_changes != before else 0

    def script(self, name, args):
        for s in split(with_stand_in(fill(body(name), args))):
            self.c.execute(s)

    def plan(self, name, args):
        sql = with_stand_in(fill(body(name), args))
        return [r[3] for r in self.rows("explain query plan " + sql, ["x"] * ("?1" in sql))]

    def scope(self, args, keys=None, samples=(), stage_names=("everyone",)):
        self.c.execute("begin immediate")
        name = f"run-{args['run']}"
        self.run("run_insert", args, ["uuid-" + name, name, "p.yaml", "…", "d", "recompute", None, None, None, "main",
                                      args["alias"][1], args["alias"][1], "def", "db", "me", "3600000", None, "me@here"])
        for i, stage in enumerate(stage_names):
            self.run("stage_insert", {**args, "no": i + 1}, [stage])
        for kind in ("exclude", "uncertain"):
            for i, _ in enumerate(args[kind]):
                self.run("label_insert", {**args, "no": i + 1}, [kind, f"{kind}-{i + 1}"])
        self.script("scope_tables", args)
        self.run("batch_temp", args)
        columns = "".join(f", b{i + 1}, a{i + 1}" for i, _ in enumerate(args["set"]))
        self.c.execute(f"create table stand_in_{args['run']} (ord integer primary key{columns})")
        columns = "".join(f", k{i + 1}" for i, _ in enumerate(args["key"]))
        self.c.execute(f"create table listed_{args['run']} (ord integer primary key, class_no{columns})")
        if keys is not None:
            self.run("scope_keys_table", args)
            self.run("scope_keys_load", args, [json.dumps(keys)])
            self.strangers = self.run("scope_keys_strangers", args)[0]
        del self.seen[:]
        if keys is not None or samples:
            self.run("scope_seen", args)
            self.run("scope_scan_keys" if keys is not None else "scope_scan", args)
            for no, rows in samples:
                self.run("scope_sample", {**args, "no": no, "rows": rows})
            self.run("scope_freeze_seen", args)
        else:
            self.run("scope_freeze", args)
        self.freeze(args)
        assert self.run("scope_stageless", args)[0][0] == 0
        sealed = self.run("scope_seal", args, ["10", "0.1"])
        assert len(sealed) == 1
        self.script("scope_cleanup", args)
        self.c.execute("commit")
        assert self.run("list_intact", args) == [(0, sealed[0][2], None)]
        return sealed[0]

    def freeze(self, args):
        """What freeze.c does; classes here in the order of their names, there as they come."""
        classes = sorted({row[1] for row in self.seen}, key=lambda c: (c is None, c))
        numbered = [(reason, classes.index(c) + 1, stage, key) for reason, c, stage, *key in self.seen]
        counts = collections.Counter((reason, c, 0 if reason else stage) for reason, c, stage, _ in numbered)
        for reason, c, _, key in numbered:
            if reason:
                self.run("scope_freeze_excluded", args, [reason, c, *key])
        chunks, last = [], 0
        for stage, rows in itertools.groupby((n for n in numbered if n[0] == 0), key=lambda n: n[2]):
            while piece := list(itertools.islice(rows, args["chunk_rows"])):
                values = [[c, *({"blob": k.hex()} if isinstance(k, bytes) else k for k in key)] for _, c, _, key in piece]
                text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
                self.run("scope_freeze_block", args, [last + 1, last + len(piece), text])
                chunks.append([stage, last, len(piece), hashlib.sha256(text.encode()).hexdigest()])
                self.c.executemany(f"insert into listed_{args['run']} values (?, ?{', ?' * len(args['key'])})",
                                   [[last + i + 1, c, *key] for i, (_, c, _, key) in enumerate(piece)])
                last += len(piece)
        found = json.dumps({"classes": classes, "counts": [[*k, n] for k, n in counts.items()], "chunks": chunks})
        for step in ("scope_classes", "scope_counts", "scope_freeze_chunks"):
            self.run(step, args, [found])

    def change(self, args, slice_):
        """One slice, in the open transaction: the counts of batch_move."""
        args = {**args, **slice_}
        captured = self.affected("batch_capture", args)
        aside = 0
        if captured < args["count"]:
            captured += self.affected("batch_capture_rest", args)
            aside = self.affected("batch_aside", args)
            assert self.affected("batch_aside_clear", args) == aside
        assert self.affected("batch_update", args) == captured - aside
        self.run("batch_reread", args)
        self.keep(args)
        self.run("batch_stamp", args)
        (counts,) = self.run("batch_move", args)
        return counts

    def keep(self, args):
        for step in ("batch_join", "batch_unpack", "batch_pack", "batch_clear"):
            self.run(step, args)

    def batch(self, args, stage_no=1, rows=1000):
        self.c.execute("begin immediate")
        claimed = self.run("batch_claim", {**args, "stage_no": stage_no}, (None,))
        counts = None
        if claimed:
            chunk_no, position, n, intact, *_ = claimed[0]
            assert intact
            counts = self.change(args, {"chunk_no": chunk_no, "position": position, "count": min(rows, n - position)})
            assert counts[0] == sum(counts[1:6]) and counts[6:] == (0, 1)
        self.c.execute("commit")
        return counts

    def stage(self, args, stage_no=1, rows=7):
        while self.batch(args, stage_no, rows):
            pass

    def totals(self, args):
        names = ("candidates", "changed", "unchanged", "excluded", "uncertain", "gone", "failed", "pending")
        stages = [row[4:] for row in self.run("status_stages", args)]
        return {k: sum(column) for k, column in zip(names, zip(*stages)) if sum(column)}

    def undo(self, args, stage=None, cls=None, keys=None, rows=4):
        earlier = self.run("undo_earlier", args)
        args = {**args, "undone": [{"at": args["run"]}] if earlier else []}
        preview = dict(self.run("undo_preview_keys" if keys else "undo_preview", args,
                                [stage, cls] + ([json.dumps(keys)] if keys else [])))
        self.c.execute("begin immediate")
        if keys:
            self.run("scope_keys_table", args)
            self.run("scope_keys_load", args, [json.dumps(keys)])
        ((no,),) = self.run("undo_insert", args, ["scope", "true", "finished", "me", None])
        args["undo_no"] = no
        frozen = self.affected("undo_freeze_keys" if keys else "undo_freeze", args, [stage, cls])
        self.run("undo_freeze_chunks", args)
        if keys:
            self.script("scope_cleanup", args)
        self.c.execute("commit")
        assert frozen == sum(preview.values())
        total = [0] * 5
        while True:
            self.c.execute("begin immediate")
            claimed = self.run("undo_claim", args)
            if not claimed:
                break
            piece, position, n, *_ = claimed[0]
            s = {**args, "no": piece, "position": position, "count": min(rows, n - position)}
            self.run("undo_temp", s)
            self.run("undo_clear", s)
            assert self.affected("undo_see", s) == s["count"]
            restored = self.affected("undo_restore", s)
            self.run("undo_aside", s)
            (counts,) = self.run("undo_move", s)
            assert counts[1] == restored and counts[5:] == (0, 1)
            total = [a + b for a, b in zip(total, counts)]
            self.c.execute("commit")
        self.run("undo_finish", args)
        self.c.execute("commit")
        states = {k: v for k, v in zip(("restorable", "already", "conflict", "vanished"), total[1:]) if v}
        assert states == preview and total[0] == frozen
        return states


ORDERS = """create table orders (id integer primary key, country text, subtotal integer, rate real, tax integer,
                                 total integer, note text, locked_by text)"""
COLUMNS = dict(id="INTEGER", country="TEXT", subtotal="INTEGER", rate="REAL", tax="INTEGER", total="INTEGER", note="TEXT",
               locked_by="TEXT")


def orders(n=40):
    db = Database(ORDERS)
    db.c.executemany("insert into orders values (?, ?, ?, 0.2, 0, ?, 'n', null)",
                     ((i, ["DE", "NZ", None][i % 3], 100 * i, 100 * i) for i in range(1, n + 1)))
    return db


def tax_plan(**kw):
    return plan("orders", COLUMNS, ["id"], {"tax": "round(subtotal * rate)", "total": "subtotal + round(subtotal * rate)"},
                **{"where": "subtotal > 0", "cls": "country", "exclude": ["locked_by is not null", "rate is null"], **kw})


# --- images: what "unchanged" and "still ours" mean ---

VALUES = ["null", "5", "5.0", "'5'", "x'35'", "'5.0'", "' 5 '", "'a'", "'A'", "'a' || char(0)", "'a' || char(0) || 'b'",
          "''", "x''", "x'61'", "0.1", "'0.1'", "0.1 + 0.2", "0.3", "1e15", "1000000000000000", "9007199254740993",
          "9007199254740992.0", "9223372036854775808.0", "'9223372036854775807'", "'abc'", "0", "1e400", "cast(7 as text)",
          "cast('7' as integer)", "'1e3'", "1000", "p", "o", "'0x10'"]


def images(db, table):
    return {i: (kind, struct.pack(">d", value) if isinstance(value, float) else value)
            for i, kind, value in db.rows(f"select id, typeof(c), c from {table}")}


@pytest.mark.parametrize("affinity", ["integer", "real", "numeric", "text", "blob", ""])
@pytest.mark.parametrize("collation", ["", "collate nocase"])
def test_unchanged_means_the_same_image(affinity, collation):
    """Each value in the column, each expression as its new value; the oracle is a plain UPDATE of a copy."""
    columns = dict(id="INTEGER", c=(affinity or "blob").upper(), o="TEXT", p="REAL")
    create = "create table {} (id integer primary key, c {} {}, o text, p real)"
    for expression in VALUES:
        db = Database(*(create.format(t, affinity, collation) for t in ("u", "copy")))
        for i, value in enumerate(VALUES):
            db.c.execute(f"insert into u select {i + 1}, {value}, o, p from (select '5' as o, 5.0 as p)")
        db.c.execute("insert into copy select * from u")
        db.c.execute(f"update copy set c = {expression}")
        before, stored = (images(db, t) for t in ("u", "copy"))
        args = plan("u", columns, ["id"], {"c": expression}, chunk_rows=1000)
        db.scope(args)
        db.stage(args, rows=1000)
        assert images(db, "u") == stored
        captured = {r[0] for r in db.rows("select id from retcon_correction_1")}
        differ = {i for i in before if before[i] != stored[i]}
        assert differ <= captured
        # The one known exception: a text of digits beyond 2^53 in a REAL column is written although it reads alike.
        surplus = {VALUES[i - 1] for i in captured - differ}
        assert not surplus or (affinity == "real" and expression == "'9223372036854775807'"), (expression, surplus)
        assert db.run("verify_second_pass", args)[0][1] == 0
        assert db.run("verify_repeats", args)[0][0] <= db.run("verify_second_pass", args)[0][0]
        db.undo(args, rows=1000)
        assert images(db, "u") == before


@pytest.mark.parametrize("affinity", ["integer", "real", "numeric", "text", "blob", ""])
@pytest.mark.parametrize("collation", ["", "collate nocase"])
def test_a_rollback_spares_every_other_image(affinity, collation):
    """After the run somebody stores another value: = may call it equal, the image is not, so it is a conflict."""
    columns = dict(id="INTEGER", c=(affinity or "blob").upper())
    db = Database(f"create table u (id integer primary key, c {affinity} {collation})")
    pairs = [(a, b) for a in VALUES for b in VALUES if a not in "op" and b not in "op"]
    db.c.executemany("insert into u values (?, 'before')", ((i + 1,) for i in range(len(pairs))))
    ours = " ".join(f"when {i + 1} then {a}" for i, (a, _) in enumerate(pairs))
    args = plan("u", columns, ["id"], {"c": f"case id {ours} end"}, chunk_rows=5000)
    db.scope(args)
    db.stage(args, rows=5000)
    written = images(db, "u")
    for i, (_, b) in enumerate(pairs):
        db.c.execute(f"update u set c = {b} where id = {i + 1}")
    now = images(db, "u")
    db.undo(args, rows=5000)
    end = {r[0]: r[1] for r in db.rows("select id, c from u")}
    for i in written:
        assert (end[i] == "before") == (written[i] == now[i]), pairs[i - 1]


# --- scope ---

def test_scope_counts_freezes_and_seals():
    db = orders()
    db.c.execute("update orders set locked_by = 'x' where id in (3, 4)")
    db.c.execute("update orders set rate = null where id in (4, 5)")
    args = tax_plan(stages=((2, "country = 'NZ'"), (3, "1")))
    universe, candidates, _ = db.scope(args, samples=[(1, 6)], stage_names=("canary", "nz", "rest"))
    assert (universe, candidates) == (40, 37)
    assert db.rows("select ord from listed_1") == [(i,) for i in range(1, 38)]
    summary = db.run("scope_summary", args)
    assert sum(r[3] for r in summary) == 40
    assert sum(r[3] for r in summary if r[0] == "exclude-1") == 2 and sum(r[3] for r in summary if r[0] == "exclude-2") == 1
    assert sorted(r[3] for r in summary if r[2] == "canary") == [2, 2, 2]
    assert [r[1] for r in db.rows("select no, name from retcon_label where kind = 'class' order by no")] == ["DE", "NZ", None]
    for stage_no, keys in itertools.groupby(
            db.rows("select h.stage_no, l.k1 from retcon_chunk h join listed_1 l on l.ord > h.first_ord "
                    "and l.ord <= h.first_ord + h.n order by l.ord"), key=lambda r: r[0]):
        keys = [k for _, k in keys]
        assert keys == sorted(keys), stage_no
    assert db.run("run_by_name", args, ["run-1"])[0][21:24] == (40, 37, 10)
    assert db.run("explain_excluded", args, ["5"]) == [("exclude-2", None)]
    assert db.run("explain_find", args, ["1"])[0][2:] in [("canary", "NZ", 0), ("nz", "NZ", 0)]
    assert sorted(r[1:3] for r in db.run("dry_left_out", args)) == [("exclude-1", 3), ("exclude-1", 4), ("exclude-2", 5)]


def test_a_list_that_was_altered_is_noticed():
    for tamper in ("delete from retcon_list_1 where from_ord = 11", "update retcon_list_1 set body = replace(body, ',5]', ',99]')",
                   "insert into retcon_list_1 values (99, 99, '[[1,99]]')", "update retcon_list_1 set to_ord = to_ord + 1"):
        db = orders()
        args = tax_plan()
        db.scope(args)
        db.c.execute(tamper)
        assert db.run("list_intact", args)[0][0] > 0, tamper


def test_only_keys_of_the_file():
    db = orders()
    args = tax_plan()
    universe, *_ = db.scope(args, keys=[["3"], ["7"], ["7"], ["999"]])
    assert universe == 2 and db.strangers == (4, 3, 2)


# --- batches ---

def test_every_outcome_is_told_and_adds_up():
    db = orders()
    args = tax_plan(uncertain=["new.total - old.total > 700 and new.note = 'n'"])
    db.scope(args)
    db.c.execute("update orders set tax = 20, total = 120 where id = 1")            # already right
    db.c.execute("update orders set locked_by = 'x' where id = 2")                   # excluded since
    db.c.execute("update orders set subtotal = 0 where id = 3")                      # no longer in scope
    db.c.execute("delete from orders where id = 4")
    db.c.execute("update orders set id = 500 where id = 5")
    before = {r[0]: r for r in db.rows("select * from orders")}
    counts = collections.Counter()
    for _, n, _, outcome, reason, *_ in db.figures(args, "count"):
        counts[outcome, reason] += n
    assert counts == {("changed", None): 30, ("unchanged", None): 1, ("excluded", "exclude-1"): 1, ("gone", None): 2,
                      ("excluded", "no longer matches scope.where"): 1, ("uncertain", "uncertain-1"): 5}
    db.stage(args)
    assert db.totals(args) == dict(candidates=40, changed=30, unchanged=1, excluded=2, uncertain=5, gone=2)
    assert db.run("verify_recount", args) == [(30, 2, 5, 2, 0)]
    assert db.rows("select count(*) from temp.retcon_taken_1") == [(0,)]
    seen = {r[0]: r[2:6] for r in db.rows("select id, pos, tax_before, tax_after, total_before, total_after "
                                          "from retcon_correction_1")}
    for row in db.rows("select * from orders"):
        old = before[row[0]]
        if row[0] in seen:
            assert seen[row[0]] == (old[4], row[4], old[5], row[5]) and row[4] == round(row[2] * 0.2)
        else:
            assert row == old
    assert sorted(r[:2] for r in db.run("status_reasons", args)) == [
        ("became_excluded", "exclude-1"), ("became_excluded", "no longer matches scope.where"), ("gone", "gone"),
        ("uncertain", "uncertain-1")]
    assert db.run("verify_second_pass", args) == [(0, 0)] and db.run("verify_repeats", args) == [(0,)]
    assert db.run("verify_late", args) == [(1, 500)]


def test_an_expression_is_not_computed_for_a_row_that_is_left_out():
    db = Database("create table d (id integer primary key, doc text, n integer)")
    db.c.executemany("insert into d values (?, ?, 0)", [(1, '{"n": 1}'), (2, "not json"), (3, '{"n": 3}')])
    args = plan("d", dict(id="INTEGER", doc="TEXT", n="INTEGER"), ["id"], {"n": "json_extract(doc, '$.n')"},
                exclude=["json_valid(doc) = 0"])
    db.scope(args)
    db.c.execute("update d set doc = '{' where id = 3")
    assert db.run("dry_probe", {**args, "chunk_no": 1, "position": 0, "count": 2}) == [(2, 1)]
    db.stage(args)
    assert db.totals(args) == dict(candidates=2, changed=1, excluded=1)


def test_another_spelling_of_the_key_is_gone():
    db = Database("create table u (name text collate nocase primary key, n integer) without rowid")
    db.c.executemany("insert into u values (?, 0)", [("Ann",), ("bob",), ("Cid",)])
    args = plan("u", dict(name="TEXT", n="INTEGER"), ["name"], {"n": "1"})
    db.scope(args)
    db.c.execute("update u set name = 'BOB' where name = 'bob'")
    db.stage(args)
    assert db.totals(args) == dict(candidates=3, changed=2, gone=1)
    db.c.execute("update u set name = 'ANN' where name = 'ann'")
    assert db.undo(args) == dict(restorable=1, vanished=1)
    assert db.rows("select name, n from u order by name") == [("ANN", 1), ("BOB", 0), ("Cid", 0)]


KEYS = {
    "composite": ("create table u (a text, b integer, c integer, primary key (a, b))", ["a", "b"], "TEXT INTEGER",
                  [("x", 1), ("x", 2), ("y", 1), ("", -5)]),
    "without rowid": ("create table u (a text, b real, c integer, primary key (b, a)) without rowid", ["b", "a"], "TEXT REAL",
                      [("x", 1.5), ("x", 0.1), ("y", 1e300)]),
    "blob": ("create table u (a blob primary key, b integer, c integer)", ["a"], "BLOB INTEGER",
             [(b"\x00\xff", 1), (b"", 2), ("text", 3), (7, 4), (7.5, 5)]),
    "large": ("create table u (a integer primary key, b integer, c integer)", ["a"], "INTEGER INTEGER",
              [(-2**63, 1), (2**63 - 1, 2), (2**53 + 1, 3), (2**53, 4)]),
    "numeric": ("create table u (a numeric unique not null, b integer, c integer)", ["a"], "NUMERIC INTEGER",
                [(1.5, 1), (2, 2), ("abc", 3), (2**53 + 1, 4), (b"5", 5)]),
    "text with nul": ("create table u (a text unique not null, b integer, c integer)", ["a"], "TEXT INTEGER",
                      [("a", 1), ("a\0", 2), ("a\0b", 3), ("é", 4)]),
}


@pytest.mark.parametrize("name", KEYS)
def test_keys_of_every_kind_find_their_row(name):
    create, key, affinities, rows = KEYS[name]
    db = Database(create)
    db.c.executemany("insert into u values (?, ?, 0)", rows)
    columns = dict(zip("ab", affinities.split()), c="INTEGER")
    args = plan("u", columns, key, {"c": "c + 1"}, chunk_rows=2)
    db.scope(args)
    db.stage(args, rows=1)
    assert db.totals(args) == dict(candidates=len(rows), changed=len(rows))
    assert db.rows("select distinct c from u") == [(1,)]
    for row in rows:
        texts = [("x'" + v.hex() + "'" if isinstance(v, bytes) else str(v)) for k in key for v in [row["ab".index(k)]]]
        if not any("\0" in t for t in texts) and 7.5 not in row:
            assert len(db.run("explain_exists", args, texts)) == 1, texts
            assert len(db.run("explain_find", args, texts)) == 1, texts
    assert db.undo(args, rows=1) == dict(restorable=len(rows))
    assert db.rows("select distinct c from u") == [(0,)]


def test_hostile_names_do_not_shadow():
    create = 'create table "s" ("k1" integer primary key, "n" integer, "position" integer, "b1" integer, "state" text)'
    db = Database(create, "create table slice (id integer)", "insert into slice values (2)")
    db.c.executemany("insert into s values (?, 0, 0, ?, 'new')", [(1, 10), (2, 20), (3, 30)])
    columns = dict(k1="INTEGER", n="INTEGER", position="INTEGER", b1="INTEGER", state="TEXT")
    args = plan("s", columns, ["k1"], {"n": "s.b1 + k1", "position": "n + 1", "state": "'done'"},
                where="state = 'new'", exclude=["k1 in (select id from slice)"], uncertain=["new.n > 30 and old.b1 = 30"])
    db.scope(args)
    assert db.run("scope_summary", args)[-1][0] == "exclude-1"
    db.stage(args)
    assert db.rows("select * from s") == [(1, 11, 1, 10, "done"), (2, 0, 0, 20, "new"), (3, 0, 0, 30, "new")]
    assert db.totals(args) == dict(candidates=2, changed=1, uncertain=1)


def test_triggers_are_read_again():
    db = orders(5)
    db.c.execute("create trigger t after update on orders when new.total < 1000000 begin "
                 "update orders set total = total + 1000000 where id = new.id; end")
    args = tax_plan()
    db.scope(args)
    db.c.execute("begin immediate")
    rehearsal = {**args, "chunk_no": 1, "position": 0, "count": 5}
    db.script("rehearse_before", rehearsal)
    db.change(args, {"chunk_no": 1, "position": 0, "count": 5})
    assert db.run("rehearse_changes", args) == []
    db.c.execute("rollback")
    db.stage(args)
    assert db.rows("select total_after from retcon_correction_1 where id = 1") == [(1000120,)]
    assert db.run("undo_preview", args, [None, None]) == [("restorable", 5)]


def test_a_refused_row_is_set_aside_and_may_be_tried_again():
    db = orders(6)
    args = tax_plan(cls=None)
    db.scope(args)
    db.c.execute("begin immediate")
    s = {**args, "chunk_no": 1, "position": 0, "count": 1}
    assert db.affected("batch_failed", s, ["no such luck"]) == 1
    assert db.run("batch_failed_move", s) == [(1,)]
    assert db.run("batch_failed_move", s) == []
    db.c.execute("commit")
    db.stage(args)
    assert db.totals(args) == dict(candidates=6, changed=5, failed=1)
    assert [r[2:4] for r in db.run("quarantine_list", args, ["open"])] == [("failed", "no such luck")]
    assert db.run("verify_second_pass", args) == [(0, 0)]
    resolve(db, args, 1, "retry")
    assert db.totals(args) == dict(candidates=6, changed=6)
    assert db.run("verify_recount", args) == [(6, 0, 0, 0, 0)]
    assert db.rows("select count(distinct at), min(at) is not null from retcon_correction_1")[0][1] == 1


def resolve(db, args, pos, how):
    db.c.execute("begin immediate")
    s = {**args, "chunk_no": 1, "pos": pos, "position": pos - 1, "count": 1, "uncertain": []}
    ((outcome,),) = db.run("resolve_see", s)
    if outcome == "changed":
        assert db.affected("batch_capture", s) == 1 and db.affected("batch_update", s) == 1
        db.keep(s)
    moved = db.run("resolve_move", s)
    assert moved == [(outcome, 1)]
    db.run("resolve_mark", s, [how, "me", "why"])
    assert db.run("resolve_move", s) == []
    db.c.execute("commit")
    return outcome


def test_an_uncertain_row_is_applied_by_a_person():
    db = orders(6)
    args = tax_plan(uncertain=["old.id in (2, 3)"], cls=None)
    db.scope(args)
    db.stage(args)
    assert db.totals(args) == dict(candidates=6, changed=4, uncertain=2)
    assert resolve(db, args, 2, "apply") == "changed"
    db.c.execute("update orders set tax = 60, total = 360 where id = 3")
    assert resolve(db, args, 3, "apply") == "unchanged"
    assert db.totals(args) == dict(candidates=6, changed=5, unchanged=1)
    assert db.run("verify_recount", args) == [(5, 0, 0, 0, 0)]
    assert db.undo(args) == dict(restorable=5)


# --- rollback ---

def test_rollback_restores_and_never_overwrites():
    db = orders()
    args = tax_plan()
    before = db.rows("select * from orders")
    db.scope(args)
    db.stage(args)
    db.c.execute("update orders set total = 7 where id = 8")
    db.c.execute("delete from orders where id = 9")
    db.c.execute("update orders set tax = 0, total = subtotal where id = 10")
    shown = db.run("undo_conflicts", args, [None, None])
    assert shown == [(8, 0, 160, 160, 800, 960, 7)]
    assert db.undo(args) == dict(restorable=37, already=1, conflict=1, vanished=1)
    expected = [r for r in before if r[0] != 9]
    now = db.rows("select * from orders")
    assert [r for r in now if r[0] != 8] == [r for r in expected if r[0] != 8] and now[7][5] == 7
    assert db.run("status_undo", args) == [(38, 1)]
    (row,) = [r for r in db.run("quarantine_list", args, ["open"]) if r[2] == "conflict"]
    assert row[9:] == (8, 0, 160, 160, 800, 960, 7)
    s = {**args, "chunk_no": row[0], "pos": row[1]}
    assert db.run("resolve_lock", s) == [("conflict", None)]
    assert db.run("resolve_restore", s) == [(1,)]
    db.run("resolve_mark", s, ["restore", "me", None])
    assert db.rows("select tax, total from orders where id = 8") == [(0, 800)]
    assert len(db.run("explain_undo", s)) == 1


def test_rollbacks_of_parts_do_not_overlap():
    db = orders()
    args = tax_plan(stages=((1, "country = 'NZ'"), (2, "1")))
    before = db.rows("select * from orders")
    db.scope(args, stage_names=("nz", "rest"))
    db.stage(args, 1)
    db.stage(args, 2)
    assert db.undo(args, keys=[["1"], ["2"], ["77"]]) == dict(restorable=2)
    assert db.undo(args, stage="nz") == dict(restorable=13)
    assert db.undo(args, cls="DE") == dict(restorable=13)
    assert db.undo(args, stage="rest") == dict(restorable=12)
    assert db.undo(args) == {}
    assert db.rows("select * from orders") == before
    assert db.run("status_undo", args) == [(40, 0)]


def test_a_row_that_cannot_be_restored_is_set_aside():
    db = orders(3)
    args = tax_plan(cls=None)
    db.scope(args)
    db.stage(args)
    ((no,),) = db.run("undo_insert", args, ["all", "1", "finished", "me", None])
    args["undo_no"] = no
    db.run("undo_freeze", args, [None, None])
    db.run("undo_freeze_chunks", args)
    s = {**args, "no": 1, "position": 0, "count": 1}
    assert db.affected("undo_failed", s, ["refused"]) == 1
    assert db.run("undo_failed_move", s) == [(1,)]
    assert db.rows("select pos, outcome, message from retcon_set_aside") == [(1, "unrestored", "refused")]
    assert db.run("undo_pending", args)[0][:8] == (1, 3, 1, 0, 0, 0, 0, 1)


# --- figures ---

def test_figures_of_the_dry_run():
    db = orders(200)
    args = tax_plan(cls=None)
    db.scope(args)
    assert db.figures(args, "delta")[0] == (1, None, 20, 40, 200, 1000, 2000, 3000, 3800, 3960, 4000)
    assert db.figures(args, "number") == [(1, None, 200, 0, 0, 0, 0, 402000, 402000, 0, None),
                                          (2, None, 200, 0, 0, 0, 2010000, 2412000, 402000, 2010000, 20.0)]
    assert [r[3] for r in db.picked(args, "largest")][:5] == [200, 199, 198, 197, 196]
    samples = db.picked(args, "sample")
    assert len({r[3] for r in samples}) == 5 and samples == db.picked(args, "sample")
    assert {r[1] for r in samples} == {"changed"}
    edge = db.run("dry_edge", {**args, "edge": ("expr", "subtotal > 19800")})
    assert sorted(r[4] for r in edge) == [199, 200]
    assert db.run("dry_key", {**args, "chunk_no": 2, "pos": 3}) == [(13,)]
    db.stage(args)
    assert db.run("report_numbers", args) == [(0, 402000, 402000, 2010000, 2412000, 402000)]


def test_transitions_count_pairs():
    db = orders(10)
    args = plan("orders", COLUMNS, ["id"], {"country": "coalesce(lower(country), '?')"})
    db.scope(args)
    words = [(*r[2:4], r[1]) for r in db.figures(args, "word")]
    assert words == [("NZ", "nz", 4), (None, "?", 3), ("DE", "de", 3)]


# --- the way there ---

KEY_FORMS = {
    "rowid": ("create table u (a integer primary key, b text, c integer)", ["a"]),
    "unique": ("create table u (a text collate nocase unique not null, b text, c integer)", ["a"]),
    "composite": ("create table u (a integer, b text, c integer, primary key (a, b)) without rowid", ["a", "b"]),
}
SLICE_STATEMENTS = ("batch_claim", "batch_capture", "batch_capture_rest", "batch_update", "batch_reread", "batch_aside",
                    "batch_aside_clear", "batch_stamp", "batch_move", "batch_failed", "dry_probe", "undo_claim", "undo_see",
                    "undo_restore", "batch_bounds", "batch_range", "batch_keep", "batch_join", "batch_unpack", "undo_rows", "undo_bounds", "undo_range",
                    "undo_range_move", "undo_move", "resolve_see", "resolve_move", "resolve_restore")


@pytest.mark.parametrize("analyzed", [False, True])
@pytest.mark.parametrize("form", KEY_FORMS)
def test_a_slice_reads_no_whole_table(form, analyzed):
    """Neither the user's table nor the list nor the captures, whatever the planner believes about their sizes."""
    create, key = KEY_FORMS[form]
    db = Database(create, "create index u_c on u (c)")
    db.c.executemany("insert into u values (?, 'x', 0)", ((i,) for i in range(3000)))
    columns = dict(a="TEXT" if form == "unique" else "INTEGER", b="TEXT", c="INTEGER")
    args = plan("u", columns, key, {"c": "c + 1"}, uncertain=["new.c > 3"], chunk_rows=1000)
    db.scope(args)
    db.stage(args, rows=1000)
    db.undo(args, rows=1000)
    if analyzed:
        db.c.execute("analyze")
        db.c.execute("update sqlite_stat1 set stat = '10 1' where tbl = 'u'")
        db.c.execute("analyze sqlite_schema")
    s = {**args, "chunk_no": 1, "position": 0, "count": 5, "undo_no": 1, "no": 1, "pos": 1, "stage_no": 1}
    for name in SLICE_STATEMENTS:
        for step in db.plan(name, s):
            assert "AUTOMATIC" not in step, (name, step)
            whole = re.match(r"SCAN (\w+)", step)
            # Results of the statement itself, the slice's notes, and the few runs.
            assert not whole or whole[1] in ("retcon_d", "retcon_v", "retcon_s", "k", "s", "p", "x", "y", "CONSTANT",
                                             "retcon_undo_seen", "r", "b"), (name, step)


def test_every_statement_prepares():
    """What no other test runs is at least accepted."""
    db = orders(3)
    args = tax_plan()
    db.scope(args)
    db.undo(args)
    args |= {"chunk_no": 1, "position": 0, "count": 5, "undo_no": 1, "no": 1, "pos": 1, "at": 1, "stage_no": 1, "rows": 1,
             "edge": ("expr", "1"), "expression": ("expr", "tax > 1"), "column": ("ident", "tax")}
    for name in ("scope_keys_table", "scope_seen", "rehearse_before", "undo_temp"):
        db.run(name, args)
    mine = re.compile(r"(approval|audit|debt|batch|chain|check|dry|event|explain|label|list|predict|prune|quarantine|rehearse|report|resolve|run|runner|scope|"
                      r"stage|status|stop|undo|verify|ledger)_|blocks$")
    for path in sorted(SQL.glob("*.sql")):
        if not mine.match(path.stem) or path.stem in ("scope_tables", "scope_drop", "scope_cleanup", "scope_keys_table",
                                                      "scope_seen", "rehearse_before"):
            continue
        a = args if path.stem != "check_doubt" else {**args, "expression": ("expr", "new.total > old.total")}
        sql = with_stand_in(fill(body(path.stem), a))
        n = max([int(x) for x in re.findall(r"\?(\d+)", sql)], default=re.sub(r"'[^']*'|--.*", "", sql).count("?"))
        db.c.execute("explain " + sql, [None] * n)


def test_a_run_s_life_in_the_ledger():
    db = orders(3)
    args = tax_plan()
    db.scope(args)
    row = db.run("run_by_id", args)[0]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[24]) and row[24] < row[25] and row[29] == 0
    assert db.run("run_move", args, ["rehearsed", "running", "start"]) == []
    assert db.run("run_move", args, ["scoped", "rehearsed", "rehearse"]) == [("rehearsed",)]
    assert db.run("run_live", args, ["run-1"]) == [(1, "rehearsed")]
    with pytest.raises(sqlite3.IntegrityError):
        db.scope(args | {"run": 1})
    db.c.execute("rollback")
    db.run("runner_seen", args, ["r1", "me", "1000.5", "5000", None, None, None, ""])
    db.run("runner_seen", args, ["r1", "me", "2000.5", "5000", "rate", "3600000", "7200000", "boot pid 1 2"])
    (runner,) = db.run("status_runners", args)
    assert runner[0] == "me" and 0 <= runner[2] < 5000 and runner[3:8] == (5000, 2000.5, "rate", 3600000, 7200000)
    assert runner[10] == "" and runner[1] < runner[8] < runner[9] and re.fullmatch(r"[-\dT:]+Z", runner[9])
    number, last, now, uuid = db.run("chain_lock", args, ["1"])[0]
    assert (number, last, uuid) == (0, "0" * 64, "uuid-run-1") and re.fullmatch(r"[-\dT:]+\.\d{3}Z", now)
    db.run("event_insert", args, ["1", "1", uuid, now, "me", "pause", "running", "paused", None, "{}", last, "d"])
    db.run("chain_move", args, ["1", "d"])
    assert db.run("event_list", args)[0] == (1, 1, uuid, now, "me", "pause", "running", "paused", None, "{}", last, "d", "run-1")
    assert db.run("event_list", args) == db.run("event_latest", args, ["1", "5"]) == db.run("event_page", args, ["0", "5"])
    assert db.run("event_latest", args, ["2", "5"]) == db.run("event_page", args, ["1", "5"]) == []
    assert db.run("chain_head", args) == [(1, "d", 1)]
    assert db.run("chain_find", args, [last, "d"]) == [(1, 0), (1, 1)]
    db.script("scope_drop", args)
    db.run("prune_mark", args)
    assert db.rows("select name from sqlite_schema where name glob 'retcon_*_1'") == []
