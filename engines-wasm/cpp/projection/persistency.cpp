#include "persistency.h"

namespace livecalc::projection {
namespace {

size_t tile_length(const lc_call &call) { return size_t{call.time_count} * scenarios_per_tile; }

/** The rates of `scenario`, or of the last one for a lane past it. */
const double *rates_of(const lc_call &call, uint32_t scenario) {
  const lc_column &rate = column(call, Input::rate);
  const size_t row = scenario < call.scenario_count ? scenario : call.scenario_count - 1;
  return static_cast<const double *>(rate.data) + row * rate.stride;
}

/** The adjusted lapse rate of a class in year `t`; past the table's end no row of it is in force.
 */
double class_rate(const lc_call &call, const YearlyBasis &basis, uint32_t lapse_class, uint32_t t) {
  const lc_column &table = column(call, Input::lapse);
  const int64_t cell = int64_t{integer(call, Input::class_lapse_start, lapse_class)} + t;
  if (t < index(call, Input::class_first_year, lapse_class) || cell < 0 || cell >= table.length)
    return 0;
  return basis.lapse.adjusted(static_cast<const double *>(table.data)[cell], t);
}

} // namespace

void write_lapse_factors(const lc_call &call, const DynamicLapse &rule) {
  const double reference = parameter(call, Parameter::reference);
  double *factor = values(call, Scratch::persistency);
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2) {
    const double *first = rates_of(call, call.begin + lane);
    const double *second = rates_of(call, call.begin + lane + 1);
    for (uint32_t t = 0; t < call.time_count; ++t)
      store2(factor + t * scenarios_per_tile + lane,
             rule.factor(f64x2{first[t], second[t]}, reference));
  }
}

Persistency class_persistency(const lc_call &call, const YearlyBasis &basis,
                              const DynamicLapse &rule, uint32_t lapse_class) {
  const size_t length = tile_length(call);
  const double *factor = values(call, Scratch::persistency);
  double *staying = values(call, Scratch::persistency) + length;
  double *lapsing = staying + length, *remaining = lapsing + length;
  const uint32_t first = index(call, Input::class_first_year, lapse_class);
  f64x2 part[scenarios_per_tile / 2];
  for (f64x2 &pair : part)
    pair = splat(1);
  for (uint32_t t = 0; t < call.time_count; ++t) {
    const double adjusted = class_rate(call, basis, lapse_class, t);
    for (uint32_t pair = 0; pair < scenarios_per_tile / 2; ++pair) {
      const size_t place = size_t{t} * scenarios_per_tile + 2 * pair;
      const f64x2 lapse = t < first ? splat(0) : rule.lapse(adjusted, load2(factor + place));
      const f64x2 lapses = part[pair] * lapse;
      store2(staying + place, part[pair]);
      store2(lapsing + place, lapses);
      store2(remaining + place, part[pair] - lapses);
      part[pair] -= lapses;
    }
  }
  return {.staying = staying, .lapsing = lapsing, .remaining = remaining};
}

} // namespace livecalc::projection
