#include "yearly_basis.h"

namespace livecalc::projection {
namespace {

RateLimits limits(const lc_call &call, Parameter first) {
  const double *values = call.parameters + static_cast<int>(first);
  return {.floor = values[0], .cap = values[1], .most_added = values[2], .most_taken = values[3]};
}

/** The column, or `otherwise` for every year, written to `to`. */
const double *yearly(const lc_call &call, Input which, double otherwise, double *to) {
  if (has(call, which))
    return values(call, which);
  for (uint32_t t = 0; t < call.time_count; ++t)
    to[t] = otherwise;
  return to;
}

} // namespace

YearlyBasis read_yearly_basis(const lc_call &call) {
  const uint32_t years = call.time_count;
  double *memory = values(call, Scratch::yearly);
  const auto column = [&](Input which, double otherwise, uint32_t place) {
    return yearly(call, which, otherwise, memory + place * years);
  };
  double *multiplier = memory + 5 * years, *level = memory + 6 * years;
  const double *multiply = column(Input::expense_multiply, 1, 5);
  const double *index = column(Input::expense_index, 1, 6);
  for (uint32_t t = 0; t < years; ++t) {
    multiplier[t] = parameter(call, Parameter::expense_multiplier) * multiply[t];
    level[t] = multiplier[t] * index[t];
  }
  return {.mortality = {.multiplier = parameter(call, Parameter::mortality_multiplier),
                        .multiply = column(Input::mortality_multiply, 1, 0),
                        .add = column(Input::mortality_add, 0, 1),
                        .limits = limits(call, Parameter::mortality_limits)},
          .lapse = {.multiplier = parameter(call, Parameter::lapse_multiplier),
                    .multiply = column(Input::lapse_multiply, 1, 2),
                    .add = column(Input::lapse_add, 0, 3),
                    .limits = limits(call, Parameter::lapse_limits)},
          .expense_multiplier = multiplier,
          .expense_level = level,
          .expense_add = column(Input::expense_add, 0, 4)};
}

} // namespace livecalc::projection
