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
      lives[at] *= year.left<true>(strip.interest(t, at));
    }
  }
}

/** What the kernel's text is compiled for; what a row does not need is left out. */
struct Shape {
  bool pays_early, pays_by_left, has_limits, may_stop;
};

/** The worth of one life at the start of year t, from what one that is left is worth at its end. */
template <Shape shape>
wide worth(const LapsingYear &year, const WideYear &broadcast, const Strip &strip, uint32_t t,
           uint32_t at, wide next) {
  constexpr int start = 0, mid = 1, end = 2;
  const wide left = broadcast.left<shape.has_limits>(strip.interest(t, at));
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

template <Shape shape>
void value_tile(const LapsingYears &row, const TileRates &tile, double *values, double *also) {
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

/** The kernel for what the row pays; one that may stop may well reach a limit too. */
template <bool early, bool by_left> ValueTile choose(bool limits, bool stop) {
  return stop     ? value_tile<Shape{early, by_left, true, true}>
         : limits ? value_tile<Shape{early, by_left, true, false}>
                  : value_tile<Shape{early, by_left, false, false}>;
}

} // namespace

void add_values(const LapsingYears &row, const TileRates &tile, double *values, double *also) {
  if (row.first == row.end)
    return;
  const bool limits = has_limits(row, tile), stop = row.may_stop;
  const ValueTile value = row.pays_early ? (row.pays_by_left ? choose<true, true>(limits, stop)
                                                             : choose<true, false>(limits, stop))
                                         : (row.pays_by_left ? choose<false, true>(limits, stop)
                                                             : choose<false, false>(limits, stop));
  value(row, tile, values, also);
}

} // namespace livecalc::projection
