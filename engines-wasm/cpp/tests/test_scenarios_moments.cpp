// Means and variances of the models over many scenarios, against their closed forms.
#include "tests/harness.h"
#include "tests/scenarios_run.h"

using namespace livecalc::test;

namespace {

constexpr uint32_t scenario_count = 40'000;
constexpr double standard_errors = 4;

/// Sample moments of the rates of one time step, with their own standard errors.
struct Moments {
  double mean = 0, variance = 0;
  double mean_error = 0, variance_error = 0;

  Moments(const ScenarioResult &of, uint32_t step) {
    const double count = scenario_count;
    for (uint32_t scenario = 0; scenario < scenario_count; ++scenario)
      mean += of.rate(scenario, step) / count;
    double fourth = 0;
    for (uint32_t scenario = 0; scenario < scenario_count; ++scenario) {
      const double square = std::pow(of.rate(scenario, step) - mean, 2);
      variance += square / count;
      fourth += square * square / count;
    }
    mean_error = std::sqrt(variance / count);
    variance_error = std::sqrt((fourth - variance * variance) / count);
  }
};

void agrees(const ScenarioConfig &config, double years, uint32_t steps_per_year, double mean,
            double variance) {
  const uint32_t steps = uint32_t(years * steps_per_year);
  const ScenarioResult result = make_scenarios(config, scenario_count, steps, steps_per_year);
  CHECK(result.status == LC_OK);
  const Moments sample(result, steps - 1);
  CHECK_WITHIN(sample.mean, mean, standard_errors * sample.mean_error);
  CHECK_WITHIN(sample.variance, variance, standard_errors * sample.variance_error);
}

void vasicek_agrees(double years, uint32_t steps_per_year) {
  const double a = 0.3, b = 0.02, sigma = 0.012, initial = 0.05;
  const double decay = std::exp(-a * years);
  agrees({.model = 1,
          .initial = initial,
          .volatility = sigma,
          .mean_reversion = a,
          .long_term_mean = b},
         years, steps_per_year, b + (initial - b) * decay,
         sigma * sigma * (1 - decay * decay) / (2 * a));
}

void cir_agrees(double sigma, double years, uint32_t steps_per_year) {
  const double a = 0.3, b = 0.04, initial = 0.02;
  const double decay = std::exp(-a * years);
  agrees({.model = 2,
          .initial = initial,
          .volatility = sigma,
          .mean_reversion = a,
          .long_term_mean = b},
         years, steps_per_year, b + (initial - b) * decay,
         sigma * sigma / a * (initial * decay * (1 - decay) + b / 2 * (1 - decay) * (1 - decay)));
}

} // namespace

TEST("GBM has mean r0 e^(drift t) and the lognormal variance, whatever the step") {
  const double drift = 0.02, volatility = 0.15, years = 5;
  const double mean = 0.04 * std::exp(drift * years);
  const double variance = mean * mean * std::expm1(volatility * volatility * years);
  agrees({.drift = drift, .volatility = volatility}, years, 1, mean, variance);
  agrees({.drift = drift, .volatility = volatility}, years, 4, mean, variance);
}

TEST("Vasicek has the moments of its exact solution, whatever the step") {
  vasicek_agrees(1, 1);
  vasicek_agrees(10, 1);
  vasicek_agrees(3, 12);
}

TEST("CIR has the moments of its exact solution, whatever the step") {
  cir_agrees(0.05, 1, 1);
  cir_agrees(0.05, 10, 1);
  cir_agrees(0.05, 2, 12);
}

TEST("CIR keeps its moments where Feller's condition is violated") {
  // 2 a b = 0.024 against sigma^2 = 0.09 and 0.25.
  cir_agrees(0.3, 1, 1);
  cir_agrees(0.3, 10, 1);
  cir_agrees(0.5, 5, 1);
}
