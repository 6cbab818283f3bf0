#include "scenarios/parameters.h"

#include <cmath>
#include <limits>

namespace livecalc::scenarios {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest_seed = 0x1p53 - 1;

double or_else(double value, double otherwise) { return std::isnan(value) ? otherwise : value; }

const char *check_common(const Parameters &of) {
  if (!std::isfinite(of.initial))
    return "parameter \"initial\" must be a finite number";
  if (!(of.volatility >= 0 && of.volatility < infinity))
    return "parameter \"volatility\" must be a finite number of 0 or more";
  if (of.min > of.max)
    return "parameter \"min\" must not be above parameter \"max\"";
  return nullptr;
}

const char *check_gbm(const Parameters &of) {
  if (of.initial <= 0)
    return "parameter \"initial\" must be above 0 for model \"gbm\"";
  if (!std::isfinite(of.drift))
    return "parameter \"drift\" must be a finite number";
  if (!std::isnan(of.mean_reversion))
    return "parameter \"meanReversion\" has no meaning for model \"gbm\"";
  if (!std::isnan(of.long_term_mean))
    return "parameter \"longTermMean\" has no meaning for model \"gbm\"";
  return nullptr;
}

const char *check_mean_reverting(const Parameters &of) {
  if (!(of.mean_reversion > 0 && of.mean_reversion < infinity))
    return "models \"vasicek\" and \"cir\" need a parameter \"meanReversion\" above 0";
  if (!std::isfinite(of.long_term_mean))
    return "models \"vasicek\" and \"cir\" need a parameter \"longTermMean\"";
  // The schema's default is 0, which is what these models have.
  if (of.drift != 0)
    return "parameter \"drift\" has a meaning for model \"gbm\" only";
  return nullptr;
}

const char *check_cir(const Parameters &of) {
  if (of.initial < 0)
    return "parameter \"initial\" must be 0 or more for model \"cir\"";
  if (of.long_term_mean < 0)
    return "parameter \"longTermMean\" must be 0 or more for model \"cir\"";
  return nullptr;
}

const char *check(const Parameters &of) {
  if (const char *problem = check_common(of))
    return problem;
  if (of.model == Model::gbm)
    return check_gbm(of);
  const char *problem = check_mean_reverting(of);
  return problem == nullptr && of.model == Model::cir ? check_cir(of) : problem;
}

} // namespace

const char *read_parameters(const double *values, Parameters &parameters) {
  const double model = values[0], seed = values[1];
  if (!(model == 0 || model == 1 || model == 2))
    return "parameter \"model\" must be one of gbm, vasicek, cir";
  if (!(seed >= 0 && seed <= largest_seed && seed == std::floor(seed)))
    return "parameter \"seed\" must be a whole number from 0 to 2^53 - 1";
  parameters = {.model = Model(int(model)),
                .seed = uint64_t(seed),
                .initial = values[2],
                .drift = values[3],
                .volatility = values[4],
                .min = or_else(values[5], -infinity),
                .max = or_else(values[6], infinity),
                .mean_reversion = values[7],
                .long_term_mean = values[8]};
  return check(parameters);
}

} // namespace livecalc::scenarios
