#include "lapsing.h"

#include "errors.h"

namespace livecalc::projection {

int32_t project_lapsing_block(const lc_call &call) {
  return fail(call, LC_PARAMETER, {}, {"lapseReference column is not there yet"});
}

} // namespace livecalc::projection
