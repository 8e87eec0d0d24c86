#include "lenz/models/ising_system.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lenz/core/checks.hpp"
#include "lenz/models/spin_sums.hpp"
#include "lenz/random/draws.hpp"
#include "lenz/random/stream.hpp"

namespace lenz::models {

IsingSystem::IsingSystem(lattice::Lattice lattice, std::vector<double> couplings, double field)
    : lattice_(std::move(lattice)), couplings_(std::move(couplings)), field_(field) {
  check_size("couplings", couplings_.size(), lattice_.bonds().size());
  for (const double coupling : couplings_) check_finite("coupling", coupling);
  check_finite("field", field_);
  const double first = couplings_.empty() ? 0 : couplings_.front();
  const auto all = [this](auto&& holds) { return std::all_of(couplings_.begin(), couplings_.end(), holds); };
  is_uniform_ = all([first](double j) { return j == first; });
  stencils_ = lattice::Stencils::of(lattice_);
  if (!stencils_) lay_order();
  if (is_uniform_ || all([first](double j) { return std::fabs(j) == std::fabs(first); })) {
    has_integer_sums_ = true;
    strength_ = is_uniform_ ? first : std::fabs(first);
    if (stencils_ && !is_uniform_) mark_negative();
    return;
  }
  if (stencils_) {
    lay_planes();
    return;
  }
  for (Site site = 0; site < lattice_.n_sites(); ++site) {
    for (const lattice::Neighbour& next : lattice_.neighbours(site)) {
      neighbour_couplings_.push_back(couplings_[next.bond]);
    }
  }
}

std::vector<lattice::Neighbour> IsingSystem::by_stencil(Site site) const {
  const auto neighbours = lattice_.neighbours(site);
  std::vector<lattice::Neighbour> by_site(neighbours.begin(), neighbours.end());
  // As the stencil's offsets are ordered; parallel bonds may stand in any order, each once.
  std::sort(by_site.begin(), by_site.end(), [](const auto& a, const auto& b) { return a.site < b.site; });
  return by_site;
}

void IsingSystem::mark_negative() {
  for (Site site = 0; site < lattice_.n_sites(); ++site) {
    const auto by_site = by_stencil(site);
    unsigned negative = 0;
    for (std::size_t n = 0; n < by_site.size(); ++n) {
      if (couplings_[by_site[n].bond] < 0) negative |= 1U << n;
    }
    negative_.push_back(static_cast<std::uint8_t>(negative));
  }
}

void IsingSystem::lay_planes() {
  coupling_planes_.resize(lattice_.max_degree() * n_sites());
  for (Site site = 0; site < lattice_.n_sites(); ++site) {
    const auto by_site = by_stencil(site);
    for (std::size_t n = 0; n < by_site.size(); ++n)
      coupling_planes_[static_cast<std::size_t>(couplings_from(n, site) - coupling_planes_.data())] =
          couplings_[by_site[n].bond];
  }
}

void IsingSystem::lay_order() {
  order_ = lattice::VisitOrder(lattice_);
  for (const std::uint32_t bond : order_.bonds()) ordered_couplings_.push_back(couplings_[bond]);
}

double IsingSystem::settled_energy() const {
  std::vector<std::int8_t> spins(n_sites(), 1);
  bool flipped = true;
  for (int pass = 0; flipped && pass < 1000; ++pass) {
    flipped = false;
    for (Site i = 0; i < n_sites(); ++i) {
      if (!(spins[i] * local_field(spins.data(), i) < 0)) continue;
      spins[i] = static_cast<std::int8_t>(-spins[i]);
      flipped = true;
    }
  }
  return energy(spins);
}

double IsingSystem::energy(std::span<const std::int8_t> spins) const {
  const double magnetization = static_cast<double>(sum_of(spins.data(), spins.size()));
  if (stencils_ && is_uniform_) {
    std::int64_t twice = 0;  // each bond is seen from both ends
    for (const lattice::Stencils::Run& run : stencils_->runs()) {
      const lattice::Stencil& stencil = stencils_->stencil(run);
      for (std::uint32_t n = 0; n < stencil.degree; ++n) {
        const std::int8_t* here = spins.data() + run.first;
        twice += dot(here, here + stencil.offset[n], run.last - run.first);
      }
    }
    return -strength_ * static_cast<double>(twice / 2) - field_ * magnetization;
  }
  double sum = 0;
  const auto bonds = lattice_.bonds();
  for (std::size_t b = 0; b < bonds.size(); ++b)
    sum += couplings_[b] * (spins[bonds[b].a] * spins[bonds[b].b]);
  return -sum - field_ * magnetization;
}

std::shared_ptr<const IsingSystem> make_ising_system(lattice::Lattice lattice, const IsingCouplings& law) {
  check_finite("coupling", law.coupling);
  random::Stream stream({.seed = law.disorder_seed, .purpose = random::Purpose::disorder});
  std::vector<double> couplings(lattice.bonds().size(), law.coupling);
  for (double& coupling : couplings) {
    if (law.disorder == Disorder::bimodal && random::bernoulli(stream, 0.5)) coupling = -coupling;
    if (law.disorder == Disorder::gaussian) coupling *= random::normal(stream);
  }
  return std::make_shared<const IsingSystem>(std::move(lattice), std::move(couplings), law.field);
}

}  // namespace lenz::models
