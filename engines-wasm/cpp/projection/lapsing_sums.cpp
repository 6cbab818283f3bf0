#include "lapsing_sums.h"

#include "factors.h"
#include "lanes.h"
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

/** The lives of a tile in one year, by scenario. */
struct TileLives {
  double living[scenarios_per_tile], left[scenarios_per_tile];
};

/** From those at the year's start to those who are left at its end; a row that stops has none. */
void advance(const LapsingYear &year, const double *interest, TileLives &lives) {
  const f64x2 level = splat(year.level), pull = splat(year.pull);
  const f64x2 least = splat(year.least), most = splat(year.most), fewest = splat(fewest_lives);
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2) {
    const f64x2 all = load2(lives.living + lane), living = keep(all >= fewest, all);
    const f64x2 left = at_most(at_least(level - pull * load2(interest + lane), least), most);
    store2(lives.living + lane, living);
    store2(lives.left + lane, living * left);
  }
}

/** Sums over the scenarios, left to right (I3); `factor` null: of the lives alone. */
LifeSums sum_lives(const TileLives &lives, const double *factor) {
  f64x2 sum = {};
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2) {
    const f64x2 weight = load2(factor + lane);
    const f64x2 living = load2(lives.living + lane) * weight;
    const f64x2 left = load2(lives.left + lane) * weight;
    sum += first_lanes(living, left);
    sum += second_lanes(living, left);
  }
  return {sum[0], sum[1]};
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
    const TileRates rates(call, tile);
    const TileFactors factors(call, tile);
    const uint32_t scenarios = call.scenario_count - tile * scenarios_per_tile;
    TileLives lives;
    for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane)
      lives.left[lane] = lane < scenarios ? 1 : 0;
    for (uint32_t t = row.first; t < row.end; ++t) {
      for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane)
        lives.living[lane] = lives.left[lane];
      advance(row.years[t - row.first], rates.interest + t * scenarios_per_tile, lives);
      YearSums &year = sums[t - row.first];
      year.lives = sum_lives(lives, ones);
      for (uint32_t when = 0; when < timing_count; ++when)
        year.discounted[when] =
            is_used[when] ? sum_lives(lives, factors.lanes(static_cast<Timing>(when), t))
                          : LifeSums{};
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
