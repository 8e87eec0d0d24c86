#include "lenz/jobs/picture_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lenz/io/scanned.hpp"
#include "lenz/jobs/agreement.hpp"

namespace lenz::jobs {

namespace {

std::string plural(std::size_t n, const std::string& word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

std::string words_of(const IsingInput& ising) {
  std::string text = "The Ising model " + words_of_lattice(ising);
  if (ising.disorder != models::Disorder::none)
    text += " with " + std::string(io::name_of(ising.disorder)) + " disorder";
  return text;
}

std::string words_of(const GaussianInput& gaussian) {
  return "A Gaussian density in " + plural(gaussian.mean.size(), "dimension");
}

std::string words_of(const MixtureInput& mixture) {
  return fmt::format("A mixture of {} in {}", plural(mixture.weights.size(), "Gaussian"),
                     plural(mixture.means.empty() ? 0 : mixture.means.front().size(), "dimension"));
}

std::string words_of(const MarkovChainInput& chain) {
  return "A Markov chain of " + plural(chain.matrix.size(), "state");
}

}  // namespace

std::string words_of_points(const io::RunResult& result) {
  const std::vector<std::string> names = io::scanned_parameters(result);
  if (names.empty()) {
    const std::string label = result.points.empty() ? "" : io::point_label(result.points.front(), {});
    return label.empty() ? "" : ", at " + label;
  }
  double low = 1e300, high = -1e300;
  for (const io::PointResult& point : result.points) {
    low = std::min(low, io::parameter(point, names.front()));
    high = std::max(high, io::parameter(point, names.front()));
  }
  std::string text =
      fmt::format(", at {}, {} {:.4g} to {:.4g}", plural(result.points.size(), "point"),
                  names.front() == "disorder_seed" ? "disorder seed" : names.front(), low, high);
  for (std::size_t i = 1; i < names.size(); ++i)
    text += (i == 1 ? " and of several values of " : ", ") + names[i];
  return text;
}

std::string subject_of(const SampleInput& input, const io::RunResult& result) {
  const std::string system = std::visit([](const auto& s) { return words_of(s); }, input.system);
  const std::string kind(io::name_of(input.sampler.kind));
  std::string text = system + words_of_points(result) + ". ";
  const bool own = std::holds_alternative<MarkovChainInput>(input.system);
  text += own ? "Drawn by its own transitions" : "Sampler " + kind;
  if (input.sampler.tempering) text += " with replica exchange";
  return text + fmt::format(", {} of {} each.", plural(input.run.chains, "chain"),
                            plural(input.run.sweeps, "sweep"));
}

std::string verdict_of(const io::RunResult& result) {
  const Agreement all = agreement(result.points);
  if (all.n_compared == 0) return {};
  const std::string numbers =
      all.n_compared == 1 ? "1 number stands" : fmt::format("{} numbers stand", all.n_compared);
  const std::string where = all.where.empty() ? "" : " (" + all.where + ")";
  return fmt::format(
      "{} beside exact ones: the largest deviation is {:.2f} standard errors{}; {:.2f} would be too many at "
      "the "
      "family-wise level 0.001.",
      numbers, all.largest, where, all.bound);
}

}  // namespace lenz::jobs
