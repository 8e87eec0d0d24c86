#include "lenz/jobs/spin_wavefunction.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/jobs/inputs/edge_list.hpp"
#include "lenz/jobs/spin_space.hpp"

namespace lenz::jobs {

namespace {

/// Of the deviates that weights start with, in units of 1 / sqrt(N).
constexpr double start_width = 0.1;

bool is_complex(const SpinStateInput& model, const SpinPoint& point) {
  if (point.level > 0) return true;
  return model.parameters == Amplitudes::automatic ? !point.is_positive
                                                   : model.parameters == Amplitudes::complex;
}

std::vector<models::Flips> exchanges_of(const SpinPoint& point) {
  const auto pairs = point.hamiltonian.exchanges();
  return {pairs.begin(), pairs.end()};
}

models::RbmShape shape_of(const SpinGroundStateInput& input, const SpinPoint& point) {
  const lattice::Lattice& lattice = *point.spins.lattice;
  models::RbmShape shape{
      .n_sites = lattice.n_sites(),
      .n_features = static_cast<std::size_t>(std::lround(hidden_of(input.model, lattice.n_sites()))),
      .group = symmetries_of_state(input.model, point),
      .biases = input.model.biases.value.value_or(point.level > 0 || !point.is_even()),
      .pairs = exchanges_of(point)};
  if (!shape.group.empty()) shape.n_features /= shape.group.size();
  return shape;
}

/// A mean field has nothing but its fields, also where it breaks the symmetry of the turn of all spins.
models::JastrowShape correlations_of(const SpinGroundStateInput& input, const SpinPoint& point) {
  const bool alone = input.model.kind == SpinStateKind::mean_field;
  const lattice::Lattice& lattice = *point.spins.lattice;
  return {.n_sites = lattice.n_sites(),
          .group = symmetries_of_state(input.model, point),
          .fields = alone || !point.is_even(),
          .pairs = !alone};
}

io::WfWeights read_weights(const std::filesystem::path& file, std::size_t n_sites) {
  std::string fault;
  const auto text = read_whole_file(file, fault);
  if (!text) throw InputError({{.source = file.string(), .message = "cannot be read: " + fault}});
  io::Complaints complaints;
  io::WfWeights weights = io::parse_wf(*text, file.string(), complaints);
  complaints.throw_if_any();
  if (weights.n_sites != n_sites)
    throw InputError({{.source = file.string(),
                       .line = 1,
                       .column = 1,
                       .message = fmt::format("the weights are of {} sites, but [system] has {}",
                                              weights.n_sites, n_sites)}});
  return weights;
}

/// a, b and w, hidden unit by hidden unit: the order of a machine without symmetry.
std::vector<std::complex<double>> in_order(const io::WfWeights& weights) {
  std::vector<std::complex<double>> all = weights.a;
  all.insert(all.end(), weights.b.begin(), weights.b.end());
  for (std::size_t j = 0; j < weights.n_hidden; ++j) {
    for (std::size_t i = 0; i < weights.n_sites; ++i) all.push_back(weights.w[i * weights.n_hidden + j]);
  }
  return all;
}

/// Real weights of a state that may be positive stay real.
SpinWavefunction from_file(const SpinGroundStateInput& input, const SpinPoint& point) {
  const io::WfWeights weights = read_weights(*input.model.file, point.hamiltonian.n_sites());
  const models::RbmShape shape{
      .n_sites = weights.n_sites, .n_features = weights.n_hidden, .pairs = exchanges_of(point)};
  const std::vector<std::complex<double>> all = in_order(weights);
  std::vector<double> theta;
  for (const auto& z : all) theta.push_back(z.real());
  if (weights.is_real() && !is_complex(input.model, point)) {
    RealMachine psi(shape);
    psi.set_parameters(theta);
    return psi;
  }
  for (const auto& z : all) theta.push_back(z.imag());
  ComplexMachine psi(shape);
  psi.set_parameters(theta);
  return psi;
}

template <class Psi>
SpinWavefunction drawn(models::RbmShape shape, random::Stream& rng) {
  Psi psi(std::move(shape));
  psi.draw_parameters(rng, start_width);
  return psi;
}

std::vector<io::ModelTensor> tensors(const std::string& name, std::size_t n_rows, std::size_t n_cols,
                                     const std::vector<double>& values) {
  return {{.name = name, .n_rows = n_rows, .n_cols = n_cols, .values = values}};
}
std::vector<io::ModelTensor> tensors(const std::string& name, std::size_t n_rows, std::size_t n_cols,
                                     const std::vector<std::complex<double>>& values) {
  std::vector<double> real, imaginary;
  for (const auto& z : values) {
    real.push_back(z.real());
    imaginary.push_back(z.imag());
  }
  return {{.name = name + "_real", .n_rows = n_rows, .n_cols = n_cols, .values = std::move(real)},
          {.name = name + "_imaginary", .n_rows = n_rows, .n_cols = n_cols, .values = std::move(imaginary)}};
}

template <class Psi>
std::vector<io::ModelTensor> named(const Psi& psi) {
  using Value = typename Psi::Value;
  const std::size_t n_sites = psi.n_sites(), n_features = psi.shape().n_features;
  std::vector<Value> a, b, w;
  for (std::size_t k = 0; k < n_sites; ++k) a.push_back(psi.visible_bias(k));
  for (std::size_t f = 0; f < n_features; ++f) {
    b.push_back(psi.hidden_bias(f));
    for (std::size_t k = 0; k < n_sites; ++k) w.push_back(psi.weight(f, k));
  }
  std::vector<io::ModelTensor> all;
  const auto add = [&](const char* name, std::size_t n_rows, std::size_t n_cols,
                       const std::vector<Value>& values) {
    for (io::ModelTensor& tensor : tensors(name, n_rows, n_cols, values)) all.push_back(std::move(tensor));
  };
  if (psi.shape().biases) {
    add("visible_bias", n_sites, 1, a);
    add("hidden_bias", n_features, 1, b);
  }
  add("weights", n_sites, n_features, w);
  return all;
}

template <class Psi>
io::WfWeights unfolded(const Psi& psi) {
  const auto& group = psi.shape().group;
  const std::size_t n_sites = psi.n_sites(), n_hidden = psi.n_hidden();
  io::WfWeights all{.n_sites = n_sites, .n_hidden = n_hidden, .a = {}, .b = {}, .w = {}};
  all.w.resize(n_sites * n_hidden);
  for (std::size_t i = 0; i < n_sites; ++i) all.a.emplace_back(psi.visible_bias(i));
  for (std::size_t unit = 0; unit < n_hidden; ++unit) {
    const std::size_t f = unit / group.size();
    all.b.emplace_back(psi.hidden_bias(f));
    for (std::size_t k = 0; k < n_sites; ++k)
      all.w[group[unit % group.size()][k] * n_hidden + unit] = psi.weight(f, k);
  }
  return all;
}

}  // namespace

SpinWavefunction make_spin_wavefunction(const SpinGroundStateInput& input, const SpinPoint& point,
                                        random::Stream& rng) {
  if (input.model.kind == SpinStateKind::network) {
    const auto widths = layers_of(input.model, point.hamiltonian.n_sites());
    models::NetworkState psi(point.hamiltonian.n_sites(), {widths.begin(), widths.end()});
    psi.draw_parameters(rng, 1);
    return psi;
  }
  if (input.model.kind != SpinStateKind::rbm) {
    models::JastrowState psi(correlations_of(input, point));
    psi.draw_parameters(rng, start_width);
    return psi;
  }
  if (input.model.file) return from_file(input, point);
  if (is_complex(input.model, point)) return drawn<ComplexMachine>(shape_of(input, point), rng);
  return drawn<RealMachine>(shape_of(input, point), rng);
}

namespace {

std::string kind_words(const SpinGroundStateInput& input, const SpinPoint& point) {
  const std::size_t n_sites = point.hamiltonian.n_sites();
  switch (input.model.kind) {
    case SpinStateKind::jastrow:
      return "correlations of pairs";
    case SpinStateKind::mean_field:
      return "a mean field";
    case SpinStateKind::network:
      return fmt::format("a network with hidden layers of {} units",
                         fmt::join(layers_of(input.model, n_sites), ", "));
    case SpinStateKind::rbm:
      break;
  }
  if (input.model.file) return fmt::format("the machine of {}", input.model.file->filename().string());
  return fmt::format("a {} restricted Boltzmann machine of {:.0f} hidden units",
                     is_complex(input.model, point) ? "complex" : "real", hidden_of(input.model, n_sites));
}

std::vector<double> parameters_of(const auto& psi) {
  std::vector<double> theta(psi.n_parameters());
  psi.parameters(theta);
  return theta;
}

}  // namespace

std::string state_words(const SpinGroundStateInput& input, const SpinPoint& point) {
  std::string text = kind_words(input, point);
  const SpinSymmetry symmetry = symmetry_of(input.model, point.spins.input, point.is_positive);
  if (symmetry == SpinSymmetry::translation) text += ", the same for all translations";
  if (symmetry == SpinSymmetry::lattice) text += ", the same for all symmetries of the lattice";
  if (symmetry == SpinSymmetry::none && !point.is_positive && input.model.symmetry == SpinSymmetry::automatic)
    text += ", bound to no symmetry, as no sign rule says which one the ground state has";
  if (!point.signs.empty()) text += ", signs by a rule";
  return text;
}

std::vector<io::ModelTensor> named_parameters(const RealMachine& psi) { return named(psi); }
std::vector<io::ModelTensor> named_parameters(const ComplexMachine& psi) { return named(psi); }
std::vector<io::ModelTensor> named_parameters(const models::JastrowState& psi) {
  const std::vector<double> theta = parameters_of(psi);
  const auto orbits = models::orbits_of(psi.shape().group);
  const std::size_t n_fields = psi.shape().fields ? 1 + *std::max_element(orbits.begin(), orbits.end()) : 0;
  const auto middle = theta.begin() + static_cast<std::ptrdiff_t>(n_fields);
  std::vector<io::ModelTensor> all;
  if (n_fields > 0)
    all.push_back({.name = "fields", .n_rows = n_fields, .n_cols = 1, .values = {theta.begin(), middle}});
  if (middle != theta.end())
    all.push_back(
        {.name = "pairs", .n_rows = theta.size() - n_fields, .n_cols = 1, .values = {middle, theta.end()}});
  return all;
}
std::vector<io::ModelTensor> named_parameters(const models::NetworkState& psi) {
  std::vector<double> theta = parameters_of(psi);
  const std::size_t n = theta.size();
  return {{.name = "parameters", .n_rows = n, .n_cols = 1, .values = std::move(theta)}};
}
io::WfWeights weights_of(const RealMachine& psi) { return unfolded(psi); }
io::WfWeights weights_of(const ComplexMachine& psi) { return unfolded(psi); }

}  // namespace lenz::jobs
