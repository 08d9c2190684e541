# What every command shares: where things are, how to say things, how to run as root.

# Start order: whoever is called is started before its callers.
SERVICES=(payment_method billing subscription add_on onboarding wallet)
STATE=$ROOT/.tenure
BUILD=$ROOT/build/release
PG_BIN=/usr/lib/postgresql/15/bin
DEMO_ACCOUNT=acc_demo
ISSUER=${TENURE_JWT_ISSUER:-tenure}
AUDIENCE=${TENURE_JWT_AUDIENCE:-tenure}

say() { printf '%s\n' "$*" >&2; }
die() {
    printf 'tenure: %s\n' "$*" >&2
    exit 1
}

# An option's value, or an error that names the option.
value_of() { [[ $# -ge 2 && -n $2 ]] && printf '%s' "$2" || die "$1 needs a value"; }

use_state() {
    mkdir -p "$1" 2>/dev/null || die "cannot make the state directory $1"
    STATE=$(cd -- "$1" && pwd)
}

# One `up` or `down` at a time works on a state directory. The lock goes with the process; children
# that stay are started without the descriptor.
lock_state() {
    exec {STATE_LOCK}>"$STATE/lock"
    flock -n "$STATE_LOCK" || die "another ./tenure up or down is at work on $STATE"
}
unlock_state() { exec {STATE_LOCK}>&-; }

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "packages must be installed: run as root, or install sudo"
    fi
}

# The process that a pid file names, if it is still that program (pids are used again).
running_pid() {
    local name=$1 pid
    [[ -s $STATE/run/$name.pid ]] || return 1
    pid=$(<"$STATE/run/$name.pid")
    [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == */bin/tenure-"$name"* ]] || return 1
    printf '%s' "$pid"
}

port_of() { cat "$STATE/run/$1.port" 2>/dev/null || true; }
