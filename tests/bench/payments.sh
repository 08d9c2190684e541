#!/usr/bin/env bash
# Payments a second with the sandbox at 32 connections, beside the rate at which pgbench runs the same
# statements in the same transactions on the same database, also at 32 connections: what a payment costs
# above its rows. Rounds are interleaved and medians compared, since machines are shared and noisy.
set -euo pipefail
ROOT=$1
source "$ROOT/tests/bench/common.sh"
ROUNDS=${ROUNDS:-3} SECONDS_A_ROUND=${SECONDS_A_ROUND:-5}
ACCOUNTS=64
start_system

service=http://127.0.0.1:$(<"$STATE_DIR/run/payment_method.port")
export TOKENS=$STATE_DIR/tokens ROUND

add_cards() {
    local number
    for number in $(seq "$ACCOUNTS"); do
        curl -sS --fail-with-body -o /dev/null -X POST "$service/v1/payment-methods" \
            -H "Tenure-Internal-Token: $(internal_token "acc_bench$number" owner)" \
            -H 'Content-Type: application/json' -d '{"type": "card", "card": {"token": "tok_visa"}}'
    done
}

database() {
    PGOPTIONS='-c client_min_messages=warning' "$@" -h "$(readlink -f "$STATE_DIR/run/socket")" \
        -U tenure tenure_payment_method
}

measure_service() {
    local out number
    ROUND=$(printf '%06d' "$1")
    for number in $(seq "$ACCOUNTS"); do internal_token "acc_bench$number" service; done >"$TOKENS"
    out=$(wrk -t2 -c32 -d"${SECONDS_A_ROUND}s" --latency -s "$ROOT/tests/bench/payments.lua" "$service")
    ! grep -q 'Non-2xx\|Socket errors' <<<"$out" || {
        printf '%s\n' "$out" >&2
        exit 1
    }
    service_rps+=("$(awk '/^Requests\/sec/ {print $2}' <<<"$out")")
}

measure_pgbench() {
    pgbench_rps+=("$(database pgbench -n -M prepared -c 32 -j 2 -T "$SECONDS_A_ROUND" \
        -f "$ROOT/tests/bench/payments.sql" 2>/dev/null | awk '/^tps/ {print $3}')")
}

add_cards
service_rps=() pgbench_rps=()
for round in $(seq "$ROUNDS"); do
    measure_pgbench
    measure_service "$round"
done
payments=$(median "${service_rps[@]}") statements=$(median "${pgbench_rps[@]}")
report "pgbench, the same statements, payments/s, median of $ROUNDS" "$statements" "32 connections"
report "payment-method with the sandbox, payments/s" "$payments" "32 connections"
report "payments / pgbench" "$(ratio "$payments" "$statements")" "no target"
