#!/usr/bin/env bash
# GET /v1/subscription at 32 connections: through the gateway, of the service called directly with its
# internal token, and through nginx as a plain reverse proxy before the same service. Rounds are
# interleaved and medians compared, since machines are shared and noisy.
set -euo pipefail
ROOT=$1
source "$ROOT/tests/bench/common.sh"
ROUNDS=${ROUNDS:-5} SECONDS_A_ROUND=${SECONDS_A_ROUND:-4}
start_system

gateway=http://127.0.0.1:$(<"$STATE_DIR/run/gateway.port")
service=http://127.0.0.1:$(<"$STATE_DIR/run/subscription.port")
token=$("$ROOT/tenure" token --account acc_demo --role owner --state "$STATE_DIR")

start_nginx() {
    local dir=$STATE_DIR/nginx
    mkdir -p "$dir"
    for port in $(shuf -i 20000-60000 -n 20); do
        cat >"$dir/nginx.conf" <<CONF
daemon off; pid $dir/pid; error_log $dir/error.log; worker_processes 2; user root;
events { worker_connections 256; }
http {
    access_log $dir/access.log;
    client_body_temp_path $dir/body; proxy_temp_path $dir/proxy; fastcgi_temp_path $dir/fastcgi;
    uwsgi_temp_path $dir/uwsgi; scgi_temp_path $dir/scgi;
    upstream service { server ${service#http://}; keepalive 64; }
    server {
        listen 127.0.0.1:$port;
        location / {
            proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection "";
        }
    }
}
CONF
        nginx -c "$dir/nginx.conf" -p "$dir" 2>>"$dir/start.log" &
        nginx_pid=$!
        nginx_url=http://127.0.0.1:$port
        for _ in $(seq 40); do
            [[ -s $dir/pid ]] && return
            kill -0 "$nginx_pid" 2>/dev/null || break
            sleep 0.05
        done
    done
    cat "$dir/start.log" >&2
    exit 1
}

stop_all() {
    [[ -z ${nginx_pid:-} ]] || kill "$nginx_pid" 2>/dev/null || true
    stop_system
}

# measure NAME URL HEADER: appends requests/s and p99 (ms) to <name>_rps and <name>_p99.
measure() {
    local out
    out=$(wrk -t2 -c32 -d"${SECONDS_A_ROUND}s" --latency -H 'Connection: keep-alive' -H "$3" \
        "$2/v1/subscription")
    ! grep -q 'Non-2xx\|Socket errors' <<<"$out" || {
        printf '%s\n' "$out" >&2
        exit 1
    }
    declare -n rps=${1}_rps p99=${1}_p99
    rps+=("$(awk '/^Requests\/sec/ {print $2}' <<<"$out")")
    p99+=("$(awk '$1 == "99%" {v = $2; if (v ~ /us$/) f = 0.001; else if (v ~ /ms$/) f = 1; else f = 1000;
        sub(/[a-z]+$/, "", v); printf "%.2f", v * f}' <<<"$out")")
}

trap stop_all EXIT
start_nginx
direct_rps=() direct_p99=() through_rps=() through_p99=() nginx_rps=() nginx_p99=()
for _ in $(seq "$ROUNDS"); do
    measure direct "$service" "Tenure-Internal-Token: $(internal_token acc_demo owner)"
    measure through "$gateway" "Authorization: Bearer $token"
    measure nginx "$nginx_url" "Tenure-Internal-Token: $(internal_token acc_demo owner)"
done
direct=$(median "${direct_rps[@]}") through=$(median "${through_rps[@]}") nginx=$(median "${nginx_rps[@]}")
report "requests/s direct, median of $ROUNDS rounds" "$direct" \
    "p99 $(median "${direct_p99[@]}") ms"
report "requests/s through the gateway" "$through" "p99 $(median "${through_p99[@]}") ms"
report "requests/s through nginx" "$nginx" "p99 $(median "${nginx_p99[@]}") ms"
report "gateway / direct" "$(ratio "$through" "$direct")" "target: 0.50 at least"
report "gateway / nginx" "$(ratio "$through" "$nginx")" "target: 0.50 at least"
