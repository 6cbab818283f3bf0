#include "lapsing_kernel.h"

#include "lapsing_strip.h"

namespace livecalc::projection {
namespace {

constexpr uint32_t registers = strip_registers;

/** The years of a row that need it, from `first` on, in which it still has lives; by scenario. */
void count_years(const LapsingYears &row, const Strip &strip, wide (&count)[registers]) {
  const wide one = in_all(1), fewest = in_all(fewest_lives);
  wide lives[registers];
  for (uint32_t at = 0; at < registers; ++at) {
    lives[at] = one;
    count[at] = in_all(0);
  }
  for (uint32_t t = row.first; t < row.end; ++t) {
    const WideYear year(row.years[t - row.first]);
    for (uint32_t at = 0; at < registers; ++at) {
      lives[at] = keep(lives[at] >= fewest, lives[at]);
      count[at] += keep(lives[at] >= fewest, one);
      lives[at] *= year.left(strip.interest(t, at));
    }
  }
}

/** What the kernel's text is compiled for; what a row does not need is left out. */
struct Shape {
  bool pays_early, pays_by_left, may_stop;
};

/** The worth of one life at the start of year t, from what one that is left is worth at its end. */
template <Shape shape>
wide worth(const LapsingYear &year, const WideYear &broadcast, const Strip &strip, uint32_t t,
           uint32_t at, wide next) {
  constexpr int start = 0, mid = 1, end = 2;
  const wide left = broadcast.left(strip.interest(t, at));
  const auto paid = [&](int when) {
    return shape.pays_by_left ? in_all(year.paid[when]) + left * year.left[when]
                              : in_all(year.paid[when]);
  };
  const wide later = strip.year(t, at) * (paid(end) + left * next);
  if constexpr (!shape.pays_early)
    return later;
  return paid(start) + strip.half_year(t, at) * paid(mid) + later;
}

template <Shape shape>
void value_strip(const LapsingYears &row, const Strip &strip, wide (&value)[registers]) {
  wide count[registers];
  if constexpr (shape.may_stop)
    count_years(row, strip, count);
  // The benefit at maturity is what a life is worth that is left at the very end.
  const double matured = shape.pays_by_left ? 0 : row.years[row.end - 1 - row.first].left[2];
  for (wide &each : value)
    each = in_all(matured);
  for (uint32_t t = row.end; t-- > row.first;) {
    const LapsingYear &year = row.years[t - row.first];
    const WideYear broadcast(year);
    for (uint32_t at = 0; at < registers; ++at) {
      value[at] = worth<shape>(year, broadcast, strip, t, at, value[at]);
      if constexpr (shape.may_stop)
        value[at] = keep(count[at] > in_all(t - row.first), value[at]);
    }
  }
}

/** Discounts to today from the start of the row's first year. */
void discount(const LapsingYears &row, const Strip &strip, wide (&value)[registers]) {
  for (uint32_t t = row.first; t-- > 0;)
    for (uint32_t at = 0; at < registers; ++at)
      value[at] *= strip.year(t, at);
}

void add(double *to, wide value) { store<strip_width>(to, load<strip_width>(to) + value); }

template <bool early, bool by_left, bool stop>
void value_tile(const LapsingYears &row, const TileRates &tile, double *values, double *also) {
  constexpr Shape shape = {.pays_early = early, .pays_by_left = by_left, .may_stop = stop};
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += strip_lanes) {
    const Strip strip = {.tile = tile, .lane = lane};
    wide value[registers];
    value_strip<shape>(row, strip, value);
    discount(row, strip, value);
    for (uint32_t at = 0; at < registers; ++at) {
      add(values + lane + at * strip_width, value[at]);
      if (also != nullptr)
        add(also + lane + at * strip_width, value[at]);
    }
  }
}

using ValueTile = void (*)(const LapsingYears &, const TileRates &, double *, double *);
constexpr ValueTile kernels[2][2][2] = {
    {{value_tile<false, false, false>, value_tile<false, false, true>},
     {value_tile<false, true, false>, value_tile<false, true, true>}},
    {{value_tile<true, false, false>, value_tile<true, false, true>},
     {value_tile<true, true, false>, value_tile<true, true, true>}}};

} // namespace

void add_values(const LapsingYears &row, const TileRates &tile, double *values, double *also) {
  if (row.first < row.end)
    kernels[row.pays_early][row.pays_by_left][row.may_stop](row, tile, values, also);
}

} // namespace livecalc::projection
