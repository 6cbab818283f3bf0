#include "block_sums.h"

#include "lanes.h"

namespace livecalc::projection {

bool are_finite(const lc_call &call, BlockSums sums) {
  // Only of what is finite is x - x 0.
  f64x2 sum = {};
  for (uint32_t which = 0; which < sums.count; ++which) {
    const lc_column &column = call.outputs[static_cast<int>(sums.first[which])];
    const double *data = static_cast<const double *>(column.data);
    for (uint32_t pair = 0; data != nullptr && pair < column.length; pair += 2)
      sum += load2(data + pair) - load2(data + pair);
  }
  return sum[0] + sum[1] == 0;
}

void clear(const lc_call &call, BlockSums sums) {
  for (uint32_t which = 0; which < sums.count; ++which) {
    const lc_column &column = call.outputs[static_cast<int>(sums.first[which])];
    for (uint32_t sum = 0; column.data != nullptr && sum < column.length; ++sum)
      static_cast<double *>(column.data)[sum] = 0;
  }
}

} // namespace livecalc::projection
