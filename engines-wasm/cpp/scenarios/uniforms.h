// The uniform numbers of a scenario, one per time step.
#pragma once

#include "scenarios/philox.h"

namespace livecalc::scenarios {

/// 52 of the 64 bits as the middle of one of 2^52 equal intervals of (0, 1). One bit more and the
/// half would be rounded away: the largest value would be 1, whose normal is infinite.
inline double open_uniform(uint32_t low, uint32_t high) {
  const uint64_t bits = uint64_t(high) << 32 | low;
  return (double(bits >> 12) + 0.5) * 0x1p-52;
}

/// Draws of one scenario in the order of time. Draw t depends on (seed, scenario, t) alone, not on
/// how many steps there are (I4).
class Uniforms {
public:
  Uniforms(uint64_t seed, uint64_t scenario)
      : key{{uint32_t(seed), uint32_t(seed >> 32)}}, scenario(scenario) {}

  double next() {
    const uint32_t half = step % 2;
    if (half == 0)
      block = philox4x32_10(
          {{step / 2, short_rate_series, uint32_t(scenario), uint32_t(scenario >> 32)}}, key);
    ++step;
    return open_uniform(block.word[2 * half], block.word[2 * half + 1]);
  }

private:
  /// The counter's second word, so that further series can be drawn beside the short rate.
  static constexpr uint32_t short_rate_series = 0;

  PhiloxKey key;
  uint64_t scenario;
  uint32_t step = 0;
  PhiloxBlock block = {};
};

} // namespace livecalc::scenarios
