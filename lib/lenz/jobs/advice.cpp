#include "lenz/jobs/advice.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "lenz/io/plain_text.hpp"
#include "lenz/jobs/critical_point.hpp"
#include "lenz/jobs/ising_kernels.hpp"
#include "lenz/jobs/ising_sample.hpp"

namespace lenz::jobs {
namespace {

// Sweeps of all chains together after which R-hat stays below 1.01: it takes about 400 independent samples.
constexpr double enough_for_clusters = 12000, enough_for_exchange = 40000;

/// Up to 3 deviations in the other coordinates a move of one coordinate finds the next hill; wider steps than
/// 20 deviations are nearly always refused.
constexpr double farthest_aside = 3, widest_step = 20;

/// What a run tells of other temperatures by reweighting reaches about so far.
constexpr double far_from_critical = 0.15;

std::string key_of(const std::string& edit) { return edit.substr(0, edit.find('=')); }
std::string value_of(const std::string& edit) { return edit.substr(edit.find('=') + 1); }

bool is_length(const std::string& key) { return key == "run.sweeps" || key == "output.configurations"; }

struct Hills {
  double apart = 0;  ///< largest distance of two means along one coordinate
  double aside = 0;  ///< of the same two along any other, in deviations
  double width = 0;  ///< the smallest deviation
};

/// The pair of hills that lies farthest apart.
Hills farthest_hills(const MixtureInput& mixture) {
  Hills hills{.width = std::sqrt(mixture.covariances.at(0).at(0).at(0))};
  for (const Rows& covariance : mixture.covariances) {
    for (std::size_t i = 0; i < covariance.size(); ++i)
      hills.width = std::min(hills.width, std::sqrt(covariance[i][i]));
  }
  for (const auto& a : mixture.means) {
    for (const auto& b : mixture.means) {
      std::vector<double> distance(a.size());
      for (std::size_t i = 0; i < a.size(); ++i) distance[i] = std::fabs(a[i] - b[i]);
      std::sort(distance.rbegin(), distance.rend());
      if (distance.front() <= hills.apart) continue;
      hills.apart = distance.front();
      hills.aside = distance.size() > 1 ? distance[1] / hills.width : 0;
    }
  }
  return hills;
}

}  // namespace

SamplerKind Advice::sampler() const {
  if (input_.sampler.kind != SamplerKind::automatic) return input_.sampler.kind;
  if (const auto* ising = std::get_if<IsingInput>(&input_.system))
    return clusters_fit(*ising) ? SamplerKind::wolff : SamplerKind::heat_bath;
  return std::holds_alternative<MarkovChainInput>(input_.system) ? SamplerKind::automatic : SamplerKind::hmc;
}

Edits Advice::longer(double factor) const {
  return {fmt::format("run.sweeps={}", rounded_up(factor * static_cast<double>(sweeps_)))};
}

Edits Advice::at_least(Edits edits, double sweeps_of_all_chains) const {
  const double wanted = sweeps_of_all_chains / static_cast<double>(input_.run.chains);
  if (wanted > static_cast<double>(sweeps_))
    edits.push_back(fmt::format("run.sweeps={}", rounded_up(wanted)));
  return edits;
}

Edits Advice::crossing() const {
  const SamplerKind kind = sampler();
  if (kind == SamplerKind::wolff || kind == SamplerKind::swendsen_wang) return {};
  if (const auto* ising = std::get_if<IsingInput>(&input_.system)) {
    if (clusters_fit(*ising)) return at_least({"sampler={kind=\"wolff\"}"}, enough_for_clusters);
    const bool ladder = ising->temperature.size() > 1 && !input_.sampler.tempering;
    return ladder ? at_least({"sampler.tempering=true"}, enough_for_exchange) : Edits{};
  }
  return wide_steps();
}

Edits Advice::wide_steps() const {
  const auto* mixture = std::get_if<MixtureInput>(&input_.system);
  if (mixture == nullptr || mixture->means.size() < 2) return {};
  const Hills hills = farthest_hills(*mixture);
  if (hills.aside > farthest_aside || hills.apart > widest_step * hills.width) return {};
  const double step = input_.sampler.step.value.value_or(hills.width);
  if (sampler() == SamplerKind::metropolis && step >= hills.apart) return {};
  return at_least({fmt::format("sampler={{kind=\"metropolis\", step={:.3g}}}", hills.apart)},
                  enough_for_exchange);
}

Edits Advice::more_chains() const { return input_.run.chains < 4 ? Edits{"run.chains=4"} : Edits{}; }

Edits Advice::longer_burn_in(double sweeps) const {
  if (!automatic_burn_in()) return {"run.burn_in=auto"};
  return {fmt::format("run.burn_in={}", rounded_up(sweeps))};
}

Edits Advice::tuned_step() const { return {"sampler.step=auto"}; }

Edits Advice::critical_temperature() const {
  const auto* ising = std::get_if<IsingInput>(&input_.system);
  if (ising == nullptr) return {};
  const double t_c = std::fabs(ising->coupling[0]) * jobs::critical_temperature(ising->lattice).value;
  const bool far = std::all_of(ising->temperature.begin(), ising->temperature.end(),
                               [&](double t) { return std::fabs(t - t_c) > far_from_critical * t_c; });
  return far && t_c > 0 ? Edits{fmt::format("system.temperature={:.4g}", t_c)} : Edits{};
}

Edits Advice::adjusted_langevin() const { return {"sampler={kind=\"mala\"}"}; }

std::uint64_t rounded_up(double x) {
  const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(x, 1.0))) - 1));
  return static_cast<std::uint64_t>(std::min(std::ceil(x / unit) * unit, 1e15));
}

Edits united(const std::vector<Edits>& all) {
  Edits whole;
  for (const Edits& edits : all) {
    for (const std::string& edit : edits) {
      const auto same = std::find_if(whole.begin(), whole.end(),
                                     [&](const std::string& e) { return key_of(e) == key_of(edit); });
      if (same == whole.end()) {
        whole.push_back(edit);
      } else if (is_length(key_of(edit)) && std::stod(value_of(edit)) > std::stod(value_of(*same))) {
        *same = edit;
      }
    }
  }
  // A whole new [sampler] has no use for keys of the old one.
  const auto is_table = [](const std::string& e) { return key_of(e) == "sampler"; };
  if (std::any_of(whole.begin(), whole.end(), is_table))
    std::erase_if(whole, [](const std::string& e) { return e.starts_with("sampler."); });
  return whole;
}

bool only_lengthen(const Edits& edits) {
  return !edits.empty() &&
         std::all_of(edits.begin(), edits.end(), [](const std::string& e) { return is_length(key_of(e)); });
}

std::string as_arguments(const Edits& edits) {
  std::string text;
  for (const std::string& edit : edits) text += (text.empty() ? "--set " : " --set ") + io::shell_word(edit);
  return text;
}

}  // namespace lenz::jobs
