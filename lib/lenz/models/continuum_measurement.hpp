#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lenz::models {

/// First and second moments of a continuum target: y_i and y_i y_j (i <= j) with y = x - origin, so that mean
/// and covariance are functions of recorded means. An origin near the mean spares the covariance a
/// cancellation of large numbers.
class ContinuumMeasurement {
 public:
  explicit ContinuumMeasurement(std::size_t dimension)
      : ContinuumMeasurement(std::vector<double>(dimension)) {}
  explicit ContinuumMeasurement(std::vector<double> origin) : origin_(std::move(origin)) {}

  /// "x_0" … "x_{n-1}", then "x_0 x_0", "x_0 x_1" … "x_{n-1} x_{n-1}".
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    const auto x = [](std::size_t i) { return "x_" + std::to_string(i); };
    for (std::size_t i = 0; i < origin_.size(); ++i) all.push_back(x(i));
    for (std::size_t i = 0; i < origin_.size(); ++i) {
      for (std::size_t j = i; j < origin_.size(); ++j) all.push_back(x(i) + " " + x(j));
    }
    return all;
  }

  template <class T, class W, class Info>
  void measure(const T&, std::span<const W> walkers, std::size_t slot, const Info&,
               std::span<double> out) const {
    const std::vector<double>& x = walkers[slot].x;
    const std::size_t n = origin_.size();
    std::size_t next = n;
    for (std::size_t i = 0; i < n; ++i) {
      out[i] = x[i] - origin_[i];
      for (std::size_t j = i; j < n; ++j) out[next++] = out[i] * (x[j] - origin_[j]);
    }
  }

  /// <x>, of length n, from the means of the recorded quantities.
  std::vector<double> mean(std::span<const double> means) const {
    std::vector<double> result(origin_);
    for (std::size_t i = 0; i < result.size(); ++i) result[i] += means[i];
    return result;
  }
  /// <x x^T> - <x> <x>^T, column by column (n^2 elements), from the means of the recorded quantities.
  std::vector<double> covariance(std::span<const double> means) const {
    const std::size_t n = origin_.size();
    std::vector<double> result(n * n);
    std::size_t next = n;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = i; j < n; ++j) {
        result[i * n + j] = result[j * n + i] = means[next++] - means[i] * means[j];
      }
    }
    return result;
  }

 private:
  std::vector<double> origin_;
};

}  // namespace lenz::models
