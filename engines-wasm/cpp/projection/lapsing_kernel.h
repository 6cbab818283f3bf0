// The recursion of one row under the 64 scenarios of a tile, side by side.
//
// Groups of four registers run together: each year of a register waits for its own last one. The
// width of a register is a parameter, so that the same text can be measured against wider ones.
#pragma once

#include "common/lanes_of.h"
#include "factors.h"
#include "lapsing_path.h"

namespace livecalc::projection {

#ifndef LC_KERNEL_WIDTH
#define LC_KERNEL_WIDTH 2
#endif

/** A tile of scenarios as a row sees it. */
struct LapsingTile {
  /** slope * rate, [time][64] */
  const double *interest;
  TileFactors factors;
};

/** What the kernel writes of one row. */
struct TileRow {
  /** [term][64] */
  double *npv;
  /** The lives that remain at the end of every year, [time][64]; null: not wanted. */
  double *remaining;
};

template <int width> class LapsingKernel {
public:
  /**
   * Values the row under all 64 scenarios. Returns whether anywhere so few lives were left that the
   * recursion ended: `remaining` holds them still.
   */
  static bool run(const RowPath &row, const PathLayout &layout, const LapsingTile &tile,
                  TileRow to) {
    bool ended = false;
    for (uint32_t lane = 0; lane < scenarios_per_tile; lane += registers * width) {
      const Group group = {row, layout, tile, to, lane};
      // Lives only become fewer: the rule that ends a recursion is needed where few are left.
      if (group.template choose<false>()) {
        group.template choose<true>();
        ended = true;
      }
    }
    return ended;
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

    /** Returns whether few are left in the end. */
    template <bool stops> bool choose() const {
      const bool is_simple = layout.payments.count == 1 && layout.term_count() == 1;
      if (!is_simple)
        return recur_terms<stops>();
      if (to.remaining != nullptr)
        return layout.payments.to_remaining ? recur<stops, true, true>()
                                            : recur<stops, false, true>();
      return layout.payments.to_remaining ? recur<stops, true, false>()
                                          : recur<stops, false, false>();
    }

    /** One payment a year and one term. */
    template <bool stops, bool to_remaining, bool keeps> bool recur() const {
      Lanes lives[registers], npv[registers];
      for (int each = 0; each < registers; ++each) {
        lives[each] = all_lanes<width>(1);
        npv[each] = all_lanes<width>(0);
      }
      for (uint32_t t = row.first; t < row.end; ++t) {
        const double *year = row.years + size_t{t} * 6;
        const double *factor = tile.factors.lanes(layout.payments.when[0], t) + lane;
        for (int each = 0; each < registers; ++each) {
          const Lanes remaining = lives[each] * remaining_share(year, t, each);
          Lanes flow = lives[each] * year[4];
          if constexpr (to_remaining)
            flow += remaining * year[5];
          npv[each] += flow * load<width>(factor + each * width);
          if constexpr (keeps)
            keep(remaining, t, each);
          lives[each] = survivors<stops>(remaining);
        }
      }
      for (int each = 0; each < registers; ++each)
        store<width>(to.npv + lane + each * width, npv[each]);
      return few_are_left(lives);
    }

    /** Any payments and terms. */
    template <bool stops> bool recur_terms() const {
      const uint32_t terms = layout.term_count();
      Lanes lives[registers], npv[most_terms][registers] = {};
      for (int each = 0; each < registers; ++each)
        lives[each] = all_lanes<width>(1);
      for (uint32_t t = row.first; t < row.end; ++t) {
        const double *year = row.years + size_t{t} * layout.stride();
        for (int each = 0; each < registers; ++each) {
          const Lanes remaining = lives[each] * remaining_share(year, t, each);
          const double *per_life = year + 4;
          for (uint32_t paid = 0; paid < layout.payments.count; ++paid) {
            const double *factor = tile.factors.lanes(layout.payments.when[paid], t) + lane;
            const Lanes discount = load<width>(factor + each * width);
            for (uint32_t term = 0; term < terms; ++term, per_life += 2)
              npv[term][each] += (lives[each] * per_life[0] + remaining * per_life[1]) * discount;
          }
          if (to.remaining != nullptr)
            keep(remaining, t, each);
          lives[each] = survivors<stops>(remaining);
        }
      }
      for (uint32_t term = 0; term < terms; ++term)
        for (int each = 0; each < registers; ++each)
          store<width>(to.npv + term * scenarios_per_tile + lane + each * width, npv[term][each]);
      return few_are_left(lives);
    }

    static bool few_are_left(const Lanes *lives) {
      for (int each = 0; each < registers; ++each)
        for (int in = 0; in < width; ++in)
          if (lives[each][in] < fewest_lives)
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

    void keep(Lanes remaining, uint32_t t, int each) const {
      store<width>(to.remaining + size_t{t} * scenarios_per_tile + lane + each * width, remaining);
    }

    template <bool stops> static Lanes survivors(Lanes remaining) {
      if constexpr (!stops)
        return remaining;
      return remaining < all_lanes<width>(fewest_lives) ? all_lanes<width>(0) : remaining;
    }
  };
};

} // namespace livecalc::projection
