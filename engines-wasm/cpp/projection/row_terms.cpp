#include "row_terms.h"

namespace livecalc::projection {
namespace {

/** Amounts per life, [unit]: policy_count, sum_assured, premium. */
struct UnitAmounts {
  PerLife unit[unit_count] = {};
};

/** By kind; all are positive where the basis is. */
void read_kinds(const RowYear &year, UnitAmounts (&kinds)[kind_count]) {
  constexpr int count = 0, sum = 1, premium = 2;
  const double q = year.mortality, living = 1 - q;
  const auto of = [&kinds](Kind kind) { return kinds[static_cast<int>(kind)].unit; };
  of(Kind::premiums)[premium] = {.start = year.premium, .remaining = 0};
  of(Kind::death)[sum] = {.start = q * year.death, .remaining = 0};
  // Lapses are those who lived to the year's end and do not remain.
  of(Kind::surrender)[sum] = {.start = living * year.surrender, .remaining = -year.surrender};
  of(Kind::surrender)[premium] = {.start = living * year.surrender_premiums,
                                  .remaining = -year.surrender_premiums};
  of(Kind::maturity)[sum] = {.start = 0, .remaining = year.maturity};
  of(Kind::expenses)[count] = {.start = year.expense_life + q * year.expense_death, .remaining = 0};
  of(Kind::expenses)[premium] = {.start = year.expense_premium, .remaining = 0};
}

void add(PerLife &to, double scale, const PerLife &value) {
  to.start += scale * value.start;
  to.remaining += scale * value.remaining;
}

} // namespace

Payments read_payments(const lc_call &call) {
  Payments payments = {};
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    const Timing when = timing_of(call, kind);
    uint32_t place = 0;
    while (place < payments.count && payments.when[place] != when)
      ++place;
    if (place == payments.count)
      payments.when[payments.count++] = when;
    payments.of_kind[kind] = place;
  }
  return payments;
}

void write_terms(const RowYear &year, const Amounts &amounts, const Payments &payments, Terms terms,
                 PerLife *to) {
  const uint32_t count = term_count(terms);
  for (uint32_t term = 0; term < payments.count * count; ++term)
    to[term] = {};
  UnitAmounts kinds[kind_count];
  read_kinds(year, kinds);
  const double amount[unit_count] = {amounts.policy_count, amounts.sum_assured, amounts.premium};
  for (uint32_t kind = 0; kind < kind_count; ++kind) {
    PerLife *paid = to + payments.of_kind[kind] * count;
    const double sign = kind == 0 ? 1 : -1;
    for (uint32_t unit = 0; unit < unit_count; ++unit) {
      const PerLife &value = kinds[kind].unit[unit];
      if (terms == Terms::units)
        add(paid[unit], sign, value);
      else
        add(paid[0], sign * amount[unit], value);
    }
  }
}

} // namespace livecalc::projection
