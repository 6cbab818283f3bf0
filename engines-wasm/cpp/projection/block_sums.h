// The sums that a block of rows adds to.
#pragma once

#include "columns.h"

namespace livecalc::projection {

/** Some of the call's outputs; those that nobody wants are passed over. */
struct BlockSums {
  const Output *first;
  uint32_t count;
};

/** Whether all the sums are finite. */
bool are_finite(const lc_call &call, BlockSums sums);

void clear(const lc_call &call, BlockSums sums);

} // namespace livecalc::projection
