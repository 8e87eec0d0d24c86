#include "lenz/jobs/trap_scan.hpp"

#include <utility>

#include "lenz/jobs/trap_case.hpp"
#include "lenz/jobs/trap_ground_state.hpp"
#include "lenz/jobs/trap_oracles.hpp"
#include "lenz/jobs/trap_words.hpp"

namespace lenz::jobs {

namespace {

class TrapScan final : public GroundStateScan {
 public:
  explicit TrapScan(TrapGroundStateInput input)
      : input_(std::move(input)), points_(trap_points(input_.system)) {}

  const GroundStateSettings& settings() const override { return input_; }
  std::string resolved() const override { return resolved_toml(input_); }
  std::size_t n_points() const override { return points_.size(); }
  const Parameters& parameters(std::size_t p) const override { return points_[p].parameters; }
  std::unique_ptr<GroundStatePoint> make_point(std::size_t p) const override {
    return make_trap_ground_state(input_, points_[p], p);
  }
  std::string words_of_chain() const override { return "8 walkers"; }
  std::string sampler_name() const override { return std::string(io::name_of(sampler_of(input_))); }
  std::vector<std::string> warnings() const override { return statistics_warnings(input_); }
  double oracle_seconds(std::size_t p) const override;
  std::size_t n_quantities() const override { return input_.output.distributions ? 90 : 10; }
  Portrait portrait(const io::RunResult& result) const override { return trap_portrait(input_, result); }
  std::vector<Finding> problems(const io::RunResult& result) const override {
    return trap_problems(input_, result);
  }
  std::string what_was_looked_at() const override {
    return "a variational state: its energy beside the exact one, the tail of its local energy, its virial, "
           "and length, R-hat and errors of its chains were looked at";
  }

 private:
  const TrapGroundStateInput input_;
  const std::vector<TrapPoint> points_;
};

/// Configuration interaction takes what it is given, all others nothing that counts.
double TrapScan::oracle_seconds(std::size_t p) const {
  constexpr double by_itself = 3, by_name = 30;
  const auto knows = [&](Exact oracle) {
    return against_trap_oracle(oracle, input_.system, points_[p]).empty();
  };
  if (input_.exact == Exact::none) return 0;
  if (input_.exact == Exact::configuration_interaction) return by_name;
  for (const Exact oracle : trap_oracles()) {
    if (oracle == Exact::configuration_interaction || input_.exact == oracle) continue;
    if (knows(oracle)) return 0;
  }
  const bool alone = input_.exact == Exact::automatic && knows(Exact::configuration_interaction);
  return alone ? by_itself : 0;
}

}  // namespace

std::unique_ptr<GroundStateScan> make_trap_scan(TrapGroundStateInput input) {
  return std::make_unique<TrapScan>(std::move(input));
}

}  // namespace lenz::jobs
