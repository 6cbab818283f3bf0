// Where the call's parameters and columns are: the order of describe.cpp, named once.
#pragma once

#include "abi/livecalc_engine.h"

namespace livecalc::projection {

enum class Stage : uint32_t { discount, project };

enum class Parameter { mortality_multiplier, lapse_multiplier, expense_multiplier };

enum class Input {
  mortality_start,
  term,
  policy_count,
  sum_assured,
  premium,
  mortality,
  lapse,
  expenses,
  rate
};

enum class Output {
  factor,
  deviation,
  product,
  total,
  npv,
  lives,
  premiums,
  death_benefits,
  surrender_benefits,
  maturity_benefits,
  expenses,
  net,
  mean,
  std_dev
};

enum class Scratch { lapse, cells, deviation, row_net, mean_factor, covariance, net };

constexpr uint32_t scenarios_per_tile = 64;

inline double parameter(const lc_call &call, Parameter which) {
  return call.parameters[static_cast<int>(which)];
}

inline const lc_column &column(const lc_call &call, Input which) {
  return call.inputs[static_cast<int>(which)];
}

inline const double *values(const lc_call &call, Input which) {
  return static_cast<const double *>(column(call, which).data);
}

inline const uint32_t *integers(const lc_call &call, Input which) {
  return static_cast<const uint32_t *>(column(call, which).data);
}

/** Null where nobody asked for it. */
inline double *values(const lc_call &call, Output which) {
  return static_cast<double *>(call.outputs[static_cast<int>(which)].data);
}

inline double *values(const lc_call &call, Scratch which) {
  return static_cast<double *>(call.scratch[static_cast<int>(which)]);
}

} // namespace livecalc::projection
