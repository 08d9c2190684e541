#!/usr/bin/env bash
# How soon all processes are ready once everything is built, and what they hold in memory then.
set -euo pipefail
ROOT=$1
source "$ROOT/tests/bench/common.sh"
firsts=() agains=()
for _ in 1 2 3; do
    start_system
    firsts+=("$(sed -n 's/^Ready \([0-9.]*\) s after the build.*/\1/p' "$STATE_DIR/up.out")")
    "$ROOT/tenure" down --state "$STATE_DIR" >/dev/null 2>&1
    agains+=("$("$ROOT/tenure" up --detach --port 0 --state "$STATE_DIR" 2>/dev/null |
        sed -n 's/^Ready \([0-9.]*\) s after the build.*/\1/p')")
    resident=0
    for pid_file in "$STATE_DIR"/run/*.pid; do
        kilobytes=$(awk '/^VmRSS/ {print $2}' "/proc/$(<"$pid_file")/status")
        resident=$((resident + kilobytes))
    done
    stop_system
done
report "ready after the build, first start (makes the databases)" "$(median "${firsts[@]}") s" \
    "target: 3 s at most"
report "ready after the build, started again" "$(median "${agains[@]}") s" "target: 3 s at most"
report "resident memory of the seven processes, idle" "$((resident / 1024)) MiB" \
    "target: 150 MiB at most"
