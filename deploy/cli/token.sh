# ./tenure token: a bearer token for trying things out, signed with the demo's key.
source "$CLI/secrets.sh"

token_usage() {
    cat <<'TEXT'
Usage: ./tenure token --account A --role R[,R...] [--ttl SECONDS] [--state DIR]

Roles: owner, admin, billing, member, usage, operator. The default lifetime is one hour.
TEXT
}

command_token() {
    local account="" role="" ttl=3600
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help) token_usage && return ;;
            --account) account=$(value_of "$@") && shift ;;
            --role) role=$(value_of "$@") && shift ;;
            --ttl) ttl=$(value_of "$@") && shift ;;
            --state) use_state "$(value_of "$@")" && shift ;;
            *) die "token: unknown option $1 (see ./tenure token --help)" ;;
        esac
        shift
    done
    [[ -n $account && -n $role ]] || die "token: --account and --role are needed"
    [[ -s $STATE/secrets/jwt.key ]] || die "there is no signing key yet: run ./tenure up first"
    make_token "$account" "$role" "$ttl"
}
