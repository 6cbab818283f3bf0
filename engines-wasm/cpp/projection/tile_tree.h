// Sums over the tiles of scenarios in the fixed tree (I3), tile after tile as they come.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace livecalc::projection {

/** Adds arrays of one length pairwise; a missing right one passes the left one up. */
class TileTree {
public:
  /** Enough for 2^20 tiles. */
  static constexpr uint32_t levels = 20;

  /** `memory` is [levels + 1][length]. */
  TileTree(double *at, size_t of_length) : memory(at), length(of_length) {}

  /** Where the sums of the next tile go; all of them are to be written before push(). */
  double *next() { return level(levels); }

  void push() {
    uint32_t to = 0;
    for (; (pushed >> to & 1) != 0; ++to)
      add_left(level(to));
    double *kept = level(to);
    const double *sum = next();
    for (size_t i = 0; i < length; ++i)
      kept[i] = sum[i];
    ++pushed;
  }

  /** The sum over all tiles; at least one was pushed. */
  const double *total() {
    double *sum = next();
    bool is_first = true;
    for (uint32_t from = 0; from < levels; ++from) {
      if ((pushed >> from & 1) == 0)
        continue;
      for (size_t i = 0; is_first && i < length; ++i)
        sum[i] = level(from)[i];
      if (!is_first)
        add_left(level(from));
      is_first = false;
    }
    return sum;
  }

private:
  double *memory;
  size_t length;
  uint32_t pushed = 0;

  double *level(uint32_t which) { return memory + which * length; }

  void add_left(const double *left) {
    double *sum = next();
    for (size_t i = 0; i < length; ++i)
      sum[i] = left[i] + sum[i];
  }
};

} // namespace livecalc::projection
