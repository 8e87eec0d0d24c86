#include "lenz/jobs/inputs/ising_input.hpp"

namespace lenz::jobs {

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
    add_lattice_keys(s, 0x1p28);
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
    add_graph_keys(s);
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs
