#include "unit_moments.h"

#include "scenario_tree.h"

namespace livecalc::projection {
namespace {

/** Nets per year end, [time][term], and what is paid at once. */
struct EndNets {
  const double *years;
  double at_once[unit_count];
};

EndNets shift_to_ends(const lc_call &call, const RowNets &nets, const NetLayout &layout) {
  const uint32_t terms = layout.term_count();
  double *years = values(call, Scratch::row_net);
  EndNets shifted = {.years = years, .at_once = {}};
  for (uint32_t i = 0; i < nets.end * terms; ++i)
    years[i] = 0;
  for (uint32_t t = nets.first; t < nets.end; ++t)
    for (uint32_t paid = 0; paid < layout.payments.count; ++paid)
      for (uint32_t term = 0; term < terms; ++term) {
        const double net = nets.years[(size_t{t} * layout.payments.count + paid) * terms + term];
        const bool at_start = layout.payments.when[paid] == Timing::start;
        if (at_start && t == 0)
          shifted.at_once[term] += net;
        else
          years[(at_start ? t - 1 : t) * terms + term] += net;
      }
  return shifted;
}

/** Covariance of two terms: the bilinear form of their nets. */
double covariance_of(const lc_call &call, const EndNets &nets, uint32_t end, uint32_t terms,
                     uint32_t a, uint32_t b, const FactorMoments &factors) {
  double sum = 0;
  for (uint32_t t = 0; t < end; ++t) {
    const double *covariance = factors.covariance + size_t{t} * call.time_count;
    const double a_t = nets.years[t * terms + a], b_t = nets.years[t * terms + b];
    // Below the diagonal the moments hold every covariance twice.
    double with_a = 0, with_b = 0;
    for (uint32_t u = 0; u < t; ++u) {
      with_a += covariance[u] * nets.years[u * terms + a];
      with_b += covariance[u] * nets.years[u * terms + b];
    }
    sum += (a_t * with_b + b_t * with_a) / 2 + covariance[t] * a_t * b_t;
  }
  return sum;
}

} // namespace

double mean_of(const UnitMoments &moments, const Combination &amounts) {
  double mean = 0;
  for (uint32_t term = 0; term < moments.terms; ++term)
    mean += amounts.of[term] * moments.mean[term];
  return mean;
}

double variance_of(const UnitMoments &moments, const Combination &amounts) {
  double variance = 0;
  for (uint32_t a = 0; a < moments.terms; ++a)
    for (uint32_t b = 0; b < moments.terms; ++b)
      variance += amounts.of[a] * amounts.of[b] * moments.covariance[a][b];
  return variance;
}

UnitMoments moments_of_nets(const lc_call &call, const RowNets &nets, const NetLayout &layout,
                            const FactorMoments &factors) {
  UnitMoments moments = {.terms = layout.term_count(), .mean = {}, .covariance = {}};
  const EndNets ends = shift_to_ends(call, nets, layout);
  for (uint32_t a = 0; a < moments.terms; ++a) {
    moments.mean[a] = ends.at_once[a];
    for (uint32_t t = 0; t < nets.end; ++t)
      moments.mean[a] += factors.mean[t] * ends.years[t * moments.terms + a];
    for (uint32_t b = 0; b <= a; ++b)
      moments.covariance[a][b] = moments.covariance[b][a] =
          covariance_of(call, ends, nets.end, moments.terms, a, b, factors);
  }
  return moments;
}

UnitMoments moments_of_npvs(const Evaluation &of, uint32_t each) {
  const uint32_t scenarios = of.call.scenario_count;
  UnitMoments moments = {.terms = of.layout.term_count(), .mean = {}, .covariance = {}};
  for (uint32_t a = 0; a < moments.terms; ++a) {
    const double *x = row_npvs(of, each, a);
    moments.mean[a] = tree_sum(scenarios, [x](uint32_t s) { return x[s]; }) / scenarios;
    for (uint32_t b = 0; b <= a; ++b) {
      const double *y = row_npvs(of, each, b);
      const double mean_x = moments.mean[a], mean_y = moments.mean[b];
      const double sum =
          tree_sum(scenarios, [&](uint32_t s) { return (x[s] - mean_x) * (y[s] - mean_y); });
      moments.covariance[a][b] = moments.covariance[b][a] = sum / scenarios;
    }
  }
  return moments;
}

} // namespace livecalc::projection
