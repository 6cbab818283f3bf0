// The recursion of one row under the 64 scenarios of a tile, side by side.
//
// Groups of four registers run together: each year of a register waits for its own last one. The
// width of a register is a parameter, so that the same text can be measured against wider ones.
#pragma once

#include "common/lanes_of.h"
#include "factors.h"
#include "lapsing_path.h"
#include "tile_lives.h"

namespace livecalc::projection {

#ifndef LC_KERNEL_WIDTH
#define LC_KERNEL_WIDTH 2
#endif

/** A tile of scenarios as a row sees it. */
struct LapsingTile {
  /** slope * rate, [time][64] */
  const double *interest;
  TileFactors factors;
  /** The lives a row begins with, [64]: 1, or 0 in lanes past the last scenario. */
  const double *first_lives;
};

/** The lives of the lanes of a tile of which `scenarios` or more are left. */
struct FirstLives {
  double lanes[scenarios_per_tile];

  explicit FirstLives(uint32_t scenarios) {
    for (uint32_t lane = 0; lane < scenarios_per_tile; ++lane)
      lanes[lane] = lane < scenarios ? 1 : 0;
  }
};

/** What the kernel writes of one row; what is null is not wanted. */
struct TileRow {
  /** [term][64] */
  double *npv;
  /** Sums over the tile's lives. */
  TileLives *lives;
  /** The lives at the start of every year and those that remain at its end, both [time][64]. */
  double *start, *remaining;
};

template <int width> class LapsingKernel {
public:
  /** Values the row under all 64 scenarios. */
  static void run(const RowPath &row, const PathLayout &layout, const LapsingTile &tile,
                  TileRow to) {
    for (uint32_t lane = 0; lane < scenarios_per_tile; lane += registers * width) {
      const Group group = {row, layout, tile, to, lane};
      // Lives only become fewer: the rule that ends a recursion is needed where few are left.
      if (group.template choose<false>())
        group.template choose<true>();
      if (to.lives != nullptr)
        to.lives->template add_group<width>(row.first, row.end);
    }
  }

private:
  static constexpr int registers = 4;
  typedef lanes_of<width> Lanes;

  struct Group {
    const RowPath &row;
    const PathLayout &layout;
    const LapsingTile &tile;
    const TileRow &to;
    uint32_t lane;

    /** Returns whether few were left at the start of the last year. */
    template <bool stops> bool choose() const {
      const bool is_simple = layout.payments.count == 1 && layout.term_count() == 1;
      if (!is_simple)
        return recur_terms<stops>();
      if (to.lives != nullptr)
        return layout.payments.to_remaining ? recur<stops, true, true>()
                                            : recur<stops, false, true>();
      return layout.payments.to_remaining ? recur<stops, true, false>()
                                          : recur<stops, false, false>();
    }

    /** One payment a year and one term. */
    template <bool stops, bool to_remaining, bool sums> bool recur() const {
      Lanes lives[registers], npv[registers], last[registers];
      // Copies, because what is stored could overlap what they are read from.
      const TileRow out = to;
      const TileLives lives_sums = sums ? *out.lives : TileLives(nullptr, 0);
      for (int each = 0; each < registers; ++each) {
        last[each] = lives[each] = first_lives(each);
        npv[each] = all_lanes<width>(0);
      }
      for (uint32_t t = row.first; t < row.end; ++t) {
        const double *year = row.years + size_t{t} * 6;
        const double *factor = tile.factors.lanes(layout.payments.when[0], t) + lane;
        if (t + 1 == row.end)
          copy(lives, last);
        if constexpr (sums)
          lives_sums.template set_start<width>(t, sum_of(lives));
        if (sums && out.start != nullptr)
          keep(lives, out.start, t);
        Lanes remain[registers];
        for (int each = 0; each < registers; ++each) {
          const Lanes remaining = lives[each] * remaining_share(year, t, each);
          Lanes flow = lives[each] * year[4];
          if constexpr (to_remaining)
            flow += remaining * year[5];
          npv[each] += flow * load<width>(factor + each * width);
          lives[each] = survivors<stops>(remaining);
          if constexpr (stops)
            remain[each] = remaining;
        }
        const Lanes *remaining = stops ? remain : lives;
        if constexpr (sums)
          lives_sums.template set_remaining<width>(t, sum_of(remaining));
        if (sums && out.remaining != nullptr)
          keep(remaining, out.remaining, t);
      }
      for (int each = 0; each < registers; ++each)
        store<width>(out.npv + lane + each * width, npv[each]);
      return few_are_left(last);
    }

    /** Any payments and terms. */
    template <bool stops> bool recur_terms() const {
      const uint32_t terms = layout.term_count();
      Lanes lives[registers], npv[most_terms][registers] = {}, last[registers];
      for (int each = 0; each < registers; ++each)
        last[each] = lives[each] = first_lives(each);
      for (uint32_t t = row.first; t < row.end; ++t) {
        const double *year = row.years + size_t{t} * layout.stride();
        if (t + 1 == row.end)
          copy(lives, last);
        if (to.lives != nullptr)
          to.lives->template set_start<width>(t, sum_of(lives));
        if (to.start != nullptr)
          keep(lives, to.start, t);
        Lanes remain[registers];
        for (int each = 0; each < registers; ++each) {
          remain[each] = lives[each] * remaining_share(year, t, each);
          const double *per_life = year + 4;
          for (uint32_t paid = 0; paid < layout.payments.count; ++paid) {
            const double *factor = tile.factors.lanes(layout.payments.when[paid], t) + lane;
            const Lanes discount = load<width>(factor + each * width);
            for (uint32_t term = 0; term < terms; ++term, per_life += 2)
              npv[term][each] +=
                  (lives[each] * per_life[0] + remain[each] * per_life[1]) * discount;
          }
          lives[each] = survivors<stops>(remain[each]);
        }
        if (to.lives != nullptr)
          to.lives->template set_remaining<width>(t, sum_of(remain));
        if (to.remaining != nullptr)
          keep(remain, to.remaining, t);
      }
      for (uint32_t term = 0; term < terms; ++term)
        for (int each = 0; each < registers; ++each)
          store<width>(to.npv + term * scenarios_per_tile + lane + each * width, npv[term][each]);
      return few_are_left(last);
    }

    bool few_are_left(const Lanes *lives) const {
      for (int each = 0; each < registers; ++each)
        for (int in = 0; in < width; ++in)
          if (lives[each][in] < fewest_lives && first_lives(each)[in] != 0)
            return true;
      return false;
    }

    /** Of the lives at the start of year `t`, those that remain at its end. */
    Lanes remaining_share(const double *year, uint32_t t, int each) const {
      const double *interest = tile.interest + size_t{t} * scenarios_per_tile + lane;
      const Lanes share = year[0] - year[1] * load<width>(interest + each * width);
      const Lanes least = all_lanes<width>(year[2]), most = all_lanes<width>(year[3]);
      const Lanes limited = most < share ? most : share;
      return limited < least ? least : limited;
    }

    Lanes first_lives(int each) const {
      return load<width>(tile.first_lives + lane + each * width);
    }

    static Lanes sum_of(const Lanes *lives) {
      return (lives[0] + lives[1]) + (lives[2] + lives[3]);
    }

    static void copy(const Lanes *from, Lanes *to) {
      for (int each = 0; each < registers; ++each)
        to[each] = from[each];
    }

    void keep(const Lanes *lives, double *lanes, uint32_t t) const {
      double *year = lanes + size_t{t} * scenarios_per_tile + lane;
      for (int each = 0; each < registers; ++each)
        store<width>(year + each * width, lives[each]);
    }

    template <bool stops> static Lanes survivors(Lanes remaining) {
      if constexpr (!stops)
        return remaining;
      return remaining < all_lanes<width>(fewest_lives) ? all_lanes<width>(0) : remaining;
    }
  };
};

} // namespace livecalc::projection
