#include "scenarios/models.h"

#include <cmath>
#include <limits>

#include "scenarios/normal.h"

namespace livecalc::scenarios {

// Over one year this is, term by term, exp(drift - volatility^2 / 2 + volatility * z).
Gbm::Gbm(const Parameters &of, double years)
    : trend((of.drift - of.volatility * of.volatility / 2) * years),
      deviation(of.volatility * std::sqrt(years)) {}

double Gbm::next(double rate, double uniform) const {
  return rate * std::exp(trend + deviation * normal_quantile(uniform));
}

Vasicek::Vasicek(const Parameters &of, double years)
    : level(of.long_term_mean), decay(std::exp(-of.mean_reversion * years)),
      deviation(of.volatility *
                std::sqrt(-std::expm1(-2 * of.mean_reversion * years) / (2 * of.mean_reversion))) {}

double Vasicek::next(double rate, double uniform) const {
  return level + (rate - level) * decay + deviation * normal_quantile(uniform);
}

Cir::Cir(const Parameters &of, double years)
    : level(of.long_term_mean), decay(std::exp(-of.mean_reversion * years)) {
  const double gap = -std::expm1(-of.mean_reversion * years);
  const double scale = of.volatility * of.volatility * gap / of.mean_reversion;
  variance_per_rate = scale * decay;
  variance_at_zero = level * scale * gap / 2;
}

namespace {

// Below the threshold a square of a normal has the two moments, above it an exponential with a mass
// at zero; both can between 1 and 2 (Andersen, section 3.2.3).
constexpr double psi_threshold = 1.5;

constexpr double largest = std::numeric_limits<double>::max();

/// Andersen's equations 23, 27 and 28.
double quadratic_draw(double mean, double psi, double uniform) {
  const double inverse = 2 / psi;
  const double b2 = inverse - 1 + std::sqrt(inverse) * std::sqrt(inverse - 1);
  const double root = std::sqrt(b2) + normal_quantile(uniform);
  return mean / (1 + b2) * (root * root);
}

/// Andersen's equations 25, 29 and 30. 1 - uniform is exact, so the logarithm is never negative.
double exponential_draw(double mean, double psi, double uniform) {
  const double mass_above_zero = 2 / (psi + 1);
  const double above = 1 - uniform;
  if (above >= mass_above_zero)
    return 0;
  return std::log(mass_above_zero / above) * mean / mass_above_zero;
}

} // namespace

double Cir::next(double rate, double uniform) const {
  const double mean = level + (rate - level) * decay;
  const double variance = rate * variance_per_rate + variance_at_zero;
  const double psi = variance / (mean * mean);
  // Without variance (also where mean is 0, and psi is not a number) nothing is drawn; nor where it
  // is so small that 2 / psi is infinite.
  if (variance == 0 || 2 / psi > largest)
    return mean;
  return psi <= psi_threshold ? quadratic_draw(mean, psi, uniform)
                              : exponential_draw(mean, psi, uniform);
}

} // namespace livecalc::scenarios
