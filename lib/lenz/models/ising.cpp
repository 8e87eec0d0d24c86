#include "lenz/models/ising.hpp"

#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/models/spin_sums.hpp"

namespace lenz::models {

Ising::Ising(std::shared_ptr<const IsingSystem> system, double temperature)
    : system_(std::move(system)),
      temperature_(temperature),
      beta_(1 / temperature),
      degree_(system_->lattice().max_degree()) {
  check_positive("temperature", temperature);
  const auto activation = [this](double j) {
    return random::Probability(-std::expm1(-2 * beta_ * std::fabs(j)));
  };
  if (system_->has_integer_sums()) {
    sign_ = (system_->strength() > 0) - (system_->strength() < 0);
    activations_.push_back(activation(system_->strength()));
    const int degree = static_cast<int>(degree_);
    for (int sum = -degree; sum <= degree; ++sum) {
      up_.emplace_back(logistic(2 * beta_ * (system_->strength() * sum + system_->field())));
    }
  } else {
    for (const double j : system_->couplings()) activations_.push_back(activation(j));
  }
}

double Ising::magnetization(const Walker& w) const {
  return static_cast<double>(sum_of(w.spins.data(), w.spins.size()));
}

}  // namespace lenz::models
