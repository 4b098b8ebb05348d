"""Databases that are hostile or closed to our role: nothing planted is called, and what is missing is named."""
from contextlib import closing

from witness import Witness, ends, fix

T = "create table t (id integer primary key, v integer); insert into t values (1, 1), (2, 2);"


def test_a_search_path_that_lies(pg15db, retcon, plan):
    """Functions and operators planted before pg_catalog, for the role and the database: none of them is ever called."""
    pg15db.execute(T.replace("v integer", "v integer, n text").replace("(1, 1), (2, 2)", "(1, 1, 'A'), (2, 2, 'B')")
                   + "create schema evil; create table evil.seen (what text); ")
    planted = [("lower(text)", "text"), ("count(integer)", "bigint"), ("now()", "timestamptz"), ("format(text)", "text"),
               ("set_config(text, text, boolean)", "text"), ("quote_ident(text)", "text")]
    for f, returns in planted:
        pg15db.execute(f"create function evil.{f} returns {returns} language plpgsql as $$begin "
                       f"insert into evil.seen values ('{f}'); return null; end$$")
    pg15db.execute("create function evil.eq(integer, integer) returns boolean language plpgsql as $$begin "
                   "insert into evil.seen values ('='); return true; end$$; create operator evil.= (leftarg = integer, "
                   "rightarg = integer, function = evil.eq); create function evil.teq(text, text) returns boolean language "
                   "plpgsql as $$begin insert into evil.seen values ('= text'); return true; end$$; "
                   "create operator evil.= (leftarg = text, rightarg = text, function = evil.teq)")
    for whom in ("role postgres in database " + pg15db.name, "database " + pg15db.name):
        pg15db.execute(f"alter {whom} set search_path = evil, pg_catalog, public")
    with closing(pg15db.connect()) as c, c.cursor() as cursor:
        cursor.execute("select lower('X'), 1 = 2")
        assert cursor.fetchone() == (None, True), "the trap does not work, so the test proves nothing"
        cursor.execute("truncate evil.seen; set search_path = pg_catalog")
    path = plan(fix("public.t", "n: lower(n)", where="id = 1 and now() > '2020-01-01'",
                    rest="  uncertain:\n    odd: new.n = 'zz'\n"))
    s = ends(pg15db, retcon, path)
    for args in (["verify", "fix"], ["explain", "public.t", 1], ["report", "fix"], ["doctor"], ["list"],
                 ["rollback", "fix", "--class", "x", "--dry-run"], ["rollback", "fix", "--yes"]):
        retcon(*args, db=pg15db, rc=(0, 2))
    assert s["changed"] == 1
    with closing(pg15db.connect()) as c, c.cursor() as cursor:
        cursor.execute("set search_path = pg_catalog; select * from evil.seen")
        assert cursor.fetchall() == []
        cursor.execute("select id, v, n from public.t order by id")
        assert cursor.fetchall() == [(1, 1, "A"), (2, 2, "B")]


def test_row_security(pg15db, retcon, plan, role):
    pg15db.execute(T + f"create policy p on t using (id = 1); alter table t enable row level security; "
                   f"grant all on t to {role.name}; grant create, temporary on database {pg15db.name} to {role.name}")
    w = Witness(pg15db)
    path = plan(fix("public.t", "v: v + 1"))
    for command in (["check"], ["scope"], ["run", "--yes"]):
        r = retcon(command[0], path, *command[1:], db=role.url, rc=3)
        assert "row security hides rows" in r.err and "BYPASSRLS" in r.err and "plan.yaml:2:8" in r.err, r
    w.same()
    pg15db.execute(f"alter table t owner to {role.name}; alter table t force row level security")
    assert "FORCE ROW LEVEL SECURITY" in retcon("check", path, db=role.url, rc=3).err
    pg15db.execute("alter table t no force row level security")
    assert retcon("run", path, "--yes", db=role.url).rc == 0
    assert pg15db.query("select v from t order by id") == [(2,), (3,)]


def test_each_missing_right_is_named_and_granting_it_is_enough(pg15db, retcon, plan, role):
    """The hints are run as they stand, until there are none; then the run works."""
    pg15db.execute(f'create schema s; create table s."T x" (id integer primary key, v integer); '
                   f'insert into s."T x" values (1, 1), (2, 2)')
    path = plan(fix("'s.\"T x\"'", "v: id + 10"))
    w, granted = Witness(pg15db), []
    for _ in range(8):
        r = retcon("check", path, db=role.url, rc=(0, 1, 3))
        hints = [line.split("hint:", 1)[1].strip() for line in r.err.splitlines() if "hint: GRANT" in line]
        if r.rc == 0:
            break
        assert hints, r
        w.same()
        for hint in hints:
            pg15db.execute(hint.replace(" (CREATE too where it makes tables)", ""))
            granted.append(hint)
    assert r.rc == 0, (granted, r)
    assert any("UPDATE" in g for g in granted) and any("SELECT" in g for g in granted) and len(granted) <= 5, granted
    retcon("run", path, "--yes", db=role.url)
    retcon("verify", "fix", db=role.url)
    retcon("rollback", "fix", "--yes", db=role.url)
    assert pg15db.query('select v from s."T x" order by id') == [(1,), (2,)]


def test_a_right_that_is_taken_away_between(pg15db, retcon, plan, role):
    pg15db.execute(T + f"grant select, update on t to {role.name}; "
                   f"grant create, temporary on database {pg15db.name} to {role.name}")
    retcon("dry-run", plan(fix("public.t", "v: v + 1")), db=role.url)
    pg15db.execute(f"revoke update on t from {role.name}")
    w = Witness(pg15db)
    r = retcon("run", "fix", db=role.url, rc=(1, 3))
    assert "GRANT" in r.err and "UPDATE" in r.err, r
    w.untouched(("fix", "rehearsed"))
    pg15db.execute(f"grant update (v) on t to {role.name}")
    retcon("run", "fix", db=role.url)
    assert pg15db.query("select v from t order by id") == [(2,), (3,)]
