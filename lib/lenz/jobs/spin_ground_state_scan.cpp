#include "lenz/jobs/spin_ground_state_scan.hpp"

#include <utility>
#include <vector>

#include "lenz/jobs/spin_beside.hpp"
#include "lenz/jobs/spin_ground_state.hpp"
#include "lenz/jobs/spin_point.hpp"
#include "lenz/jobs/spin_results.hpp"
#include "lenz/jobs/spin_words.hpp"

namespace lenz::jobs {

namespace {

class SpinScan final : public GroundStateScan {
 public:
  explicit SpinScan(SpinGroundStateInput input) : input_(std::move(input)), points_(spin_points(input_)) {}

  const GroundStateSettings& settings() const override { return input_; }
  std::string resolved() const override { return resolved_toml(input_); }
  std::size_t n_points() const override { return points_.size(); }
  const Parameters& parameters(std::size_t p) const override { return points_[p].parameters; }
  std::unique_ptr<GroundStatePoint> make_point(std::size_t p) const override {
    return make_spin_ground_state(input_, points_[p], p);
  }
  std::size_t n_chains() const override {
    return sampler_of(input_) == SamplerKind::exact ? 0 : input_.run.chains;
  }
  std::string words_of_chain() const override { return "one walker"; }
  std::string sampler_name() const override { return std::string(io::name_of(sampler_of(input_))); }
  std::vector<std::string> warnings() const override {
    std::vector<std::string> all = spin_warnings(input_, points_);
    if (!input_.system.graph.understood.empty()) all.insert(all.begin(), graph_in_words(input_.system));
    return all;
  }
  double oracle_seconds(std::size_t p) const override { return seconds_beside(points_[p], input_.exact); }
  std::size_t n_quantities() const override {
    return spin_measurement(points_.front(), 0).n_quantities() + 1;
  }

  Portrait portrait(const io::RunResult& result) const override {
    return spin_portrait(input_, points_, result);
  }
  std::vector<Finding> problems(const io::RunResult& result) const override {
    return spin_problems(input_, result);
  }
  std::string what_was_looked_at() const override {
    return "a variational state: its energy beside the exact one, the end of its optimisation, and length, "
           "R-hat and errors of its chains were looked at";
  }

 private:
  const SpinGroundStateInput input_;
  const std::vector<SpinPoint> points_;
};

}  // namespace

std::unique_ptr<GroundStateScan> make_spin_ground_state_scan(SpinGroundStateInput input) {
  return std::make_unique<SpinScan>(std::move(input));
}

}  // namespace lenz::jobs
