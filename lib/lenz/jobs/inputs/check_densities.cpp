#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "lenz/exact/gaussian_moments.hpp"
#include "lenz/jobs/inputs/checks.hpp"
#include "lenz/models/gaussian.hpp"

namespace lenz::jobs {

namespace {

constexpr std::size_t max_dimension = 512;
constexpr std::size_t max_mixture_numbers =
    280000;  // what a resolved input may hold (io/guard.hpp), and some
constexpr double symmetry_tolerance = 1e-12;
constexpr double sum_tolerance = 1e-9;

std::string label_of(std::string_view key) { return io::key_label("system", key); }

/// What makes a list of rows no covariance, and where: {row, column} or {row}.
struct Fault {
  std::string message;
  std::vector<std::size_t> at;
};

std::optional<Fault> shape_fault(const Rows& c) {
  if (c.size() > max_dimension)
    return Fault{fmt::format("has {} rows, but must have at most {}", c.size(), max_dimension), {}};
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c[i].size() == c.size()) continue;
    return Fault{
        fmt::format("must be square, but has {} rows and {} numbers in row {}", c.size(), c[i].size(), i + 1),
        {i}};
  }
  return std::nullopt;
}

std::optional<Fault> symmetry_fault(const Rows& c) {
  double scale = 0;
  for (const auto& row : c) {
    for (const double x : row) scale = std::fmax(scale, std::fabs(x));
  }
  for (std::size_t i = 0; i < c.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (std::fabs(c[i][j] - c[j][i]) <= symmetry_tolerance * scale) continue;
      return Fault{fmt::format("must be symmetric, but element ({}, {}) is {} and element ({}, {}) is {}",
                               i + 1, j + 1, c[i][j], j + 1, i + 1, c[j][i]),
                   {i, j}};
    }
  }
  return std::nullopt;
}

/// Cholesky's pivots are the variances of each coordinate given the ones before it.
std::optional<Fault> definiteness_fault(const Rows& c) {
  Rows l(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    l[i].resize(i + 1);
    for (std::size_t j = 0; j <= i; ++j) {
      const double rest =
          c[i][j] -
          std::inner_product(l[i].begin(), l[i].begin() + static_cast<std::ptrdiff_t>(j), l[j].begin(), 0.0);
      if (j < i) {
        l[i][j] = rest / l[j][j];
        continue;
      }
      if (!(rest > 1e-14 * std::fabs(c[i][i])) || !std::isfinite(rest)) {
        return Fault{
            i == 0 ? fmt::format("must be positive definite, but the variance of coordinate 1 is {}", c[0][0])
                   : fmt::format("must be positive definite, but the variance of coordinate {} given those "
                                 "before it would be {:.6g}",
                                 i + 1, rest),
            {i, i}};
      }
      l[i][i] = std::sqrt(rest);
    }
  }
  return std::nullopt;
}

/// What Cholesky lets through and no sampler can use: the model itself is asked.
std::optional<Fault> soundness_fault(const Rows& c) {
  if (c.size() == 1) return std::nullopt;
  try {
    models::Gaussian(std::vector<double>(c.size(), 0.0), c);
  } catch (const std::exception&) {
    return Fault{
        "is singular but for rounding: in some direction the variance vanishes beside the largest one", {}};
  }
  return std::nullopt;
}

std::optional<Fault> covariance_fault(const Rows& c) {
  if (auto fault = shape_fault(c)) return fault;
  if (auto fault = symmetry_fault(c)) return fault;
  if (auto fault = definiteness_fault(c)) return fault;
  return soundness_fault(c);
}

io::Place place_at(const io::Document& document, std::string_view key, const std::vector<std::size_t>& at) {
  if (at.size() >= 3) return element_place(document, "system", key, {at[0], at[1], at[2]});
  if (at.size() == 2) return element_place(document, "system", key, {at[0], at[1]});
  if (at.size() == 1) return element_place(document, "system", key, {at[0]});
  return document.place_of("system", key);
}

void complain(const io::Document& document, io::Complaints& complaints, std::string_view key,
              const std::vector<std::size_t>& at, std::string message) {
  complaints.about(label_of(key), place_at(document, key, at), fmt::format("[system] {} {}", key, message));
}

void fill_weights(std::vector<double>& weights, std::size_t components) {
  if (weights.empty()) weights.assign(components, 1.0 / static_cast<double>(components));
  double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (std::fabs(sum - 1) <= 1e-12) return;  // so that the resolved input reads back to itself
  if (!std::isfinite(sum)) {
    const double largest = *std::max_element(weights.begin(), weights.end());
    for (double& w : weights) w /= largest;
    sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  }
  for (double& w : weights) w /= sum;
}

/// The first weight that is nothing beside the others; none: the number of weights.
std::size_t first_lost(const std::vector<double>& weights) {
  constexpr double least = 1e-300;
  return static_cast<std::size_t>(
      std::find_if(weights.begin(), weights.end(), [](double w) { return w < least; }) - weights.begin());
}

}  // namespace

io::Place element_place(const io::Document& document, std::string_view table, std::string_view key,
                        std::initializer_list<std::size_t> indices) {
  const io::Node* node = document.find(table, key);
  if (node == nullptr) return document.place_of(table, key);
  for (const std::size_t i : indices) {
    const io::Array* list = node->get<io::Array>();
    if (list == nullptr || i >= list->size()) break;
    node = &(*list)[i];
  }
  return node->place();
}

void check_gaussian(const io::Document& document, GaussianInput& input, io::Complaints& complaints) {
  if (complaints.faulty(label_of("covariance"))) return;
  if (const auto fault = covariance_fault(input.covariance)) {
    return complain(document, complaints, "covariance", fault->at, fault->message);
  }
  const std::size_t n = input.dimension();
  if (input.mean.empty()) input.mean.assign(n, 0.0);
  if (!complaints.faulty(label_of("mean")) && input.mean.size() != n) {
    complain(document, complaints, "mean", {},
             fmt::format("has {} numbers, but covariance is {} x {}", input.mean.size(), n, n));
  }
}

void check_mixture(const io::Document& document, MixtureInput& input, io::Complaints& complaints) {
  if (complaints.faulty(label_of("means"))) return;
  const std::size_t components = input.means.size(), n = input.dimension();
  const std::size_t most = max_mixture_numbers / (n * n + 3 * n + 5);
  if (n <= max_dimension && components > most) {
    return complain(document, complaints, "means", {},
                    fmt::format("has {} rows, but at most {} components of {} dimension{} are possible",
                                components, most, n, n == 1 ? "" : "s"));
  }
  for (std::size_t k = 0; k < components; ++k) {
    if (input.means[k].size() == n) continue;
    complain(document, complaints, "means", {k},
             fmt::format("has {} numbers in row {}, but {} in row 1", input.means[k].size(), k + 1, n));
  }
  if (!complaints.faulty(label_of("weights"))) {
    if (!input.weights.empty() && input.weights.size() != components) {
      complain(document, complaints, "weights", {},
               fmt::format("has {} numbers, but means has {} rows: one weight for each component",
                           input.weights.size(), components));
    } else {
      fill_weights(input.weights, components);
      const std::size_t k = first_lost(input.weights);
      if (k < input.weights.size())
        complain(document, complaints, "weights", {k},
                 "is less than 1e-300 of all: its component would never be seen; leave it out");
    }
  }
  if (complaints.faulty(label_of("covariances"))) return;
  if (input.covariances.size() != components) {
    return complain(document, complaints, "covariances", {},
                    fmt::format("has {} matrices, but means has {} rows: one for each component",
                                input.covariances.size(), components));
  }
  for (std::size_t k = 0; k < components; ++k) {
    std::optional<Fault> fault = covariance_fault(input.covariances[k]);
    if (!fault && input.covariances[k].size() != n) {
      fault =
          Fault{fmt::format("is {0} x {0}, but means have {1} numbers", input.covariances[k].size(), n), {}};
    }
    if (!fault) continue;
    fault->at.insert(fault->at.begin(), k);
    complain(document, complaints, "covariances", fault->at,
             fmt::format("(number {}) {}", k + 1, fault->message));
  }
}

void check_markov_chain(const io::Document& document, MarkovChainInput& input, io::Complaints& complaints) {
  if (complaints.faulty(label_of("matrix"))) return;
  const std::size_t n = input.n_states();
  if (const auto fault = shape_fault(input.matrix))
    return complain(document, complaints, "matrix", fault->at, fault->message);
  for (std::size_t i = 0; i < n; ++i) {
    const double sum = std::accumulate(input.matrix[i].begin(), input.matrix[i].end(), 0.0);
    if (std::fabs(sum - 1) <= sum_tolerance) continue;
    complain(document, complaints, "matrix", {i},
             fmt::format("row {} sums to {:.10g}, but must sum to 1", i + 1, sum));
  }
  if (complaints.faulty(label_of("start"))) return;
  const std::vector<double>& p = input.start.distribution;
  if (p.empty()) {
    if (input.start.state >= n) {
      complain(document, complaints, "start", {},
               fmt::format("is {}, but must be a state between 0 and {}", input.start.state, n - 1));
    }
  } else if (p.size() != n) {
    complain(document, complaints, "start", {},
             fmt::format("has {} numbers, but matrix has {} states", p.size(), n));
  } else if (const double sum = std::accumulate(p.begin(), p.end(), 0.0);
             std::fabs(sum - 1) > sum_tolerance) {
    complain(document, complaints, "start", {}, fmt::format("sums to {:.10g}, but must sum to 1", sum));
  }
}

void check_langevin_step(const io::Document& document, SampleInput& input, io::Complaints& complaints) {
  if (input.sampler.kind != SamplerKind::langevin) return;
  for (const char* key : {"covariance", "covariances", "means", "mean"}) {
    if (complaints.faulty(label_of(key))) return;
  }
  double limit = std::numeric_limits<double>::infinity();
  if (const auto* gaussian = std::get_if<GaussianInput>(&input.system))
    limit = exact::langevin_step_limit(gaussian->covariance);
  if (const auto* mixture = std::get_if<MixtureInput>(&input.system)) {
    for (const auto& covariance : mixture->covariances)
      limit = std::min(limit, exact::langevin_step_limit(covariance));
  }
  if (input.sampler.step.is_auto()) input.sampler.step = std::min(0.1, 0.1 * limit);
  if (*input.sampler.step.value < limit || complaints.faulty("[sampler] step")) return;
  complaints.about(
      "[sampler] step", document.place_of("sampler", "step"),
      fmt::format("[sampler] step is {:g}, but must be below {:.3g}, 4 times the smallest eigenvalue of "
                  "the covariance: from there on the Langevin equation is unstable",
                  *input.sampler.step.value, limit));
}

}  // namespace lenz::jobs
