#include "plain_policies.h"

#include "flows.h"

namespace livecalc::projection {
namespace {

/** The terms of `year_count` years of the quadratic form, summed in registers and added in order.
 */
template <uint32_t year_count>
void add_years(const double *row_net, uint32_t t, const double *covariance, uint32_t time_count,
               f64x2 *variance) {
  f64x2 inner[year_count][row_pairs] = {};
  for (uint32_t u = 0; u < t + year_count; ++u) {
    const double *net = row_net + u * rows_at_once;
    const f64x2 pair[row_pairs] = {load2(net), load2(net + 2)};
    for (uint32_t year = 0; year < year_count; ++year) {
      const f64x2 weight = splat(covariance[(t + year) * time_count + u]);
      inner[year][0] += weight * pair[0];
      inner[year][1] += weight * pair[1];
    }
  }
  for (uint32_t year = 0; year < year_count; ++year) {
    const double *net = row_net + (t + year) * rows_at_once;
    variance[0] += load2(net) * inner[year][0];
    variance[1] += load2(net + 2) * inner[year][1];
  }
}

} // namespace

NpvMoments npv_moments(const double *row_net, uint32_t years, const FactorMoments &factors,
                       uint32_t time_count) {
  NpvMoments moments = {};
  for (uint32_t t = 0; t < years; ++t) {
    const f64x2 factor = splat(factors.mean[t]);
    moments.mean[0] += factor * load2(row_net + t * rows_at_once);
    moments.mean[1] += factor * load2(row_net + t * rows_at_once + 2);
  }
  uint32_t t = 0;
  for (; t + 4 <= years; t += 4)
    add_years<4>(row_net, t, factors.covariance, time_count, moments.variance);
  for (; t < years; ++t)
    add_years<1>(row_net, t, factors.covariance, time_count, moments.variance);
  return moments;
}

namespace {

void write_policies(const lc_call &call, uint32_t first, const NpvMoments &moments) {
  double *mean = values(call, Output::mean);
  double *std_dev = values(call, Output::std_dev);
  for (uint32_t lane = 0; lane < rows_at_once && first + lane < call.end; ++lane) {
    if (mean != nullptr)
      mean[first + lane] = moments.mean[lane / 2][lane % 2];
    if (std_dev != nullptr)
      std_dev[first + lane] = root_of_variance(moments.variance[lane / 2][lane % 2]);
  }
}

} // namespace

bool measure_plain_rows(const lc_call &call, const FactorMoments &factors) {
  const YearlyBasis yearly = read_yearly_basis(call);
  const PlainBasis basis = read_plain_basis(call, yearly);
  const Expenses expenses = read_expenses(call, yearly);
  double *row_net = values(call, Scratch::row_net);
  bool complete = true;
  for (uint32_t row = call.begin; row < call.end; row += rows_at_once) {
    Rows rows;
    complete &= read_rows(call, row, call.end, rows);
    write_net(rows, basis, expenses, row_net);
    write_policies(call, row, npv_moments(row_net, rows.years, factors, call.time_count));
  }
  return complete;
}

} // namespace livecalc::projection
