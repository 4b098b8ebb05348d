# shellcheck shell=bash
# lib.sh: how the demo speaks, and how it runs a command. Sourced by run.

bold='' cyan='' dim='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    bold=$'\e[1m' cyan=$'\e[36m' dim=$'\e[2m' red=$'\e[31m' plain=$'\e[0m'
fi

step_no=0
runner=        # the pid of a retcon in the background

# step TITLE SENTENCE: what you are about to see.
step() {
    step_no=$((step_no + 1))
    printf '\n%s── %d. %s%s\n%s\n' "$bold" "$step_no" "$1" "$plain" "$2"
}

note() { printf '%s%s%s\n' "$dim" "$*" "$plain"; }

fail() {
    printf '%sdemo: %s%s\n' "$red" "$*" "$plain" >&2
    exit 1
}

echo_command() { printf '\n%s$ %s%s\n' "$cyan" "$1" "$plain"; }

# try STATUS COMMAND: shows the command as a person types it, runs it, and insists on its exit status.
try() {
    local wanted=$1 status=0
    echo_command "$2"
    eval "$2" || status=$?
    [ "$status" -eq "$wanted" ] || fail "this command ended with status $status, not $wanted: $2"
    [ "$status" -eq 0 ] || note "(exit status $status)"
}

# start COMMAND: the same in the background; $runner is its process.
start() {
    echo_command "$1 &"
    eval "$1 &"
    runner=$!
}

# ended STATUS: waits for the command in the background and insists on its exit status.
ended() {
    local status=0
    wait "$runner" 2>/dev/null || status=$?
    runner=
    [ "$status" -eq "$1" ] || fail "the command in the background ended with status $status, not $1"
    note "(exit status of the command in the background: $status)"
}

# figure NAME: one number of the run's status.
figure() {
    retcon status city-regions --json --quiet |
        /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

# wait_until_changed ROWS: until the runner in the background has changed so many.
wait_until_changed() {
    local changed=0
    while [ "$changed" -lt "$1" ]; do
        kill -0 "$runner" 2>/dev/null || fail "the run ended before it had changed $1 rows"
        sleep 0.1
        changed=$(figure changed) || fail "retcon status did not answer"
    done
}

clean_up() {
    [ -z "$runner" ] || kill -9 "$runner" 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT TERM
