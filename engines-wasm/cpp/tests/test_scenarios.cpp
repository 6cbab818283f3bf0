// The scenarios engine through its entry points.
#include <cstring>

#include "scenarios/normal.h"
#include "scenarios/uniforms.h"
#include "tests/harness.h"
#include "tests/scenarios_run.h"

using namespace livecalc::test;
using livecalc::scenarios::normal_quantile;
using livecalc::scenarios::Uniforms;

namespace {

bool same_bits(const double *a, const double *b, size_t count) {
  return std::memcmp(a, b, count * sizeof(double)) == 0;
}

void fails_naming(const ScenarioConfig &config, const char *parameter) {
  const ScenarioResult result = make_scenarios(config, 1, 1);
  CHECK(result.status == LC_PARAMETER);
  CHECK(result.error.code == LC_PARAMETER);
  CHECK(result.message().find(std::string("\"") + parameter + "\"") != std::string::npos);
}

} // namespace

TEST("a slice of scenarios equals the same scenarios made whole, bit for bit") {
  constexpr uint32_t count = 200, steps = 31, begin = 77, end = 150;
  for (const ScenarioConfig &config : every_model()) {
    const ScenarioResult whole = make_scenarios(config, count, steps);
    const ScenarioResult slice = make_slice(config, begin, end, count, steps);
    CHECK(
        same_bits(&whole.rates[begin * steps], &slice.rates[begin * steps], (end - begin) * steps));
  }
}

TEST("a slice writes no other scenario") {
  const ScenarioResult slice = make_slice({}, 3, 5, 8, 4);
  for (uint32_t scenario = 0; scenario < 8; ++scenario)
    for (uint32_t step = 0; step < 4; ++step)
      CHECK(std::isnan(slice.rate(scenario, step)) == (scenario < 3 || scenario >= 5));
}

TEST("a longer horizon begins with the same rates") {
  for (const ScenarioConfig &config : every_model()) {
    const ScenarioResult shorter = make_scenarios(config, 20, 9);
    const ScenarioResult longer = make_scenarios(config, 20, 50);
    for (uint32_t scenario = 0; scenario < 20; ++scenario)
      CHECK(same_bits(&shorter.rates[scenario * 9], &longer.rates[scenario * 50], 9));
  }
}

TEST("another seed gives other rates, its upper half too") {
  ScenarioConfig config;
  const double rate = make_scenarios(config, 1, 1).rate(0, 0);
  config.seed += 1;
  CHECK(make_scenarios(config, 1, 1).rate(0, 0) != rate);
  config.seed = 42 + 0x1p32;
  CHECK(make_scenarios(config, 1, 1).rate(0, 0) != rate);
}

TEST("normals are the numbers that the models use, whatever the model and the slice") {
  constexpr uint32_t count = 200, steps = 31, begin = 77, end = 150;
  for (const ScenarioConfig &config : every_model()) {
    const ScenarioResult slice =
        make_slice(config, begin, end, count, steps, 1, {.rates = false, .normals = true});
    CHECK(slice.status == LC_OK);
    for (uint32_t scenario = begin; scenario < end; ++scenario) {
      Uniforms uniforms(42, scenario);
      for (uint32_t step = 0; step < steps; ++step)
        CHECK(slice.normals[scenario * steps + step] == normal_quantile(uniforms.next()));
    }
    CHECK(std::isnan(slice.normals[begin * steps - 1]) && std::isnan(slice.normals[end * steps]));
  }
}

TEST("normals beside the rates change no rate") {
  for (const ScenarioConfig &config : every_model()) {
    const ScenarioResult alone = make_scenarios(config, 100, 20);
    const ScenarioResult both =
        make_slice(config, 0, 100, 100, 20, 1, {.rates = true, .normals = true});
    CHECK(same_bits(alone.rates.data(), both.rates.data(), alone.rates.size()));
  }
}

TEST("GBM with annual steps is r *= exp(drift - vol^2/2 + vol*z)") {
  const ScenarioConfig config = {.drift = 0.02, .volatility = 0.3};
  const ScenarioResult result = make_scenarios(config, 10, 30);
  for (uint32_t scenario = 0; scenario < 10; ++scenario) {
    Uniforms uniforms(42, scenario);
    double rate = 0.04;
    for (uint32_t step = 0; step < 30; ++step) {
      const double z = normal_quantile(uniforms.next());
      rate *= std::exp(0.02 - 0.3 * 0.3 / 2 + 0.3 * z);
      CHECK(result.rate(scenario, step) == rate);
    }
  }
}

TEST("a clamped rate is carried on and counted") {
  const ScenarioConfig config = {.drift = 0.02, .volatility = 0.3, .min = 0.03, .max = 0.05};
  const ScenarioResult result = make_scenarios(config, 10, 30);
  uint32_t total = 0;
  for (uint32_t scenario = 0; scenario < 10; ++scenario) {
    Uniforms uniforms(42, scenario);
    double rate = 0.04;
    uint32_t clamped = 0;
    for (uint32_t step = 0; step < 30; ++step) {
      rate *= std::exp(0.02 - 0.3 * 0.3 / 2 + 0.3 * normal_quantile(uniforms.next()));
      if (rate < 0.03 || rate > 0.05) {
        rate = rate < 0.03 ? 0.03 : 0.05;
        ++clamped;
      }
      CHECK(result.rate(scenario, step) == rate);
    }
    CHECK(result.clamped[scenario] == clamped);
    total += clamped;
  }
  CHECK(total > 30);
}

TEST("nothing is counted where there are no bounds") {
  for (const ScenarioConfig &config : every_model())
    for (uint32_t clamped : make_scenarios(config, 100, 50).clamped)
      CHECK(clamped == 0);
}

TEST("CIR never goes negative, also where Feller's condition is violated") {
  // 2 a b = 0.006 is far below sigma^2 = 0.09.
  const ScenarioConfig config = {.model = 2,
                                 .initial = 0.01,
                                 .volatility = 0.3,
                                 .mean_reversion = 0.1,
                                 .long_term_mean = 0.03};
  const ScenarioResult result = make_scenarios(config, 5000, 40);
  CHECK(result.status == LC_OK);
  CHECK(*std::min_element(result.rates.begin(), result.rates.end()) >= 0);
  CHECK(std::count(result.rates.begin(), result.rates.end(), 0.0) > 1000);
}

TEST("CIR without volatility, and from nothing to nothing, is its mean") {
  const ScenarioConfig still = {
      .model = 2, .volatility = 0, .mean_reversion = 0.5, .long_term_mean = 0.02};
  CHECK_RELATIVE(make_scenarios(still, 1, 2).rate(0, 1), 0.02 + 0.02 * std::exp(-1), 1e-15);
  const ScenarioConfig nothing = {
      .model = 2, .initial = 0, .volatility = 0.1, .mean_reversion = 0.5, .long_term_mean = 0};
  CHECK(make_scenarios(nothing, 1, 3).rate(0, 2) == 0);
}

TEST("a rate of -1 or less is an error that names scenario and year") {
  const ScenarioConfig config = {
      .model = 1, .volatility = 2, .mean_reversion = 0.1, .long_term_mean = 0};
  const ScenarioResult result = make_scenarios(config, 100, 24, 12);
  CHECK(result.status == LC_PARAMETER);
  const std::string place = "the rate of scenario " + std::to_string(result.error.scenario);
  CHECK(result.message().find(place + " in year ") == 0);
  CHECK(result.message().find("\"min\"") != std::string::npos);
}

TEST("a rate that is not finite is a numerical error") {
  const ScenarioResult result = make_scenarios({.drift = 1000}, 1, 3);
  CHECK(result.status == LC_NUMERICAL);
  CHECK(result.error.scenario == 0);
}

TEST("a parameter that cannot be used is an error that names it") {
  fails_naming({.model = NAN}, "model");
  fails_naming({.seed = -1}, "seed");
  fails_naming({.seed = 0x1p53}, "seed");
  fails_naming({.initial = 0}, "initial");
  fails_naming({.initial = NAN}, "initial");
  fails_naming({.drift = NAN}, "drift");
  fails_naming({.volatility = -0.1}, "volatility");
  fails_naming({.min = 0.1, .max = 0.05}, "min");
  fails_naming({.mean_reversion = 0.1}, "meanReversion");
  fails_naming({.long_term_mean = 0.1}, "longTermMean");
  fails_naming({.model = 1, .long_term_mean = 0.03}, "meanReversion");
  fails_naming({.model = 1, .mean_reversion = 0.1}, "longTermMean");
  fails_naming({.model = 1, .drift = 0.1, .mean_reversion = 0.1, .long_term_mean = 0.03}, "drift");
  fails_naming({.model = 2, .initial = -0.01, .mean_reversion = 0.1, .long_term_mean = 0.03},
               "initial");
  fails_naming({.model = 2, .mean_reversion = 0.1, .long_term_mean = -0.03}, "longTermMean");
}
