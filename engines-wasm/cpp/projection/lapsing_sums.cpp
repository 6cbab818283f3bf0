#include "lapsing_sums.h"

#include "factors.h"
#include "lanes.h"
#include "lapsing_lives.h"
#include "tile_tree.h"

namespace livecalc::projection {
namespace {

/** Of one life at the start of the row: those at a year's start, and those left at its end. */
struct LifeSums {
  double living, left;
};

/** Of a year, over the scenarios: the lives, and the lives times the factors of each timing. */
struct YearSums {
  LifeSums lives;
  LifeSums discounted[timing_count];
};
static_assert(sizeof(YearSums) == 8 * sizeof(double), "the scratch life_sums has room for it");

/** Doubles from one year's sums to the next one's. */
constexpr uint32_t stride = sizeof(YearSums) / sizeof(double);

/** What lives count for: once. */
struct Once {
  f64x2 operator()(f64x2 lives, uint32_t, uint32_t) const { return lives; }
};

/** What lives count for: the factors of a time of the year. */
struct Discounted {
  const TileFactors &factors;
  Timing when;
  uint32_t first_year;

  f64x2 operator()(f64x2 lives, uint32_t y, uint32_t lane) const {
    return lives * load2(factors.lanes(when, first_year + y) + lane);
  }
};

/**
 * Sums over the scenarios of a tile, left to right (I3), of lives [years][64] times their weight:
 * those of `pairs` times two years at once, because each addition waits for the one before it. Past
 * the last year that one is summed again.
 */
template <uint32_t pairs, typename Weight>
void sum_pairs(const double *lives, uint32_t first, uint32_t last, Weight weight, double *to) {
  const auto year = [&](uint32_t y) { return first + y < last ? first + y : last; };
  const auto lanes = [&](uint32_t y, uint32_t lane) {
    return weight(load2(lives + size_t{y} * scenarios_per_tile + lane), y, lane);
  };
  f64x2 sum[pairs] = {};
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2)
    for (uint32_t pair = 0; pair < pairs; ++pair) {
      const f64x2 even = lanes(year(2 * pair), lane), odd = lanes(year(2 * pair + 1), lane);
      sum[pair] += first_lanes(even, odd);
      sum[pair] += second_lanes(even, odd);
    }
  for (uint32_t y = 0; y < 2 * pairs; ++y)
    to[year(y) * stride] = sum[y / 2][y % 2];
}

template <typename Weight>
void sum_years(const double *lives, uint32_t years, Weight weight, double *to) {
  constexpr uint32_t pairs = 4;
  for (uint32_t first = 0; first < years; first += 2 * pairs)
    sum_pairs<pairs>(lives, first, years - 1, weight, to);
}

/** What the flows of a row are made of. */
class RowSums {
public:
  RowSums(const lc_call &of_call, const LapsingYears &of_row, const LapsingRules &of_rules,
          bool is_discounted)
      : call(of_call), row(of_row) {
    for (uint32_t kind = 0; is_discounted && kind < kind_count; ++kind)
      is_used[static_cast<int>(of_rules.timing[kind])] = true;
  }

  /** [end - first], over all scenarios. */
  const YearSums *operator()() {
    const uint32_t years = row.end - row.first;
    const uint32_t tiles = (call.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile;
    TileTree tree(values(call, Scratch::life_sums), years * sizeof(YearSums) / sizeof(double));
    for (uint32_t tile = 0; tile < tiles; ++tile) {
      sum_tile(tile, reinterpret_cast<YearSums *>(tree.next()));
      tree.push();
    }
    return reinterpret_cast<const YearSums *>(tree.total());
  }

private:
  const lc_call &call;
  const LapsingYears &row;
  bool is_used[timing_count] = {};

  void sum_tile(uint32_t tile, YearSums *sums) const {
    const uint32_t years = row.end - row.first;
    const TileLives lives =
        write_lives(row, TileRates(call, tile), call.scenario_count - tile * scenarios_per_tile,
                    values(call, Scratch::lives));
    const TileFactors factors(call, tile);
    sum_years(lives.living, years, Once{}, &sums->lives.living);
    if (row.may_stop) {
      sum_years(lives.left, years, Once{}, &sums->lives.left);
    } else {
      for (uint32_t y = 0; y + 1 < years; ++y)
        sums[y].lives.left = sums[y + 1].lives.living;
      sum_pairs<1>(lives.left, years - 1, years - 1, Once{}, &sums->lives.left);
    }
    for (uint32_t when = 0; when < timing_count; ++when) {
      if (!is_used[when])
        continue;
      const Discounted weight = {factors, static_cast<Timing>(when), row.first};
      sum_years(lives.living, years, weight, &sums->discounted[when].living);
      sum_years(lives.left, years, weight, &sums->discounted[when].left);
    }
  }
};

/** Adds the flows of one year; `of(kind)` are the lives that the kind is paid by or to. */
template <typename LivesOfKind>
void add_year(const RowYear &year, const Amounts &amounts, LifeSums lives, LivesOfKind of,
              double *first, double *second) {
  const auto [count, sum, premium] = amounts;
  const double survivors = 1 - year.mortality;
  const auto living = [&](Kind kind) { return of(kind).living; };
  const double lapses = survivors * living(Kind::surrender) - of(Kind::surrender).left;
  const double flows[flow_count] = {
      lives.living * count,
      living(Kind::premiums) * (premium * year.premium),
      lives.living * year.mortality * count,
      living(Kind::death) * year.mortality * (sum * year.death),
      lapses * (sum * year.surrender + premium * year.surrender_premiums),
      of(Kind::maturity).left * (sum * year.maturity),
      living(Kind::expenses) * (count * year.expense_life + premium * year.expense_premium +
                                year.mortality * (count * year.expense_death))};
  for (uint32_t flow = 0; flow < flow_count; ++flow) {
    if (first != nullptr)
      first[flow] += flows[flow];
    if (second != nullptr)
      second[flow] += flows[flow];
  }
}

double *of_year(double *flows, uint32_t t) {
  return flows == nullptr ? nullptr : flows + size_t{t} * flow_count;
}

} // namespace

void add_scenario_flows(const lc_call &call, const RowYears &row, const LapsingYears &lapsing,
                        const Amounts &amounts, const LapsingRules &rules,
                        const FlowTargets &targets) {
  if (row.first == row.end)
    return;
  const YearSums *sums = RowSums(call, lapsing, rules, targets.want_discounted())();
  for (uint32_t t = row.first; t < row.end; ++t) {
    const YearSums &year = sums[t - row.first];
    if (targets.want_flows())
      add_year(row.years[t], amounts, year.lives, [&](Kind) { return year.lives; },
               of_year(targets.flows, t), of_year(targets.group_flows, t));
    if (targets.want_discounted())
      add_year(row.years[t], amounts, LifeSums{},
               [&](Kind kind) {
                 return year.discounted[static_cast<int>(rules.timing[static_cast<int>(kind)])];
               },
               of_year(targets.discounted, t), of_year(targets.group_discounted, t));
  }
}

} // namespace livecalc::projection
