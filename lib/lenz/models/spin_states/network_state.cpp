#include "lenz/models/spin_states/network_state.hpp"

#include <algorithm>
#include <cmath>

#include "lenz/core/checks.hpp"

namespace lenz::models {

namespace {

autodiff::DenseNetwork network_of(autodiff::Layout& layout, std::size_t n_sites,
                                  const std::vector<std::size_t>& hidden) {
  check_positive("the number of spins", n_sites);
  std::vector<arma::uword> widths{n_sites};
  for (const std::size_t width : hidden) {
    check_positive("the width of a layer", width);
    widths.push_back(width);
  }
  widths.push_back(1);
  return autodiff::DenseNetwork(layout, "network", {.widths = std::move(widths)});
}

/// This thread's, used again.
autodiff::Tape<double>& cleared_tape() {
  thread_local autodiff::Tape<double> tape;
  tape.clear();
  return tape;
}

}  // namespace

NetworkState::NetworkState(std::size_t n_sites, std::vector<std::size_t> hidden)
    : n_sites_(n_sites),
      network_(network_of(layout_, n_sites, hidden)),
      theta_(layout_.size(), arma::fill::zeros) {}

void NetworkState::parameters(std::span<double> out) const {
  check_size("the parameters of a network", out.size(), n_parameters());
  std::copy(theta_.begin(), theta_.end(), out.begin());
}

void NetworkState::set_parameters(std::span<const double> in) {
  check_size("the parameters of a network", in.size(), n_parameters());
  std::copy(in.begin(), in.end(), theta_.begin());
}

void NetworkState::draw_parameters(random::Stream& rng, double width) {
  theta_ = width * layout_.initial<double>(rng);
}

arma::rowvec NetworkState::outputs(const arma::mat& configurations) const {
  autodiff::Tape<double>& tape = cleared_tape();
  autodiff::Bound<double> bound(layout_);
  bound.bind(tape, theta_);
  return arma::rowvec(network_(bound, tape.input(configurations)).value());
}

arma::mat NetworkState::column_of(const Spins& s) const {
  arma::mat x(n_sites_, 1);
  for (std::size_t i = 0; i < n_sites_; ++i) x(i, 0) = s[i];
  return x;
}

void NetworkState::rebuild(const Spins& s, Cache& cache) const { cache.log_psi = outputs(column_of(s))(0); }

double NetworkState::ratio(const Spins& s, const Cache& cache, Flips flips) const {
  double out = 0;
  ratios(s, cache, {&flips, 1}, {&out, 1});
  return out;
}

void NetworkState::ratios(const Spins& s, const Cache& cache, std::span<const Flips> flips,
                          std::span<double> out) const {
  if (flips.empty()) return;
  arma::mat x = arma::repmat(column_of(s), 1, flips.size());
  for (std::size_t k = 0; k < flips.size(); ++k) {
    x(flips[k].i, k) *= -1;
    if (flips[k].is_pair()) x(flips[k].j, k) *= -1;
  }
  const arma::rowvec y = outputs(x);
  for (std::size_t k = 0; k < flips.size(); ++k) out[k] = std::exp(y[k] - cache.log_psi);
}

void NetworkState::accept(const Spins& s, Cache& cache, Flips flips) const {
  Spins after = s;
  flip(after, flips);
  rebuild(after, cache);
}

void NetworkState::derivatives(const Spins& s, const Cache&, std::span<double> out) const {
  autodiff::Tape<double>& tape = cleared_tape();
  autodiff::Bound<double> bound(layout_);
  bound.bind(tape, theta_);
  const arma::mat x = column_of(s);
  arma::vec gradient;
  bound.gradient(network_(bound, tape.input(x)), gradient);
  std::copy(gradient.begin(), gradient.end(), out.begin());
}

}  // namespace lenz::models
