// The baseline of the benchmarks: a valuation the way it is usually written, a loop over scenarios,
// policies and years, scalar and on one thread. Same formula and same columns as the engine.
//
//   triple_loop FOLDER [--runs N] [--npv FILE]
//
// FOLDER holds one file per column, its values as raw little-endian bytes without a header:
//   mortality_start.bin, end_year.bin                  u32 [policy]
//   policy_count.bin, sum_assured.bin, premium.bin     f64 [policy]
//   mortality.bin      f64 [cell]; year t of a policy reads the cell mortality_start + t - 1
//   lapse.bin          f64 [year]
//   expenses.bin       f64 [4]: acquisition, maintenance, fraction of premium, per claim
//   multipliers.bin    f64 [3]: mortality, lapse, expenses
//   rate.bin           f64 [scenario, year]
// and, where lapses follow interest by the rate that each policy guarantees:
//   reference_rate.bin f64 [policy]
//   dynamic_lapse.bin  f64 [3]: slope, floor, cap
// Prints one JSON object with the time of every run (default 5); --npv writes the NPV of every
// scenario as raw f64. Files are read before the clock starts.
#include <algorithm>
#include <chrono>
#include <cstdint>

#include "columns.h"

namespace {

using bench::read_column;

struct Policy {
  uint32_t mortality_start, term;
  double policy_count, sum_assured, premium, reference_rate;
};

struct Inputs {
  std::vector<Policy> policies;
  std::vector<double> mortality, lapse, expenses, multipliers, rate;
  /** Empty where lapses do not follow interest. */
  std::vector<double> dynamic_lapse;

  size_t years() const { return lapse.size(); }
  size_t scenarios() const { return rate.size() / years(); }
};

Inputs read_inputs(const std::string &folder) {
  Inputs inputs;
  const auto start = read_column<uint32_t>(folder, "mortality_start");
  const auto term = read_column<uint32_t>(folder, "end_year");
  const auto count = read_column<double>(folder, "policy_count");
  const auto sum_assured = read_column<double>(folder, "sum_assured");
  const auto premium = read_column<double>(folder, "premium");
  auto reference = read_column<double>(folder, "reference_rate", true);
  inputs.dynamic_lapse = read_column<double>(folder, "dynamic_lapse", true);
  if (inputs.dynamic_lapse.empty())
    reference.assign(start.size(), 0);
  for (const size_t length :
       {term.size(), count.size(), sum_assured.size(), premium.size(), reference.size()})
    if (length != start.size())
      bench::stop("the policies' columns differ in length");
  for (size_t row = 0; row < start.size(); ++row)
    inputs.policies.push_back(
        {start[row], term[row], count[row], sum_assured[row], premium[row], reference[row]});
  inputs.mortality = read_column<double>(folder, "mortality");
  inputs.lapse = read_column<double>(folder, "lapse");
  inputs.expenses = read_column<double>(folder, "expenses");
  inputs.multipliers = read_column<double>(folder, "multipliers");
  inputs.rate = read_column<double>(folder, "rate");
  if (inputs.lapse.empty() || inputs.expenses.size() != 4 || inputs.multipliers.size() != 3)
    bench::stop("lapse must not be empty, expenses must be 4 values and multipliers 3");
  return inputs;
}

/** The lapse rate of year `t`; `follows` is known when this is compiled, so a fixed one is free. */
template <bool follows>
double lapse_rate(const Inputs &inputs, const Policy &policy, uint32_t t, double rate) {
  const double lapse = inputs.lapse[t] * inputs.multipliers[1];
  if (!follows)
    return std::min(lapse, 1.0);
  const double *dynamic = inputs.dynamic_lapse.data();
  const double factor = 1 + dynamic[0] * (rate - policy.reference_rate);
  return std::min(lapse * std::min(std::max(factor, dynamic[1]), dynamic[2]), 1.0);
}

template <bool follows>
double policy_npv(const Inputs &inputs, const Policy &policy, const double *rates) {
  const double *expenses = inputs.expenses.data();
  const double *multipliers = inputs.multipliers.data();
  const uint32_t years = std::min<uint32_t>(policy.term, inputs.years());
  double lives = 1, factor = 1, npv = 0;
  for (uint32_t t = 0; t < years; ++t) {
    const double q = std::min(inputs.mortality[policy.mortality_start + t] * multipliers[0], 1.0);
    const double w = lapse_rate<follows>(inputs, policy, t, rates[t]);
    factor /= 1 + rates[t];
    const double income = lives * policy.premium;
    const double deaths = lives * q;
    const double death_benefit = deaths * policy.sum_assured;
    const double after = lives - deaths;
    const double lapses = after * w;
    const double per_policy = (t == 0 ? expenses[0] : 0) + expenses[1];
    const double expense =
        lives * (per_policy * policy.policy_count + expenses[2] * policy.premium) * multipliers[2] +
        deaths * expenses[3] * policy.policy_count * multipliers[2];
    npv += (income - death_benefit - expense) * factor;
    lives = after - lapses;
    if (lives < 1e-10)
      break;
  }
  return npv;
}

/** The valuation that is timed: every policy under every scenario. */
template <bool follows> std::vector<double> value(const Inputs &inputs) {
  std::vector<double> npvs;
  npvs.reserve(inputs.scenarios());
  for (size_t scenario = 0; scenario < inputs.scenarios(); ++scenario) {
    const double *rates = inputs.rate.data() + scenario * inputs.years();
    double total = 0;
    for (const Policy &policy : inputs.policies)
      total += policy_npv<follows>(inputs, policy, rates);
    npvs.push_back(total);
  }
  return npvs;
}

} // namespace

int main(int count, char **arguments) {
  const bench::Options options(count, arguments);
  const Inputs inputs = read_inputs(options.folder);
  std::vector<double> npvs, elapsed_ms;
  for (int run = 0; run < options.runs; ++run) {
    const auto started = std::chrono::steady_clock::now();
    npvs = inputs.dynamic_lapse.empty() ? value<false>(inputs) : value<true>(inputs);
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - started;
    elapsed_ms.push_back(elapsed.count());
  }
  bench::report(options, elapsed_ms, npvs);
}
