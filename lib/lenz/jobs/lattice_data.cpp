#include "lenz/jobs/lattice_data.hpp"

#include "lenz/jobs/inputs/choices.hpp"

namespace lenz::jobs {

std::shared_ptr<io::LatticeData> describe_lattice(const lattice::Lattice& lattice) {
  auto data = std::make_shared<io::LatticeData>();
  data->kind = io::name_of(lattice.kind());
  for (const lattice::Bond& bond : lattice.bonds()) data->bonds.insert(data->bonds.end(), {bond.a, bond.b});
  data->n_dimensions = lattice.n_axes();
  for (const auto& position : lattice.positions()) {
    data->positions.insert(data->positions.end(), position.begin(),
                           position.begin() + static_cast<std::ptrdiff_t>(data->n_dimensions));
  }
  return data;
}

}  // namespace lenz::jobs
