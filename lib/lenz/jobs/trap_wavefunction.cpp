#include "lenz/jobs/trap_wavefunction.hpp"

#include <cmath>
#include <utility>

#include "lenz/random/draws.hpp"

namespace lenz::jobs {

namespace {

models::Particles particles_of(const TrapInput& system) {
  return {.n = system.particles, .dimensions = system.dimensions};
}
models::SpinAssignment spins_of(const TrapInput& system) {
  return {.n_up = system.n_up(), .identical = system.is_fermion()};
}

/// Of the mean frequency: what lengths of a start are measured in.
double mean_frequency(const TrapPoint& point) {
  double sum = 0;
  for (const double omega : point.frequencies) sum += omega;
  return sum / static_cast<double>(point.frequencies.size());
}

double start_width(const TrapGroundStateInput& input, double omega) {
  // |F| = exp(-x^2 / (2 sigma^2)) is the trap's Gaussian for sigma^2 = 1 / omega, sqrt F for half of it.
  const double natural = input.model.form == WaveForm::sqrt ? std::sqrt(0.5 / omega) : std::sqrt(1 / omega);
  return input.model.sigma.value.value_or(natural);
}

std::vector<double> small_numbers(std::size_t n, double width, random::Stream& rng) {
  std::vector<double> all(n);
  for (double& value : all) value = width * random::normal(rng);
  return all;
}

models::PairRbm make_pair_rbm(const TrapGroundStateInput& input, const TrapPoint& point,
                              random::Stream& rng) {
  const models::PairRbm::Options options{.particles = particles_of(input.system),
                                         .spins = spins_of(input.system),
                                         .n_hidden = input.model.hidden,
                                         .train_sigma = input.model.train_sigma};
  std::vector<double> sigma;
  for (const double omega : point.frequencies) sigma.push_back(start_width(input, omega));
  const double width = 0.3 * std::sqrt(mean_frequency(point));
  return models::PairRbm(options, small_numbers(models::PairRbm::n_weights(options), width, rng),
                         std::move(sigma));
}

EnvelopeFactor make_envelope(const TrapGroundStateInput& input, const TrapPoint& point, random::Stream& rng) {
  if (input.model.kind == WavefunctionKind::gaussian) {
    // Away from 1, so that an optimum at 1 is found and not given.
    return models::GaussianEnvelope(point.frequencies, 0.8 + 0.4 * random::uniform(rng));
  }
  switch (symmetry_of(input)) {
    case WaveSymmetry::pairs:
      return make_pair_rbm(input, point, rng);
    case WaveSymmetry::symmetrised:
      return models::Symmetrised<models::RbmFactor>(make_rbm_factor(input, point, rng),
                                                    particles_of(input.system), spins_of(input.system));
    default:
      return make_rbm_factor(input, point, rng);
  }
}

/// The slope of log psi where two particles meet; 0 without a cusp.
double slope_of(const TrapGroundStateInput& input, const TrapPoint& point, models::PairKind kind) {
  if (!cusp_of(input)) return 0;
  return models::kato_slope(input.system.dimensions, kind, point.strength);
}

/// The start of Jastrow factors at one point.
class JastrowMaker {
 public:
  JastrowMaker(const TrapGroundStateInput& input, const TrapPoint& point)
      : input_(input),
        point_(point),
        omega_(mean_frequency(point)),
        unlike_(slope_of(input, point, models::PairKind::unlike)),
        like_(input.system.is_fermion() ? slope_of(input, point, models::PairKind::like) : unlike_) {}

  JastrowFactor make() const {
    const TrapInput& system = input_.system;
    const JastrowKind kind = system.particles > 1 ? jastrow_of(input_) : JastrowKind::none;
    const std::size_t order = kind == JastrowKind::boys_handy ? input_.model.order : 2;
    // Without the core the state would let spheres overlap.
    if (system.interaction == models::Interaction::hard_sphere && system.particles > 1)
      return HardSphereFactor(hard_core(), polynomial(order));
    switch (kind) {
      case JastrowKind::pade:
        if (!cusp_of(input_)) return smooth();
        return pade();
      case JastrowKind::boys_handy:
        if (!cusp_of(input_)) return SmoothFactor(smooth(), polynomial(order));
        return polynomial(order);
      default:
        return models::NoFactor{};
    }
  }

 private:
  double inverse_length() const { return 0.5 * std::sqrt(omega_); }
  models::PadeJastrow pade() const {
    return models::PadeJastrow({.particles = particles_of(input_.system),
                                .spins = spins_of(input_.system),
                                .slope_unlike = unlike_,
                                .slope_like = like_,
                                .beta_unlike = inverse_length(),
                                .beta_like = inverse_length()});
  }
  models::PolynomialJastrow polynomial(std::size_t order) const {
    return models::PolynomialJastrow({.particles = particles_of(input_.system),
                                      .spins = spins_of(input_.system),
                                      .slope_unlike = unlike_,
                                      .slope_like = like_,
                                      .beta_unlike = inverse_length(),
                                      .beta_like = inverse_length(),
                                      .omega = omega_,
                                      .order = order});
  }
  /// In three dimensions spheres heal over their own size, on a line rods never do.
  models::HardCore hard_core() const {
    const double length = 1 / std::sqrt(omega_);
    const double healing[] = {length, std::sqrt(point_.range * length), point_.range};
    return models::HardCore({.particles = particles_of(input_.system),
                             .diameter = point_.range,
                             .healing = healing[input_.system.dimensions - 1]});
  }
  models::SmoothJastrow smooth() const {
    return models::SmoothJastrow({.particles = particles_of(input_.system),
                                  .spins = spins_of(input_.system),
                                  .range = 1 / std::sqrt(omega_)});
  }

  const TrapGroundStateInput& input_;
  const TrapPoint& point_;
  double omega_, unlike_, like_;
};

TripleFactor make_triple(const TrapGroundStateInput& input, const TrapPoint& point) {
  if (!has_three_body(input)) return models::NoFactor{};
  return models::TripleJastrow({.particles = particles_of(input.system),
                                .spins = spins_of(input.system),
                                .range = 1 / std::sqrt(mean_frequency(point))});
}

DeterminantFactor make_determinant(const TrapGroundStateInput& input, const TrapPoint& point) {
  if (!has_slater(input)) return models::NoFactor{};
  const models::SlaterDeterminant::Options options{.particles = particles_of(input.system),
                                                   .spins = spins_of(input.system),
                                                   .frequencies = point.frequencies};
  if (!input.model.backflow) return models::SlaterDeterminant(options);
  return models::BackflowDeterminant(
      {.particles = options.particles, .spins = options.spins, .frequencies = options.frequencies});
}

}  // namespace

models::RbmFactor make_rbm_factor(const TrapGroundStateInput& input, const TrapPoint& point,
                                  random::Stream& rng) {
  const std::size_t n = input.system.particles * input.system.dimensions, m = input.model.hidden;
  const double omega = mean_frequency(point), length = 1 / std::sqrt(omega);
  models::RbmParameters start{.a = small_numbers(n, 0.05 * length, rng),
                              .b = small_numbers(m, 0.1, rng),
                              .w = small_numbers(n * m, 0.3 * length, rng),
                              .sigma = {}};
  for (std::size_t i = 0; i < n; ++i)
    start.sigma.push_back(start_width(input, point.frequencies[i % input.system.dimensions]));
  return models::RbmFactor(std::move(start),
                           {.dimensions = input.system.dimensions,
                            .form = input.model.form == WaveForm::sqrt ? models::RbmFactor::Form::sqrt
                                                                       : models::RbmFactor::Form::psi,
                            .train_sigma = input.model.train_sigma});
}

TrapWavefunction make_trap_wavefunction(const TrapGroundStateInput& input, const TrapPoint& point,
                                        random::Stream& rng) {
  EnvelopeFactor envelope = make_envelope(input, point, rng);
  return TrapWavefunction(std::move(envelope), JastrowMaker(input, point).make(), make_triple(input, point),
                          make_determinant(input, point));
}

std::vector<io::ModelTensor> named_parameters(const TrapWavefunction& psi, const arma::vec& theta) {
  std::vector<io::ModelTensor> all;
  std::size_t begin = 0;
  const auto add = [&](const char* name, std::size_t n) {
    const double* first = theta.memptr() + begin;
    begin += n;
    if (n > 0) all.push_back({.name = name, .n_rows = n, .n_cols = 1, .values = {first, first + n}});
  };
  add("envelope", std::get<0>(psi.factors()).n_parameters());
  add("jastrow", std::get<1>(psi.factors()).n_parameters());
  add("three_body", std::get<2>(psi.factors()).n_parameters());
  add("determinant", std::get<3>(psi.factors()).n_parameters());
  return all;
}

std::vector<io::ModelTensor> named_parameters(const models::RbmFactor&, const arma::vec& theta) {
  return {{.name = "envelope",
           .n_rows = theta.n_elem,
           .n_cols = 1,
           .values = {theta.memptr(), theta.memptr() + theta.n_elem}}};
}

bool has_nodes(const TrapGroundStateInput& input) { return has_slater(input); }

double clip_of(const TrapGroundStateInput& input) {
  const bool lacks_cusp = input.system.has_cusp() && !cusp_of(input) && input.sampler.cusp_weight == 0;
  return has_nodes(input) || lacks_cusp ? 10 : 0;
}

}  // namespace lenz::jobs
