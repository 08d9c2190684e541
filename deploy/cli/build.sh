# Configures and builds a CMake preset, with progress and without a word when nothing changed.

# build_preset PRESET [cmake options...]
build_preset() {
    local preset=$1 dir=$ROOT/build/$1 log
    shift
    log=$dir/build.log
    mkdir -p "$dir"
    if [[ ! -f $dir/build.ninja ]]; then
        (cd "$ROOT" && cmake --preset "$preset" "$@") >"$log" 2>&1 || {
            tail -n 30 "$log" >&2
            die "CMake could not configure the $preset build; whole log: $log"
        }
    fi
    (cd "$ROOT" && cmake --build --preset "$preset") 2>&1 | tee "$log" | show_progress "$preset" ||
        {
            grep -m1 -A25 'FAILED' "$log" >&2 || tail -n 30 "$log" >&2
            die "the $preset build failed; whole log: $log"
        }
}

# One rewritten line on a terminal, a line every 10 % elsewhere.
show_progress() {
    local line last=-1 percent
    while IFS= read -r line; do
        [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
        percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
        if [[ -t 2 ]]; then
            printf '\rBuilding (%s) %3d %%' "$1" "$percent" >&2
        elif ((percent / 10 > last / 10 || last < 0)); then
            say "Building ($1) $percent %"
            last=$percent
        fi
    done
    [[ -t 2 ]] && printf '\r\033[K' >&2
    return 0
}
