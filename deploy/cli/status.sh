# ./tenure status: what runs and whether it is ready.
source "$CLI/processes.sh"

command_status() {
    local json=0
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help)
                printf 'Usage: ./tenure status [--json] [--state DIR]\n\nExits 0 when all is ready.\n'
                return
                ;;
            --json) json=1 ;;
            --state) use_state "$(value_of "$@")" && shift ;;
            *) die "status: unknown option $1 (see ./tenure status --help)" ;;
        esac
        shift
    done
    local name pid state all=true rows=""
    for name in gateway "${SERVICES[@]}"; do
        state=stopped pid=null
        if pid=$(running_pid "$name"); then
            state=starting
            ! probe "$name" readyz || state=ready
        else
            pid=null
        fi
        [[ $state == ready ]] || all=false
        if ((json)); then
            rows+="${rows:+,}{\"name\":\"$name\",\"state\":\"$state\",\"pid\":$pid}"
        else
            printf '%-15s %-9s pid %-8s port %s\n' "$name" "$state" "${pid/null/-}" \
                "$(port_of "$name")"
        fi
    done
    if ((json)); then
        local url=null
        ! running_pid gateway >/dev/null || url="\"http://127.0.0.1:$(port_of gateway)\""
        printf '{"ready":%s,"url":%s,"processes":[%s]}\n' "$all" "$url" "$rows"
    fi
    [[ $all == true ]]
}
