#!/usr/bin/env bash
# Makes the keys and database passwords of a composition at its first start, one volume for each
# reader, so that a process holds only what it needs.
set -euo pipefail
umask 027

random() { head -c 48 /dev/urandom | base64 -w 0; }
once() { [[ -s $1 ]] || printf '%s' "$2" >"$1"; }

once /keys/internal/key "$(random)"
once /keys/fingerprint/key "$(random)"
for service in subscription billing payment_method add_on onboarding wallet; do
    once "/keys/database/$service/password" "$(random | tr -dc 'a-zA-Z0-9')"
    once "/keys/database/$service/url" "postgresql://tenure_$service:$(
        cat "/keys/database/$service/password"
    )@postgres:5432/tenure_$service"
done
[[ -s /keys/signing/key ]] ||
    tenure-gateway make-key --out /keys/signing/key --jwks /keys/jwks/jwks.json
