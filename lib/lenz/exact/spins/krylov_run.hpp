#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lenz/core/errors.hpp"
#include "lenz/exact/spins/lanczos_options.hpp"
#include "lenz/exact/spins/linear_operator.hpp"
#include "lenz/exact/spins/vector_algebra.hpp"

namespace lenz::exact::spins {

/// Thick-restart Lanczos from one random start vector (Wu and Simon 2000), in the space orthogonal to vectors
/// that are known already.
///
/// Of v_0 … v_{j-1}, orthonormal to rounding,
///     H v_i = sum_k v_k T(k, i) + beta v_j delta_{i, j-1},
/// T tridiagonal but for what a restart leaves: the kept Ritz vectors' values on the diagonal, and the row
/// that couples them to the next vector. Of an eigenvector s of T with value theta, the residual of the Ritz
/// vector sum_i v_i s_i is |beta s_{j-1}|. Every new vector is orthogonalised against all others until
/// nothing is left to take off (Daniel et al. 1976), so no spurious copies appear. Where the space generated
/// ends (beta = 0) a new random vector begins the next one. Memory: dimension + 1 vectors.
template <LinearOperator Op>
class KrylovRun {
 public:
  using S = typename Op::Scalar;
  using Vector = std::vector<S>;

  /// Ritz values of the vectors so far, in increasing order, and their residuals.
  struct Ritz {
    arma::vec energies, residuals;
    arma::mat coefficients;
  };

  /// `known` must outlive the run; `start` is the slot of the next start vector, `n_products` the count.
  KrylovRun(const Op& op, const LanczosOptions& options, const std::vector<Vector>& known,
            std::uint32_t& start, std::uint64_t& n_products)
      : op_(op),
        options_(options),
        known_(known),
        start_(start),
        n_products_(n_products),
        dimension_(options.dimension()),
        t_(dimension_, dimension_, arma::fill::zeros),
        v_(dimension_ + 1, Vector(op.size())) {
    random_vector(0);
  }

  std::size_t size() const { return size_; }
  bool full() const { return size_ == dimension_; }
  /// Largest |H v| that has been seen.
  double norm() const { return norm_; }

  /// Takes in one more product with H. REQUIRES not full().
  void extend() {
    Vector& w = v_[size_ + 1];
    op_.apply(v_[size_].data(), w.data());
    ++n_products_;
    const double length = checked(norm_of(w), "the norm of H v");
    norm_ = std::max(norm_, length);
    ++size_;
    double alpha = 0;
    beta_ = orthogonalise_last(length, alpha);
    t_(size_ - 1, size_ - 1) = checked(alpha, "<v|H|v>");
    if (beta_ <= 1e-14 * norm_) {
      beta_ = 0;
      random_vector(size_);
    } else {
      scale(1 / beta_, as_reals(w.data()), n_reals<S>(w.size()), options_.n_threads);
    }
    if (!full()) t_(size_, size_ - 1) = t_(size_ - 1, size_) = beta_;
  }

  Ritz ritz() const {
    Ritz r;
    const arma::mat t = t_.submat(0, 0, size_ - 1, size_ - 1);
    if (!arma::eig_sym(r.energies, r.coefficients, t))
      throw NumericalError("the eigensolver of Lanczos' small matrix failed " + place());
    r.residuals = beta_ * arma::abs(r.coefficients.row(size_ - 1).t());
    return r;
  }

  /// Goes on with the lowest n_keep Ritz vectors and the next Lanczos vector. REQUIRES n_keep < size().
  void restart(const Ritz& r, std::size_t n_keep) {
    rotate_to(r, n_keep);
    std::swap(v_[n_keep], v_[size_]);
    t_.zeros();
    for (std::size_t i = 0; i < n_keep; ++i) {
      t_(i, i) = r.energies(i);
      t_(i, n_keep) = t_(n_keep, i) = beta_ * r.coefficients(size_ - 1, i);
    }
    size_ = n_kept_ = n_keep;
  }

  /// The lowest n Ritz vectors; the run is over.
  std::vector<Vector> take(const Ritz& r, std::size_t n) {
    rotate_to(r, n);
    v_.resize(n);
    return std::move(v_);
  }

 private:
  std::string place() const { return "in product " + std::to_string(n_products_) + " with the Hamiltonian"; }
  double checked(double value, const char* what) const {
    if (!std::isfinite(value)) throw NumericalError(std::string(what) + " is not finite " + place());
    return value;
  }
  double norm_of(const Vector& v) const {
    const double* x = as_reals(v.data());
    return std::sqrt(dot(x, x, n_reals<S>(v.size()), options_.n_threads));
  }

  /// Takes all other vectors off v_[size_] and returns its norm; alpha: <v_{size-1}|H|v_{size-1}>.
  double orthogonalise_last(double length, double& alpha) {
    std::vector<const S*> others;
    for (const Vector& v : known_) others.push_back(v.data());
    for (std::size_t i = 0; i < size_; ++i) others.push_back(v_[i].data());
    Vector& w = v_[size_];
    // By the recurrence only the last two vectors have a share in H v, after a restart all: those go first,
    // so that what a pass over all of them takes off is rounding, and one such pass is enough unless it
    // shortens w.
    const std::size_t n_first =
        size_ == n_kept_ + 1 ? others.size() : std::min<std::size_t>(2, others.size());
    const std::span<const S* const> all(others);
    for (unsigned pass = 0; pass < 6; ++pass) {
      const std::vector<S> overlaps =
          orthogonalise<S>(pass == 0 ? all.last(n_first) : all, w.data(), w.size(), options_.n_threads);
      if (!overlaps.empty()) alpha += std::real(overlaps.back());
      const double before = std::exchange(length, norm_of(w));
      if (pass > 0 && length > 0.7 * before) break;
      if (pass > 0 && length <= 1e-14 * norm_) break;
    }
    return length;
  }

  /// v_[i] = a random unit vector orthogonal to everything before.
  void random_vector(std::size_t i) {
    Vector& v = v_[i];
    random::Address address = options_.address;
    address.slot += start_++;
    fill_uniform(address, as_reals(v.data()), n_reals<S>(v.size()));
    scale(1 / norm_of(v), as_reals(v.data()), n_reals<S>(v.size()), options_.n_threads);
    double unused = 0;
    const double length = orthogonalise_last(1, unused);
    scale(1 / length, as_reals(v.data()), n_reals<S>(v.size()), options_.n_threads);
  }

  void rotate_to(const Ritz& r, std::size_t n) {
    std::vector<S*> columns;
    for (std::size_t i = 0; i < size_; ++i) columns.push_back(v_[i].data());
    rotate<S>(columns, std::span<const double>(r.coefficients.memptr(), size_ * n), op_.size(),
              options_.n_threads);
  }

  const Op& op_;
  const LanczosOptions& options_;
  const std::vector<Vector>& known_;
  std::uint32_t& start_;
  std::uint64_t& n_products_;
  std::size_t dimension_, size_ = 0, n_kept_ = 0;
  arma::mat t_;
  std::vector<Vector> v_;
  double beta_ = 0, norm_ = 0;
};

}  // namespace lenz::exact::spins
