#include "policies.h"

#include "errors.h"
#include "members.h"
#include "order_statistics.h"
#include "plain_policies.h"
#include "static_nets.h"
#include "tail.h"

namespace livecalc::projection {
namespace {

constexpr Output ordered[] = {Output::p5, Output::p50, Output::p95, Output::cte95};

bool wants(const lc_call &call, Output which) { return values(call, which) != nullptr; }

bool wants_order(const lc_call &call) {
  bool wanted = false;
  for (const Output which : ordered)
    wanted |= wants(call, which);
  return wanted;
}

void put(const lc_call &call, Output which, uint32_t member, double value) {
  if (double *column = values(call, which))
    column[member] = value;
}

bool pays(const Payments &payments, Timing when) {
  for (uint32_t paid = 0; paid < payments.count; ++paid)
    if (payments.when[paid] == when)
      return true;
  return false;
}

bool all_at_end(const Payments &payments) {
  return payments.count == 1 && payments.when[0] == Timing::end;
}

void write_moments(const lc_call &call, uint32_t row, const UnitMoments &moments) {
  const Members members = members_of(call, row);
  for (uint32_t member = members.begin; member < members.end; ++member) {
    const Combination amounts = combination_of(call, member);
    put(call, Output::mean, member, mean_of(moments, amounts));
    put(call, Output::std_dev, member, root_of_variance(variance_of(moments, amounts)));
  }
}

/** Mean and deviation by the moments of the discount factors. */
int32_t measure_by_factors(const Evaluation &of) {
  const lc_call &call = of.call;
  const FactorMoments factors = factor_moments(call);
  const Payments &payments = of.layout.payments;
  const bool is_plain = rows_are_plain(call) && !rows_have_members(call) && all_at_end(payments);
  if (is_plain && measure_plain_rows(call, factors))
    return ok;
  // Row by row, also to find the one that reads a cell which is not there.
  double *memory = values(call, Scratch::paths);
  for (uint32_t row = call.begin; row < call.end; ++row) {
    RowYears years;
    MissingCell missing;
    if (!read_row_years(call, of.basis, row, years, missing))
      return missing_cell(call, row, missing);
    const RowNets nets =
        write_static_nets(years, row_amounts(call, row), of.basis, of.layout, memory);
    write_moments(call, row, moments_of_nets(call, nets, of.layout, factors));
  }
  return ok;
}

/**
 * The NPVs of a policy, [scenario]: its row's own, which are known to be finite, or combined in the
 * scratch. Null where one of these is not finite: it would order nothing.
 */
const double *npvs_of(const Evaluation &of, uint32_t each, const Combination &amounts) {
  const double *a = row_npvs(of, each, 0);
  if (of.layout.terms == Terms::net)
    return a;
  const uint32_t scenarios = of.call.scenario_count;
  const double *b = row_npvs(of, each, 1), *c = row_npvs(of, each, 2);
  double *npvs = values(of.call, Scratch::policy_npvs);
  bool finite = true;
  for (uint32_t s = 0; s < scenarios; ++s) {
    npvs[s] = amounts.of[0] * a[s] + amounts.of[1] * b[s] + amounts.of[2] * c[s];
    finite &= is_finite(npvs[s]);
  }
  return finite ? npvs : nullptr;
}

/** Means of a row's terms over the portfolio's worst scenarios. */
Combination tail_means(const Evaluation &of, uint32_t each) {
  const uint32_t *tail = tail_scenarios(of.call);
  const uint32_t count = tail_count(of.call.scenario_count);
  Combination means = {};
  for (uint32_t term = 0; term < of.layout.term_count(); ++term) {
    const double *npvs = row_npvs(of, each, term);
    for (uint32_t worst = 0; worst < count; ++worst)
      means.of[term] += npvs[tail[worst]];
    means.of[term] /= count;
  }
  return means;
}

int32_t not_finite(const lc_call &call, Place place, const char *name) {
  return fail(call, numerical_error, place,
              {"the ", name,
               " of this row is not finite; look at its policy_count, sum_assured and premium, and "
               "for rates near -1"});
}

int32_t write_order(const Evaluation &of, uint32_t row, uint32_t each) {
  const lc_call &call = of.call;
  const Members members = members_of(call, row);
  for (uint32_t member = members.begin; member < members.end; ++member) {
    const double *npvs = npvs_of(of, each, combination_of(call, member));
    if (npvs == nullptr)
      return not_finite(call, {.row = row}, "NPV");
    const OrderStatistics found =
        order_statistics(npvs, call.scenario_count, values(call, Scratch::ordered));
    put(call, Output::p5, member, found.p5);
    put(call, Output::p50, member, found.p50);
    put(call, Output::p95, member, found.p95);
    put(call, Output::cte95, member, found.cte95);
  }
  return ok;
}

void write_tail_means(const Evaluation &of, uint32_t row, uint32_t each) {
  const Combination means = tail_means(of, each);
  const Members members = members_of(of.call, row);
  for (uint32_t member = members.begin; member < members.end; ++member) {
    const Combination amounts = combination_of(of.call, member);
    double mean = 0;
    for (uint32_t term = 0; term < of.layout.term_count(); ++term)
      mean += amounts.of[term] * means.of[term];
    put(of.call, Output::tail_mean, member, mean);
  }
}

int32_t check_npvs(const Evaluation &of, uint32_t row, uint32_t each) {
  for (uint32_t term = 0; term < of.layout.term_count(); ++term) {
    const double *npvs = row_npvs(of, each, term);
    for (uint32_t s = 0; s < of.call.scenario_count; ++s)
      if (!is_finite(npvs[s]))
        return not_finite(of.call, {.row = row, .scenario = s}, "NPV");
  }
  return ok;
}

/** What follows from the NPVs under every scenario. */
int32_t measure_by_npvs(const Evaluation &of, bool wants_moments) {
  const lc_call &call = of.call;
  const bool orders = wants_order(call), averages_tail = wants(call, Output::tail_mean);
  for (uint32_t row = call.begin; row < call.end; row += npv_rows) {
    const uint32_t left = call.end - row, count = left < npv_rows ? left : npv_rows;
    int32_t status = evaluate_rows(of, row, count);
    for (uint32_t each = 0; status == ok && each < count; ++each) {
      status = check_npvs(of, row + each, each);
      if (status != ok)
        break;
      if (wants_moments)
        write_moments(call, row + each, moments_of_npvs(of, each));
      if (averages_tail)
        write_tail_means(of, row + each, each);
      if (orders)
        status = write_order(of, row + each, each);
    }
    if (status != ok)
      return status;
  }
  return ok;
}

/** Checks a statistic of the block's policies. */
int32_t check_statistic(const lc_call &call, Output which, const char *name) {
  const double *statistic = values(call, which);
  for (uint32_t row = call.begin; statistic != nullptr && row < call.end; ++row) {
    const Members members = members_of(call, row);
    for (uint32_t member = members.begin; member < members.end; ++member)
      if (!is_finite(statistic[member]))
        return not_finite(call, {.row = row}, name);
  }
  return ok;
}

} // namespace

int32_t measure_policies(const lc_call &call) {
  const Evaluation of = read_evaluation(call, rows_have_members(call) ? Terms::units : Terms::net);
  const bool by_factors =
      lapse_reference(call) == LapseReference::none && !pays(of.layout.payments, Timing::mid);
  const bool wants_moments = wants(call, Output::mean) || wants(call, Output::std_dev);
  int32_t status = by_factors && wants_moments ? measure_by_factors(of) : ok;
  const bool wants_npvs = wants_order(call) || wants(call, Output::tail_mean);
  if (status == ok && (wants_npvs || !by_factors))
    status = measure_by_npvs(of, wants_moments && !by_factors);
  if (status == ok)
    status = check_statistic(call, Output::mean, "mean over the scenarios of the NPV");
  return status == ok ? check_statistic(call, Output::std_dev,
                                        "standard deviation over the scenarios of the NPV")
                      : status;
}

} // namespace livecalc::projection
