"""The states of a run, from outside: every command in every state, with a kill -9 in the middle of every move.

What is allowed stands in the table below, written by hand: not read from def/states.def, and not asked of Retcon. The
same of the one function that moves a state is in tests/conform/test_states.c.
"""
import signal
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import harness
import pytest

STATES = "scoped rehearsed running waiting paused halted finished rolling_back rolled_back abandoned".split()

PLAN = """name: {name}
why: The price is one short.
table: {table}
scope:
  where: id <= 20
change:
  set:
    price: price + 1
checkpoint:
  batch: 5
  lock_timeout: 10s   # four at once on one file, on a machine that may be slow
stages:
  - name: canary
    sample: 10
  - name: everyone
"""
WATCH = """watch:
  no_data:
    sql: select max(price) from {table} where 1 = 0
    min: 0
"""

COMMANDS = {
    "dry-run": ("dry-run", "{}", "--quiet"),
    "run": ("run", "{}", "--yes"),
    "run, why": ("run", "{}", "--yes", "--because", "they are known"),
    "resume": ("resume", "{}"),
    "pause": ("pause", "{}"),
    "stop": ("stop", "{}"),
    "give up": ("stop", "{}", "--abandon"),
    "roll back": ("rollback", "{}", "--yes"),
    "roll a part back": ("rollback", "{}", "--stage", "canary", "--yes"),
    "scope": ("scope", "{}.yaml"),
}


def but(rest, **known):
    return {**dict.fromkeys(STATES, rest), **known}


def goes(rc, path, kill=1):
    """Allowed: the exit status, the states that the run then comes to, and in which of the moves it is killed first."""
    return "goes", rc, path.split(), kill


def says(text):
    """Nothing is left to do, which is no error: the sentence that says so."""
    return "says", 0, text, 0


def refused(text):
    return "refused", 1, text, 0


STATE_IS = refused('run "{name}" is {state}')
HALTED = ("refused", 6, 'run "{name}" is {state}', 0)
BEGUN = refused("is {state}: its dry run belongs to the time before it began")
NOTHING = says("is left to roll back")
ONE = refused("one run of a name at a time")
LEFT_OUT = {("resume", "paused"),       # the same as "run"
            ("stop", "rolling_back"),   # the same as "pause"
            ("scope", "finished"), ("scope", "rolled_back"), ("scope", "abandoned")}  # makes another run; moves none
TABLE = {
    "dry-run": but(BEGUN, scoped=goes(0, "rehearsed"), rehearsed=goes(0, "rehearsed")),
    "run": but(STATE_IS, scoped=goes(0, "rehearsed running finished", kill=3), rehearsed=goes(0, "running finished"),
               running=goes(0, "running finished"), waiting=goes(4, "running waiting", kill=2),
               paused=goes(0, "running finished"), finished=says("nothing is done again"), halted=HALTED),
    "run, why": {"halted": goes(0, "running finished")},
    "resume": but(STATE_IS, scoped=refused("has not begun"), rehearsed=refused("has not begun"),
                  running=goes(0, "running finished", kill=0), waiting=goes(4, "running waiting"),
                  rolling_back=refused("is being rolled back"), halted=HALTED),
    "pause": but(STATE_IS, running=goes(0, "paused"), waiting=goes(0, "paused"), paused=says("is paused already"),
                 halted=says("is halted already"), rolling_back=goes(0, "", kill=0)),
    "stop": but(STATE_IS, running=goes(0, "halted"), waiting=goes(0, "halted"), paused=goes(0, "halted"),
                halted=says("is halted already")),
    "give up": but(STATE_IS, scoped=goes(0, "abandoned"), rehearsed=goes(0, "abandoned"),
                   running=goes(0, "halted abandoned", kill=2), waiting=goes(0, "halted abandoned", kill=2),
                   paused=goes(0, "halted abandoned", kill=2), halted=goes(0, "abandoned")),
    "roll back": but(NOTHING, running=STATE_IS, waiting=goes(0, "rolling_back rolled_back"),
                     paused=goes(0, "rolling_back rolled_back"), halted=goes(0, "rolling_back rolled_back"),
                     finished=goes(0, "rolling_back rolled_back"),
                     rolling_back=goes(0, "rolling_back rolled_back", kill=2)),
    "roll a part back": but(NOTHING, running=STATE_IS, waiting=goes(0, "rolling_back waiting", kill=2),
                            paused=goes(0, "rolling_back paused", kill=2), halted=goes(0, "rolling_back halted", kill=2),
                            finished=goes(0, "rolling_back finished", kill=2),
                            rolling_back=refused("has begun and has not ended")),
    "scope": but(ONE, scoped=goes(0, "abandoned"), rehearsed=goes(0, "abandoned")),
}


@pytest.fixture(params=["sqlite", "pg15"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        return harness.Sqlite(tmp_path / "test.db")
    return request.getfixturevalue("pg15_database")


@pytest.fixture
def pg15_database(pg15, database):
    return database(pg15)


class Life:
    """A table of its own with a run in a state, come to by commands alone."""

    def __init__(self, engine, retcon, plan, name, state):
        self.engine, self.retcon, self.name, self.state = engine, retcon, name, state
        engine.execute(f"create table {name} (id integer primary key, price integer not null)")
        engine.execute(f"insert into {name} values " + ", ".join(f"({i}, {i})" for i in range(1, 26)))
        table = name if engine.kind == "sqlite" else f"public.{name}"
        plan((PLAN + (WATCH if state == "waiting" else "")).format(name=name, table=table), f"{name}.yaml")
        self.lead(state)
        self.id = engine.value(f"select max(id) from {engine.ledger('run')} where name = ?", (name,))
        self.forget_the_dead()
        assert self.now() == state

    def __call__(self, *args, env=None, **options):
        # Leaks are looked for by all other tests; here it is the number of commands that counts.
        return self.retcon(*args, db=self.engine, env={"ASAN_OPTIONS": "detect_leaks=0:exitcode=99", **(env or {})}, **options)

    def lead(self, state):
        """To the state, by as few commands as can be."""
        path = f"{self.name}.yaml"
        run = ("run", path, "--yes", "--quiet")
        if state == "scoped":
            self("scope", path)
        elif state in ("rehearsed", "abandoned"):
            self("dry-run", path, "--quiet")
        elif state == "running":
            self(*run, env={"RETCON_FAULT": "changed:3"}, rc=-signal.SIGKILL)
        elif state == "waiting":
            self(*run, rc=4)
        elif state in ("paused", "halted"):
            self(*run, "--max-batches", "3", rc=4)
        else:
            self(*run)
        if state in ("halted", "abandoned"):
            self("stop", self.name, *(["--abandon"] if state == "abandoned" else []))
        if state in ("rolling_back", "rolled_back"):
            fault = {"RETCON_FAULT": "changed:2"} if state == "rolling_back" else {}
            self("rollback", self.name, "--yes", "--quiet", env=fault, rc=-signal.SIGKILL if fault else 0)

    def forget_the_dead(self):
        """The processes that were killed here are known to be gone: none is to be waited for."""
        self.engine.execute(f"delete from {self.engine.ledger('runner')} where run_id = {self.id}")

    def now(self):
        return self.engine.value(f"select state from {self.engine.ledger('run')} where id = {self.id}")

    def events(self):
        """(to_state, actor and time are there) of each."""
        return self.engine.query(f"select to_state, actor <> '' and at is not null from {self.engine.ledger('event')} "
                                 f"where run_id = {self.id} order by seq")

    def check(self):
        """The state is the one that the last move's event tells: old without, or new with it, never between."""
        moved = [to for to, whole in self.events() if to and whole]
        assert self.now() == (moved[-1] if moved else "scoped"), (self.name, moved)


def shown(command, state):
    return f"{command} in {state}"


def nothing_happens(life, command, expected):
    """Refused, or nothing left to do: a sentence, an exit status, no event, the same state."""
    kind, rc, text, _ = expected
    before = life.events(), life.engine.query(f"select state, wanted from {life.engine.ledger('run')} where id = {life.id}")
    r = life(*[a.format(life.name) for a in COMMANDS[command]], rc=rc)
    assert text.format(name=life.name, state=life.state) in r.err, repr(r)
    assert kind == "says" or r.err.startswith("retcon: ") or "\nretcon: " in r.err, repr(r)
    after = life.events(), life.engine.query(f"select state, wanted from {life.engine.ledger('run')} where id = {life.id}")
    assert before == after, shown(command, life.state)


def goes_on(life, command, expected):
    """The command, killed in the middle of a move, then once more: it goes on by itself. How many kills."""
    _, rc, path, kill = expected
    args = [a.format(life.name) for a in COMMANDS[command]]
    n = len(life.events())
    if kill:
        life(*args, env={"RETCON_FAULT": f"state-moved:{kill}"}, rc=-signal.SIGKILL)
        life.check()
        assert life.now() == ([life.state] + path)[kill - 1], shown(command, life.state)
        life.forget_the_dead()
    r = life(*args, rc=rc)
    life.check()
    moved = [to for to, _ in groupby(to for to, _ in life.events()[n:] if to)]
    assert moved == path, f"{shown(command, life.state)}: {moved}\n{r!r}"
    return kill > 0


def test_every_command_in_every_state(engine, retcon, plan):
    """About ninety pairs of a state and a command; the kills are counted."""
    numbers = iter(range(1000))
    quiet = {state: Life(engine, retcon, plan, f"{state}_0", state) for state in STATES}

    def judge(pair):
        command, state = pair
        expected = TABLE[command][state]
        if expected[0] != "goes":
            nothing_happens(quiet[state], command, expected)
            return 0
        return goes_on(Life(engine, retcon, plan, f"{state}_{next(numbers) + 1}", state), command, expected)

    pairs = [(command, state) for command in TABLE for state in TABLE[command]
             if (command, state) not in LEFT_OUT]
    with ThreadPoolExecutor(4) as pool:
        kills = list(pool.map(judge, pairs))
    assert sum(kills) >= 30
    verified = retcon("audit-log", "verify", "--json", db=engine).json()
    assert verified["fits"], verified
    print(f"{engine.kind}: {len(pairs)} pairs, {sum(kills)} kills in a move")
