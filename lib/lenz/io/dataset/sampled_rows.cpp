#include "lenz/io/dataset/sampled_rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lenz/core/errors.hpp"

namespace lenz::io::dataset {

namespace {

/// The axes of a lattice from its positions: how far the others stay as they are while the first one moves.
/// {n_sites} where they make no grid.
std::vector<std::size_t> grid_of(const LatticeData& lattice, std::size_t n_sites) {
  const std::size_t d = lattice.n_dimensions;
  const bool regular = lattice.kind == "chain" || lattice.kind == "square" || lattice.kind == "triangular" ||
                       lattice.kind == "cubic";
  if (!regular || d == 0 || d > 3 || lattice.positions.size() != n_sites * d) return {n_sites};
  const std::size_t n_axes = lattice.kind == "chain" ? 1 : lattice.kind == "cubic" ? 3 : 2;
  if (n_axes > d) return {n_sites};
  std::vector<std::size_t> shape;
  std::size_t stride = 1;
  for (std::size_t axis = 0; axis < n_axes; ++axis) {
    std::size_t length = 1;
    const auto differs = [&](std::size_t site) {
      for (std::size_t other = axis + 1; other < n_axes; ++other) {
        if (std::fabs(lattice.positions[site * d + other] - lattice.positions[other]) > 1e-6) return true;
      }
      return false;
    };
    while (length * stride < n_sites && !differs(length * stride)) ++length;
    shape.push_back(length);
    stride *= length;
  }
  return stride == n_sites ? shape : std::vector<std::size_t>{n_sites};
}

}  // namespace

void describe_rows(const LatticeData* lattice, std::size_t n_sites, data::Dataset& out) {
  out.shape = {n_sites};
  if (lattice == nullptr) return;
  out.lattice = lattice->kind;
  out.n_bonds = lattice->bonds.size() / 2;
  out.equal_couplings =
      lattice->couplings.empty() || std::all_of(lattice->couplings.begin(), lattice->couplings.end(),
                                                [&](double j) { return j == lattice->couplings.front(); });
  out.shape = grid_of(*lattice, n_sites);
}

void copy_rows(const Samples& samples, std::size_t begin, arma::fmat& values) {
  const std::size_t n = samples.n_sites;
  if (const auto* packed = std::get_if<PackedSpins>(&samples.configurations)) {
    const std::size_t stride = (n + 7) / 8;
    for (std::size_t row = 0; row < samples.n_samples; ++row) {
      const std::uint8_t* bytes = packed->bytes.data() + row * stride;
      float* out = values.colptr(begin + row);
      for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<float>((bytes[i / 8] >> (i % 8) & 1) * 2 - 1);
    }
    return;
  }
  float* out = values.memptr() + begin * n;
  if (const auto* spins = std::get_if<std::vector<std::int8_t>>(&samples.configurations)) {
    std::transform(spins->begin(), spins->end(), out, [](std::int8_t s) { return static_cast<float>(s); });
  } else {
    const auto& numbers = std::get<std::vector<double>>(samples.configurations);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (!(std::fabs(numbers[i]) <= double{std::numeric_limits<float>::max()}))
        throw FileError("a configuration holds a number that is not finite");
      out[i] = static_cast<float>(numbers[i]);
    }
  }
}

data::Dataset rows_of(std::span<const PointResult> points) {
  data::Dataset out;
  std::size_t n_rows = 0, n_sites = 0;
  const LatticeData* lattice = nullptr;
  for (const PointResult& point : points) {
    if (!point.samples) continue;
    n_rows += point.samples->n_samples;
    n_sites = point.samples->n_sites;
    lattice = point.lattice.get();
  }
  describe_rows(lattice, n_sites, out);
  out.values.set_size(n_sites, n_rows);
  out.labels.set_size(n_rows);
  out.label_name = "temperature";
  for (const PointResult& point : points) {
    const auto number = static_cast<std::uint32_t>(out.parameters.size());
    out.parameters.push_back(point.parameters);
    if (!point.samples) continue;
    const auto temperature = std::find_if(point.parameters.begin(), point.parameters.end(),
                                          [&](const auto& p) { return p.first == out.label_name; });
    if (temperature == point.parameters.end()) throw std::invalid_argument("a point has no temperature");
    const std::size_t begin = out.points.size(), n = point.samples->n_samples;
    copy_rows(*point.samples, begin, out.values);
    out.points.insert(out.points.end(), n, number);
    std::fill_n(out.labels.begin() + static_cast<std::ptrdiff_t>(begin), n, temperature->second);
  }
  return out;
}

}  // namespace lenz::io::dataset
