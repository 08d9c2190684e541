#!/usr/bin/env bash
# Renewing due accounts with four items each: invoices written, payments queued. How the rate grows with
# the number of accounts, what memory it takes, and beside it the rate at which psql \copy brings the same
# rows into the same tables, which is the limit. One process, then two. On a cluster of its own, durable.
#   SMALL=1000 LARGE=5000 ROUNDS=1 bash tests/bench/renewals.sh .     a quick look
set -euo pipefail
ROOT=$(cd -- "$1" && pwd)
CLI=$ROOT/deploy/cli
for part in "$CLI/common.sh" "$CLI/build.sh" "$CLI/database.sh" "$ROOT/tests/bench/common.sh"; do
    # shellcheck disable=SC1090
    source "$part"
done
SMALL=${SMALL:-10000} LARGE=${LARGE:-100000} ROUNDS=${ROUNDS:-3}
# One table a line: its name, and the columns and condition by which a renewal's rows are known.
TABLES=(
    "term|account_id, number, cycle, anchor_day, starts_on, renews_on|number = 2"
    "invoice|account_id, id, 'draft' as status, currency, subtotal, total, legal_mentions, language, seller_name, seller_line1, seller_line2, seller_postal_code, seller_city, seller_country, seller_vat_number, seller_trade_register, seller_iban, buyer_company_name, buyer_line1, buyer_line2, buyer_postal_code, buyer_city, buyer_country, buyer_vat_number, buyer_vat_number_status, buyer_email, buyer_purchase_order|true"
    "invoice_line|account_id, invoice_id, position, kind, product, name_fr, name_nl, name_en, name_de, quantity, unit_price, period_from, period_until, months, days, days_in_partial_month, amount|true"
    "invoice_vat|account_id, invoice_id, position, category, rate, base, amount|true"
    "collection|account_id, id, invoice_id, status, due_at, on_test_clock|true"
    "event|id, type, account_id, occurred_at, data|true"
)

sql() { PGOPTIONS="-c client_min_messages=warning" psql -X -q -h "$WORK" -U "$DATABASE_USER" -v ON_ERROR_STOP=1 -At "$@"; }

# start_billing DATABASE NAME: one process that does nothing but renew; its id is added to PIDS.
start_billing() {
    env TENURE_DATABASE_URL="postgresql:///$1?host=$WORK&user=$DATABASE_USER" \
        TENURE_INTERNAL_KEY_FILE="$WORK/key" TENURE_PAYMENT_METHOD_URL=http://127.0.0.1:1 \
        TENURE_LISTEN=127.0.0.1:0 TENURE_PORT_FILE="$WORK/$2.port" TENURE_BILLING_WORKERS=renewals \
        TENURE_SWEEP_INTERVAL_MS=100 "$BUILD/bin/tenure-billing" >"$WORK/$2.out" 2>&1 &
    PIDS+=($!)
}

await_port() {
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        [[ -s $WORK/$1.port ]] && return
        sleep 0.05
    done
    die "billing did not start: $(tail -n 3 "$WORK/$1.out")"
}

stop_billing() {
    local pid
    for pid in "${PIDS[@]}"; do kill "$pid" && wait "$pid" || true; done
    PIDS=()
    rm -f "$WORK"/*.port
}

# prepare N: the database due_N, from which every measurement starts.
prepare() {
    local name=due_$1
    sql -d postgres -c "create database $name"
    start_billing "$name" migrate
    await_port migrate
    stop_billing
    sql -d "$name" -v n="$1" -f "$ROOT/tests/bench/renewals.sql"
}

fresh() {
    sql -d postgres -c "drop database if exists $2" -c "create database $2 template due_$1" -c checkpoint
}

# renew N PROCESSES: sets RATE and PEAK (kB, the largest process); the result stays in database renewed.
renew() {
    local begin process done_at
    fresh "$1" renewed
    begin=$EPOCHREALTIME
    for ((process = 1; process <= $2; process++)); do start_billing renewed "renewer$process"; done
    while [[ $(sql -d renewed -c "select exists (select from billing_account
        where renews_at <= now() and clock_now is null)") == t ]]; do sleep 0.05; done
    done_at=$EPOCHREALTIME
    RATE=$(awk -v n="$1" -v a="$begin" -v b="$done_at" 'BEGIN { printf "%.0f", n / (b - a) }')
    PEAK=$(for process in "${PIDS[@]}"; do awk '/^VmHWM/ {print $2}' "/proc/$process/status"; done |
        sort -n | tail -n 1)
    stop_billing
    check "$1"
}

# No account twice, none missed, no number lost.
check() {
    local found
    found=$(sql -d renewed -c "select (select count(*) from invoice where status = 'open'),
        (select count(distinct account_id) from invoice), (select count(*) from invoice_line),
        (select count(*) from term where number = 2), (select count(*) from collection),
        (select count(distinct number) from invoice), (select max(last) from invoice_number)")
    [[ $found == "$1|$1|$((4 * $1))|$1|$1|$1|$1" ]] || die "wrong result of $1 renewals: $found"
}

# copy N: the rows of the last renewal copied into an equal database; sets RATE.
copy() {
    local entry table columns condition script=$WORK/copy.sql
    : >"$script"
    for entry in "${TABLES[@]}"; do
        IFS='|' read -r table columns condition <<<"$entry"
        sql -d renewed -c "\\copy (select $columns from $table where $condition) to '$WORK/$table.rows'"
        printf '\\copy %s (%s) from %s\n' "$table" "${columns//\'draft\' as /}" "'$WORK/$table.rows'" >>"$script"
    done
    fresh "$1" copied
    local begin=$EPOCHREALTIME
    sql -d copied -f "$script"
    RATE=$(awk -v n="$1" -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f", n / (b - a) }')
}

PIDS=()
build_preset release
start_bench_cluster
prepare "$SMALL"
prepare "$LARGE"
ones=() twos=() copies=()
for _ in $(seq "$ROUNDS"); do
    renew "$SMALL" 1
    ones+=("$RATE") small_peak=$PEAK
    copy "$SMALL"
    copies+=("$RATE")
    renew "$SMALL" 2
    twos+=("$RATE")
done
renew "$LARGE" 1
large=$RATE large_peak=$PEAK
copy "$LARGE"
large_copy=$RATE
renew "$LARGE" 2
large_two=$RATE
one=$(median "${ones[@]}") two=$(median "${twos[@]}") copied=$(median "${copies[@]}")
report "invoices/s, $SMALL accounts of 4 items, median of $ROUNDS" "$one" "one process"
report "invoices/s, $LARGE accounts" "$large" "one process, once"
report "time for $LARGE / linear growth from $SMALL" "$(ratio "$one" "$large")" "target: 1.30 at most"
report "peak memory, $SMALL accounts" "$((small_peak / 1024)) MiB" "one process"
report "peak memory, $LARGE accounts" "$((large_peak / 1024)) MiB" "target: flat"
report "renewals / psql copy of the same rows, $SMALL" "$(ratio "$one" "$copied")" "target: 0.25 at least; copy $copied/s"
report "renewals / psql copy of the same rows, $LARGE" "$(ratio "$large" "$large_copy")" "target: 0.25 at least; copy $large_copy/s"
report "two processes / one, $SMALL accounts" "$(ratio "$two" "$one")" "target: 1.30 at least; none twice, none missed"
report "two processes / one, $LARGE accounts" "$(ratio "$large_two" "$large")" "target: 1.30 at least; none twice, none missed"
