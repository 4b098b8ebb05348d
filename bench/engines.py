"""engines.py: which engines there are, and what every part of the bench does with them: choose, report, go on."""
import argparse
import os
import platform
import subprocess
import sys
from functools import partial

import psycopg2

import engine_postgresql
from engine_postgresql import Postgresql
from engine_sqlite import Sqlite
from program import Failed

# Each is made with the folder that its data are put into.
ENGINES = {"sqlite": Sqlite, "pg15": partial(Postgresql, 15), "pg18": partial(Postgresql, 18)}


def parser(part, about, engines):
    """With the options that each part has: --engines, of these, and --disk."""
    made = argparse.ArgumentParser(prog=f"./dev bench {part}".rstrip(), description=about,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)

    def named(text):
        names = text.split(",")
        unknown = [name for name in names if name not in engines]
        if unknown:
            raise argparse.ArgumentTypeError(f"unknown engine {', '.join(unknown)}; there are {', '.join(engines)}")
        return names

    made.add_argument("--engines", type=named, default=list(engines),
                      help="of " + ",".join(engines) + ", which is what it does")
    made.add_argument("--disk", metavar="FOLDER", default="/tmp", help="where servers and files are put (/tmp)")
    return made


def at_least(least, kind=int):
    """For an option: a number that is not below this."""
    def number(text):
        if kind(text) < least:
            raise argparse.ArgumentTypeError(f"at least {least:,}")
        return kind(text)

    number.__name__ = kind.__name__
    return number


def each(options, act):
    """act(engine) with each of --engines, started; one that is not here is skipped. Whether all went well."""
    if os.getloadavg()[0] > os.cpu_count() / 4:
        print(f"bench: other work runs on this machine (load {os.getloadavg()[0]:.1f}): expect noise", file=sys.stderr)
    good = True
    for name in options.engines:
        try:
            with ENGINES[name](options.disk) as engine:
                good &= act(engine)
        except engine_postgresql.Unavailable as e:
            print(f"{name}: skipped: {e}")
        except Failed as e:
            print(f"FAIL {name}: {e}")
            good = False
    return good


def versions():
    """A line: what measures, what is measured, and on what."""
    retcon = subprocess.run([os.environ["RETCON_BIN"], "--version"], capture_output=True, text=True, check=True)
    return (f"versions: {retcon.stdout.strip()}, Python {platform.python_version()}, psycopg2"
            f" {psycopg2.__version__.split()[0]}, {platform.system()} {platform.release()} on {platform.machine()},"
            f" {os.cpu_count()} cores")


def report(verdicts):
    """Prints (holds, sentence) pairs; whether all hold."""
    verdicts = list(verdicts)
    for holds, sentence in verdicts:
        print("PASS" if holds else "FAIL", sentence)
    sys.stdout.flush()
    return all(holds for holds, _ in verdicts)
