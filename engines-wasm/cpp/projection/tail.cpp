#include "tail.h"

#include "errors.h"

namespace livecalc::projection {

int32_t find_tail(const lc_call &call) {
  return fail(call, LC_PARAMETER, {}, {"tail_mean is not there yet"});
}

} // namespace livecalc::projection
