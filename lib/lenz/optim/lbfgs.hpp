#pragma once

#include <armadillo>
#include <cstdint>
#include <functional>

#include "lenz/optim/line_search.hpp"

namespace lenz::optim {

/// The last changes of parameters, s, and of the gradient, y, from which L-BFGS makes its picture of the
/// curvature.
class LbfgsMemory {
 public:
  /// -H g by the two loops of Nocedal and Wright 2006, Alg. 7.4, with H_0 = (s.y / y.y) 1 of the newest pair
  /// (Eq. 7.20). Cost: 4 n numbers for each pair.
  arma::vec direction(const arma::vec& gradient) const;
  /// Takes a pair in place of the oldest of `capacity`; passes over one without positive curvature s.y.
  void add(const arma::vec& s, const arma::vec& y, std::size_t capacity);
  void clear() { n_pairs_ = 0; }
  bool empty() const { return n_pairs_ == 0; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(s_, y_, n_pairs_, newest_);
  }

 private:
  arma::mat s_{}, y_{};  ///< n x capacity, a ring
  std::uint64_t n_pairs_ = 0, newest_ = 0;
};

/// The value at x, and the gradient there into its second argument. It may round x, to float for instance.
using Evaluator = std::function<double(arma::vec& x, arma::vec& gradient)>;

/// One step of L-BFGS (Alg. 7.5): x, value and gradient go to the next point, which is the last one
/// evaluated.
///
/// Where the line search fails, the memory is dropped and the gradient itself tried; where that fails as
/// well, everything stays as it was, the start is evaluated again and LineSearchStatus::failed comes back.
LineSearchResult lbfgs_step(const Lbfgs& options, const Evaluator& evaluate, LbfgsMemory& memory,
                            arma::vec& x, double& value, arma::vec& gradient);

}  // namespace lenz::optim
