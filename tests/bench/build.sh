#!/usr/bin/env bash
# How long the release build takes on two cores: all of it without ccache, and after touching one
# handler file. Reference: the targets of the design, since a build has no other.
set -euo pipefail
ROOT=$1
source "$ROOT/tests/bench/common.sh"
dir=$(mktemp -d /tmp/tenure-build.XXXXXX)
trap 'rm -rf "$dir"' EXIT
export CCACHE_DISABLE=1
cd "$ROOT"
cmake --preset release -B "$dir" >/dev/null
whole=$(seconds_of ninja -C "$dir" -j2)
touch services/subscription/http/routes.cpp
one=$(seconds_of ninja -C "$dir" -j2)
report "clean release build, 2 jobs, no ccache" "$whole s" "target: 360 s at most"
report "after touching one handler file" "$one s" "target: 10 s at most"
