"""table.py: the table, plan and account that the crash and concurrency tests share.

The change is n = n + 1, which is not idempotent: a row changed twice, or lost, shows. Nothing here asks Retcon: the truth
is read with Python's own clients.
"""

PLAN = """
name: crash
table: {table}
scope:
  where: id <= {universe}
  exclude:
    locked: locked = 1
  class: kind
change:
  set:
    n: n + 1
  uncertain:
    odd_one: new.n = 1008
checkpoint:
  batch: {batch}
stages:
  - name: canary
    sample: 20
  - name: everyone
"""


class Counted:
    """A table of numbers: id, n = 1000 + (id mod 10), kind, locked."""

    def __init__(self, db, rows=350, batch=25):
        self.db, self.rows, self.universe, self.batch = db, rows, rows - 50, batch
        self.table = "counted" if db.kind == "sqlite" else "public.counted"
        series = ("with recursive g(i) as (select 1 union all select i + 1 from g where i < %d)" % rows
                  if db.kind == "sqlite" else "with g(i) as (select generate_series(1, %d))" % rows)
        db.execute(f"create table counted (id integer primary key, n integer not null, kind text, locked integer)")
        db.execute(f"insert into counted {series} select i, 1000 + i % 10, 'k' || (i % 3), "
                   "case when i % 17 = 0 then 1 else 0 end from g")

    def plan(self):
        return PLAN.format(table=self.table, universe=self.universe, batch=self.batch)

    def before(self, i):
        return 1000 + i % 10

    def is_candidate(self, i):
        return i <= self.universe and i % 17 != 0

    def is_uncertain(self, i):
        return self.is_candidate(i) and self.before(i) + 1 == 1008

    def after(self, i):
        return self.before(i) + (self.is_candidate(i) and not self.is_uncertain(i))

    def values(self):
        return dict(self.db.query("select id, n from counted"))

    def wrong(self, values=None):
        """Rows that a finished run should have left otherwise."""
        values = values or self.values()
        return {i: n for i, n in values.items() if n != self.after(i)}

    def account(self, name="crash"):
        """(candidates, sum of outcomes + pending, changed) of the latest run, from the ledger's own rows."""
        chunk, run = self.db.ledger("chunk"), self.db.ledger("run")
        return self.db.query(
            f"select coalesce(sum(n), 0), coalesce(sum(changed + unchanged + excluded + uncertain + gone + failed), 0)"
            f" + coalesce(sum(n - position), 0), coalesce(sum(changed), 0) from {chunk}"
            f" where run_id = (select max(id) from {run})")[0]

    def check_midway(self):
        """At any moment: the rows changed are as many as the ledger says, each once."""
        values = self.values()
        extra = [i for i, n in values.items() if n not in (self.before(i), self.after(i))]
        assert not extra, f"rows changed twice or by mistake: {extra[:10]}"
        candidates, accounted, changed = self.account()
        assert accounted == candidates
        moved = sum(n != self.before(i) for i, n in values.items())
        assert moved == changed, f"{moved} rows changed, the ledger counted {changed}"
        return changed

    def check_done(self):
        assert not self.wrong()
        assert self.check_midway() == sum(self.after(i) != self.before(i) for i in range(1, self.rows + 1))
