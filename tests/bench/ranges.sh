#!/usr/bin/env bash
# Ten million ranges of card numbers, a gap behind each: what a look-up takes, and the table's memory.
set -euo pipefail
ROOT=$(cd -- "$1" && pwd)
CLI=$ROOT/deploy/cli
for part in "$CLI/common.sh" "$CLI/build.sh" "$ROOT/tests/bench/common.sh"; do
    # shellcheck disable=SC1090
    source "$part"
done
RANGES=${RANGES:-10000000}
build_bench bench_payment_method
WORK=$(mktemp -d /tmp/tenure-bench.XXXXXX)
trap 'rm -rf "$WORK"' EXIT
"$BENCH" ranges "$WORK/card_ranges.csv" "$RANGES" >"$WORK/figures"
figure() { sed -n "s/^$1 //p" "$WORK/figures"; }
report "a look-up among $RANGES ranges, ns" "$(figure look_up_ns)" "at most 1000"
report "the table, MB" "$(($(figure bytes) / 1000000))" "at most 200"
report "peak memory of the process that reads the file, MiB" "$(figure peak_mib)" "for information"
report "reading the file, s" "$(figure load_s)" "for information"
