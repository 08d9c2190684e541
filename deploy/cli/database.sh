# The embedded default database: a private PostgreSQL cluster, reached by a unix socket only.

# As root, PostgreSQL runs as a user of its own: it refuses to run as root.
DATABASE_USER=tenure

database_is_external() {
    [[ -n ${TENURE_DATABASE_URL:-} ]] && return 0
    local service
    for service in "${SERVICES[@]}"; do
        [[ -n $(service_url_variable "$service") ]] || return 1
    done
}

service_url_variable() {
    local name=TENURE_${1^^}_DATABASE_URL
    printf '%s' "${!name:-}"
}

as_database_user() {
    if [[ $(id -u) == 0 ]]; then
        setpriv --reuid="$DATABASE_USER" --regid="$DATABASE_USER" --clear-groups "$@"
    else
        "$@"
    fi
}

# Where the cluster lives: in the state directory; when root runs Tenure from a directory that the
# database's user cannot enter (/root), in /var/lib/tenure with a link to it in the state directory.
place_cluster() {
    [[ -e $STATE/postgres ]] && return
    if [[ $(id -u) != 0 ]]; then
        mkdir -m 700 "$STATE/postgres"
        return
    fi
    getent passwd "$DATABASE_USER" >/dev/null ||
        useradd --system --user-group --home-dir /var/lib/tenure --shell /usr/sbin/nologin \
            "$DATABASE_USER"
    if as_database_user test -x "$STATE"; then
        install -d -m 700 -o "$DATABASE_USER" -g "$DATABASE_USER" "$STATE/postgres"
    else
        local place
        place=/var/lib/tenure/$(printf '%s' "$STATE" | sha256sum | cut -c1-12)
        install -d -m 755 /var/lib/tenure
        install -d -m 700 -o "$DATABASE_USER" -g "$DATABASE_USER" "$place"
        ln -s "$place" "$STATE/postgres"
    fi
}

# The directory of the socket: short, since a socket's path has at most 107 bytes.
socket_directory() {
    local link=$STATE/run/socket
    if [[ ! -d $link/. ]]; then
        rm -f "$link"
        local directory
        directory=$(mktemp -d /tmp/tenure.XXXXXX)
        [[ $(id -u) != 0 ]] || chown "$DATABASE_USER:$DATABASE_USER" "$directory"
        ln -s "$directory" "$link"
    fi
    readlink "$link"
}

cluster_running() { as_database_user "$PG_BIN/pg_ctl" -D "$(cluster)" status >/dev/null 2>&1; }
cluster() { printf '%s/data' "$(readlink -f "$STATE/postgres")"; }

# start_cluster: makes it the first time, starts it, makes a database and a role for each service.
start_cluster() {
    [[ -x $PG_BIN/initdb ]] || die "PostgreSQL 15 is not installed ($PG_BIN/initdb is missing)"
    place_cluster
    local data log socket
    data=$(cluster)
    log=$(dirname "$data")/postgres.log
    if ! as_database_user test -f "$data/PG_VERSION"; then
        say "Making the database cluster"
        (cd / && as_database_user "$PG_BIN/initdb" -D "$data" -U "$DATABASE_USER" -A trust \
            -E UTF8 --locale=C.UTF-8 --no-instructions >"$STATE/log/initdb.log" 2>&1) ||
            { tail -n 10 "$STATE/log/initdb.log" >&2 && die "initdb failed"; }
        as_database_user tee "$data/pg_hba.conf" >/dev/null <<HBA
# Only by the socket, whose directory nobody else may enter; each service only its own database.
local all      $DATABASE_USER trust
local sameuser all            trust
HBA
    fi
    socket=$(socket_directory)
    if ! cluster_running; then
        (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$data" -l "$log" -w -t 30 -o \
            "-k $socket -c listen_addresses='' -c max_connections=150 -c shared_buffers=64MB" \
            start >/dev/null {STATE_LOCK}>&-) || {
            tail -n 10 "$log" >&2
            die "PostgreSQL did not start; whole log: $log"
        }
        started_cluster=1
    fi
    make_databases
}

make_databases() {
    local service existing sql=""
    existing=$(admin_psql -Atc 'select datname from pg_database')
    for service in "${SERVICES[@]}"; do
        grep -qx "tenure_$service" <<<"$existing" && continue
        sql+="create role tenure_$service login;
create database tenure_$service owner tenure_$service;
revoke all on database tenure_$service from public;
"
    done
    [[ -z $sql ]] || admin_psql -q -v ON_ERROR_STOP=1 <<<"$sql"
}

admin_psql() { psql -X -h "$(socket_directory)" -U "$DATABASE_USER" -d postgres "$@"; }

stop_cluster() {
    [[ -e $STATE/postgres ]] && cluster_running || return 0
    (cd / && as_database_user "$PG_BIN/pg_ctl" -D "$(cluster)" -m fast -w stop >/dev/null)
    rm -rf "$(socket_directory)" "$STATE/run/socket"
}

# The URL of a service's database: its own variable, the server that TENURE_DATABASE_URL names
# (a database tenure_<service> is made there), or the embedded cluster.
database_url() {
    local service=$1 own url
    own=$(service_url_variable "$service")
    if [[ -n $own ]]; then
        printf '%s' "$own"
    elif [[ -n ${TENURE_DATABASE_URL:-} ]]; then
        url_with_database "$TENURE_DATABASE_URL" "tenure_$service"
    else
        printf 'postgresql:///tenure_%s?host=%s&user=tenure_%s' "$service" "$(socket_directory)" \
            "$service"
    fi
}

# postgresql://user:password@host:port/name?options with another name.
url_with_database() {
    [[ $1 =~ ^(postgres(ql)?://[^/?]*)(/[^?]*)?(\?.*)?$ ]] ||
        die "TENURE_DATABASE_URL must look like postgresql://user:password@host:port/database"
    printf '%s/%s%s' "${BASH_REMATCH[1]}" "$2" "${BASH_REMATCH[4]}"
}

make_external_databases() {
    [[ -n ${TENURE_DATABASE_URL:-} ]] || return 0
    local service existing
    existing=$(psql -X -d "$TENURE_DATABASE_URL" -Atc 'select datname from pg_database') ||
        die "cannot reach the database that TENURE_DATABASE_URL names"
    for service in "${SERVICES[@]}"; do
        [[ -n $(service_url_variable "$service") ]] && continue
        grep -qx "tenure_$service" <<<"$existing" ||
            psql -X -d "$TENURE_DATABASE_URL" -qc "create database tenure_$service" ||
            die "cannot make the database tenure_$service; make it, or give a URL per service"
    done
}
