#!/usr/bin/env bash
# A file of 100,000 direct debits for the bank (pain.008), from the book in PostgreSQL to the disk: its time,
# and the peak memory beside that of a tenth as many: it must not grow. On a cluster of its own.
set -euo pipefail
ROOT=$(cd -- "$1" && pwd)
CLI=$ROOT/deploy/cli
for part in "$CLI/common.sh" "$CLI/build.sh" "$CLI/database.sh" "$ROOT/tests/bench/common.sh"; do
    # shellcheck disable=SC1090
    source "$part"
done
DEBITS=${DEBITS:-100000}
build_bench bench_payment_method
start_bench_cluster
mkdir "$WORK/files"
URL="postgresql:///postgres?host=$WORK&user=$DATABASE_USER"
measure() {
    "$BENCH" collections "$URL" "$WORK/files" "$1" >"$WORK/figures" 2>"$WORK/errors" || die "$(tail -n 5 "$WORK/errors")"
}
figure() { sed -n "s/^$1 //p" "$WORK/figures"; }
measure $((DEBITS / 10))
small=$(figure peak_mib)
measure "$DEBITS"
report "a file of $DEBITS debits, s" "$(figure seconds)" "for information"
report "peak memory, MiB" "$(figure peak_mib)" "$small with a tenth of the debits"
report "memory ÷ memory of a tenth" "$(ratio "$(figure peak_mib)" "$small")" "at most 1.20"
schema=$ROOT/../shared/reference/data/sepa/xsd/pain.008.001.08.xsd
if [[ -f $schema ]] && command -v xmllint >/dev/null; then
    xmllint --noout --schema "$schema" "$(figure file)" 2>/dev/null && say "The file is valid by its schema."
else
    say "Not held against the schema: no xmllint or no $schema."
fi
