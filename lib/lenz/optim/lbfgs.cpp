#include "lenz/optim/lbfgs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lenz::optim {

arma::vec LbfgsMemory::direction(const arma::vec& gradient) const {
  arma::vec q = -gradient;
  if (n_pairs_ == 0) return q;
  std::vector<double> alpha(n_pairs_);
  const auto column = [this](std::uint64_t age) { return (newest_ + s_.n_cols - age) % s_.n_cols; };
  for (std::uint64_t age = 0; age < n_pairs_; ++age) {
    const auto s = s_.col(column(age)), y = y_.col(column(age));
    alpha[age] = arma::dot(s, q) / arma::dot(s, y);
    q -= alpha[age] * y;
  }
  const auto s_newest = s_.col(newest_), y_newest = y_.col(newest_);
  q *= arma::dot(s_newest, y_newest) / arma::dot(y_newest, y_newest);
  for (std::uint64_t age = n_pairs_; age-- > 0;) {
    const auto s = s_.col(column(age)), y = y_.col(column(age));
    q += (alpha[age] - arma::dot(y, q) / arma::dot(s, y)) * s;
  }
  return q;
}

void LbfgsMemory::add(const arma::vec& s, const arma::vec& y, std::size_t capacity) {
  if (!(arma::dot(s, y) > std::numeric_limits<double>::epsilon() * arma::dot(y, y))) return;
  if (s_.n_rows != s.n_elem || s_.n_cols != capacity) {
    s_.zeros(s.n_elem, capacity);
    y_.zeros(s.n_elem, capacity);
    n_pairs_ = 0;
  }
  newest_ = n_pairs_ == 0 ? 0 : (newest_ + 1) % capacity;
  s_.col(newest_) = s;
  y_.col(newest_) = y;
  n_pairs_ = std::min<std::uint64_t>(n_pairs_ + 1, capacity);
}

namespace {

/// phi(a) = f(x + a d), remembering the point it was asked for last.
class Ray {
 public:
  Ray(const Evaluator& evaluate, const arma::vec& x, const arma::vec& direction)
      : evaluate_(evaluate), x_(x), direction_(direction), gradient(x.n_elem) {}

  LinePoint operator()(double length) {
    point = x_ + length * direction_;
    const double value = evaluate_(point, gradient);
    last = {length, value, arma::dot(gradient, direction_)};
    return last;
  }

 private:
  const Evaluator& evaluate_;
  const arma::vec& x_;
  const arma::vec& direction_;

 public:
  arma::vec point{}, gradient;
  LinePoint last{};
};

}  // namespace

LineSearchResult lbfgs_step(const Lbfgs& options, const Evaluator& evaluate, LbfgsMemory& memory,
                            arma::vec& x, double& value, arma::vec& gradient) {
  LineSearchResult result;
  for (std::size_t evaluations = 0; true; evaluations = result.evaluations, memory.clear()) {
    const bool steepest = memory.empty();
    const arma::vec direction = memory.direction(gradient);
    const double slope = arma::dot(direction, gradient);
    if (!(slope < 0) && !steepest) continue;
    Ray ray(evaluate, x, direction);
    const double first = steepest ? std::min(1.0, 1 / arma::norm(direction)) : 1.0;
    if (slope < 0) result = search_line(std::ref(ray), {0, value, slope}, first, options);
    result.evaluations += evaluations;
    if (result.status == LineSearchStatus::failed && !steepest) continue;
    const double length = result.status == LineSearchStatus::failed ? 0 : result.point.length;
    if (ray.last.length != length || ray.point.is_empty()) {
      ray(length);
      ++result.evaluations;
    }
    if (length > 0) memory.add(ray.point - x, ray.gradient - gradient, options.memory);
    x = ray.point;
    value = ray.last.value;
    gradient = ray.gradient;
    return result;
  }
}

}  // namespace lenz::optim
