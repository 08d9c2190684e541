#!/usr/bin/env bash
# Debits a second, each durable before it is answered: (a) pgbench with the same statements, a transaction
# a debit, the best of four numbers of clients; (b) the service; (c) the service behind the gateway; (d) the
# endpoint for batches. 10,000 wallets, and one hot one. Delays at half of the peak, a debit alone, ten
# million transactions in the ledger, and memory. Rounds are interleaved and medians compared.
#   ROUNDS=1 SECONDS_A_ROUND=2 LEDGER=100000 bash tests/bench/wallet.sh .     a quick look
set -euo pipefail
ROOT=$(cd -- "$1" && pwd)
CLI=$ROOT/deploy/cli
for part in "$CLI/common.sh" "$CLI/build.sh" "$CLI/database.sh" "$ROOT/tests/bench/common.sh"; do
    # shellcheck disable=SC1090
    source "$part"
done
ROUNDS=${ROUNDS:-3} SECONDS_A_ROUND=${SECONDS_A_ROUND:-4} WALLETS=${WALLETS:-10000}
LEDGER=${LEDGER:-10000000} CONNECTIONS=${CONNECTIONS:-128}
GATEWAY=$BUILD/bin/tenure-gateway
export TOKENS TOKEN_HEADER ROUND BATCH DELAY_MS

sql() { PGOPTIONS="-c client_min_messages=warning" psql -X -q -h "$WORK" -U "$DATABASE_USER" -v ON_ERROR_STOP=1 -At "$@"; }

await_file() {
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        [[ -s $1 ]] && return
        sleep 0.05
    done
    die "a process did not start: $(tail -n 3 "${1%.port}.out")"
}

# start_wallet DATABASE: a database with the ledger's tables, and a service on it; sets URL and PID.
start_wallet() {
    sql -d postgres -c "create database $1"
    env TENURE_DATABASE_URL="postgresql:///$1?host=$WORK&user=$DATABASE_USER" \
        TENURE_INTERNAL_KEY_FILE="$WORK/key" TENURE_PAYMENT_METHOD_URL=http://127.0.0.1:1 \
        TENURE_BILLING_URL=http://127.0.0.1:1 TENURE_CATALOG_DIR="$ROOT/deploy/catalog" \
        TENURE_LISTEN=127.0.0.1:0 TENURE_PORT_FILE="$WORK/$1.port" \
        "$BUILD/bin/tenure-wallet" >"$WORK/$1.out" 2>&1 &
    PID=$!
    PIDS+=("$PID")
    await_file "$WORK/$1.port"
    URL=http://127.0.0.1:$(<"$WORK/$1.port")
}

start_the_gateway() {
    local other urls=()
    for other in "${SERVICES[@]}"; do urls+=("TENURE_${other^^}_URL=http://127.0.0.1:1"); done
    "$GATEWAY" make-key --out "$WORK/jwt.key" --jwks "$WORK/jwks.json"
    env "${urls[@]}" TENURE_WALLET_URL="$1" TENURE_INTERNAL_KEY_FILE="$WORK/key" \
        TENURE_JWT_ISSUER=tenure TENURE_JWT_AUDIENCE=tenure TENURE_JWKS_FILE="$WORK/jwks.json" \
        TENURE_LISTEN=127.0.0.1:0 TENURE_PORT_FILE="$WORK/gateway.port" \
        TENURE_METRICS_LISTEN=127.0.0.1:0 "$GATEWAY" >"$WORK/gateway.out" 2>&1 &
    PIDS+=($!)
    await_file "$WORK/gateway.port"
    GATEWAY_URL=http://127.0.0.1:$(<"$WORK/gateway.port")
    accounts "$WALLETS" | TENURE_JWT_ISSUER=tenure TENURE_JWT_AUDIENCE=tenure "$GATEWAY" make-token \
        --key "$WORK/jwt.key" --account - --role usage --subject bench >"$WORK/bearers"
}

accounts() { seq -f 'acc_bench%.0f' "$1"; }

# milliseconds TEXT: of wrk's "12.3us", "1.2ms", "3.4s"
milliseconds() {
    awk -v v="$1" 'BEGIN { f = v ~ /us$/ ? 0.001 : v ~ /ms$/ ? 1 : 1000; sub(/[a-z]+$/, "", v); printf "%.3f", v * f }'
}

# load URL DATABASE WALLETS CONNECTIONS BATCH [DELAY_MS]: sets RATE, MEAN and P99 (ms). Every debit that
# was answered must be in the ledger.
load() {
    local out before written answered
    ROUND=r$((++loads)) BATCH=$5 DELAY_MS=${6:-0}
    if [[ $1 == "${GATEWAY_URL:-}" ]]; then
        TOKENS=$WORK/bearers TOKEN_HEADER="Authorization: Bearer "
    else
        TOKENS=$WORK/tokens TOKEN_HEADER="Tenure-Internal-Token: "
        accounts "$3" | "$GATEWAY" make-internal-token --key "$WORK/key" --account - --role usage \
            --subject bench >"$TOKENS"
    fi
    before=$(sql -d "$2" -c "select sum(last_number) from wallet")
    out=$(wrk -t"$(($4 > 1 ? 2 : 1))" -c"$4" -d"${SECONDS_A_ROUND}s" --timeout 10s --latency -s "$ROOT/tests/bench/wallet.lua" "$1")
    ! grep -q 'Non-2xx\|Socket errors' <<<"$out" || die "$out"
    written=$(($(sql -d "$2" -c "select sum(last_number) from wallet") - before))
    answered=$(awk -v b="$5" '/requests in/ { print $1 * (b > 0 ? b : 1) }' <<<"$out")
    ((written >= answered)) || die "$answered debits were answered, $written written"
    RATE=$(awk -v b="$5" '/^Requests\/sec/ { printf "%.0f", $2 * (b > 0 ? b : 1) }' <<<"$out")
    MEAN=$(milliseconds "$(awk '$1 == "Latency" && NF == 5 { print $2 }' <<<"$out")")
    P99=$(milliseconds "$(awk '$1 == "99%" { print $2 }' <<<"$out")")
}

# reference WALLETS CLIENTS [OPTION...]: sets RATE and MEAN.
reference() {
    local out wallets=$1 clients=$2
    shift 2
    out=$(pgbench -h "$WORK" -U "$DATABASE_USER" -n -M prepared -c "$clients" -j "$((clients > 1 ? 2 : 1))" \
        -T "$SECONDS_A_ROUND" -D wallets="$wallets" -f "$ROOT/tests/bench/wallet_pgbench.sql" "$@" bench_small 2>"$WORK/pgbench.err") ||
        die "$(tail -n 3 "$WORK/pgbench.err")"
    RATE=$(awk '/^tps/ { printf "%.0f", $3 }' <<<"$out")
    MEAN=$(awk '/^latency average/ { print $4 }' <<<"$out")
}

# best_reference WALLETS: sets RATE, and CLIENTS where it is reached.
best_reference() {
    local clients best=0
    for clients in 8 16 32 64; do
        reference "$1" "$clients"
        ((RATE > best)) && best=$RATE CLIENTS=$clients
    done
    RATE=$best
}

# add NAME: RATE to the list NAME
add() {
    declare -n list=$1
    list+=("$RATE")
}

throughput() {
    local round
    for round in $(seq "$ROUNDS"); do
        best_reference "$WALLETS"
        add pgbench_many
        many_clients=$CLIENTS
        load "$SMALL_URL" bench_small "$WALLETS" "$CONNECTIONS" 0
        add service_many
        load "$GATEWAY_URL" bench_small "$WALLETS" "$CONNECTIONS" 0
        add gateway_many
        load "$SMALL_URL" bench_small "$WALLETS" 4 1000
        add batch_many
        best_reference 1
        add pgbench_hot
        load "$SMALL_URL" bench_small 1 "$CONNECTIONS" 0
        add service_hot
        load "$SMALL_URL" bench_small 1 4 1000
        add batch_hot
    done
}

# half_reference RATE: sets P99 (ms) of transactions that begin at this rate at random moments; how late they
# begin is not counted, as wrk does not either.
half_reference() {
    reference "$WALLETS" "$many_clients" -R "$1" -l --log-prefix="$WORK/delays"
    P99=$(cat "$WORK"/delays.* | awk '{ print ($3 - $7) / 1000 }' | sort -g | awk '{ v[NR] = $1 } END { printf "%.2f", v[int(NR * 0.99)] }')
    rm -f "$WORK"/delays.*
}

# half_service RATE: the same; the pause between a connection's requests is found by a first run.
half_service() {
    local interval
    interval=$(awk -v c="$CONNECTIONS" -v r="$1" 'BEGIN { print 1000 * c / r }')
    load "$SMALL_URL" bench_small "$WALLETS" "$CONNECTIONS" 0 "$(awk -v i="$interval" 'BEGIN { printf "%d", i * 0.7 + 0.5 }')"
    load "$SMALL_URL" bench_small "$WALLETS" "$CONNECTIONS" 0 "$(awk -v i="$interval" -v m="$MEAN" 'BEGIN { printf "%d", (i > m + 1 ? i - m : 1) + 0.5 }')"
}

delays() {
    local round
    for round in $(seq "$ROUNDS"); do
        half_reference "$((a_many / 2))"
        reference_p99+=("$P99")
        half_service "$((b_many / 2))"
        service_p99+=("$P99") service_half+=("$RATE")
        reference "$WALLETS" 1
        reference_alone+=("$MEAN")
        load "$SMALL_URL" bench_small "$WALLETS" 1 0
        service_alone+=("$MEAN")
    done
}

# fill DATABASE DEBITS_A_WALLET: without waiting for the disk, which nothing depends on yet.
fill() {
    sql -d postgres -c "alter system set fsync = off" -c "select pg_reload_conf()" >/dev/null
    sql -d "$1" -v wallets="$WALLETS" -v each="$2" -f "$ROOT/tests/bench/wallet_fill.sql"
    sql -d postgres -c "alter system reset fsync" -c "select pg_reload_conf()" >/dev/null
    sync
}

large_ledger() {
    local round
    start_wallet bench_empty
    EMPTY_URL=$URL
    start_wallet bench_large
    LARGE_URL=$URL
    fill bench_empty 0
    fill bench_large "$((LEDGER / WALLETS))"
    # Not counted: the first write to a page after a checkpoint takes the whole page to the log.
    for round in 1 2 3; do load "$LARGE_URL" bench_large "$WALLETS" "$CONNECTIONS" 0; done
    load "$EMPTY_URL" bench_empty "$WALLETS" "$CONNECTIONS" 0
    for round in $(seq "$ROUNDS"); do
        load "$EMPTY_URL" bench_empty "$WALLETS" "$CONNECTIONS" 0
        add empty_rate
        load "$LARGE_URL" bench_large "$WALLETS" "$CONNECTIONS" 0
        add large_rate
    done
}

# No number missed, no credit made or lost.
check() {
    local wrong
    wrong=$(sql -d bench_small -c "select count(*) from wallet w join credit_grant g using (account_id) join
        (select account_id, count(*) as numbers, sum(change) as change from ledger_transaction group by 1) l
        using (account_id) where w.last_number <> l.numbers or w.available <> l.change or w.available <> g.remaining")
    [[ $wrong == 0 ]] || die "$wrong wallets do not agree with their ledger"
}

PIDS=() loads=0
pgbench_many=() service_many=() gateway_many=() batch_many=() pgbench_hot=() service_hot=() batch_hot=()
reference_p99=() service_p99=() service_half=() reference_alone=() service_alone=() empty_rate=() large_rate=()
build_programs tenure-wallet tenure-gateway
# The indices' pages that 10,000 wallets write to take 240 MB once the ledger is large.
start_bench_cluster -c shared_buffers=512MB -c max_wal_size=4GB
start_wallet bench_small
SMALL_URL=$URL SMALL_PID=$PID
start_the_gateway "$SMALL_URL"
fill bench_small 0
throughput
a_many=$(median "${pgbench_many[@]}") b_many=$(median "${service_many[@]}") a_hot=$(median "${pgbench_hot[@]}")
report "(a) pgbench, 10,000 wallets, debits/s, median of $ROUNDS" "$a_many" "best of 8, 16, 32, 64 clients: $many_clients"
report "(b) service, debits/s" "$b_many" "$CONNECTIONS connections"
report "(b) / (a)" "$(ratio "$b_many" "$a_many")" "target: 4.00 at least"
report "(c) through the gateway / (a)" "$(ratio "$(median "${gateway_many[@]}")" "$a_many")" "target: 2.50 at least"
report "(d) batches of 1,000 / (a)" "$(ratio "$(median "${batch_many[@]}")" "$a_many")" "target: 10.00 at least"
report "(a) pgbench, one hot wallet, debits/s" "$a_hot" "best of 8, 16, 32, 64 clients"
report "(b) / (a), one hot wallet" "$(ratio "$(median "${service_hot[@]}")" "$a_hot")" "target: 10.00 at least"
report "(d) / (a), one hot wallet" "$(ratio "$(median "${batch_hot[@]}")" "$a_hot")" "no target"
delays
a_p99=$(median "${reference_p99[@]}") b_p99=$(median "${service_p99[@]}")
a_alone=$(median "${reference_alone[@]}") b_alone=$(median "${service_alone[@]}")
report "p99 of (b) at half of its peak, $(median "${service_half[@]}") debits/s" "$b_p99 ms" "target: that of (a) at half of its, $a_p99 ms"
report "a debit alone, service / pgbench" "$(ratio "$b_alone" "$a_alone")" "target: 1.30 at most; $b_alone ms, $a_alone ms"
check
large_ledger
report "$LEDGER transactions in the ledger / an empty one" "$(ratio "$(median "${large_rate[@]}")" "$(median "${empty_rate[@]}")")" \
    "target: 0.90 at least; $(median "${large_rate[@]}")/s, $(median "${empty_rate[@]}")/s"
report "peak memory of the service" "$(($(awk '/^VmHWM/ {print $2}' "/proc/$SMALL_PID/status") / 1024)) MiB" "target: 64 MiB at most"
