#!/usr/bin/env bash
# journey.sh URL TOKEN: the first journey with curl against a running system, on an account that may
# or may not have a subscription yet. Exits 1 at the first answer that is not as it should be.
# For containers and other installations; the tests walk the same way in journey_test.cpp.
set -euo pipefail
URL=$1 TOKEN=$2
run=$(date +%s%N)
body=$(mktemp) headers=$(mktemp)
trap 'rm -f "$body" "$headers"' EXIT

# call EXPECTED_STATUS METHOD PATH [JSON] [HEADER]
call() {
    local expected=$1 status
    local options=(-sS -m 20 -o "$body" -D "$headers" -w '%{http_code}' -X "$2"
        -H "Authorization: Bearer $TOKEN")
    [[ -z ${4:-} ]] || options+=(-H 'Content-Type: application/json' --data "$4")
    [[ -z ${5:-} ]] || options+=(-H "$5")
    status=$(curl "${options[@]}" "$URL$3")
    printf '%-5s %-40s %s\n' "$2" "$3" "$status"
    [[ " $expected " == *" $status "* ]] || {
        cat "$body" >&2
        printf '\nexpected %s\n' "$expected" >&2
        exit 1
    }
}

# member NAME: a string or number of the last answer, wherever it stands first.
member() { grep -o "\"$1\": *\"\{0,1\}[^\",}]*" "$body" | head -n 1 | sed 's/^[^:]*: *"\{0,1\}//'; }
etag() { sed -n 's/^[Ee][Tt]ag: *\([^\r]*\).*/\1/p' "$headers"; }
card() {
    printf '{"type": "card", "card": {"number": "%s", "exp_month": 12, "exp_year": %d, "cvc": "123"}, "make_default": true}' \
        "$1" "$(($(date +%Y) + 3))"
}

details='{"company_name": "Exemple SRL", "address": {"line1": "Rue Neuve 1",
    "postal_code": "1000", "city": "Bruxelles", "country": "BE"}, "vat_number": "BE0123456749",
    "email": "factures@example.com", "language": "fr"}'

call 200 GET /v1/plans
call '200 404' GET /v1/billing/details
call '200 201' PUT /v1/billing/details "$details" "${body:+$(
    grep -q company_name "$body" && printf 'If-Match: %s' "$(etag)"
)}"
call '201 409' POST /v1/payment-methods "$(card 4242424242424242)"
call 422 POST /v1/payment-methods "$(card 4242424242424241)"
call 422 POST /v1/payment-methods "$(card 5105105105105100)"
call '200 404' GET /v1/subscription
grep -q '"users"' "$body" || {
    call 201 POST /v1/subscription '{"plan": "grow", "users": 5, "cycle": "quarterly"}' \
        "Idempotency-Key: start-$run"
    call 200 GET /v1/subscription
}
users=$(member users)
call 200 POST /v1/subscription/changes/preview '{"type": "add_users", "users": 3}'
quote=$(member id)
call 201 POST /v1/subscription/changes \
    "{\"type\": \"add_users\", \"users\": 3, \"quote_id\": \"$quote\"}" "Idempotency-Key: add-$run"
invoice=$(member invoice_id)
call 201 POST /v1/subscription/changes \
    "{\"type\": \"add_users\", \"users\": 3, \"quote_id\": \"$quote\"}" "Idempotency-Key: add-$run"
grep -qi '^idempotent-replayed: true' "$headers"
call 200 GET /v1/subscription
[[ $(member users) == $((users + 3)) ]]
call 200 GET /v1/billing/next-invoice
call 200 GET "/v1/billing/invoices/$invoice"
call 200 GET /v1/overview
printf 'The journey went well: %d users.\n' "$((users + 3))"
