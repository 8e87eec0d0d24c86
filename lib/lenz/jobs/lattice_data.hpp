#pragma once

#include <memory>

#include "lenz/io/results.hpp"
#include "lenz/lattice/lattice.hpp"

namespace lenz::jobs {

/// Kind, bonds and positions of a lattice as results.h5 holds them, all couplings equal.
std::shared_ptr<io::LatticeData> describe_lattice(const lattice::Lattice& lattice);

}  // namespace lenz::jobs
