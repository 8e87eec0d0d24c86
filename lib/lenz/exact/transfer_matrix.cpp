#include "lenz/exact/transfer_matrix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "lenz/exact/frontier.hpp"
#include "lenz/exact/row_classes.hpp"

namespace lenz::exact::transfer_matrix {

namespace {

constexpr std::size_t largest_frontier = 18, widest_torus = 13;

/// What happens when a site is taken in.
struct Step {
  std::vector<Link> links;           ///< to sites that wait
  std::vector<Link> to_first;        ///< to sites of the fixed first row, by their place in it
  std::vector<std::size_t> leaving;  ///< positions, each as the frontier stands when its turn comes
};

/// The steps of a strip, its sites counted in the strip's order; the first `n_fixed` of them are held.
struct Plan {
  std::size_t n_fixed = 0, largest = 0;
  double work = 0;  ///< entries touched, for one state of the fixed row
  std::vector<Step> steps;
};

/// The merged bonds between places in the strip's order, a < b.
std::vector<Bond> placed_bonds(const Strip& strip) {
  SpinParameters p = strip.parameters;
  if (!strip.order.empty()) {
    std::vector<std::uint32_t> place(p.n_sites);
    for (std::uint32_t i = 0; i < p.n_sites; ++i) place[strip.order[i]] = i;
    for (Bond& bond : p.bonds) bond = {place[bond.a], place[bond.b], bond.coupling};
  }
  return merged_bonds(p);
}

Plan plan_of(const std::vector<Bond>& bonds, std::size_t n_sites, std::size_t n_fixed) {
  std::vector<std::vector<Bond>> earlier(n_sites);  // bonds by their later site
  std::vector<std::uint32_t> last(n_sites);
  for (std::uint32_t i = 0; i < n_sites; ++i) last[i] = i;
  for (const Bond& bond : bonds) {
    earlier[bond.b].push_back(bond);
    last[bond.a] = std::max(last[bond.a], bond.b);
  }
  Plan plan{n_fixed, 0, 0, {}};
  std::vector<std::uint32_t> waiting;
  for (auto site = static_cast<std::uint32_t>(n_fixed); site < n_sites; ++site) {
    Step step;
    for (const Bond& bond : earlier[site]) {
      if (bond.a < n_fixed) {
        step.to_first.push_back({bond.a, bond.coupling});
      } else {
        const auto place = std::find(waiting.begin(), waiting.end(), bond.a) - waiting.begin();
        step.links.push_back({static_cast<std::size_t>(place), bond.coupling});
      }
    }
    waiting.push_back(site);
    plan.largest = std::max(plan.largest, waiting.size());
    plan.work += std::ldexp(1, static_cast<int>(std::min<std::size_t>(waiting.size(), 1000)));
    for (std::size_t p = waiting.size(); p-- > 0;) {
      if (last[waiting[p]] <= site) {
        step.leaving.push_back(p);
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(p));
      }
    }
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

/// The cheaper of summing everything at once and holding the first row.
struct Choice {
  Plan plan;
  std::vector<RowClass> classes;
};

Choice choose(const Strip& strip) {
  const SpinParameters& p = strip.parameters;
  const std::vector<Bond> bonds = placed_bonds(strip);
  const Plan whole = plan_of(bonds, p.n_sites, 0);
  const Plan held = plan_of(bonds, p.n_sites, strip.width);
  Choice choice{whole, {{0, 1}}};
  if (strip.width <= widest_torus && held.largest < whole.largest && held.largest <= largest_frontier) {
    std::vector<RowClass> classes = row_classes(bonds, p.n_sites, strip.width, p.field == 0);
    if (whole.largest > largest_frontier || held.work * static_cast<double>(classes.size()) < whole.work) {
      choice = {held, std::move(classes)};
    }
  }
  return choice;
}

/// log of the partition function with the first row held in the state `row` (bit 1: down).
Series log_z_of_row(const Plan& plan, const std::vector<Bond>& bonds, const Strip& strip, double beta,
                    std::uint32_t row) {
  const auto spin = [row](std::size_t i) { return (row >> i) & 1U ? -1.0 : 1.0; };
  const double field = strip.parameters.field;
  Frontier frontier(beta);
  const bool cold = beta * std::fabs(field) > 2 ||
                    std::any_of(bonds.begin(), bonds.end(),
                                [&](const Bond& bond) { return beta * std::fabs(bond.coupling) > 2; });
  const std::size_t period = cold ? 1 : strip.width;  // normalise before the smallest weights underflow
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    double local = field;
    for (const Link& link : step.to_first) local += link.coupling * spin(link.position);
    frontier.enter(step.links, local);
    for (const std::size_t position : step.leaving) frontier.leave(position);
    if ((i + 1) % period == 0) frontier.normalise();
  }
  frontier.normalise();
  Series log_z = frontier.log_scale();
  long double x = 0, m = 0;
  for (std::size_t i = 0; i < plan.n_fixed; ++i) x += field * spin(i), m += spin(i);
  for (const Bond& bond : bonds) {
    if (bond.b < plan.n_fixed) x += bond.coupling * spin(bond.a) * spin(bond.b);
  }
  log_z.c[0] += beta * x, log_z.c[1] += x, log_z.c[Series::source] += m;
  return log_z;
}

/// log sum_i n_i exp(log_z_i), about the largest one so that neither exponents nor derivatives grow.
Series log_sum(const std::vector<Series>& log_z, const std::vector<RowClass>& classes, bool even) {
  const auto larger = [](const Series& a, const Series& b) { return a.c[0] < b.c[0]; };
  Series reference = *std::max_element(log_z.begin(), log_z.end(), larger);
  if (even) reference = reference.even();
  Series sum;
  for (std::size_t i = 0; i < log_z.size(); ++i) {
    if (!std::isfinite(log_z[i].c[0])) continue;
    Series term = (log_z[i] - reference).exp();
    if (even) term = term.even();
    sum += term *= static_cast<long double>(classes[i].n_states);
  }
  return reference + sum.log();
}

}  // namespace

Applies applies(const Strip& strip) {
  if (strip.width == 0 || strip.parameters.n_sites % strip.width != 0)
    return {"the sites do not fill rows of this width"};
  const Choice choice = choose(strip);
  if (choice.plan.largest > largest_frontier) {
    return {
        "the transfer matrix takes open strips of width 16 and tori of width 12, and this system is wider"};
  }
  return {};
}

std::vector<Values> values(const Strip& strip, std::span<const double> temperatures) {
  check_parameters(strip.parameters);
  check_temperatures(temperatures);
  if (const Applies verdict = applies(strip); !verdict) throw std::invalid_argument(verdict.reason);
  const auto [plan, classes] = choose(strip);
  const std::vector<Bond> bonds = placed_bonds(strip);
  const bool even = strip.parameters.field == 0;
  std::vector<Values> all;
  for (const double temperature : temperatures) {
    std::vector<Series> log_z;
    for (const RowClass& c : classes)
      log_z.push_back(log_z_of_row(plan, bonds, strip, 1 / temperature, c.row));
    const SpinAverages a =
        averages_of_log_z(log_sum(log_z, classes, even), temperature, strip.parameters.n_sites,
                          std::numeric_limits<double>::epsilon());
    all.push_back(observables(a, strip.parameters.n_sites, strip.parameters.field));
    if (even) all.back().erase("susceptibility");  // without a field it is defined by <|m|>
  }
  return all;
}

double cost_seconds(const Strip& strip, std::size_t n_temperatures) {
  if (!applies(strip)) return INFINITY;
  const auto [plan, classes] = choose(strip);
  return (1.1e-8 * plan.work + 1e-6 * static_cast<double>(plan.steps.size())) *
         static_cast<double>(classes.size() * n_temperatures);
}

}  // namespace lenz::exact::transfer_matrix
