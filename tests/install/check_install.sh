#!/usr/bin/env bash
# Installs escalera and uses it as strangers do.
#
#   check_install.sh static WORK BUILD     installs BUILD, a finished static build; find_package and pkg-config
#   check_install.sh shared WORK           builds a shared library, as a packager would, and installs that
#   check_install.sh subdirectory WORK     as a part of another project
#
# WORK is a scratch folder.
set -euo pipefail
kind=$1
work=$2
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
consumer=$source/tests/install/consumer
jobs=${ESCALERA_JOBS:-$(nproc)}
cxx=${CXX:-c++}
unset CXXFLAGS LDFLAGS

mkdir -p "$work"
rm -rf "${work:?}/prefix" "$work/moved" "$work/consumer"
quick=(-G Ninja -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0 -D ESCALERA_PRECOMPILED_HEADERS=OFF)

say() { echo "== $*"; }

if [ "$kind" = subdirectory ]; then
    say "add_subdirectory"
    # Shared, with the flags of the other shared build: ccache then has every object already.
    cmake -S "$consumer" -B "$work/consumer" "${quick[@]}" -D BUILD_SHARED_LIBS=ON -D ESCALERA_CCACHE=ON \
        -D ESCALERA_SUBDIRECTORY="$source" >/dev/null
    cmake --build "$work/consumer" -j "$jobs" --target consumer
    "$work/consumer/consumer"
    exit 0
fi

say "install ($kind)"
if [ "$kind" = static ]; then
    library=$3
else
    library=$work/library
    cmake -S "$source" -B "$library" "${quick[@]}" -D BUILD_SHARED_LIBS=ON -D ESCALERA_DEVELOPER_MODE=OFF \
        -D ESCALERA_BUILD_CLI=OFF >/dev/null
    cmake --build "$library" -j "$jobs"
fi
cmake --install "$library" --prefix "$work/prefix" >/dev/null
mv "$work/prefix" "$work/moved"  # what is installed must not depend on where

if grep -rlF -e "$source" -e "$library" "$work/moved/lib"*/ --include='*.cmake' --include='*.pc'; then
    echo "the files above name folders of the build" >&2
    exit 1
fi

say "find_package"
cmake -S "$consumer" -B "$work/consumer" "${quick[@]}" -D CMAKE_PREFIX_PATH="$work/moved" >/dev/null
cmake --build "$work/consumer" -j "$jobs"
"$work/consumer/consumer"

say "pkg-config"
pc_dir=$(dirname "$(find "$work/moved" -name escalera.pc)")
export PKG_CONFIG_PATH=$pc_dir
# shellcheck disable=SC2046
"$cxx" -std=c++20 "$consumer/main.cpp" $(pkg-config --cflags escalera) -o "$work/pc_consumer" $(pkg-config --libs escalera)
LD_LIBRARY_PATH=$(dirname "$pc_dir") "$work/pc_consumer"

if [ "$kind" = shared ]; then
    say "what a shared library shows"
    library=$(dirname "$pc_dir")/libescalera.so
    readelf -d "$library" | grep -q 'SONAME.*libescalera\.so\.[0-9]' || { echo "no versioned SONAME" >&2; exit 1; }
    # Every symbol it exports of its own is ours; none of the libraries inside leaks out.
    foreign=$(nm -D --defined-only -C "$library" | awk '{$1="";$2="";print}' | grep -E 'YAML::|simdjson::|re2::|absl::' | head -n 3 || true)
    [ -z "$foreign" ] || { echo "exports what is not its own: $foreign" >&2; exit 1; }
fi
