#pragma once

#include <cmath>

#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::test {

/// The stationary series x' = phi x + sqrt(1 - phi^2) xi with mean 0, variance 1 and rho(t) = phi^t, of which
/// everything is known: tau = 1/2 (1 + phi) / (1 - phi), and x^2 has the tau of phi^2. Anticorrelated for tau
/// < 1/2.
class Ar1 {
 public:
  Ar1(double tau, const random::Address& address)
      : phi_((2 * tau - 1) / (2 * tau + 1)),
        amplitude_(std::sqrt(1 - phi_ * phi_)),
        stream_(address),
        x_(random::normal(stream_)) {}

  double phi() const { return phi_; }
  /// The present value; the next call's differs.
  double operator()() {
    const double now = x_;
    x_ = phi_ * x_ + amplitude_ * random::normal(stream_);
    return now;
  }
  /// Puts the series somewhere else, as a bad start would.
  void restart_at(double x) { x_ = x; }

 private:
  double phi_, amplitude_;
  random::Stream stream_;
  double x_;
};

}  // namespace lenz::test
