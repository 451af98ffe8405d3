#!/usr/bin/env bash
# Installs what is missing, and nothing else:  packages.sh build|test|ci
#
#   build   what the library and the command need
#   test    the same, and what the tests need
#   ci      the same, and clang's tools and the benchmark library
#
# Where nothing is missing it needs neither network nor rights. Where something is, it installs as root or with sudo;
# elsewhere it names exactly what to install and stops.
set -euo pipefail

# One entry a line; alternatives with | where Debian's releases name a package differently, the first known one is taken.
build=(
    g++ cmake ninja-build "pkg-config|pkgconf"
    "libboost1.81-dev|libboost-dev" libfmt-dev libyaml-cpp-dev libabsl-dev libre2-dev
    libsimdjson-dev zlib1g-dev libzstd-dev libxxhash-dev libcli11-dev tzdata
)
test=("${build[@]}" catch2 librapidcheck-dev python3 ccache)
ci=("${test[@]}" clang-14 clang-tidy-14 clang-format-14 libclang-rt-14-dev libbenchmark-dev gcovr git)

group=${1:-test}
case $group in
    build) wanted=("${build[@]}") ;;
    test) wanted=("${test[@]}") ;;
    ci) wanted=("${ci[@]}") ;;
    *) echo "usage: packages.sh build|test|ci" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not a Debian system: please see to it that these are installed, by whatever names they bear here," >&2
    echo "then set ESCALERA_SKIP_PACKAGES=1:  ${wanted[*]}" >&2
    [ "${ESCALERA_SKIP_PACKAGES:-0}" = 1 ] && exit 0
    exit 1
fi

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

any_installed() {
    local name
    for name in ${1//|/ }; do is_installed "$name" && return 0; done
    return 1
}

missing=()
for entry in "${wanted[@]}"; do
    any_installed "$entry" || missing+=("$entry")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
else
    echo "Not installed, and this user may not install it. Please have someone run:" >&2
    echo "    apt-get install --no-install-recommends ${missing[*]%%|*}" >&2
    exit 1
fi

apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" </dev/null; }

echo "installing: ${missing[*]%%|*}"
apt update
names=()
for entry in "${missing[@]}"; do
    chosen=${entry%%|*}
    for name in ${entry//|/ }; do
        if apt-cache show "$name" >/dev/null 2>&1; then chosen=$name; break; fi
    done
    names+=("$chosen")
done
apt install --no-install-recommends "${names[@]}"
