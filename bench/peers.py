"""peers.py: other ways in which people correct rows of a PostgreSQL table, each a program of its own."""
import subprocess
import sys
from pathlib import Path

import orders
from program import Failed

DO_LOOP = f"""do $$
declare
    low bigint := 1;
begin
    while low <= {{rows}} loop
        {orders.UPDATE} and id >= low and id < low + {{batch}};
        commit;
        low := low + {{batch}};
    end loop;
end
$$"""


def do_loop(trial, rows, batch=5000):
    """In the server, by way of psql: no round trips at all."""
    run([trial.tool("psql"), trial.url, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c",
         DO_LOOP.format(rows=rows, batch=batch)])


def script(trial, rows):
    run([sys.executable, Path(__file__).with_name("peer_psycopg2.py"), trial.url])


def run(command):
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise Failed(f"{command[0]}: exit status {ended.returncode}\n{ended.stderr[-2000:]}")


PEERS = {"psql DO loop": do_loop, "psycopg2 script": script}
