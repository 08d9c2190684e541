#!/usr/bin/env bash
# GET /v1/access of the subscription service at 32 connections, beside GET /livez of the same service:
# what the answer costs above the server itself. Rounds are interleaved and medians compared, since
# machines are shared and noisy. Also how long a usage report of 100,000 users takes.
set -euo pipefail
ROOT=$1
source "$ROOT/tests/bench/common.sh"
ROUNDS=${ROUNDS:-5} SECONDS_A_ROUND=${SECONDS_A_ROUND:-3}
start_system

gateway=http://127.0.0.1:$(<"$STATE_DIR/run/gateway.port")
service=http://127.0.0.1:$(<"$STATE_DIR/run/subscription.port")
token=$("$ROOT/tenure" token --account acc_access --role owner --state "$STATE_DIR")

# start_trial: a subscription to ask about; it needs neither card nor billing details.
start_trial() {
    curl -sS --fail-with-body -o /dev/null -X POST "$gateway/v1/subscription" \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -H 'Idempotency-Key: bench-access' \
        -d '{"plan": "grow", "users": 5, "cycle": "quarterly", "trial": true}'
}

# report_usage: the seconds of a report of 100,000 users, through the gateway.
report_usage() {
    awk 'BEGIN { printf "{\"users\":["; for (i = 0; i < 100000; ++i)
        printf "%s{\"id\":\"user_%d\",\"added_at\":\"2026-01-01T00:00:00Z\"}", i ? "," : "", i;
        printf "]}" }' >"$STATE_DIR/usage.json"
    curl -sS --fail-with-body -o /dev/null -w '%{time_total}' -X PUT \
        "$gateway/v1/subscription/usage" -H "Authorization: Bearer $token" \
        -H 'Content-Type: application/json' --data-binary "@$STATE_DIR/usage.json"
}

# measure NAME PATH HEADER: appends requests/s and p99 (ms) to <name>_rps and <name>_p99.
measure() {
    local out
    out=$(wrk -t2 -c32 -d"${SECONDS_A_ROUND}s" --latency -H 'Connection: keep-alive' -H "$3" \
        "$service$2")
    ! grep -q 'Non-2xx\|Socket errors' <<<"$out" || {
        printf '%s\n' "$out" >&2
        exit 1
    }
    declare -n rps=${1}_rps p99=${1}_p99
    rps+=("$(awk '/^Requests\/sec/ {print $2}' <<<"$out")")
    p99+=("$(awk '$1 == "99%" {v = $2; if (v ~ /us$/) f = 0.001; else if (v ~ /ms$/) f = 1; else f = 1000;
        sub(/[a-z]+$/, "", v); printf "%.2f", v * f}' <<<"$out")")
}

start_trial
access_rps=() access_p99=() livez_rps=() livez_p99=()
for _ in $(seq "$ROUNDS"); do
    measure livez /livez "Accept: */*"
    measure access /v1/access "Tenure-Internal-Token: $(internal_token acc_access owner)"
done
access=$(median "${access_rps[@]}") livez=$(median "${livez_rps[@]}")
report "GET /livez, requests/s, median of $ROUNDS rounds" "$livez" \
    "p99 $(median "${livez_p99[@]}") ms"
report "GET /v1/access, requests/s" "$access" "p99 $(median "${access_p99[@]}") ms"
report "access / livez" "$(ratio "$access" "$livez")" "target: 0.50 at least"
report "usage report of 100,000 users, seconds" "$(report_usage)" "through the gateway"
