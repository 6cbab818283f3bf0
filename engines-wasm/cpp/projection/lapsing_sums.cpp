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

constexpr uint32_t stride = sizeof(LifeSums) / sizeof(double);

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

/** The lives of a row summed over scenarios: as they are, then discounted by each timing. */
class RowSums {
public:
  RowSums(const lc_call &of_call, const LapsingYears &of_row, const LapsingRules &rules,
          bool is_discounted)
      : call(of_call), row(of_row), years(of_row.end - of_row.first) {
    for (uint32_t kind = 0; is_discounted && kind < kind_count; ++kind)
      find_part(rules.timing[kind]);
    add_tiles();
  }

  const LifeSums &lives(uint32_t t) const { return sums[t - row.first]; }
  const LifeSums &discounted(Timing when, uint32_t t) const {
    return sums[part_of[static_cast<int>(when)] * years + t - row.first];
  }

private:
  const lc_call &call;
  const LapsingYears &row;
  uint32_t years, parts = 1;
  /** By timing, from 1; 0: it is not used. */
  uint32_t part_of[timing_count] = {};
  /** [part][year] */
  const LifeSums *sums;

  void find_part(Timing when) {
    uint32_t &part = part_of[static_cast<int>(when)];
    if (part == 0)
      part = parts++;
  }

  void add_tiles() {
    const uint32_t tiles = (call.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile;
    TileTree tree(values(call, Scratch::life_sums), size_t{parts} * years * stride);
    for (uint32_t tile = 0; tile < tiles; ++tile) {
      sum_tile(tile, reinterpret_cast<LifeSums *>(tree.next()));
      tree.push();
    }
    sums = reinterpret_cast<const LifeSums *>(tree.total());
  }

  void sum_tile(uint32_t tile, LifeSums *to) const {
    const TileLives lives =
        write_lives(row, TileRates(call, tile), call.scenario_count - tile * scenarios_per_tile,
                    values(call, Scratch::lives));
    sum_undiscounted(lives, to);
    const TileFactors factors(call, tile);
    for (uint32_t when = 0; when < timing_count; ++when) {
      if (part_of[when] == 0)
        continue;
      const Discounted weight = {factors, static_cast<Timing>(when), row.first};
      LifeSums *part = to + part_of[when] * years;
      sum_years(lives.living, years, weight, &part->living);
      sum_years(lives.left, years, weight, &part->left);
    }
  }

  void sum_undiscounted(const TileLives &lives, LifeSums *to) const {
    sum_years(lives.living, years, Once{}, &to->living);
    if (row.may_stop)
      return sum_years(lives.left, years, Once{}, &to->left);
    // Those left are those of the next year, which has them summed.
    for (uint32_t y = 0; y + 1 < years; ++y)
      to[y].left = to[y + 1].living;
    sum_pairs<1>(lives.left, years - 1, years - 1, Once{}, &to->left);
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
  const RowSums sums(call, lapsing, rules, targets.want_discounted());
  for (uint32_t t = row.first; t < row.end; ++t) {
    const auto lives = [&](Kind) { return sums.lives(t); };
    const auto discounted = [&](Kind kind) {
      return sums.discounted(rules.timing[static_cast<int>(kind)], t);
    };
    if (targets.want_flows())
      add_year(row.years[t], amounts, sums.lives(t), lives, of_year(targets.flows, t),
               of_year(targets.group_flows, t));
    if (targets.want_discounted())
      add_year(row.years[t], amounts, LifeSums{}, discounted, of_year(targets.discounted, t),
               of_year(targets.group_discounted, t));
  }
}

} // namespace livecalc::projection
