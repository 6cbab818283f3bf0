// The compress engine through its entry points.
#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <tuple>

#include "tests/compress_run.h"
#include "tests/harness.h"

using namespace livecalc::test;

namespace {

using Rows = std::vector<uint32_t>;

/// Two of the policies agree; amounts tell them apart.
Portfolio four_policies() {
  Portfolio portfolio;
  portfolio.mortality_start = {40, -3, 40, -3};
  portfolio.end_year = {10, 20, 10, 20};
  portfolio.policy_count = {1, 2, 0.5, 4};
  portfolio.sum_assured = {100, 200, 300, 400};
  portfolio.premium = {1, 2, 3, 4};
  return portfolio;
}

/// Policies whose keys are drawn from a few values each.
Portfolio random_portfolio(uint32_t rows, unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](uint32_t end) { return uint32_t(random() % end); };
  Portfolio portfolio;
  for (uint32_t row = 0; row < rows; ++row) {
    portfolio.mortality_start.push_back(int32_t(below(20)) - 10);
    portfolio.end_year.push_back(below(10));
    portfolio.duration.push_back(int32_t(below(3)) - 1);
    portfolio.reference_rate.push_back((int32_t(below(3)) - 1) * 0.01);
    portfolio.group.push_back(below(2));
    portfolio.policy_count.push_back(1);
    portfolio.sum_assured.push_back(1000.0 * below(1000));
    portfolio.premium.push_back(random() / 1e6);
  }
  return portfolio;
}

template <class Value> std::vector<Value> picked(const std::vector<Value> &values, Rows rows) {
  std::vector<Value> result;
  for (uint32_t row : rows)
    result.push_back(values[row]);
  return result;
}

auto keys_of(const Portfolio &portfolio, uint32_t row) {
  return std::tuple(portfolio.mortality_start[row], portfolio.end_year[row],
                    portfolio.duration[row], portfolio.reference_rate[row], portfolio.group[row]);
}

} // namespace

TEST("policies that agree in every key become one model point, in key order") {
  const Grouping grouping = compress(four_policies());
  CHECK(grouping.status == LC_OK);
  CHECK(grouping.count == 2);
  CHECK(grouping.first[0] == 1 && grouping.first[1] == 0);
  CHECK(grouping.of(0) == Rows({1, 3}));
  CHECK(grouping.of(1) == Rows({0, 2}));
  CHECK(grouping.policy_count[0] == 6 && grouping.policy_count[1] == 1.5);
  CHECK(grouping.sum_assured[0] == 600 && grouping.sum_assured[1] == 400);
  CHECK(grouping.premium[0] == 6 && grouping.premium[1] == 4);
}

TEST("nothing is written beyond the model points") {
  const Grouping grouping = compress(four_policies());
  CHECK(grouping.first[2] == LC_NONE && grouping.end[2] == LC_NONE);
  CHECK(grouping.sum_assured[2] == 1e300);
}

TEST("equal policies are one model point") {
  Portfolio portfolio;
  portfolio.mortality_start.assign(1000, 7);
  portfolio.end_year.assign(1000, 30);
  portfolio.policy_count.assign(1000, 1);
  portfolio.sum_assured.assign(1000, 50000);
  portfolio.premium.assign(1000, 0.1);
  const Grouping grouping = compress(portfolio);
  CHECK(grouping.count == 1);
  CHECK(grouping.end[0] == 1000);
  CHECK(std::is_sorted(grouping.members.begin(), grouping.members.end()));
  const std::vector<double> &premium = portfolio.premium;
  CHECK(grouping.premium[0] == std::accumulate(premium.begin(), premium.end(), 0.0));
}

TEST("where more than half of the policies have keys of their own, nothing is grouped") {
  Portfolio portfolio = four_policies();
  portfolio.end_year = {10, 20, 10, 21};
  const Grouping grouping = compress(portfolio);
  CHECK(grouping.status == LC_OK);
  CHECK(grouping.count == 4);
  CHECK(grouping.members == Rows(4, LC_NONE));
}

TEST("one policy is left as it is") {
  Portfolio portfolio;
  portfolio.mortality_start = {0};
  portfolio.end_year = {0};
  portfolio.policy_count = portfolio.sum_assured = portfolio.premium = {1};
  CHECK(compress(portfolio).count == 1);
}

TEST("each key alone tells policies apart, and sorts by its value") {
  const auto sorts = [](auto member, auto low, auto high) {
    Portfolio portfolio = four_policies();
    portfolio.mortality_start.assign(4, 0);
    portfolio.end_year.assign(4, 1);
    portfolio.*member = {high, low, high, low};
    const Grouping grouping = compress(portfolio);
    return grouping.count == 2 && grouping.of(0) == Rows({1, 3}) && grouping.of(1) == Rows({0, 2});
  };
  for (auto member : {&Portfolio::mortality_start, &Portfolio::duration, &Portfolio::premium_end,
                      &Portfolio::lapse_start, &Portfolio::product_start})
    CHECK(sorts(member, -5, 2));
  for (auto member : {&Portfolio::end_year, &Portfolio::expense_row, &Portfolio::ending,
                      &Portfolio::lapse_class, &Portfolio::group, &Portfolio::segment})
    CHECK(sorts(member, 5u, 0x80000000u));
  CHECK(sorts(&Portfolio::reference_rate, -0.02, -0.01));
  CHECK(sorts(&Portfolio::reference_rate, -0.01, 0.01));
  CHECK(sorts(&Portfolio::reference_rate, 0.01, 0.010000000000000002));
}

TEST("a reference rate of -0 is one of 0") {
  Portfolio portfolio = four_policies();
  portfolio.reference_rate = {0.0, 0.0, -0.0, -0.0};
  CHECK(compress(portfolio).count == 2);
}

TEST("keys before others in declared order weigh more") {
  Portfolio portfolio = four_policies();
  portfolio.mortality_start.assign(4, 0);
  portfolio.end_year = {1, 2, 1, 2};
  portfolio.group = {9, 0, 9, 0};
  CHECK(compress(portfolio).first[0] == 0);
}

TEST("model points and their policies are those of a plain search, at any size of the table") {
  for (uint32_t rows : {2u, 255u, 257u, 5000u, 60000u}) {
    const Portfolio portfolio = random_portfolio(rows, rows);
    std::map<decltype(keys_of(portfolio, 0)), Rows> plain;
    for (uint32_t row = 0; row < rows; ++row)
      plain[keys_of(portfolio, row)].push_back(row);
    const Grouping grouping = compress(portfolio);
    if (plain.size() > rows / 2) {
      CHECK(grouping.count == rows);
      continue;
    }
    CHECK(grouping.count == plain.size());
    uint32_t place = 0;
    for (const auto &[keys, policies] : plain) {
      CHECK(grouping.of(place) == policies);
      CHECK(grouping.first[place] == policies.front());
      const std::vector<double> premiums = picked(portfolio.premium, policies);
      CHECK(grouping.premium[place] == std::accumulate(premiums.begin(), premiums.end(), 0.0));
      ++place;
    }
  }
}

TEST("the order of the portfolio does not move model points") {
  const uint32_t rows = 20000;
  const Portfolio portfolio = random_portfolio(rows, 1);
  Rows order(rows);
  std::iota(order.begin(), order.end(), 0u);
  std::shuffle(order.begin(), order.end(), std::mt19937(2));
  Portfolio shuffled;
  shuffled.mortality_start = picked(portfolio.mortality_start, order);
  shuffled.end_year = picked(portfolio.end_year, order);
  shuffled.duration = picked(portfolio.duration, order);
  shuffled.reference_rate = picked(portfolio.reference_rate, order);
  shuffled.group = picked(portfolio.group, order);
  shuffled.policy_count = picked(portfolio.policy_count, order);
  shuffled.sum_assured = picked(portfolio.sum_assured, order);
  shuffled.premium = picked(portfolio.premium, order);
  const Grouping grouping = compress(portfolio), other = compress(shuffled);
  CHECK(grouping.count == other.count && grouping.count < rows / 2);
  CHECK(grouping.end == other.end);
  for (uint32_t place = 0; place < grouping.count; ++place) {
    CHECK(keys_of(portfolio, grouping.first[place]) == keys_of(shuffled, other.first[place]));
    // Whole numbers are added without rounding, so their order does not show.
    CHECK(grouping.sum_assured[place] == other.sum_assured[place]);
  }
}
