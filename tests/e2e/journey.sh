#!/usr/bin/env bash
# journey.sh URL TOKEN: the first journey with curl against a running system, on an account that may
# or may not have a subscription yet. Exits 1 at the first answer that is not as it should be.
# For containers and other installations; the tests walk the same way in journey_test.cpp.
set -euo pipefail
URL=$1 TOKEN=$2
# shellcheck source=tests/e2e/http.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/http.sh"
year=$(($(date +%Y) + 3))

call 200 GET /v1/plans
call '200 404' GET /v1/billing/details
call '200 201' PUT /v1/billing/details "$details" "${body:+$(
    grep -q company_name "$body" && printf 'If-Match: %s' "$(etag)"
)}"
call '201 409' POST /v1/payment-methods "$(card 4242424242424242 "$year")"
call 422 POST /v1/payment-methods "$(card 4242424242424241 "$year")"
call 422 POST /v1/payment-methods "$(card 5105105105105100 "$year")"
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
