#include "tail.h"

#include <algorithm>

#include "columns.h"
#include "errors.h"

namespace livecalc::projection {

int32_t find_tail(const lc_call &call) {
  const double *npv = values(call, Output::tail_npv);
  uint32_t *scenario = tail_scenarios(call);
  const auto is_worse = [npv](uint32_t a, uint32_t b) {
    return npv[a] < npv[b] || (npv[a] == npv[b] && a < b);
  };
  for (uint32_t each = 0; each < call.scenario_count; ++each)
    scenario[each] = each;
  uint32_t *end = scenario + tail_count(call.scenario_count);
  std::nth_element(scenario, end - 1, scenario + call.scenario_count, is_worse);
  std::sort(scenario, end, is_worse);
  return ok;
}

} // namespace livecalc::projection
