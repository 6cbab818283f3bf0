// Philox 4x32-10: a counter-based generator. The output is a pure function of counter and key, so
// any draw of any scenario can be made anywhere, in any order (I4).
//
// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel Random Numbers: As Easy as 1, 2, 3
// (SC '11). Checked against the known-answer vectors of Random123.
#pragma once

#include <cstdint>

namespace livecalc::scenarios {

struct PhiloxBlock {
  uint32_t word[4];
};

struct PhiloxKey {
  uint32_t word[2];
};

inline PhiloxBlock philox4x32_10(PhiloxBlock counter, PhiloxKey key) {
  constexpr uint64_t multiplier_0 = 0xD2511F53u, multiplier_1 = 0xCD9E8D57u;
  constexpr uint32_t weyl_0 = 0x9E3779B9u, weyl_1 = 0xBB67AE85u;
  constexpr int rounds = 10;
  for (int round = 0; round < rounds; ++round) {
    const uint64_t product_0 = multiplier_0 * counter.word[0];
    const uint64_t product_1 = multiplier_1 * counter.word[2];
    const uint32_t high_0 = uint32_t(product_0 >> 32), high_1 = uint32_t(product_1 >> 32);
    counter = {{high_1 ^ counter.word[1] ^ key.word[0], uint32_t(product_1),
                high_0 ^ counter.word[3] ^ key.word[1], uint32_t(product_0)}};
    key.word[0] += weyl_0;
    key.word[1] += weyl_1;
  }
  return counter;
}

} // namespace livecalc::scenarios
