#pragma once

#include <cstddef>
#include <span>

#include "lenz/data/dataset.hpp"
#include "lenz/io/results.hpp"

/// Configurations that a run of Lenz kept, as rows of a data set.
namespace lenz::io::dataset {

/// Fills in what the lattice tells of each row; shape {n_sites} where there is none or it makes no grid.
void describe_rows(const LatticeData* lattice, std::size_t n_sites, data::Dataset& out);

/// Copies configurations into the columns from `begin`, packed spins as -1 and +1. Throws FileError where a
/// number is not finite in single precision.
void copy_rows(const Samples& samples, std::size_t begin, arma::fmat& values);

/// The configurations of all points, labelled with their temperature, which every point must have; all must
/// have the same number of sites. Throws std::invalid_argument else.
data::Dataset rows_of(std::span<const PointResult> points);

}  // namespace lenz::io::dataset
