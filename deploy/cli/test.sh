# ./tenure test: builds the tests and runs them on a private, temporary PostgreSQL cluster.
source "$CLI/packages.sh"
source "$CLI/build.sh"
source "$CLI/database.sh"

test_usage() {
    cat <<'TEXT'
Usage: ./tenure test [--preset dev|asan|tsan|coverage] [FILTER]

Builds the tests and runs those whose name matches FILTER (a regular expression), all without one.
They run in parallel, on a temporary PostgreSQL cluster of their own, next to a running `up`.
TEXT
}

command_test() {
    local preset=dev filter=""
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help) test_usage && return ;;
            --preset) preset=$(value_of "$@") && shift ;;
            -*) die "test: unknown option $1 (see ./tenure test --help)" ;;
            *) filter=$1 ;;
        esac
        shift
    done
    install_packages "${BUILD_PACKAGES[@]}" "${UP_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    build_preset "$preset"
    start_test_cluster
    trap stop_test_cluster EXIT
    trap 'exit 130' INT TERM
    # What the sanitizers find in libraries that are not ours, each with its reason.
    export LSAN_OPTIONS=suppressions=$ROOT/tests/sanitizers/leaks.txt:print_suppressions=0
    TENURE_TEST_DATABASE_URL="postgresql:///postgres?host=$TEST_CLUSTER&user=$DATABASE_USER" \
        ctest --test-dir "$ROOT/build/$preset" --output-on-failure -j "$(($(nproc) + 2))" \
        --no-tests=error ${filter:+-R "$filter"}
}

# Durability is switched off: the cluster lives as long as the test run.
start_test_cluster() {
    TEST_CLUSTER=$(mktemp -d /tmp/tenure-test.XXXXXX)
    if [[ $(id -u) == 0 ]]; then
        getent passwd "$DATABASE_USER" >/dev/null ||
            useradd --system --user-group --shell /usr/sbin/nologin "$DATABASE_USER"
        chown "$DATABASE_USER:$DATABASE_USER" "$TEST_CLUSTER"
    fi
    (cd / && as_database_user "$PG_BIN/initdb" -D "$TEST_CLUSTER/data" -U "$DATABASE_USER" \
        -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$TEST_CLUSTER.log" 2>&1 &&
        as_database_user "$PG_BIN/pg_ctl" -D "$TEST_CLUSTER/data" -l "$TEST_CLUSTER/log" -w -o \
            "-k $TEST_CLUSTER -c listen_addresses='' -c fsync=off -c max_connections=400" \
            start >>"$TEST_CLUSTER.log" 2>&1) || {
        tail -n 10 "$TEST_CLUSTER.log" >&2
        die "the test database did not start"
    }
}

stop_test_cluster() {
    (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$TEST_CLUSTER/data" -m immediate -w stop \
        >/dev/null 2>&1) || true
    rm -rf "$TEST_CLUSTER" "$TEST_CLUSTER.log"
}
