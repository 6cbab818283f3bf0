#include "npv.h"

#include "columns.h"
#include "errors.h"
#include "lanes.h"

namespace livecalc::projection {
namespace {

constexpr uint32_t pairs = 8;
constexpr uint32_t scenarios_at_once = 2 * pairs;

/** NPVs of 16 scenarios of a tile. */
void discount_net(const double *net, uint32_t years, const double *factor, double *npv) {
  f64x2 sum[pairs] = {};
  for (uint32_t t = 0; t < years; ++t)
    for (uint32_t pair = 0; pair < pairs; ++pair)
      sum[pair] += net[t] * load2(factor + t * scenarios_per_tile + 2 * pair);
  for (uint32_t pair = 0; pair < pairs; ++pair)
    store2(npv + 2 * pair, sum[pair]);
}

} // namespace

int32_t write_npvs(const lc_call &call) {
  double *npv = values(call, Output::npv);
  const double *net = values(call, Scratch::net);
  const double *factor = values(call, Output::factor);
  const size_t tile_length = size_t{call.time_count} * scenarios_per_tile;
  for (uint32_t first = 0; npv != nullptr && first < call.scenario_count;
       first += scenarios_at_once) {
    double lanes[scenarios_at_once];
    const double *tile = factor + first / scenarios_per_tile * tile_length;
    discount_net(net, call.time_count, tile + first % scenarios_per_tile, lanes);
    for (uint32_t lane = 0; lane < scenarios_at_once && first + lane < call.scenario_count;
         ++lane) {
      if (!is_finite(lanes[lane]))
        return fail(call, numerical_error, {.scenario = first + lane},
                    {"the NPV under scenario ", first + lane,
                     " (the first one is 0) is not finite; look for rates near -1 in it"});
      npv[first + lane] = lanes[lane];
    }
  }
  return ok;
}

} // namespace livecalc::projection
