# Sourced by the journeys: requests with curl whose answers are checked. Needs URL and TOKEN.
run=$(date +%s%N)
body=$(mktemp) headers=$(mktemp)
trap 'rm -f "$body" "$headers"' EXIT

# call EXPECTED_STATUS METHOD PATH [JSON] [HEADER]
call() {
    local expected=$1 status
    local options=(-sS -m 60 -o "$body" -D "$headers" -w '%{http_code}' -X "$2"
        -H "Authorization: Bearer $TOKEN")
    [[ -z ${4:-} ]] || options+=(-H 'Content-Type: application/json' --data "$4")
    [[ -z ${5:-} ]] || options+=(-H "$5")
    status=$(curl "${options[@]}" "$URL$3")
    printf '%-6s %-50s %s\n' "$2" "$3" "$status"
    [[ " $expected " == *" $status "* ]] || {
        cat "$body" >&2
        printf '\nexpected %s\n' "$expected" >&2
        exit 1
    }
}

# member NAME: a string or number of the last answer, wherever it stands first.
member() { grep -o "\"$1\": *\"\{0,1\}[^\",}]*" "$body" | head -n 1 | sed 's/^[^:]*: *"\{0,1\}//'; }
# is NAME VALUE: the member has the value.
is() {
    [[ $(member "$1") == "$2" ]] || {
        cat "$body" >&2
        printf '\nexpected %s to be %s\n' "$1" "$2" >&2
        exit 1
    }
}
etag() { sed -n 's/^[Ee][Tt]ag: *\([^\r]*\).*/\1/p' "$headers"; }
# key: a new Idempotency-Key for each call.
key() { printf 'Idempotency-Key: life-%s' "$(date +%s%N)"; }
# card NUMBER YEAR
card() {
    printf '{"type": "card", "card": {"number": "%s", "exp_month": 12, "exp_year": %d, "cvc": "123"}, "make_default": true}' "$@"
}
details='{"company_name": "Exemple SRL", "address": {"line1": "Rue Neuve 1",
    "postal_code": "1000", "city": "Bruxelles", "country": "BE"}, "vat_number": "BE0123456749",
    "email": "factures@example.com", "language": "fr"}'
