// Comparison of numbers bit by bit.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace livecalc::test {

inline bool same_bits(const std::vector<double> &a, const std::vector<double> &b) {
  const auto same = [](double x, double y) {
    return std::bit_cast<uint64_t>(x) == std::bit_cast<uint64_t>(y);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

} // namespace livecalc::test
