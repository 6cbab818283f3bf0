// Runs the scenarios engine the way the runtime does: one tile of 64 scenarios after the other.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "abi/livecalc_engine.h"

namespace livecalc::test {

/// The engine's parameters in declared order; NaN is one that was not given.
struct ScenarioConfig {
  double model = 0; // gbm, vasicek, cir
  double seed = 42;
  double initial = 0.04;
  double drift = 0;
  double volatility = 0.015;
  double min = NAN;
  double max = NAN;
  double mean_reversion = NAN;
  double long_term_mean = NAN;
};

struct ScenarioResult {
  int32_t status = 0;
  lc_error error = {};
  uint32_t steps = 0;
  std::vector<double> rates;   // [scenario, step]
  std::vector<double> normals; // the same, empty where not wanted
  std::vector<uint32_t> clamped;

  double rate(uint32_t scenario, uint32_t step) const { return rates[scenario * steps + step]; }
  std::string message() const { return error.message; }
};

/// Which blocks are computed.
struct WantedBlocks {
  bool rates = true, normals = false;
};

inline lc_column column_or_null(std::vector<double> &values, uint32_t steps) {
  return {values.empty() ? nullptr : values.data(), uint32_t(values.size()), steps};
}

/// Makes scenarios [begin, end) of `count`; the others' numbers stay NaN.
inline ScenarioResult make_slice(const ScenarioConfig &config, uint32_t begin, uint32_t end,
                                 uint32_t count, uint32_t steps, uint32_t steps_per_year = 1,
                                 WantedBlocks wanted = {}) {
  ScenarioResult result;
  result.steps = steps;
  result.rates.assign(wanted.rates ? size_t(count) * steps : 0, NAN);
  result.normals.assign(wanted.normals ? size_t(count) * steps : 0, NAN);
  result.clamped.assign(wanted.rates ? count : 0, 0);
  const double parameters[] = {config.model, config.seed,           config.initial,
                               config.drift, config.volatility,     config.min,
                               config.max,   config.mean_reversion, config.long_term_mean};
  const lc_column outputs[] = {column_or_null(result.rates, steps),
                               column_or_null(result.normals, steps),
                               {wanted.rates ? result.clamped.data() : nullptr, count, 1}};
  lc_call call = {};
  call.size = sizeof call;
  call.scenario_count = count;
  call.time_count = steps;
  call.steps_per_year = steps_per_year;
  call.parameters = parameters;
  call.outputs = outputs;
  call.error = &result.error;
  constexpr uint32_t tile = 64;
  for (uint32_t first = begin; first < end && result.status == LC_OK; first += tile) {
    call.begin = call.scenario_begin = first;
    call.end = call.scenario_end = std::min(first + tile, end);
    result.status = lc_map(&call);
  }
  return result;
}

inline ScenarioResult make_scenarios(const ScenarioConfig &config, uint32_t count, uint32_t steps,
                                     uint32_t steps_per_year = 1) {
  return make_slice(config, 0, count, count, steps, steps_per_year);
}

/// One of each model, with rates that move enough to tell scenarios apart.
inline std::vector<ScenarioConfig> every_model() {
  return {{.model = 0, .volatility = 0.2},
          {.model = 1, .volatility = 0.01, .mean_reversion = 0.2, .long_term_mean = 0.03},
          {.model = 2, .volatility = 0.1, .mean_reversion = 0.3, .long_term_mean = 0.05}};
}

} // namespace livecalc::test
