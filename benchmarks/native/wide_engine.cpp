// The projection engine itself, compiled for this machine with 256-bit registers: the same sources
// as the WebAssembly module, its stages called as the runtime calls them, on one thread.
//
//   wide_engine FOLDER [--runs N] [--npv FILE] [--tables scenarios,cash_flows]
//
// FOLDER is that of triple_loop.cpp, for lapses that follow each policy's own reference rate. What
// is timed are the stages discount, project, value and finalize for the table `scenarios`, or for
// that and `cash_flows`.
#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>

#include "abi/livecalc_engine.h"
#include "columns.h"
#include "projection/columns.h"
#include "projection/flow_sums.h"

namespace {

using namespace livecalc::projection;
using bench::read_column;

constexpr uint32_t rows_per_block = 256;

struct Inputs {
  std::vector<int32_t> mortality_start;
  std::vector<uint32_t> end_year;
  std::vector<double> policy_count, sum_assured, premium, reference_rate;
  std::vector<double> mortality, lapse, expenses, multipliers, dynamic_lapse, rate;
  std::vector<int32_t> class_lapse_start = {0};
  std::vector<uint32_t> class_first_year = {0};

  explicit Inputs(const std::string &folder)
      : mortality_start(read_column<int32_t>(folder, "mortality_start")),
        end_year(read_column<uint32_t>(folder, "end_year")),
        policy_count(read_column<double>(folder, "policy_count")),
        sum_assured(read_column<double>(folder, "sum_assured")),
        premium(read_column<double>(folder, "premium")),
        reference_rate(read_column<double>(folder, "reference_rate")),
        mortality(read_column<double>(folder, "mortality")),
        lapse(read_column<double>(folder, "lapse")),
        expenses(read_column<double>(folder, "expenses")),
        multipliers(read_column<double>(folder, "multipliers")),
        dynamic_lapse(read_column<double>(folder, "dynamic_lapse")),
        rate(read_column<double>(folder, "rate")) {
    if (lapse.empty() || multipliers.size() != 3 || dynamic_lapse.size() != 3)
      bench::stop("lapse must not be empty, multipliers and dynamic_lapse must be 3 values each");
  }
  uint32_t rows() const { return end_year.size(); }
  uint32_t years() const { return lapse.size(); }
  uint32_t scenarios() const { return rate.size() / lapse.size(); }
};

template <typename T> lc_column column_of(std::vector<T> &of, uint32_t stride = 1) {
  return {of.data(), static_cast<uint32_t>(of.size()), stride};
}

/** The parameters in declared order. */
std::vector<double> parameters_of(const Inputs &inputs) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> parameters = inputs.multipliers;
  // The premiums as they are, then limits and timings.
  for (const double value : {1.0, 0.0, 1.0, none, none, 0.0, 1.0, none, none, 0.0, 2.0, 2.0, 2.0,
                             2.0, 2.0, double(static_cast<int>(LapseReference::column))})
    parameters.push_back(value);
  parameters.insert(parameters.end(), inputs.dynamic_lapse.begin(), inputs.dynamic_lapse.end());
  parameters.push_back(none);
  return parameters;
}

/** Sums of units merged as the runtime merges them (I3). */
class Tree {
public:
  void push(std::vector<double> sums) {
    stack.push_back(std::move(sums));
    for (size_t count = ++pushed; count % 2 == 0; count /= 2)
      merge();
  }
  std::vector<double> total() {
    while (stack.size() > 1)
      merge();
    return stack[0];
  }

private:
  std::vector<std::vector<double>> stack;
  size_t pushed = 0;

  void merge() {
    const std::vector<double> right = std::move(stack.back());
    stack.pop_back();
    for (size_t sum = 0; sum < right.size(); ++sum)
      stack.back()[sum] += right[sum];
  }
};

class Engine {
public:
  Engine(Inputs &of, bool cash_flows)
      : rows(of.rows()), years(of.years()), scenarios(of.scenarios()),
        tiles((scenarios + scenarios_per_tile - 1) / scenarios_per_tile),
        parameters(parameters_of(of)), inputs(static_cast<int>(Input::member_premium) + 1),
        outputs(static_cast<int>(Output::group_discounted_net) + 1) {
    give(Input::mortality_start, column_of(of.mortality_start));
    give(Input::end_year, column_of(of.end_year));
    give(Input::policy_count, column_of(of.policy_count));
    give(Input::sum_assured, column_of(of.sum_assured));
    give(Input::premium, column_of(of.premium));
    give(Input::reference_rate, column_of(of.reference_rate));
    give(Input::mortality, column_of(of.mortality));
    give(Input::lapse, column_of(of.lapse));
    give(Input::expenses, column_of(of.expenses, 4));
    give(Input::class_lapse_start, column_of(of.class_lapse_start));
    give(Input::class_first_year, column_of(of.class_first_year));
    give(Input::rate, column_of(of.rate, years));
    const size_t lanes = size_t{tiles} * scenarios_per_tile;
    for (const Output which : {Output::factor, Output::interest, Output::year_factor})
      want(which, lanes * years);
    want(Output::interest_range, size_t{tiles} * 2);
    want(Output::lapsing_npv, lanes);
    want(Output::npv, scenarios);
    if (cash_flows)
      want_cash_flows();
    for (int which = 0; which <= static_cast<int>(Scratch::covariance); ++which)
      scratch.emplace_back(new double[size_t{most_scratch} * years]);
  }

  std::vector<double> value() {
    for (uint32_t first = 0; first < scenarios; first += scenarios_per_tile)
      map(Stage::discount, first, std::min(first + scenarios_per_tile, scenarios));
    constexpr Output sums[] = {Output::lapsing_npv, Output::lapsing_flows};
    Tree trees[2];
    for (uint32_t first = 0; first < rows; first += rows_per_block) {
      for (const Output sum : sums)
        std::fill(column(sum).begin(), column(sum).end(), 0);
      map(Stage::project, first, std::min(first + rows_per_block, rows));
      for (int which = 0; which < 2; ++which)
        trees[which].push(column(sums[which]));
    }
    for (int which = 0; which < 2; ++which) {
      const std::vector<double> total = trees[which].total();
      std::copy(total.begin(), total.end(), column(sums[which]).begin());
    }
    for (uint32_t first = 0; first < scenarios; first += scenarios_per_tile)
      map(Stage::value, first, std::min(first + scenarios_per_tile, scenarios));
    check(lc_finalize, {});
    return column(Output::npv);
  }

private:
  /** Doubles a year, of the largest scratch column that these stages use. */
  static constexpr uint32_t most_scratch = 8 * 21 * 8;
  uint32_t rows, years, scenarios, tiles;
  std::vector<double> parameters;
  std::vector<lc_column> inputs, outputs;
  std::vector<double> memory[static_cast<int>(Output::group_discounted_net) + 1];
  std::vector<std::unique_ptr<double[]>> scratch;

  void give(Input which, lc_column column) { inputs[static_cast<int>(which)] = column; }
  std::vector<double> &column(Output which) { return memory[static_cast<int>(which)]; }
  void want(Output which, size_t length) {
    column(which).assign(length, 0);
    outputs[static_cast<int>(which)] = column_of(column(which));
  }

  void want_cash_flows() {
    want(Output::lapsing_flows, size_t{years} * flow_count);
    constexpr int first = static_cast<int>(Output::lives), last = static_cast<int>(Output::net);
    for (int which = first; which <= last; ++which)
      want(static_cast<Output>(which), years);
  }

  struct Unit {
    Stage stage = Stage::discount;
    uint32_t begin = 0, end = 0, scenario_begin = 0, scenario_end = 0;
  };

  void map(Stage stage, uint32_t begin, uint32_t end) {
    const bool over_rows = stage == Stage::project;
    check(lc_map, {stage, begin, end, over_rows ? 0 : begin, over_rows ? scenarios : end});
  }

  void check(int32_t (*function)(const lc_call *), const Unit &unit) {
    std::vector<void *> places;
    for (const auto &column : scratch)
      places.push_back(column.get());
    lc_error error = {};
    const lc_call call = {.size = sizeof(lc_call),
                          .stage = static_cast<uint32_t>(unit.stage),
                          .begin = unit.begin,
                          .end = unit.end,
                          .scenario_begin = unit.scenario_begin,
                          .scenario_end = unit.scenario_end,
                          .row_count = rows,
                          .scenario_count = scenarios,
                          .time_count = years,
                          .group_count = 0,
                          .steps_per_year = 1,
                          .parameters = parameters.data(),
                          .inputs = inputs.data(),
                          .outputs = outputs.data(),
                          .scratch = places.data(),
                          .error = &error};
    if (function(&call) != 0)
      bench::stop(error.message);
  }
};

} // namespace

int main(int count, char **arguments) {
  const bench::Options options(count, arguments);
  Inputs inputs(options.folder);
  Engine engine(inputs, options.tables == "scenarios,cash_flows");
  std::vector<double> npvs, elapsed_ms;
  for (int run = 0; run < options.runs; ++run) {
    const auto started = std::chrono::steady_clock::now();
    npvs = engine.value();
    const std::chrono::duration<double, std::milli> elapsed =
        std::chrono::steady_clock::now() - started;
    elapsed_ms.push_back(elapsed.count());
  }
  bench::report(options, elapsed_ms, npvs);
}
