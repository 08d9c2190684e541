# The demo account: 5 users on GROW, quarterly, made through the API as any customer would.

make_demo() {
    local token status
    token=$(make_token "$DEMO_ACCOUNT" owner 600)
    status=$(demo_call GET /v1/subscription)
    case $status in
        200) return ;;
        404) ;;
        *) die "the demo account cannot be read: GET /v1/subscription answered $status" ;;
    esac
    demo_call GET /v1/billing/details | grep -qx 200 ||
        demo_step PUT /v1/billing/details '{"company_name": "Demo SA", "address": {"line1":
            "Rue de la Loi 16", "postal_code": "1000", "city": "Bruxelles", "country": "BE"},
            "email": "billing@example.com", "language": "fr"}'
    demo_step POST /v1/payment-methods '{"type": "card", "card": {"number": "4242424242424242",
        "exp_month": 12, "exp_year": '"$(($(date +%Y) + 3))"', "cvc": "123"}}'
    demo_step POST /v1/subscription '{"plan": "grow", "users": 5, "cycle": "quarterly"}'
}

# demo_call METHOD PATH [BODY]: the status; the answer goes to the state directory.
demo_call() {
    curl -sS -m 20 -o "$STATE/run/demo-answer" -w '%{http_code}\n' -X "$1" \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -H "Idempotency-Key: demo-${1,,}${2//\//-}" ${3:+--data "$3"} \
        "http://127.0.0.1:$(port_of gateway)$2"
}

demo_step() {
    local status
    status=$(demo_call "$@")
    [[ $status == 20[01] ]] || {
        cat "$STATE/run/demo-answer" >&2
        die "the demo account could not be made: $1 $2 answered $status"
    }
}
