// Where the call's parameters and columns are: the order of describe.cpp, named once.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

enum class Stage : uint32_t { discount, project, value, tail, policies };

enum class Parameter {
  mortality_multiplier,
  lapse_multiplier,
  expense_multiplier,
  premium_multiplier,
  // A floor, a cap, the most that may be added and the most that may be taken (NaN: no limit).
  mortality_limits,
  lapse_limits = mortality_limits + 4,
  spread = lapse_limits + 4,
  premium_timing,
  death_timing,
  surrender_timing,
  maturity_timing,
  expense_timing,
  lapse_reference,
  slope,
  least_factor,
  largest_factor,
  reference
};

/** When in the year an amount is paid. */
enum class Timing { start, mid, end };
constexpr uint32_t timing_count = 3;

/** What dynamic lapse compares interest with. */
enum class LapseReference { none, number, column };

enum class Input {
  mortality_start,
  end_year,
  policy_count,
  sum_assured,
  premium,
  duration,
  premium_end,
  lapse_start,
  product_start,
  expense_row,
  ending,
  reference_rate,
  lapse_class,
  group,
  segment,
  mortality,
  lapse,
  expenses,
  class_lapse_start,
  class_first_year,
  death_factor,
  maturity_factor,
  surrender_factor,
  surrender_premiums_factor,
  premium_factor,
  premiums_paid,
  mortality_multiply,
  mortality_add,
  lapse_multiply,
  lapse_add,
  expense_multiply,
  expense_add,
  expense_index,
  segment_group,
  segment_class,
  rate,
  member_end,
  member_policy_count,
  member_sum_assured,
  member_premium
};

/** The column `ending`: what happens in the last year of a row. */
enum class Ending : uint32_t { term, endow, die };

enum class Output {
  factor,
  mid_factor,
  interest,
  interest_range,
  year_factor,
  half_year_factor,
  deviation,
  product,
  total,
  by_group,
  lapsing_npv,
  lapsing_components,
  lapsing_flows,
  lapsing_discounted,
  lapsing_group_npv,
  lapsing_group_flows,
  lapsing_group_discounted,
  valued_flows,
  valued_discounted,
  valued_group_flows,
  valued_group_discounted,
  tail_npv,
  tail_scenario,
  npv,
  pv_premiums,
  pv_death,
  pv_surrender,
  pv_maturity,
  pv_expenses,
  lives,
  premiums,
  death_benefits,
  surrender_benefits,
  maturity_benefits,
  expenses,
  net,
  discounted_premiums,
  discounted_death_benefits,
  discounted_surrender_benefits,
  discounted_maturity_benefits,
  discounted_expenses,
  discounted_net,
  mean,
  std_dev,
  p5,
  p50,
  p95,
  cte95,
  tail_mean,
  group_npv,
  // By group, the columns from `lives` to `discounted_net` again.
  group_lives,
  group_discounted_net = group_lives + discounted_net - lives
};

enum class Scratch {
  lapse,
  cells,
  yearly,
  row_years,
  amounts,
  persistency,
  deviation,
  row_net,
  mean_factor,
  paths,
  npvs,
  policy_npvs,
  ordered,
  lives,
  life_sums,
  covariance
};

constexpr uint32_t scenarios_per_tile = 64;

inline double parameter(const lc_call &call, Parameter which) {
  return call.parameters[static_cast<int>(which)];
}

inline Timing timing(const lc_call &call, Parameter which) {
  return static_cast<Timing>(static_cast<int>(parameter(call, which)));
}

inline LapseReference lapse_reference(const lc_call &call) {
  return static_cast<LapseReference>(static_cast<int>(parameter(call, Parameter::lapse_reference)));
}

inline const lc_column &column(const lc_call &call, Input which) {
  return call.inputs[static_cast<int>(which)];
}

/** Null where the column is optional and absent. */
inline const double *values(const lc_call &call, Input which) {
  return static_cast<const double *>(column(call, which).data);
}

inline bool has(const lc_call &call, Input which) { return column(call, which).data != nullptr; }

/** The row's value, or `otherwise` where the column is absent. */
inline int32_t integer(const lc_call &call, Input which, uint32_t row, int32_t otherwise = 0) {
  const int32_t *data = static_cast<const int32_t *>(column(call, which).data);
  return data == nullptr ? otherwise : data[row];
}

/** The same of a column of whole numbers that are not negative. */
inline uint32_t index(const lc_call &call, Input which, uint32_t row, uint32_t otherwise = 0) {
  const uint32_t *data = static_cast<const uint32_t *>(column(call, which).data);
  return data == nullptr ? otherwise : data[row];
}

/** The yearly premium of a row or a member, as the config multiplies it. */
inline double premium_of(const lc_call &call, Input which, uint32_t at) {
  return values(call, which)[at] * parameter(call, Parameter::premium_multiplier);
}

/** Null where nobody asked for it. */
inline double *values(const lc_call &call, Output which) {
  return static_cast<double *>(call.outputs[static_cast<int>(which)].data);
}

/** Null where it is not there. */
inline double *values(const lc_call &call, Scratch which) {
  return static_cast<double *>(call.scratch[static_cast<int>(which)]);
}

} // namespace livecalc::projection
