#include "lenz/jobs/inputs/ising_input.hpp"

#include <cmath>

namespace lenz::jobs {

std::vector<IsingInput> IsingInput::by_size() const {
  if (sizes.empty()) return {*this};
  std::vector<IsingInput> all;
  for (const std::uint64_t edge : sizes) {
    IsingInput& one = all.emplace_back(*this);
    one.sizes.clear();
    one.size.assign(lattice::n_axes(lattice), edge);
  }
  return all;
}

std::size_t IsingInput::n_sites() const {
  if (lattice == lattice::Kind::graph) return graph.n_sites;
  double sites = lattice == lattice::Kind::honeycomb ? 2 : 1;
  for (const std::uint64_t cells : size) sites *= static_cast<double>(cells);
  if (!sizes.empty()) {
    const double edge = static_cast<double>(*std::max_element(sizes.begin(), sizes.end()));
    sites *= std::pow(edge, static_cast<double>(lattice::n_axes(lattice)));
  }
  return static_cast<std::size_t>(std::fmin(sites, 0x1p62));  // no overflow: far beyond every limit
}

const io::Schema<IsingInput>& ising_schema() {
  static const io::Schema<IsingInput> schema = [] {
    using I = IsingInput;
    io::Schema<I> s("system", "ising", "Ising spins on a lattice or a graph");
    s.conventions(
        "E = -sum_<ij> J_ij s_i s_j - h sum_i s_i with s = +1 or -1, every bond counted once: J > 0 is a "
        "ferromagnet. J_ij is "
        "coupling, times +-1 (bimodal) or a standard normal (gaussian) with disorder, times the third column "
        "of `file` on a graph. "
        "k_B = 1; energies, fields and temperatures are in the unit of coupling and never divided by it. "
        "Energy, magnetization, "
        "specific heat and susceptibility are per site. A periodic axis of length 2 has two bonds between "
        "its sites, one of length "
        "1 has none. One sweep is N attempted flips; for swendsen-wang one update of all clusters; for wolff "
        "a number of "
        "clusters fixed in burn-in.");
    s.key("lattice", &I::lattice, {.meaning = "geometry; graph reads its bonds from `file`"});
    s.key("size", &I::size,
          {.meaning = "cells along each axis: one number for chain, two for square, triangular and honeycomb "
                      "(two sites a cell), "
                      "three for cubic; needed by all but graph",
           .unit = "cells",
           .min = 1,
           .max = 0x1p28,
           .default_text = "none"});
    s.key("sizes", &I::sizes,
          {.meaning = "edges of several lattices, in place of `size`: one point each, of as many cells along "
                      "every axis",
           .unit = "cells",
           .min = 1,
           .max = 0x1p28,
           .default_text = "none"});
    s.key("boundary", &I::boundary, {.meaning = "whether opposite edges are joined"});
    s.key("coupling", &I::coupling, {.meaning = "J, of either sign", .unit = "energy"});
    s.key("field", &I::field, {.meaning = "h", .unit = "energy"});
    s.key("temperature", &I::temperature,
          {.meaning = "T; the default is critical on the infinite square lattice, 2 / log(1 + sqrt 2)",
           .unit = "energy",
           .min = 0,
           .exclusive_min = true});
    s.key("disorder", &I::disorder, {.meaning = "random bonds: J times +-1, or J times a standard normal"});
    s.key("disorder_seed", &I::disorder_seed,
          {.meaning = "names the sample of the disorder; a scan gives one point each", .min = 0});
    s.key("file", &I::file,
          {.meaning = "edge list of a graph: lines \"i j\" or \"i j J\", sites from 0, # for comments"});
    s.key("file_hash", &I::file_hash,
          {.meaning = "checksum of `file`, written into the resolved input; a file that has changed since is "
                      "refused"});
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs
