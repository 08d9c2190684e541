# ./tenure bench: measurements as ratios against a reference in the same run.
for part in packages build; do
    # shellcheck disable=SC1090
    source "$CLI/$part.sh"
done

command_bench() {
    local name names
    names=$(cd "$ROOT/tests/bench" && compgen -G "*.sh" | grep -v "^common.sh$" | sed 's/\.sh$//' | paste -sd' ')
    if [[ ${1:-} == -h || ${1:-} == --help ]]; then
        printf 'Usage: ./tenure bench [NAME...]\n\nBenchmarks: %s\n' "$names"
        return
    fi
    for name in "$@"; do
        [[ -f $ROOT/tests/bench/$name.sh ]] || die "there is no benchmark '$name'; there are: $names"
    done
    install_packages "${BUILD_PACKAGES[@]}" "${UP_PACKAGES[@]}" "${BENCH_PACKAGES[@]}"
    for name in ${*:-$names}; do bash "$ROOT/tests/bench/$name.sh" "$ROOT"; done
}
