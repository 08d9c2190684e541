# What the benchmarks share: a system of their own, medians.

# start_system: a system on free ports with its data in $STATE_DIR, ended by the caller's exit.
start_system() {
    STATE_DIR=$(mktemp -d /tmp/tenure-bench.XXXXXX)
    trap stop_system EXIT
    trap 'exit 130' INT TERM
    "$ROOT/tenure" up --detach --port 0 --state "$STATE_DIR" >"$STATE_DIR/up.out" 2>"$STATE_DIR/up.err" || {
        tail -n 20 "$STATE_DIR/up.err" >&2
        exit 1
    }
}

stop_system() {
    "$ROOT/tenure" down --state "$STATE_DIR" >/dev/null 2>&1 || true
    rm -rf "$STATE_DIR"
}

# median NUMBER...
median() { printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"; }

# ratio A B: A / B with two decimals
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# report NAME VALUE TARGET
report() { printf '%-58s %12s   (%s)\n' "$1" "$2" "$3"; }

# seconds_of COMMAND...: how long it takes; its output goes to standard error when it fails.
seconds_of() {
    local begin=$EPOCHREALTIME out
    out=$("$@" 2>&1) || {
        printf '%s\n' "$out" | tail -n 20 >&2
        return 1
    }
    awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'
}
