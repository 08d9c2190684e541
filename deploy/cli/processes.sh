# Starting, watching and stopping Tenure's own processes.

# Environment of one service, as NAME=value words.
service_environment() {
    local name=$1 saved
    saved=$(port_of "$name")
    printf '%s\n' "TENURE_LISTEN=127.0.0.1:${saved:-0}" "TENURE_PORT_FILE=$STATE/run/$name.port" \
        "TENURE_INTERNAL_KEY_FILE=$STATE/secrets/internal.key" \
        "TENURE_FINGERPRINT_KEY_FILE=$STATE/secrets/fingerprint.key" \
        "TENURE_CATALOG_DIR=$ROOT/deploy/catalog" "TENURE_IMPORT_DIRECTORY=$STATE/imports" \
        "TENURE_TEST_CLOCKS=${TENURE_TEST_CLOCKS:-on}" \
        "TENURE_DATABASE_URL=$(database_url "$name")"
    upstream_urls
}

upstream_urls() {
    local service port
    for service in "${SERVICES[@]}"; do
        port=$(port_of "$service")
        [[ -z $port ]] || printf 'TENURE_%s_URL=http://127.0.0.1:%s\n' "${service^^}" "$port"
    done
}

gateway_environment() {
    printf '%s\n' "TENURE_LISTEN=127.0.0.1:$1" "TENURE_PORT_FILE=$STATE/run/gateway.port" \
        "TENURE_METRICS_LISTEN=127.0.0.1:0" "TENURE_METRICS_PORT_FILE=$STATE/run/metrics.port" \
        "TENURE_INTERNAL_KEY_FILE=$STATE/secrets/internal.key" \
        "TENURE_JWT_ISSUER=$ISSUER" "TENURE_JWT_AUDIENCE=$AUDIENCE" \
        "TENURE_TEST_CLOCKS=${TENURE_TEST_CLOCKS:-on}" "TENURE_OPENAPI_FILE=$BUILD/openapi.json"
    [[ -n ${TENURE_JWKS_FILE:-}${TENURE_JWKS_URL:-} ]] ||
        printf 'TENURE_JWKS_FILE=%s\n' "$STATE/secrets/jwks.json"
    upstream_urls
}

# start_process NAME WORD=value...: in a session of its own, so that Ctrl-C reaches only us and the
# processes are stopped in order; its descriptors are its log.
start_process() {
    local name=$1
    shift
    rm -f "$STATE/run/$name.started"
    setsid env "$@" "$BUILD/bin/tenure-$name" >>"$STATE/log/$name.log" 2>&1 </dev/null \
        {STATE_LOCK}>&- &
    printf '%s\n' $! >"$STATE/run/$name.pid"
    disown
}

# Waits until `test_command...` succeeds or the process is gone (then: the end of its log).
await_process() {
    local name=$1 tries
    shift
    for ((tries = 0; tries < 600; tries++)); do
        "$@" && return
        running_pid "$name" >/dev/null || ((tries < 3)) || report_death "$name" "ended before it was ready"
        sleep 0.05
    done
    report_death "$name" "did not become ready in time"
}

# report_death NAME WHAT: the end of its log, and what happened to it.
report_death() {
    say "--- the end of $STATE/log/$1.log"
    tail -n 15 "$STATE/log/$1.log" >&2
    die "$1 $2"
}

has_port() { [[ -s $STATE/run/$1.port ]] && probe "$1" livez; }
probe() { curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$(port_of "$1")/$2" 2>/dev/null; }

start_service() {
    local name=$1 words
    running_pid "$name" >/dev/null && return
    mapfile -t words < <(service_environment "$name")
    start_process "$name" "${words[@]}"
    await_process "$name" has_port "$name"
}

start_gateway() {
    local port=$1 words
    running_pid gateway >/dev/null && return
    if [[ $port != 0 ]] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        die "port $port is taken; give another one with --port N (0 for any free one)"
    fi
    rm -f "$STATE/run/gateway.port"
    mapfile -t words < <(gateway_environment "$port")
    start_process gateway "${words[@]}"
    await_process gateway test -s "$STATE/run/gateway.port"
}

# Callers are stopped before those they call; each by its own pid, after it answered what runs.
stop_processes() {
    local index name
    stop_process gateway
    for ((index = ${#SERVICES[@]} - 1; index >= 0; index--)); do
        name=${SERVICES[index]}
        stop_process "$name"
    done
}

stop_process() {
    local name=$1 pid tries
    if pid=$(running_pid "$name"); then
        kill -TERM "$pid"
        for ((tries = 0; tries < 300; tries++)); do
            running_pid "$name" >/dev/null || break
            sleep 0.05
        done
        ! running_pid "$name" >/dev/null || kill -KILL "$pid"
    fi
    rm -f "$STATE/run/$name.pid" "$STATE/run/$name.port"
}
