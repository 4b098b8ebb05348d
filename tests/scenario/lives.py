"""A small table and a plan over it, for the tests of what comes after a run: every outcome, one row each."""

ITEMS = """
create table items (id integer primary key, price integer, divisor integer not null, email text, locked integer not null);
insert into items values (1, 100, 1, 'a@x', 0), (2, 100, 2, 'b@x', 0), (3, 100, 5, 'c@x', 0), (4, 7, 1, 'd@x', 1),
                         (5, 9000, 1, 'e@x', 0), (6, 50, 2, 'f@x', 0), (7, null, 1, 'g@x', 0);
"""

# 1 is right already; 2 and 3 change; 4 is left out; 5 is uncertain; 6 fails: its divisor is 0 by
# then; 7 does not match.
DIVIDE = {"postgresql": "100 / divisor", "sqlite": "case when divisor = 0 then abs(-9223372036854775808) else 100 / divisor end"}

PLAN = """name: divide
why: The price is a share of 100.
owner: finance
table: items
scope:
  where: price is not null
  exclude:
    locked: locked = 1
  class: divisor
change:
  set:
    price: "{divide}"
    email: lower(email)
  uncertain:
    large: old.price > 1000
audit:
  mask: [email]
impact:
  tell: The price was wrong.
"""


def prepare(engine, retcon, plan):
    """The table, the plan, and a run of it up to the end."""
    engine.execute(ITEMS)
    path = plan(PLAN.format(divide=DIVIDE[engine.kind]))
    retcon("scope", path, db=engine)
    retcon("dry-run", "divide", "--json", db=engine)
    engine.execute("update items set divisor = 0 where id = 6")
    retcon("run", "divide", "--yes", db=engine, rc=(0, 7))
    return path


def explain(engine, retcon, *key, table="items"):
    return retcon("explain", table, *key, "--json", db=engine).json()


def entry(engine, retcon, *key):
    entries = explain(engine, retcon, *key)["entries"]
    assert len(entries) == 1, entries
    return entries[0]


def quarantine(engine, retcon, *options):
    return retcon("quarantine", "list", "divide", "--json", *options, db=engine).json()


def resolve(engine, retcon, key, how, rc=0):
    return retcon("quarantine", "resolve", "divide", key, f"--{how}", "--because", "looked at it", db=engine, rc=rc)


def price(engine, key):
    return engine.value("select price from items where id = ?", (key,))
