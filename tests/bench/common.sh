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

# internal_token ACCOUNT ROLE: as the gateway makes them. They live for a minute: one for each round.
internal_token() {
    "$ROOT/build/release/bin/tenure-gateway" make-internal-token \
        --key "$STATE_DIR/secrets/internal.key" --account "$1" --role "$2" --subject bench
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

# build_programs TARGET...: in the release build.
build_programs() {
    local log=$ROOT/build/release/bench.log
    mkdir -p "$ROOT/build/release"
    (cd "$ROOT" && { [[ -f build/release/build.ninja ]] || cmake --preset release; } &&
        cmake --build --preset release --target "$@") >"$log" 2>&1 ||
        die "$* could not be built; see $log"
}

# build_bench TARGET: a program that measures; $BENCH is its path.
build_bench() {
    build_programs "$1"
    BENCH=$ROOT/build/release/tests/bench/$1
}

# start_bench_cluster [OPTION...]: a durable PostgreSQL in $WORK, with options of its own; ended by the caller's exit with the processes in PIDS.
start_bench_cluster() {
    WORK=$(mktemp -d /tmp/tenure-bench.XXXXXX)
    trap stop_bench_cluster EXIT
    trap 'exit 130' INT TERM
    if [[ $(id -u) == 0 ]]; then
        getent passwd "$DATABASE_USER" >/dev/null ||
            useradd --system --user-group --shell /usr/sbin/nologin "$DATABASE_USER"
        chown "$DATABASE_USER:$DATABASE_USER" "$WORK"
    fi
    printf '%s' 'a key for benchmarks, of 32 bytes and more' >"$WORK/key"
    (cd / && as_database_user "$PG_BIN/initdb" -D "$WORK/data" -U "$DATABASE_USER" -A trust -E UTF8 \
        --locale=C.UTF-8 --no-instructions >"$WORK/initdb.log" 2>&1 &&
        as_database_user "$PG_BIN/pg_ctl" -D "$WORK/data" -l "$WORK/log" -w -o \
            "-k $WORK -c listen_addresses='' -c max_connections=150 -c shared_buffers=64MB $*" \
            start >"$WORK/start.log" 2>&1) || die "the database did not start: $(tail -n 5 "$WORK"/*log)"
}

stop_bench_cluster() {
    local pid
    for pid in ${PIDS[@]+"${PIDS[@]}"}; do kill "$pid" 2>/dev/null || true; done
    (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$WORK/data" -m immediate -w stop >/dev/null 2>&1) || true
    rm -rf "$WORK"
}
