"""orders.py: the table of the bench, what is wrong with it, and the statements that people put it right with.

Two million orders by default, rows of about 120 bytes, three indexes, none on the column that changes; customers
order in turn, which is kind to their index. Each row's tax is wrong, and the right one is a function of the row: what
a plain UPDATE is best at.
"""
TABLE = """create table orders (
    id           {key},
    customer_id  integer not null,
    created_at   timestamp not null,
    country      text not null,
    status       text not null,
    amount_cents bigint not null,
    tax_cents    bigint not null,
    note         text not null
)"""
INDEXES = ["create index orders_customer on orders (customer_id)", "create index orders_created on orders (created_at)"]

RIGHT = "amount_cents * 19 / 100"
WRONG = "(1000 + n * 7919 % 90000) * 19 / 100 - 1 - n % 3"
WHERE = "status <> 'void'"

PLAN = f"""name: order-tax
why: The tax of every order is some cents short.
table: orders
scope:
  where: {WHERE}
  exclude:
    held: amount_cents < 0
  class: country
change:
  set:
    tax_cents: {RIGHT}
"""

LOG = "create table orders_log (id bigint not null, tax_cents bigint not null, at timestamp not null)"
LIST = f"create table orders_list as select id from orders where {WHERE} order by id"

UPDATE = f"update orders set tax_cents = {RIGHT} where {WHERE}"
UPDATE_SLICE = UPDATE + " and id >= {low} and id < {high}"
LOG_SLICE = ("insert into orders_log select id, tax_cents, current_timestamp from orders"
             f" where {WHERE} and id >= {{low}} and id < {{high}}")

LEFT = f"select count(*) from orders where tax_cents <> {RIGHT}"
HARM = f"select count(*) from orders where tax_cents <> {RIGHT} - 1 - id % 3"

# One SELECT with what a dry run asks for: outcomes by class, sums and extremes of the column and of its change.
AGGREGATES = f"""select country, count(*), sum(case when tax_cents <> {RIGHT} then 1 else 0 end),
       sum(case when amount_cents < 0 then 1 else 0 end), sum(tax_cents), sum({RIGHT}), sum({RIGHT} - tax_cents),
       min({RIGHT} - tax_cents), max({RIGHT} - tax_cents){{percentiles}}
  from orders where {WHERE} group by country"""
PERCENTILES = (",\n       percentile_disc(array[0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])"
               f" within group (order by {RIGHT} - tax_cents)")


def one_update(execute, commit, rows):
    execute(UPDATE)
    commit()


def loop(execute, commit, rows, batch=5000):
    """By key, a commit for each batch."""
    for low in range(1, rows + 1, batch):
        execute(UPDATE_SLICE.format(low=low, high=low + batch))
        commit()


def loop_with_log(execute, commit, rows, batch=5000):
    """The same, the values before kept in a table without an index: the cheapest log there is."""
    execute(LOG)
    commit()
    for low in range(1, rows + 1, batch):
        execute(LOG_SLICE.format(low=low, high=low + batch))
        execute(UPDATE_SLICE.format(low=low, high=low + batch))
        commit()
