# Debian 12 packages that Tenure needs, installed when one is missing.

BUILD_PACKAGES=(
    g++ cmake ninja-build ccache pkg-config
    libpistache-dev nlohmann-json3-dev libpqxx-dev libboost1.81-dev prometheus-cpp-dev
    libspdlog-dev libfmt-dev libhowardhinnant-date-dev libssl-dev libyaml-cpp-dev
    libcurl4-openssl-dev libpugixml-dev
)
# What the executables need where they were not built.
RUNTIME_PACKAGES=(
    libpistache0 libpqxx-6.4 libprometheus-cpp-core1.0 libspdlog1.10 libfmt9 libdate-tz3 libssl3 libcurl4
    libpugixml1v5
    tzdata ca-certificates
)
# What `./tenure up` runs besides the executables.
UP_PACKAGES=(postgresql-15 postgresql-client-15 tzdata curl ca-certificates)
TEST_PACKAGES=(catch2 librapidcheck-dev libvalijson-dev libxml2-utils)
BENCH_PACKAGES=(wrk nginx-light)

missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            printf '%s\n' "$package"
    done
}

# Installs what is missing. The cluster that Debian's package would make and start on port 5432
# is not wanted: Tenure brings its own.
install_packages() {
    local missing conf=/etc/postgresql-common/createcluster.conf
    command -v dpkg-query >/dev/null || die "this is not a Debian system; see README for packages"
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "Installing ${#missing[@]} packages: ${missing[*]}"
    local log
    log=$(mktemp)
    {
        as_root apt-get -qq update &&
            if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
                apt_install postgresql-common &&
                    as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' \
                        "$conf"
            fi && apt_install "${missing[@]}"
    } >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        die "the packages could not be installed (the end of apt's output is above)"
    }
    rm -f "$log"
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
}
