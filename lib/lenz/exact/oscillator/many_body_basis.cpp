#include "lenz/exact/oscillator/many_body_basis.hpp"

#include <algorithm>
#include <stdexcept>

#include "lenz/core/checks.hpp"

namespace lenz::exact::oscillator {

namespace {

constexpr unsigned bits = 10;

/// Quanta of n fermions of one spin that fill the lowest orbitals.
std::size_t filled_quanta(std::size_t n) {
  std::size_t sum = 0;
  for (std::size_t shell = 0; n > 0; ++shell) {
    const std::size_t here = std::min(n, shell + 1);
    sum += here * shell;
    n -= here;
  }
  return sum;
}

}  // namespace

std::size_t Particles::lowest_quanta() const {
  if (statistics == Statistics::bosons) return 0;
  return filled_quanta(n_up) + filled_quanta(n_particles - n_up);
}

std::size_t Particles::lowest_quanta_without(std::size_t n) const {
  if (statistics == Statistics::bosons || n >= n_particles) return 0;
  std::size_t least = lowest_quanta();
  for (std::size_t up = 0; up <= std::min(n, n_up); ++up) {
    if (n - up > n_particles - n_up) continue;
    least = std::min(least, filled_quanta(n_up - up) + filled_quanta(n_particles - n_up - (n - up)));
  }
  return least;
}

void Particles::check() const {
  const std::size_t most = statistics == Statistics::bosons ? 4 : max_particles;
  check_range("n_particles", n_particles, std::size_t{2}, most);
  if (statistics == Statistics::fermions) check_range("n_up", n_up, std::size_t{0}, n_particles);
  check_range("momentum", momentum, -40, 40);
}

ManyBodyBasis::ManyBodyBasis(const Particles& particles, std::size_t cutoff) : particles_(particles) {
  particles.check();
  max_quanta_ = particles.lowest_quanta() + cutoff;
  check_range("quanta of one particle", max_single_quanta(), std::size_t{0}, max_orbital_quanta);
  orbitals_ = orbitals(max_single_quanta());
  Places places{};
  extend(places, 0, 0, 0);
}

std::size_t ManyBodyBasis::max_pair_quanta() const {
  return max_quanta_ - particles_.lowest_quanta_without(2);
}

/// Adds all states that begin with n given places: ascending, so that the words are sorted.
void ManyBodyBasis::extend(Places& places, std::size_t n, std::size_t quanta, int momentum) {
  if (n == particles_.n_particles) {
    if (momentum == particles_.momentum) words_.push_back(word(places));
    return;
  }
  const std::size_t n_first = particles_.n_first();
  const std::size_t like_it = (n < n_first ? n_first : particles_.n_particles) - n;
  std::size_t first = 0;
  if (n != 0 && n != n_first)
    first = places[n - 1] + (particles_.statistics == Statistics::fermions ? std::size_t{1} : std::size_t{0});
  for (std::size_t i = first; i < orbitals_.size(); ++i) {
    // Those of the same spin that follow have no fewer quanta.
    if (quanta + like_it * orbitals_[i].quanta() > max_quanta_) break;
    places[n] = static_cast<std::uint16_t>(i);
    extend(places, n + 1, quanta + orbitals_[i].quanta(), momentum + orbitals_[i].momentum());
  }
}

std::uint64_t ManyBodyBasis::word(const Places& places) const {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < particles_.n_particles; ++i) word = word << bits | places[i];
  return word;
}

ManyBodyBasis::Places ManyBodyBasis::state(std::size_t state) const {
  Places places{};
  std::uint64_t word = words_[state];
  for (std::size_t i = particles_.n_particles; i-- > 0; word >>= bits)
    places[i] = static_cast<std::uint16_t>(word & ((1U << bits) - 1));
  return places;
}

std::optional<std::size_t> ManyBodyBasis::find(std::uint64_t word) const {
  const auto at = std::lower_bound(words_.begin(), words_.end(), word);
  if (at == words_.end() || *at != word) return std::nullopt;
  return static_cast<std::size_t>(at - words_.begin());
}

}  // namespace lenz::exact::oscillator
