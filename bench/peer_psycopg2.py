#!/usr/bin/python3
"""peer_psycopg2.py URL [BATCH]: the correction as a script of the kind people write: no resume, no undo, no re-check.

It reads all ids, then, batch by batch, the rows; computes in Python; writes the values back with execute_values.
"""
import sys

import psycopg2
from psycopg2.extras import execute_values

import orders


def main(url, batch=5000):
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(f"select id from orders where {orders.WHERE} order by id")
    ids = [row[0] for row in cursor]
    for at in range(0, len(ids), batch):
        cursor.execute("select id, amount_cents from orders where id = any(%s)", (ids[at:at + batch],))
        taxes = [(order, amount_cents * 19 // 100) for order, amount_cents in cursor]
        execute_values(cursor, "update orders o set tax_cents = v.tax_cents from (values %s) v (id, tax_cents)"
                               " where o.id = v.id", taxes, page_size=1000)
        connection.commit()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
