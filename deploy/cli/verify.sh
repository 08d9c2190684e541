# ./tenure verify ledger: recomputes the wallet's ledger and prints every difference.
source "$CLI/database.sh"

command_verify() {
    local what="" url=""
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help)
                cat <<'TEXT'
Usage: ./tenure verify ledger [--state DIR | --url POSTGRES-URL]

Recomputes every balance, grant, hold and seal of the wallet's ledger in one snapshot, while
the wallet works, and prints each difference. Exits 0 when there is none, 1 otherwise.
TEXT
                return
                ;;
            --state) use_state "$(value_of "$@")" && shift ;;
            --url) url=$(value_of "$@") && shift ;;
            ledger) what=$1 ;;
            *) die "verify: unknown option $1 (see ./tenure verify --help)" ;;
        esac
        shift
    done
    [[ $what == ledger ]] || die "verify what? See ./tenure verify --help"
    verify_ledger "${url:-$(database_url wallet)}"
}

verify_ledger() {
    local differences
    differences=$(psql -X -q -v ON_ERROR_STOP=1 -f "$CLI/verify_ledger.sql" "$1") ||
        die "the ledger could not be read"
    if [[ -n $differences ]]; then
        printf '%s\n' "$differences"
        say "$(wc -l <<<"$differences") differences"
        return 1
    fi
    psql -X -At -v ON_ERROR_STOP=1 -F ' ' "$1" -c "select 'no difference in', count(*),
        'wallets with', coalesce(sum(last_number), 0), 'transactions' from wallet"
}
