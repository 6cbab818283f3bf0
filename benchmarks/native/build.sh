#!/bin/sh
# Compiles the baseline: native/build.sh PROGRAM. One thread, link-time optimisation, and no
# -march=native: the program a team would ship to machines it does not know.
set -eu
exec "${CXX:-g++}" -std=c++20 -O3 -flto -Wall -Wextra -Werror \
  "$(dirname "$0")/triple_loop.cpp" -o "${1:?usage: build.sh PROGRAM}"
