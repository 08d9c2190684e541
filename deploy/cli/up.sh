# ./tenure up: from a clean checkout to a running system.
for part in packages build database processes secrets demo; do
    # shellcheck disable=SC1090
    source "$CLI/$part.sh"
done

up_usage() {
    cat <<'TEXT'
Usage: ./tenure up [--detach] [--port N] [--state DIR]

Installs missing packages, builds, starts the database and the seven processes, waits until each
is ready, creates the demo account, prints the gateway's address and a token per role.
Without --detach it stays, and stops everything on Ctrl-C.

  --detach     return when everything is ready; stop it with ./tenure down
  --port N     the gateway's port (default 8080, 0 = any free one)
  --state DIR  where data, logs and keys are kept (default .tenure), so that copies can run
               side by side

TENURE_DATABASE_URL, or TENURE_<SERVICE>_DATABASE_URL for each service, names another PostgreSQL.
TEXT
}

command_up() {
    local detach=0 port=${TENURE_PORT:-8080} state=$STATE
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help) up_usage && return ;;
            --detach) detach=1 ;;
            --port) port=$(value_of "$@") && shift ;;
            --state) state=$(value_of "$@") && shift ;;
            *) die "up: unknown option $1 (see ./tenure up --help)" ;;
        esac
        shift
    done
    [[ $port =~ ^[0-9]{1,5}$ && $port -le 65535 ]] || die "--port: $port is not a port"
    use_state "$state"
    mkdir -p "$STATE/run" "$STATE/log"
    lock_state
    install_packages "${BUILD_PACKAGES[@]}" "${UP_PACKAGES[@]}"
    up_completed=0
    trap 'undo_up' EXIT
    trap 'exit 130' INT TERM
    prepare_database
    build_preset release
    local built=$EPOCHREALTIME
    start_everything "$port"
    up_completed=1
    unlock_state
    announce "$built"
    ((detach)) || watch_processes
    trap - EXIT
}

prepare_database() {
    if database_is_external; then make_external_databases; else start_cluster; fi
}

# Each service is told the addresses of those it calls, so these start first.
start_everything() {
    local service
    make_secrets
    for service in "${SERVICES[@]}"; do start_service "$service"; done
    start_gateway "$1"
    for service in "${SERVICES[@]}" gateway; do
        await_process "$service" probe "$service" readyz
    done
    make_demo
}

# A start that failed or was interrupted leaves nothing running.
undo_up() {
    ((up_completed)) && return
    stop_processes
    stop_cluster
}

watch_processes() {
    local name
    say "Ctrl-C stops everything."
    up_completed=0
    while true; do
        for name in "${SERVICES[@]}" gateway; do
            running_pid "$name" >/dev/null || report_death "$name" "has ended"
        done
        sleep 0.5
    done
}

announce() {
    local role
    awk -v a="$1" -v b="$EPOCHREALTIME" \
        'BEGIN { printf "Ready %.1f s after the build, with the demo account.\n", b - a }'
    printf 'Tenure is ready: http://127.0.0.1:%s\n' "$(port_of gateway)"
    printf 'Metrics of the gateway: http://127.0.0.1:%s/metrics\n' "$(port_of metrics)"
    printf 'Tokens of the demo account %s (30 days):\n' "$DEMO_ACCOUNT"
    for role in owner admin billing member usage operator; do
        printf '  %-9s %s\n' "$role" "$(make_token "$DEMO_ACCOUNT" "$role" 2592000)"
    done
}
