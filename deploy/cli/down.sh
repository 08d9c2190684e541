# ./tenure down: stops everything that `up` started in a state directory.
source "$CLI/database.sh"
source "$CLI/processes.sh"

command_down() {
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help)
                printf 'Usage: ./tenure down [--state DIR]\n\nStops everything; data is kept.\n'
                return
                ;;
            --state) use_state "$(value_of "$@")" && shift ;;
            *) die "down: unknown option $1 (see ./tenure down --help)" ;;
        esac
        shift
    done
    [[ -d $STATE/run ]] || die "nothing was ever started in $STATE"
    lock_state
    stop_processes
    stop_cluster
    say "Stopped."
}
