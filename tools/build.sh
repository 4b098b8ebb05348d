# shellcheck shell=bash
# build.sh: one Meson build folder for each kind of build. Sourced by dev.
#
#   release   -O2, asserts kept: what the demo, the bench and an installation use
#   debug     -Og -g3
#   clang     compiled by clang with -Werror; never run
#   test      AddressSanitizer, UBSan and fault points; -Werror when CI is set
#   fuzz      clang with libFuzzer and sanitizers
#   analyze   gcc -fanalyzer with -Werror; never run

build_options() {
    case "$1" in
        release) echo -Dbuildtype=release -Db_ndebug=false -Dtests=false ;;
        debug) echo -Dbuildtype=debug -Doptimization=g ;;
        clang) echo -Dbuildtype=debug -Doptimization=0 -Dfaults=true -Dwerror=true ;;
        test) echo -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Dfaults=true "-Dwerror=${CI:+true}" \
            "-Dc_args=['-Wno-format-truncation','-fno-pie']" -Dc_link_args=-no-pie ;;
            # gcc 12 sees null formats where UBSan checks for them; UBSan's 150,000 pointers would be relocated at every start
        fuzz) echo -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true ;;
        analyze) echo -Dbuildtype=debugoptimized -Dtests=false -Dwerror=true -Dc_args=-fanalyzer ;;
    esac | sed 's/-Dwerror= /-Dwerror=false /; s/$/ -Db_colorout=auto/'
}

build_purposes() {
    case "$1" in
        clang | fuzz) echo build clang test ;;
        debug | test) echo build test ;;
        *) echo build ;;
    esac
}

# build KIND: installs what the build lacks, sets the folder up if its options changed, compiles.
build() {
    local path
    # shellcheck disable=SC2046 # one word a purpose
    need $(build_purposes "$1")
    build_lock "$1"
    build_setup "$1"
    logged "build/$1.log" ninja -C "build/$1" || die "the build in build/$1 failed"
    exec 9>&-
    path=$(binary_path "$1")
    case "$1" in release | debug) ln -sfn "$1/$path" build/retcon ;; esac
}

not_ours() { [ -e "$1" ] && [ ! -w "$1" ]; }

# One build at a time in a folder: a second one waits for the first.
build_lock() {
    if ! mkdir -p build || ! : >>"build/.$1.lock" || not_ours "build/$1"; then
        die "cannot write in build/$1, which another account made; remove it or change its owner"
    fi
    exec 9>>"build/.$1.lock"
    flock 9
}

build_setup() {
    local kind=$1 dir=build/$1 options cc
    options=$(build_options "$kind")
    case "$kind" in clang | fuzz) cc=clang-14 ;; *) cc=${CC:-gcc} ;; esac
    if [ -f "$dir/build.ninja" ] && [ "$(cat "$dir/.options" 2>/dev/null)" = "$cc $options" ]; then
        return 0
    fi
    if [ "$kind" = fuzz ] && ! grep -q "'fuzz'" meson_options.txt; then die "there are no fuzzers yet"; fi
    rm -rf "$dir"
    # shellcheck disable=SC2086 # one word an option
    CC=$cc logged "build/$kind.log" meson setup "$dir" $options || die "meson could not set up $dir"
    printf '%s' "$cc $options" >"$dir/.options"
}

# logged FILE COMMAND…: the command's talk goes to FILE; warnings are shown, and the end of it when it fails.
logged() {
    local log=$1 rc=0
    shift
    "$@" >"$log" 2>&1 </dev/null || rc=$?
    if [ "$rc" -eq 0 ]; then
        grep -e 'warning:' "$log" >&2 || true
    else
        tail -n 40 "$log" >&2
    fi
    return "$rc"
}

# binary KIND: the absolute path of the program in this build.
binary() {
    local path
    path=$(binary_path "$1") && printf '%s\n' "$PWD/build/$1/$path"
}

# Where src/cli/meson.build puts it: found, not assumed.
binary_path() {
    local path
    for path in src/cli/retcon retcon; do
        if [ -x "build/$1/$path" ]; then
            printf '%s\n' "$path"
            return 0
        fi
    done
    die "the build in build/$1 made no program 'retcon'"
}

# run_fuzzers SECONDS: every tests/fuzz/fuzz_* of the fuzz build, on its corpus, new finds kept in build/fuzz/corpus.
run_fuzzers() {
    local fuzzer name corpus rc=0
    for fuzzer in build/fuzz/tests/fuzz/fuzz_*; do
        if [ ! -f "$fuzzer" ] || [ ! -x "$fuzzer" ]; then continue; fi
        name=${fuzzer##*/fuzz_}
        corpus=build/fuzz/corpus/$name
        mkdir -p "$corpus" "tests/fuzz/corpus/$name"
        "$fuzzer" -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
            -artifact_prefix="build/fuzz/$name-" "$corpus" "tests/fuzz/corpus/$name" || rc=1
    done
    return "$rc"
}
