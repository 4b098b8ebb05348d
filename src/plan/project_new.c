/*
 * project_new.c: the project file that `retcon init` writes.
 */
#include "project.h"

static const char skeleton[] =
    "# What holds for all plans beside and below this file. Every block may be left out.\n"
    "\n"
    "# Databases, for --database NAME. No passwords: libpq finds them in ~/.pgpass. A relative path is seen from here.\n"
    "# databases:\n"
    "#   prod: postgresql://retcon@db.example.com/shop\n"
    "#   local: sqlite:shop.db\n"
    "\n"
    "# Who does what: owner, operator, approver, product, support, auditor. As soon as anybody is named, what the\n"
    "# ceremony of a plan asks for must be there before it runs, approvals included.\n"
    "# people:\n"
    "#   ana:\n"
    "#     roles: [owner, approver]\n"
    "#     keys:                       # the lines of her .pub files: with these her approvals are checked\n"
    "#       - ssh-ed25519 AAAA... ana@laptop\n"
    "#     logins: [asilva]            # how the record knows her, beside \"ana\": user, or user@host\n"
    "#   kim:\n"
    "#     roles: [product]\n"
    "#     keys:\n"
    "#       - ssh-ed25519 AAAA... kim@laptop\n"
    "\n"
    "# What makes a plan large, and which columns decisions rest on (column, table.column, schema.table.column).\n"
    "# ceremony:\n"
    "#   large_rows: 100000\n"
    "#   large_share: 20%\n"
    "#   small_rows: 1000              # so few are never large, whatever their share of the table\n"
    "#   decision_columns: [orders.total_cents, users.status]\n"
    "\n"
    "# Which roles must approve, one person each, and for how long that counts.\n"
    "approvals:\n"
    "  # standard: [approver]\n"
    "  # full: [approver, product]\n"
    "  # gates: [approver]             # also behind each stage\n"
    "  expire: 7d\n"
    "\n"
    "# When what `retcon run --incident` skips must have been made up for.\n"
    "# incident:\n"
    "#   due: 72h\n";

const char *project_skeleton(void)
{
    return skeleton;
}
