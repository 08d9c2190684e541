# Keys made at the first start, readable by their owner only, never committed.

make_secrets() {
    local name
    install -d -m 700 "$STATE/secrets"
    for name in internal fingerprint; do
        [[ -s $STATE/secrets/$name.key ]] ||
            (umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$STATE/secrets/$name.key")
    done
    [[ -s $STATE/secrets/jwt.key ]] ||
        "$BUILD/bin/tenure-gateway" make-key --out "$STATE/secrets/jwt.key" \
            --jwks "$STATE/secrets/jwks.json"
}

# make_token ACCOUNT ROLE SECONDS
make_token() {
    TENURE_JWT_ISSUER=$ISSUER TENURE_JWT_AUDIENCE=$AUDIENCE "$BUILD/bin/tenure-gateway" \
        make-token --key "$STATE/secrets/jwt.key" --account "$1" --role "$2" \
        --subject "demo-$2" --ttl "$3"
}
