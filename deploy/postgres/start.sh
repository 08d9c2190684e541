#!/usr/bin/env bash
# Starts PostgreSQL; the first time it makes the cluster and a database and role for each service.
# A service's role may enter its own database only, with its own password.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
data=/data/cluster
services=(subscription billing payment_method add_on onboarding wallet)

if [[ ! -e $data/.complete ]]; then
    rm -rf "$data"
    "$bin/initdb" -D "$data" -A scram-sha-256 --auth-local=peer -E UTF8 --locale=C.UTF-8 \
        --data-checksums --no-instructions
    printf '%s\n' 'local all postgres peer' 'host sameuser all all scram-sha-256' \
        >"$data/pg_hba.conf"
    "$bin/pg_ctl" -D "$data" -w -o "-k /tmp -c listen_addresses=''" start
    for service in "${services[@]}"; do
        psql -qXh /tmp -v ON_ERROR_STOP=1 -v role="tenure_$service" \
            -v password="$(cat "/keys/database/$service/password")" <<'SQL'
create role :"role" login password :'password';
create database :"role" owner :"role";
revoke all on database :"role" from public;
SQL
    done
    "$bin/pg_ctl" -D "$data" -w -m fast stop
    touch "$data/.complete"
fi
exec "$bin/postgres" -D "$data" -k /tmp -c listen_addresses='*' -c max_connections=200 \
    -c shared_buffers=256MB
