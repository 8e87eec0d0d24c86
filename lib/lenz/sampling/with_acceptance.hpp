#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lenz::sampling {

/// A measurement with one more quantity at its end: "acceptance", the share of this sweep's proposals that
/// were accepted.
template <class Measurement>
class WithAcceptance {
 public:
  explicit WithAcceptance(Measurement inner) : inner_(std::move(inner)), n_inner_(inner_.names().size()) {}

  std::vector<std::string> names() const {
    std::vector<std::string> all = inner_.names();
    all.push_back("acceptance");
    return all;
  }
  template <class T, class W, class Info>
  void measure(const T& target, std::span<const W> walkers, std::size_t slot, const Info& info,
               std::span<double> out) const {
    inner_.measure(target, walkers, slot, info, out.first(n_inner_));
    out[n_inner_] = info.acceptance();
  }

  template <class T, class W, class Info>
  void measure_kept(const T& target, std::span<const W> walkers, std::size_t slot, const Info& info,
                    std::span<double> out) const requires requires(const Measurement m) {
    m.measure_kept(target, walkers, slot, info, out);
  }
  {
    inner_.measure_kept(target, walkers, slot, info, out.first(n_inner_));
    out[n_inner_] = info.acceptance();
  }

 private:
  Measurement inner_;
  std::size_t n_inner_;
};

}  // namespace lenz::sampling
