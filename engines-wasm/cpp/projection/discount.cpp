#include "discount.h"

#include <initializer_list>

#include "columns.h"
#include "errors.h"
#include "lanes.h"

namespace livecalc::projection {
namespace {

// A division takes long but four of them overlap: eight scenarios at a time.
constexpr uint32_t pairs = 4;
constexpr uint32_t scenarios_at_once = 2 * pairs;

/** The rates of `scenario`, or of the last one for a lane past it, so that there is one to read. */
const double *rates_of(const lc_call &call, uint32_t scenario) {
  const lc_column &rate = column(call, Input::rate);
  const size_t row = scenario < call.scenario_count ? scenario : call.scenario_count - 1;
  return static_cast<const double *>(rate.data) + row * rate.stride;
}

/** Where the lanes of a tile go; null where nobody reads them. */
struct TileOutput {
  double *end;
  double *mid;
  double *interest;
  double *year;
  double *half_year;

  TileOutput from(uint32_t lane) const {
    return {.end = end + lane,
            .mid = mid == nullptr ? nullptr : mid + lane,
            .interest = interest == nullptr ? nullptr : interest + lane,
            .year = year == nullptr ? nullptr : year + lane,
            .half_year = half_year == nullptr ? nullptr : half_year + lane};
  }
  /** Scenarios past the last one are worth nothing. */
  void clear(uint32_t place) const {
    for (double *lanes : {end, mid, year, half_year})
      if (lanes != nullptr)
        lanes[place] = 0;
  }
};

/** Writes the least and the greatest of a tile's interest. */
void write_range(const double *interest, size_t length, double *range) {
  range[0] = range[1] = interest[0];
  for (size_t i = 1; i < length; ++i) {
    range[0] = interest[i] < range[0] ? interest[i] : range[0];
    range[1] = range[1] < interest[i] ? interest[i] : range[1];
  }
}

/** Discount factors of eight scenarios; false where a rate is not finite or not above -1. */
bool discount_lanes(const lc_call &call, uint32_t scenario, TileOutput factor) {
  const double *rates[scenarios_at_once];
  for (uint32_t lane = 0; lane < scenarios_at_once; ++lane)
    rates[lane] = rates_of(call, scenario + lane);
  const f64x2 one = splat(1), zero = splat(0), infinity = splat(__builtin_inf());
  const double spread = parameter(call, Parameter::spread);
  const double slope = parameter(call, Parameter::slope);
  f64x2 discount[pairs] = {one, one, one, one};
  mask2 valid = one > zero;
  for (uint32_t t = 0; t < call.time_count; ++t) {
    for (uint32_t pair = 0; pair < pairs; ++pair) {
      const f64x2 rate = {rates[2 * pair][t], rates[2 * pair + 1][t]};
      const f64x2 growth = one + (rate + spread);
      const uint32_t place = t * scenarios_per_tile + 2 * pair;
      valid &= (growth > zero) & (growth < infinity);
      if (factor.interest != nullptr)
        store2(factor.interest + place, slope * rate);
      if (factor.year != nullptr)
        store2(factor.year + place, one / growth);
      if (factor.mid != nullptr) {
        const f64x2 root = square_root(growth);
        store2(factor.mid + place, discount[pair] / root);
        store2(factor.half_year + place, one / root);
      }
      discount[pair] /= growth;
      store2(factor.end + place, discount[pair]);
    }
  }
  return valid[0] && valid[1];
}

int32_t invalid_rate(const lc_call &call) {
  const double spread = parameter(call, Parameter::spread);
  for (uint32_t scenario = call.begin; scenario < call.end; ++scenario) {
    const double *rates = rates_of(call, scenario);
    for (uint32_t t = 0; t < call.time_count; ++t) {
      if (is_finite(rates[t]) && 1 + (rates[t] + spread) > 0)
        continue;
      const Place place = {.scenario = scenario, .column = static_cast<uint32_t>(Input::rate)};
      return fail(call, input_error, place,
                  {"the rate of year ", t + 1, " of scenario ", scenario, " (the first one is 0)",
                   spread == 0 ? "" : ", with the spread,",
                   " is not a finite number above -1, so there is no discount factor for it"});
    }
  }
  return ok; // Not reached: the caller saw an invalid rate.
}

} // namespace

int32_t discount_tile(const lc_call &call) {
  const size_t tile_length = size_t{call.time_count} * scenarios_per_tile;
  const size_t begin = call.begin / scenarios_per_tile * tile_length;
  const auto tile_of = [&](Output which) {
    double *all = values(call, which);
    return all == nullptr ? nullptr : all + begin;
  };
  const TileOutput factor = {.end = tile_of(Output::factor),
                             .mid = tile_of(Output::mid_factor),
                             .interest = tile_of(Output::interest),
                             .year = tile_of(Output::year_factor),
                             .half_year = tile_of(Output::half_year_factor)};
  bool valid = true;
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += scenarios_at_once)
    valid &= discount_lanes(call, call.begin + lane, factor.from(lane));
  if (!valid)
    return invalid_rate(call);
  if (factor.interest != nullptr)
    write_range(factor.interest, tile_length,
                values(call, Output::interest_range) + call.begin / scenarios_per_tile * 2);
  for (uint32_t t = 0; t < call.time_count; ++t)
    for (uint32_t lane = call.end - call.begin; lane < scenarios_per_tile; ++lane)
      factor.clear(t * scenarios_per_tile + lane);
  return ok;
}

} // namespace livecalc::projection
