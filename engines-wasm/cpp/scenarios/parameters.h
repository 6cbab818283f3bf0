// The engine's config, as describe.cpp declares it.
#pragma once

#include <cstdint>

namespace livecalc::scenarios {

enum class Model { gbm, vasicek, cir };

struct Parameters {
  Model model;
  uint64_t seed;
  double initial;
  double drift;
  double volatility;
  double min; // -infinity where there is no bound
  double max; // infinity where there is no bound
  double mean_reversion;
  double long_term_mean;
};

/// Reads the flattened config. Returns null, or what is wrong with which parameter.
const char *read_parameters(const double *values, Parameters &parameters);

} // namespace livecalc::scenarios
