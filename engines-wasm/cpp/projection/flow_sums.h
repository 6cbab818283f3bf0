// What the sums of a year hold.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

/** In this order; the last of the eight is not used. */
enum class Flow {
  lives,
  premiums,
  deaths,
  death_benefits,
  surrender_benefits,
  maturity_benefits,
  expenses
};
constexpr uint32_t flow_count = 8;

/** Of the one life a row starts with; fewer are none. */
constexpr double fewest_lives = 1e-10;

/** A flow of the year that begins at `sums`. */
inline double flow(const double *sums, Flow which) { return sums[static_cast<int>(which)]; }

} // namespace livecalc::projection
