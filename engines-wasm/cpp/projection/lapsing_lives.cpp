#include "lapsing_lives.h"

#include "lapsing_strip.h"

namespace livecalc::projection {
namespace {

template <bool limits, bool may_stop>
void write_strip(const LapsingYears &row, const Strip &strip, double *living, double *left) {
  wide lives[strip_registers];
  for (uint32_t at = 0; at < strip_registers; ++at)
    lives[at] = load<strip_width>(strip.place(living, 0, at));
  for (uint32_t t = row.first; t < row.end; ++t) {
    const uint32_t y = t - row.first;
    const WideYear year(row.years[y]);
    for (uint32_t at = 0; at < strip_registers; ++at) {
      lives[at] *= year.left<limits>(strip.interest(t, at));
      store<strip_width>(strip.place(left, y, at), lives[at]);
      if constexpr (may_stop) {
        lives[at] = keep(lives[at] >= in_all(fewest_lives), lives[at]);
        store<strip_width>(strip.place(living, y + 1, at), lives[at]);
      }
    }
  }
}

} // namespace

TileLives write_lives(const LapsingYears &row, const TileRates &tile, uint32_t scenarios,
                      double *memory) {
  double *living = memory;
  // Where the row may stop, those left are not those of the next year: they follow all the others.
  double *left = memory + (row.may_stop ? row.end - row.first + 1 : 1) * scenarios_per_tile;
  for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane)
    living[lane] = lane < scenarios ? 1 : 0;
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += strip_lanes) {
    const Strip strip = {.tile = tile, .lane = lane};
    if (row.may_stop)
      write_strip<true, true>(row, strip, living, left);
    else if (has_limits(row, tile))
      write_strip<true, false>(row, strip, living, left);
    else
      write_strip<false, false>(row, strip, living, left);
  }
  return {.living = living, .left = left};
}

} // namespace livecalc::projection
