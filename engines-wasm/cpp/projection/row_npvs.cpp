#include "row_npvs.h"

#include "errors.h"
#include "factors.h"
#include "static_nets.h"

namespace livecalc::projection {
namespace {

/** A row as its NPVs are made of it: by what lapses follow, one or the other. */
struct NpvRow {
  RowNets nets;
  LapsingYears lapsing[unit_count];
};

/** The amounts of a term: the row's own, or one unit of one of them. */
Amounts amounts_of(const Evaluation &of, uint32_t row, uint32_t term) {
  if (of.layout.terms == Terms::net)
    return row_amounts(of.call, row);
  return {.policy_count = term == 0 ? 1.0 : 0.0,
          .sum_assured = term == 1 ? 1.0 : 0.0,
          .premium = term == 2 ? 1.0 : 0.0};
}

int32_t read_row(const Evaluation &of, uint32_t row, uint32_t each, NpvRow &to) {
  const lc_call &call = of.call;
  RowYears years;
  MissingCell missing;
  if (!read_row_years(call, of.basis, row, years, missing))
    return missing_cell(call, row, missing);
  void *all = call.scratch[static_cast<int>(Scratch::paths)];
  LapsingYear *memory =
      static_cast<LapsingYear *>(all) + size_t{each} * unit_count * call.time_count;
  if (lapse_reference(call) == LapseReference::none) {
    to.nets = write_static_nets(years, row_amounts(call, row), of.basis, of.layout,
                                reinterpret_cast<double *>(memory));
    return ok;
  }
  for (uint32_t term = 0; term < of.layout.term_count(); ++term)
    to.lapsing[term] =
        lapsing_years(years, amounts_of(of, row, term), of.rules, reference_rate(call, row),
                      net_signs, memory + size_t{term} * call.time_count);
  return ok;
}

/** Discounts yearly nets under the 64 scenarios of a tile; `npv` is [term][64]. */
template <uint32_t terms>
void discount_nets(const RowNets &row, const NetLayout &layout, const TileFactors &factors,
                   double *npv) {
  constexpr uint32_t registers = 8;
  for (uint32_t lane = 0; lane < scenarios_per_tile; lane += 2 * registers) {
    f64x2 sum[terms][registers] = {};
    for (uint32_t t = row.first; t < row.end; ++t) {
      const double *net = row.years + size_t{t} * layout.payments.count * terms;
      for (uint32_t paid = 0; paid < layout.payments.count; ++paid, net += terms) {
        const double *factor = factors.lanes(layout.payments.when[paid], t) + lane;
        for (uint32_t each = 0; each < registers; ++each)
          for (uint32_t term = 0; term < terms; ++term)
            sum[term][each] += net[term] * load2(factor + 2 * each);
      }
    }
    for (uint32_t term = 0; term < terms; ++term)
      for (uint32_t each = 0; each < registers; ++each)
        store2(npv + term * scenarios_per_tile + lane + 2 * each, sum[term][each]);
  }
}

/** Writes the row's NPVs under the scenarios of a tile, [term][64]. */
void value_row(const Evaluation &of, const NpvRow &row, uint32_t tile, double *npv) {
  const uint32_t terms = of.layout.term_count();
  if (lapse_reference(of.call) == LapseReference::none) {
    const TileFactors factors(of.call, tile);
    return terms == 1 ? discount_nets<1>(row.nets, of.layout, factors, npv)
                      : discount_nets<unit_count>(row.nets, of.layout, factors, npv);
  }
  for (uint32_t lane = 0; lane < terms * scenarios_per_tile; ++lane)
    npv[lane] = 0;
  for (uint32_t term = 0; term < terms; ++term)
    add_values(row.lapsing[term], TileRates(of.call, tile), npv + term * scenarios_per_tile,
               nullptr);
}

} // namespace

Evaluation read_evaluation(const lc_call &call, Terms terms) {
  const YearlyBasis basis = read_yearly_basis(call);
  return {.call = call,
          .basis = basis,
          .rules = read_lapsing_rules(call, basis),
          .layout = {.payments = read_payments(call), .terms = terms},
          .tiles = (call.scenario_count + scenarios_per_tile - 1) / scenarios_per_tile};
}

int32_t evaluate_rows(const Evaluation &of, uint32_t row, uint32_t count) {
  NpvRow rows[npv_rows];
  for (uint32_t each = 0; each < count; ++each) {
    const int32_t status = read_row(of, row + each, each, rows[each]);
    if (status != ok)
      return status;
  }
  double npv[unit_count * scenarios_per_tile];
  for (uint32_t tile = 0; tile < of.tiles; ++tile)
    for (uint32_t each = 0; each < count; ++each) {
      value_row(of, rows[each], tile, npv);
      for (uint32_t term = 0; term < of.layout.term_count(); ++term)
        __builtin_memcpy(row_npvs(of, each, term) + size_t{tile} * scenarios_per_tile,
                         npv + term * scenarios_per_tile, scenarios_per_tile * sizeof(double));
    }
  return ok;
}

double *row_npvs(const Evaluation &of, uint32_t each, uint32_t term) {
  const size_t length = size_t{of.tiles} * scenarios_per_tile;
  return values(of.call, Scratch::npvs) + (each * unit_count + term) * length;
}

} // namespace livecalc::projection
