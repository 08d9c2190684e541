#!/usr/bin/env bash
# A file of a million rows, from its upload to the records handed over: rows a second beside `wc -l` and
# `iconv` of the same file, and the memory that the service takes at most.
set -euo pipefail
ROOT=$1
source "$ROOT/tests/bench/common.sh"
ROWS=${ROWS:-1000000}
PART=1048576
start_system

service=http://127.0.0.1:$(<"$STATE_DIR/run/onboarding.port")
account=acc_bench

database() {
    psql -qAt -v ON_ERROR_STOP=1 -h "$(readlink -f "$STATE_DIR/run/socket")" -U tenure tenure_onboarding -c "$1"
}

# call METHOD PATH [CURL ARGUMENT...]
call() {
    local method=$1 path=$2
    shift 2
    curl -sS --fail-with-body -X "$method" "$service$path" \
        -H "Tenure-Internal-Token: $(internal_token "$account" owner)" "$@"
}

# await_state STATE: until the import is there
await_state() {
    local state
    while state=$(database "select state from import where account_id = '$account'"); [[ $state != "$1" ]]; do
        [[ $state != failed && $state != refused ]] || die "the import is $state"
        sleep 0.05
    done
}

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }'; }
rows_a_second() { awk -v n="$ROWS" -v s="$1" 'BEGIN { printf "%.0f", n / s }'; }

# In Windows-1252, as Excel writes it in Western Europe: about 44 bytes a row.
file=$STATE_DIR/contacts.csv
{
    printf 'Nom;Pays;E-mail;CP\r\n'
    awk -v n="$ROWS" 'BEGIN { for (i = 1; i <= n; ++i)
        printf "Lef\xe8vre%d;Belgique;z%d@example.be;%04d\r\n", i, i, 1000 + i % 9000 }'
} >"$file"
size=$(stat -c %s "$file")
[[ $size -le 50000000 ]] || die "the file has $size bytes, more than an import may"

database "insert into seller_account values ('$account');
    insert into onboarding_order (account_id, id, engagement, package, price, currency, state, payment, accepted_at)
    values ('$account', 'onb_bench', 'onb_bench', 'do_it_with_help', 1, 'EUR', 'open', 'paid', now())"

begin=$EPOCHREALTIME
wc -l "$file" >/dev/null
iconv -f WINDOWS-1252 -t UTF-8 "$file" >"$STATE_DIR/contacts.utf8"
reference=$(seconds_since "$begin")

begin=$EPOCHREALTIME
id=$(call POST /v1/onboarding/imports -H 'Content-Type: application/json' \
    -d "{\"module\": \"contacts\", \"size\": $size}" | sed -n 's/.*"id":"\(imp_[^"]*\)".*/\1/p')
split -b "$PART" "$file" "$STATE_DIR/part."
offset=0
for part in "$STATE_DIR"/part.*; do
    call PUT "/v1/onboarding/imports/$id/content?offset=$offset" -H 'Content-Type: text/csv' \
        --data-binary "@$part" >/dev/null
    offset=$((offset + $(stat -c %s "$part")))
done
uploaded=$(seconds_since "$begin")
await_state inspected
begin_check=$EPOCHREALTIME
call PUT "/v1/onboarding/imports/$id/mapping" -H 'Content-Type: application/json' -d '{"columns": [
    {"column": 1, "field": "last_name"}, {"column": 2, "field": "country"},
    {"column": 3, "field": "email"}, {"column": 4, "field": "postal_code"}]}' >/dev/null
await_state checked
checked=$(seconds_since "$begin_check")
begin_delivery=$EPOCHREALTIME
call PUT "/v1/onboarding/imports/$id/delivery" >/dev/null
await_state delivered
delivered=$(seconds_since "$begin_delivery")
whole=$(seconds_since "$begin")

records=$(wc -l <"$STATE_DIR/imports/$account/$id.contacts.ndjson")
[[ $records == "$ROWS" ]] || die "$records records were handed over, not $ROWS"
peak=$(awk '/^VmHWM/ {print $2}' "/proc/$(<"$STATE_DIR/run/onboarding.pid")/status")
report "wc -l and iconv of the file, s" "$reference" "$size bytes, $ROWS rows"
report "upload in parts of 1 MiB, s" "$uploaded" "no target"
report "check of every row, rows/s" "$(rows_a_second "$checked")" "no target"
report "hand-over to a directory, rows/s" "$(rows_a_second "$delivered")" "no target"
report "check / (wc -l + iconv), rows/s" "$(ratio "$reference" "$checked")" "no target"
report "from upload to hand-over / (wc -l + iconv), rows/s" "$(ratio "$reference" "$whole")" "no target"
report "peak memory of the service" "$((peak / 1024)) MiB" "target: 64 MiB at most"
