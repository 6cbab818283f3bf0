// The baseline of the benchmarks: a valuation the way it is usually written, a loop over scenarios,
// policies and years, scalar and on one thread. Same formula and same columns as the engine.
//
//   triple_loop FOLDER [--runs N] [--npv FILE]
//
// FOLDER holds one file per column, its values as raw little-endian bytes without a header:
//   mortality_start.bin, term.bin                      u32 [policy]
//   policy_count.bin, sum_assured.bin, premium.bin     f64 [policy]
//   mortality.bin                                      f64 [cell]; year t of a policy reads the
//   cell
//                                                      mortality_start + t - 1
//   lapse.bin                                          f64 [year]
//   expenses.bin                                       f64 [4]: acquisition, maintenance, fraction
//   of
//                                                      premium, per claim
//   multipliers.bin                                    f64 [3]: mortality, lapse, expenses
//   rate.bin                                           f64 [scenario, year]
// Prints one JSON object: the time of every run (default 5) and what shows that it computed the
// same.
// --npv writes the NPV of every scenario as raw f64. Files are read before the clock starts.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace {

struct Policy {
  uint32_t mortality_start, term;
  double policy_count, sum_assured, premium;
};

struct Inputs {
  std::vector<Policy> policies;
  std::vector<double> mortality, lapse, expenses, multipliers, rate;

  size_t years() const { return lapse.size(); }
  size_t scenarios() const { return rate.size() / years(); }
};

[[noreturn]] void stop(const std::string &why) {
  std::fprintf(stderr, "triple_loop: %s\n", why.c_str());
  std::exit(2);
}

template <typename T> std::vector<T> read_column(const std::string &folder, const char *name) {
  const std::string path = folder + "/" + name + ".bin";
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file)
    stop("cannot read " + path);
  std::vector<T> column(static_cast<size_t>(file.tellg()) / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(column.data()), column.size() * sizeof(T));
  return column;
}

Inputs read_inputs(const std::string &folder) {
  Inputs inputs;
  const auto start = read_column<uint32_t>(folder, "mortality_start");
  const auto term = read_column<uint32_t>(folder, "term");
  const auto count = read_column<double>(folder, "policy_count");
  const auto sum_assured = read_column<double>(folder, "sum_assured");
  const auto premium = read_column<double>(folder, "premium");
  for (const size_t length : {term.size(), count.size(), sum_assured.size(), premium.size()})
    if (length != start.size())
      stop("the policies' columns differ in length");
  for (size_t row = 0; row < start.size(); ++row)
    inputs.policies.push_back({start[row], term[row], count[row], sum_assured[row], premium[row]});
  inputs.mortality = read_column<double>(folder, "mortality");
  inputs.lapse = read_column<double>(folder, "lapse");
  inputs.expenses = read_column<double>(folder, "expenses");
  inputs.multipliers = read_column<double>(folder, "multipliers");
  inputs.rate = read_column<double>(folder, "rate");
  if (inputs.lapse.empty() || inputs.expenses.size() != 4 || inputs.multipliers.size() != 3)
    stop("lapse must not be empty, expenses must be 4 values and multipliers 3");
  return inputs;
}

double policy_npv(const Inputs &inputs, const Policy &policy, const double *rates) {
  const double *expenses = inputs.expenses.data();
  const double *multipliers = inputs.multipliers.data();
  const uint32_t years = std::min<uint32_t>(policy.term, inputs.years());
  double lives = 1, factor = 1, npv = 0;
  for (uint32_t t = 0; t < years; ++t) {
    const double q = std::min(inputs.mortality[policy.mortality_start + t] * multipliers[0], 1.0);
    const double w = std::min(inputs.lapse[t] * multipliers[1], 1.0);
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
std::vector<double> value(const Inputs &inputs) {
  std::vector<double> npvs;
  npvs.reserve(inputs.scenarios());
  for (size_t scenario = 0; scenario < inputs.scenarios(); ++scenario) {
    const double *rates = inputs.rate.data() + scenario * inputs.years();
    double total = 0;
    for (const Policy &policy : inputs.policies)
      total += policy_npv(inputs, policy, rates);
    npvs.push_back(total);
  }
  return npvs;
}

double mean(const std::vector<double> &values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  return sum / values.size();
}

} // namespace

int main(int count, char **arguments) {
  if (count < 2)
    stop("usage: triple_loop FOLDER [--runs N] [--npv FILE]");
  int runs = 5;
  std::string npv_file;
  for (int i = 2; i + 1 < count; i += 2) {
    if (std::strcmp(arguments[i], "--runs") == 0)
      runs = std::atoi(arguments[i + 1]);
    else if (std::strcmp(arguments[i], "--npv") == 0)
      npv_file = arguments[i + 1];
    else
      stop(std::string("unknown option ") + arguments[i]);
  }
  const Inputs inputs = read_inputs(arguments[1]);
  std::vector<double> npvs;
  std::printf("{\"elapsedMs\": [");
  for (int run = 0; run < runs; ++run) {
    const auto started = std::chrono::steady_clock::now();
    npvs = value(inputs);
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - started;
    std::printf("%s%.3f", run == 0 ? "" : ", ", elapsed.count());
  }
  std::printf("], \"policies\": %zu, \"scenarios\": %zu, \"years\": %zu, \"npvMean\": %.17g}\n",
              inputs.policies.size(), inputs.scenarios(), inputs.years(), mean(npvs));
  if (!npv_file.empty())
    std::ofstream(npv_file, std::ios::binary)
        .write(reinterpret_cast<const char *>(npvs.data()), npvs.size() * sizeof(double));
}
