#include "lenz/optim/rule.hpp"

#include <stdexcept>
#include <type_traits>

#include "lenz/core/checks.hpp"
#include "lenz/optim/rules/sweep.hpp"

namespace lenz::optim {

namespace {

void check(const BlockRule& rule) {
  std::visit([](const auto& r) { r.check(); }, rule.rule);
  check_positive("the cadence of a rule", rule.cadence);
  check_range("the weight decay of a rule", rule.weight_decay, 0.0, 1.0);
}

bool is_lbfgs(const BlockRule& rule) { return std::holds_alternative<Lbfgs>(rule.rule); }

void check_lbfgs(const Rules& rules) {
  std::size_t n = 0;
  for (const BlockRule& rule : rules) n += is_lbfgs(rule);
  if (n == 0) return;
  if (n != rules.size())
    throw std::invalid_argument("L-BFGS moves all blocks together: give it to every block, or to none");
  for (const BlockRule& rule : rules) {
    if (rule.cadence != 1 || rule.weight_decay != 0)
      throw std::invalid_argument("L-BFGS takes no cadence and no weight decay: put the decay into the loss");
  }
}

const BlockRule& rule_of(const std::string& block, const Rules& rules) {
  const BlockRule *named = nullptr, *other = nullptr;
  for (const BlockRule& rule : rules) {
    const BlockRule*& place = rule.block.empty() ? other : named;
    if (!rule.block.empty() && rule.block != block) continue;
    if (place != nullptr) throw std::invalid_argument("block \"" + block + "\" has two rules: give it one");
    place = &rule;
  }
  if (named == nullptr && other == nullptr)
    throw std::invalid_argument("block \"" + block +
                                "\" has no rule: name it, or give a rule without a name");
  return named != nullptr ? *named : *other;
}

}  // namespace

template <class T>
Rules rules_of_blocks(const Rules& rules, const Parameters<T>& parameters) {
  for (const BlockRule& rule : rules) {
    check(rule);
    bool exists = rule.block.empty();
    for (const Block<T>& block : parameters) exists = exists || block.name == rule.block;
    if (!exists)
      throw std::invalid_argument("a rule is of block \"" + rule.block + "\", which does not exist");
  }
  for (std::size_t b = 0; b < parameters.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      if (parameters[a].name == parameters[b].name)
        throw std::invalid_argument("two blocks are named \"" + parameters[b].name + "\": name them apart");
    }
  }
  Rules of_blocks;
  for (const Block<T>& block : parameters) of_blocks.push_back(rule_of(block.name, rules));
  check_lbfgs(of_blocks);
  return of_blocks;
}

double rate_of(const Rule& rule, std::uint64_t step) {
  return std::visit(
      [step](const auto& r) {
        if constexpr (requires { r.learning_rate; }) return rate_at(r.learning_rate, step);
        return 1.0;
      },
      rule);
}

template <class T>
bool update_block(const BlockRule& rule, std::uint64_t step, T gradient_scale, const arma::Col<T>& gradient,
                  arma::Col<T>& theta, RuleState<T>& state) {
  check_size("a gradient", gradient.n_elem, theta.n_elem);
  ++state.updates;
  return std::visit(
      [&]<class R>(const R& r) {
        if constexpr (std::is_same_v<R, Lbfgs>) {
          return false;
        } else {
          if (R::n_memories > 0 && state.first.n_elem != theta.n_elem) state.first.zeros(theta.n_elem);
          if (R::n_memories > 1 && state.second.n_elem != theta.n_elem) state.second.zeros(theta.n_elem);
          const auto formula = r.template formula<T>(rate_at(r.learning_rate, step), state.updates);
          return sweep<R::n_memories>(formula, theta.n_elem, gradient_scale,
                                      static_cast<T>(rule.weight_decay), gradient.memptr(), theta.memptr(),
                                      state.first.memptr(), state.second.memptr());
        }
      },
      rule.rule);
}

template <class T>
void move_average(const Parameters<T>& theta, double decay, Parameters<T>& average) {
  const T take = static_cast<T>(1 - decay);
  for (std::size_t b = 0; b < theta.size(); ++b) {
    const T* from = theta[b].values.memptr();
    T* to = average[b].values.memptr();
    for (std::size_t i = 0; i < theta[b].values.n_elem; ++i) to[i] += take * (from[i] - to[i]);
  }
}

template Rules rules_of_blocks(const Rules&, const Parameters<float>&);
template Rules rules_of_blocks(const Rules&, const Parameters<double>&);
template bool update_block(const BlockRule&, std::uint64_t, float, const arma::Col<float>&, arma::Col<float>&,
                           RuleState<float>&);
template bool update_block(const BlockRule&, std::uint64_t, double, const arma::Col<double>&,
                           arma::Col<double>&, RuleState<double>&);
template void move_average(const Parameters<float>&, double, Parameters<float>&);
template void move_average(const Parameters<double>&, double, Parameters<double>&);

}  // namespace lenz::optim
