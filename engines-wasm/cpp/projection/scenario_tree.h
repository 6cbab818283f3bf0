// A sum over scenarios: tiles of 64 left to right, then the tree over tiles (I3).
#pragma once

#include "tile_tree.h"

#include "columns.h"

namespace livecalc::projection {

/** `value(s)` for s in [0, scenarios). */
template <typename Value> double tree_sum(uint32_t scenarios, Value value) {
  double memory[TileTree::levels + 1];
  TileTree tree(memory, 1);
  for (uint32_t begin = 0; begin < scenarios; begin += scenarios_per_tile) {
    const uint32_t left = scenarios - begin;
    const uint32_t end = begin + (left < scenarios_per_tile ? left : scenarios_per_tile);
    double sum = 0;
    for (uint32_t s = begin; s < end; ++s)
      sum += value(s);
    *tree.next() = sum;
    tree.push();
  }
  return *tree.total();
}

} // namespace livecalc::projection
