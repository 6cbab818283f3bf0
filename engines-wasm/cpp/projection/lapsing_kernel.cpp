#include "lapsing_kernel.h"

#include "common/lanes_of.h"
#include "lanes.h"

namespace livecalc::projection {
namespace {

#ifndef LC_KERNEL_WIDTH
#define LC_KERNEL_WIDTH 2
#endif

// Doubles in a register: a parameter of the program, so that the same text can be measured with
// wider ones.
constexpr uint32_t width = LC_KERNEL_WIDTH;
typedef lanes_of<width> wide;

// Each register waits for its own next year, so that eight side by side keep the processor busy.
constexpr uint32_t registers = 8;
constexpr uint32_t lanes_at_once = registers * width;
static_assert(scenarios_per_tile % lanes_at_once == 0, "a tile is a number of whole strips");

/** Part of a tile: as many scenarios as are valued at once, from `lane` on. */
struct Strip {
  const TileRates &tile;
  uint32_t lane;

  wide interest(uint32_t t, uint32_t at) const { return of(tile.interest, t, at); }
  wide year(uint32_t t, uint32_t at) const { return of(tile.year, t, at); }
  wide half_year(uint32_t t, uint32_t at) const { return of(tile.half_year, t, at); }

private:
  wide of(const double *lanes, uint32_t t, uint32_t at) const {
    return load<width>(lanes + size_t{t} * scenarios_per_tile + lane + at * width);
  }
};

/** A year's numbers, each in every lane of a register. */
struct WideYear {
  wide level, pull, least, most;

  explicit WideYear(const LapsingYear &year)
      : level(all_lanes<width>(year.level)), pull(all_lanes<width>(year.pull)), least(all_lanes<width>(year.least)),
        most(all_lanes<width>(year.most)) {}

  wide left(wide interest) const {
    return at_most(at_least(level - pull * interest, least), most);
  }
};

/** The years of a row that need it, from `first` on, in which it still has lives; by scenario. */
void count_years(const LapsingYears &row, const Strip &strip, wide (&count)[registers]) {
  const wide one = all_lanes<width>(1), fewest = all_lanes<width>(fewest_lives);
  wide lives[registers];
  for (uint32_t at = 0; at < registers; ++at) {
    lives[at] = one;
    count[at] = all_lanes<width>(0);
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
    return shape.pays_by_left ? all_lanes<width>(year.paid[when]) + left * year.left[when]
                              : all_lanes<width>(year.paid[when]);
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
    each = all_lanes<width>(matured);
  for (uint32_t t = row.end; t-- > row.first;) {
    const LapsingYear &year = row.years[t - row.first];
    const WideYear broadcast(year);
    for (uint32_t at = 0; at < registers; ++at) {
      value[at] = worth<shape>(year, broadcast, strip, t, at, value[at]);
      if constexpr (shape.may_stop)
        value[at] = keep(count[at] > all_lanes<width>(t - row.first), value[at]);
    }
  }
}

/** Discounts to today from the start of the row's first year. */
void discount(const LapsingYears &row, const Strip &strip, wide (&value)[registers]) {
  for (uint32_t t = row.first; t-- > 0;)
    for (uint32_t at = 0; at < registers; ++at)
      value[at] *= strip.year(t, at);
}

void add(double *to, wide value) { store<width>(to, load<width>(to) + value); }

template <bool early, bool by_left, bool stop>
void value_tile(const LapsingYears &row, const TileRates &tile, double *values, double *also) {
  constexpr Shape shape = {.pays_early = early, .pays_by_left = by_left, .may_stop = stop};
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += lanes_at_once) {
    const Strip strip = {.tile = tile, .lane = lane};
    wide value[registers];
    value_strip<shape>(row, strip, value);
    discount(row, strip, value);
    for (uint32_t at = 0; at < registers; ++at) {
      add(values + lane + at * width, value[at]);
      if (also != nullptr)
        add(also + lane + at * width, value[at]);
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
