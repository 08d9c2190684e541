# ./tenure logs: the processes' logs, JSON lines.

command_logs() {
    local name=""
    while [[ $# -gt 0 ]]; do
        case $1 in
            -h | --help)
                printf 'Usage: ./tenure logs [--state DIR] [SERVICE]\n\nServices: gateway %s\n' \
                    "${SERVICES[*]}"
                return
                ;;
            --state) use_state "$(value_of "$@")" && shift ;;
            -*) die "logs: unknown option $1 (see ./tenure logs --help)" ;;
            *) name=$1 ;;
        esac
        shift
    done
    if [[ -n $name ]]; then
        [[ -f $STATE/log/$name.log ]] || die "there is no log of '$name' in $STATE/log"
        cat "$STATE/log/$name.log"
    else
        compgen -G "$STATE/log/*.log" >/dev/null || die "there are no logs in $STATE/log yet"
        tail -n 50 "$STATE"/log/*.log
    fi
}
