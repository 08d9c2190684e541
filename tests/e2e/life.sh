#!/usr/bin/env bash
# life.sh URL TOKEN: a licence's three years with curl against a running system with test clocks
# (`./tenure up` switches them on), on an account to which nothing has happened yet. Exits 1 at the
# first answer that is not as it should be. The tests live the same life in life_test.cpp.
set -euo pipefail
URL=$1 TOKEN=$2
# shellcheck source=tests/e2e/http.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/http.sh"

clock() { call "${2:-200}" POST /v1/test-clock "{\"now\": \"$1\"}"; }
subscription=/v1/subscription
add_on=/v1/add-ons/customer-meeting
# change EXPECTED_STATUS JSON
change() { call "$1" POST $subscription/changes "$2" "$(key)"; }
status_is() {
    call 200 GET /v1/access
    is status "$1"
}

printf 'A trial, and what it becomes\n'
clock 2027-01-31T10:00:00Z 201
call 201 POST $subscription '{"plan": "grow", "users": 5, "cycle": "quarterly", "trial": true}' "$(key)"
status_is trialing
call 201 PUT /v1/billing/details "$details"
call 201 POST /v1/payment-methods "$(card 4242424242424242 2040)"
clock 2027-02-14T08:00:00Z
status_is active

printf 'Users bought, a larger plan, fewer users and another cycle from the next term on\n'
clock 2027-03-14T08:00:00Z
call 200 POST $subscription/changes/preview '{"type": "add_users", "users": 2}'
change 201 "{\"type\": \"add_users\", \"users\": 2, \"quote_id\": \"$(member id)\"}"
change 201 '{"type": "change_plan", "plan": "flow"}'
change 201 '{"type": "remove_users", "users": 2}'
is status scheduled
call 201 POST /v1/billing/cycle/changes '{"cycle": "annual"}' "$(key)"
change 409 '{"type": "change_plan", "plan": "smart"}'
is code loss_not_accepted

printf 'The window closes at midnight of 29 April in Brussels\n'
clock 2027-04-29T21:59:59.999999Z
call 201 POST $subscription/cancellation '{}' "$(key)"
call 200 DELETE $subscription/cancellation
clock 2027-04-29T22:00:00Z
change 409 '{"type": "remove_users", "users": 1}'
is code change_window_closed

printf 'The renewal is as it was announced\n'
call 200 GET /v1/billing/next-invoice
announced=$(grep -o '"total": *{[^}]*}' "$body" | tail -n 1)
clock 2027-05-14T08:00:00Z
call 200 GET '/v1/billing/invoices?limit=1'
grep -qF "$announced" "$body"
call 201 POST $add_on/changes '{"type": "switch_package", "package": "beyond", "beyond_users": 2}' "$(key)"
call 200 GET $add_on
is beyond_users 2

printf 'A card that fails, thirty days, and a good one\n'
call 201 POST /v1/payment-methods "$(card 4000000000000341 2040)"
clock 2028-05-14T08:00:00Z
status_is past_due
clock 2028-06-14T08:00:00Z
status_is suspended
change 409 '{"type": "add_users", "users": 1}'
is code account_suspended
call 200 GET '/v1/billing/invoices?limit=1'
invoice=$(member id)
call 402 POST "/v1/billing/invoices/$invoice/payments" '{}' "$(key)"
call 201 POST /v1/payment-methods "$(card 5555555555554444 2040)"
for _ in $(seq 100); do
    call 200 GET /v1/access
    [[ $(member status) != active ]] || break
    sleep 0.1
done
is status active

printf 'The end\n'
clock 2029-04-01T08:00:00Z
call 201 POST $subscription/cancellation '{"reason": "too small for us now"}' "$(key)"
is access_until 2029-05-13
clock 2029-05-13T21:59:59.999999Z
status_is cancelling
clock 2029-05-13T22:00:00Z
status_is ended
change 409 '{"type": "add_users", "users": 1}'
is code subscription_ended
call 200 GET /v1/billing/invoices
call 200 GET $subscription/history
printf 'A whole life went well.\n'
