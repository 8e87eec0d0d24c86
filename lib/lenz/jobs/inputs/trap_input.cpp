#include "lenz/jobs/inputs/trap_input.hpp"

#include <algorithm>

namespace lenz::jobs {

std::uint64_t TrapInput::n_of_one_spin() const { return std::max(n_up(), particles - n_up()); }

bool TrapInput::repels() const {
  if (particles < 2 || interaction == models::Interaction::none) return false;
  return !has_strength() || std::any_of(strength.begin(), strength.end(), [](double g) { return g > 0; });
}

bool TrapInput::has_cusp() const {
  return particles > 1 && interaction == models::Interaction::coulomb && dimensions > 1 && softening == 0;
}

const io::Schema<TrapInput>& trap_schema() {
  static const io::Schema<TrapInput> schema = [] {
    using I = TrapInput;
    io::Schema<I> s("system", "trap", "particles in a harmonic trap");
    s.conventions(
        "H = sum_i [-Laplacian_i / 2 + sum_k omega_k^2 x_ik^2 / 2] + sum_{i<j} V(r_ij), with hbar = m = 1. V "
        "of coulomb: g / sqrt(r^2 + softening^2); gaussian: g / (pi s^2)^(d/2) exp(-r^2 / s^2); hard-sphere: "
        "infinite for r < s. Energies are total; lengths in units in which a trap of frequency omega has "
        "the oscillator length 1 / sqrt(omega). Fermions have spin 1/2. `radius` is sqrt(<sum_i r_i^2> / "
        "N).");
    s.key("particles", &I::particles, {.meaning = "how many", .min = 1, .max = I::max_particles});
    s.key("dimensions", &I::dimensions, {.meaning = "d, of space", .min = 1, .max = 3});
    s.key("omega", &I::omega,
          {.meaning = "frequency of an isotropic trap",
           .unit = "energy",
           .min = 1e-6,
           .max = 1e6,
           .default_text = "1, where no frequencies are given"});
    s.key("frequencies", &I::frequencies,
          {.meaning = "of an anisotropic trap, one a dimension, in place of omega",
           .unit = "energy",
           .min = 1e-6,
           .max = 1e6,
           .default_text = "none"});
    s.key("statistics", &I::statistics, {.meaning = "what an exchange of two particles does to the state"});
    s.key("spin_up", &I::spin_up,
          {.meaning = "how many fermions have spin up",
           .max = I::max_particles,
           .default_text = "half of the fermions, rounded up"});
    s.key("interaction", &I::interaction, {.meaning = "of each pair"});
    s.key("strength", &I::strength,
          {.meaning = "g of coulomb (positive) and gaussian (of either sign)",
           .unit = "energy times length (coulomb), length^d (gaussian)",
           .min = -1e6,
           .max = 1e6});
    s.key("range", &I::range,
          {.meaning = "s of gaussian, or the diameter of hard spheres",
           .unit = "length",
           .min = 1e-6,
           .max = 1e6});
    s.key("softening", &I::softening,
          {.meaning = "keeps coulomb finite at r = 0; one dimension needs it",
           .unit = "length",
           .min = 0,
           .max = 1e6});
    return s;
  }();
  return schema;
}

void erase_unused_trap_keys(const TrapInput& input, io::Table& root) {
  auto* system = root.find("system")->get<io::Table>();
  if (!input.is_fermion()) system->erase("spin_up");
  if (!input.has_strength()) system->erase("strength");
  if (!input.has_range()) system->erase("range");
  if (input.interaction != models::Interaction::coulomb) system->erase("softening");
}

}  // namespace lenz::jobs
