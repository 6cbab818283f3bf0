// Stage `tail`: the portfolio's worst scenarios.
#pragma once

#include "columns.h"

namespace livecalc::projection {

/** Scenarios in the worst 5 %: max(1, ceil(n * 5 / 100)), counted in integers. */
inline uint32_t tail_count(uint32_t scenarios) {
  const uint32_t count = static_cast<uint32_t>((uint64_t{scenarios} * 5 + 99) / 100);
  return count == 0 ? 1 : count;
}

/** The scenarios in ascending order of their NPV, as many as are in the tail. */
inline uint32_t *tail_scenarios(const lc_call &call) {
  return static_cast<uint32_t *>(call.outputs[static_cast<int>(Output::tail_scenario)].data);
}

/** Writes them; of equal ones the first comes first. */
int32_t find_tail(const lc_call &call);

} // namespace livecalc::projection
