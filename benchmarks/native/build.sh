#!/bin/sh
# Compiles a program of this folder: native/build.sh triple_loop|wide_engine PROGRAM.
# triple_loop: link-time optimisation and no -march=native: the program a team would ship to
# machines it does not know. wide_engine: the engine's own sources for 256-bit registers.
set -eu
here="$(dirname "$0")"
engines="$here/../../engines-wasm/cpp"
program="${2:?usage: build.sh triple_loop|wide_engine PROGRAM}"
common="-std=c++20 -O3 -flto -Wall -Wextra -Werror"
case "$1" in
triple_loop)
  # shellcheck disable=SC2086
  exec "${CXX:-g++}" $common "$here/triple_loop.cpp" -o "$program"
  ;;
wide_engine)
  # shellcheck disable=SC2086
  exec "${CXX:-g++}" $common -mavx2 -ffp-contract=off -DLC_KERNEL_WIDTH=4 -I "$engines" -I "$here" \
    "$here/wide_engine.cpp" "$engines"/projection/*.cpp -o "$program"
  ;;
*)
  echo "build.sh: there is no program $1" >&2
  exit 2
  ;;
esac
