#include "lenz/jobs/diagonalize_task.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "lenz/core/errors.hpp"
#include "lenz/core/scheduler.hpp"
#include "lenz/jobs/diagonalize_cost.hpp"
#include "lenz/jobs/diagonalize_words.hpp"
#include "lenz/jobs/lattice_data.hpp"
#include "lenz/jobs/spin_levels.hpp"
#include "lenz/jobs/spin_thermal.hpp"
#include "lenz/jobs/task_facts.hpp"

namespace lenz::jobs {
namespace {

/// States of a sector from which on all threads work on it, not each on a Hamiltonian of its own.
constexpr double states_for_all_threads = 1 << 15;

bool is_large(const SpinCase& spins, const exact::spins::Sector& sector) {
  return exact::spins::states_in(spins.terms, sector) >= states_for_all_threads;
}
bool is_large(const SpinCase& spins) {
  const auto& sectors = spins.sectors;
  return std::any_of(sectors.begin(), sectors.end(),
                     [&](const auto& sector) { return is_large(spins, sector); });
}

/// The sectors of a case that are finished.
struct CaseState {
  std::vector<SectorLevels> levels;
  std::vector<exact::spins::ThermalSector> thermal;
  double updates = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    RecordMark mark("diagonalize", 1);
    archive(mark, levels, thermal, updates);
  }
};

/// The names of parameters that take several values.
std::vector<std::string> scanned_of(const DiagonalizeInput& input, const std::vector<SpinCase>& cases) {
  std::map<std::string, double> first;
  std::vector<std::string> names;
  if (input.system.temperature && input.system.temperature->size() > 1) names.emplace_back("temperature");
  for (const SpinCase& spins : cases) {
    for (const auto& [name, value] : spins.named_parameters()) {
      const auto [at, fresh] = first.emplace(name, value);
      const bool known = std::find(names.begin(), names.end(), name) != names.end();
      if (!fresh && at->second != value && !known) names.push_back(name);
    }
  }
  return names;
}

class DiagonalizeTask final : public Task {
 public:
  explicit DiagonalizeTask(DiagonalizeInput input)
      : input_(std::move(input)),
        cases_(spin_cases(input_.system)),
        finished_(cases_.size()),
        scanned_(scanned_of(input_, cases_)) {}

  TaskFacts facts() const override { return facts_of("diagonalize", input_, ""); }
  void prepare(Progress&) override {
    for (std::size_t k = 0; k < cases_.size(); ++k)
      lattices_.push_back(k > 0 && has_bonds_of(cases_[k], cases_[k - 1]) ? lattices_.back()
                                                                          : lattice_of(cases_[k]));
  }
  std::vector<std::string> remarks() const override {
    std::vector<std::string> all{fmt::format("{} Hamiltonian{}, {:.4g} states in the largest sector",
                                             cases_.size(), cases_.size() == 1 ? "" : "s",
                                             largest_sector(cases_))};
    if (!input_.system.graph.understood.empty()) all.insert(all.begin(), graph_in_words(input_.system));
    const bool observed = std::all_of(cases_.begin(), cases_.end(),
                                      [&](const SpinCase& spins) { return has_observables(input_, spins); });
    if (!is_thermal() && input_.output.observables && !observed)
      all.emplace_back("more than 2^28 states: energies alone, no expectation values");
    return all;
  }
  std::string size() const override {
    const std::size_t n = n_points();
    return fmt::format("{} point{} of {} spins", n, n == 1 ? "" : "s", input_.system.n_sites());
  }
  std::size_t n_shards() const override { return cases_.size(); }
  Cost cost(std::size_t n_threads) const override { return diagonalize_cost(input_, cases_, n_threads); }

  void run(std::size_t n_threads, CheckpointSink& sink, Progress& progress) override {
    start_ = std::chrono::steady_clock::now();
    const auto run_all = [&](const std::vector<std::size_t>& which, std::size_t threads, std::size_t inside) {
      for_each_shard(which.size(), threads, [&](std::size_t i) {
        const std::size_t k = which[i];
        try {
          take(k, run_case(k, inside, sink, progress), progress);
        } catch (const NumericalError& error) {
          sink.request_stop();
          throw NumericalError(fmt::format("{}: {}", place_of(k), error.what()));
        } catch (...) {
          sink.request_stop();
          throw;
        }
      });
    };
    std::vector<std::size_t> small, large;
    for (std::size_t k = 0; k < cases_.size(); ++k) (is_large(cases_[k]) ? large : small).push_back(k);
    run_all(small, n_threads, 1);
    run_all(large, 1, n_threads);
  }

  void collect(io::RunResult& result) const override {
    const std::scoped_lock lock(mutex_);
    for (const auto& points : finished_) {
      if (points) result.points.insert(result.points.end(), points->begin(), points->end());
    }
    result.timing.updates = updates_;
    result.warnings = warning_texts(problems(result));
  }
  std::vector<std::string> closing_lines(const io::RunResult& result) const override {
    return comparison_lines(result);
  }
  Portrait portrait(const io::RunResult& result) const override {
    return diagonalize_portrait(input_, result);
  }
  std::vector<Finding> problems(const io::RunResult& result) const override {
    return diagonalize_problems(input_, result);
  }
  std::string what_was_looked_at() const override {
    return "a diagonalization: degeneracy, exact values and the errors of random vectors were looked at";
  }

 private:
  bool is_thermal() const { return input_.system.temperature.has_value(); }
  std::size_t n_points() const {
    return cases_.size() * (is_thermal() ? input_.system.temperature->size() : 1);
  }
  std::string place_of(std::size_t k) const {
    std::string text = fmt::format("Hamiltonian {}", k);
    const char* separator = " (";
    for (const auto& [name, value] : cases_[k].named_parameters()) {
      text += fmt::format("{}{} = {:.8g}", separator, name, value);
      separator = ", ";
    }
    return text + ")";
  }
  /// Whether results.h5 says the same of both lattices: bonds of a graph are written with their couplings.
  static bool has_bonds_of(const SpinCase& a, const SpinCase& b) {
    const bool graph = a.input.lattice == lattice::Kind::graph;
    return a.lattice == b.lattice && (!graph || a.parameters.coupling == b.parameters.coupling);
  }
  static std::shared_ptr<const io::LatticeData> lattice_of(const SpinCase& spins) {
    auto data = describe_lattice(*spins.lattice);
    if (spins.input.lattice == lattice::Kind::graph) {
      for (const double strength : spins.input.graph.strengths)
        data->couplings.push_back(spins.parameters.coupling * strength);
    }
    return data;
  }

  /// Sector by sector, from the first that the checkpoint lacks.
  CaseState run_case(std::size_t k, std::size_t n_threads, CheckpointSink& sink, Progress& progress) const {
    const SpinCase& spins = cases_[k];
    CaseState state;
    sink.restore(k, [&](InputArchive& archive) { archive(state); });
    const auto write = [&](OutputArchive& archive) { archive(state); };
    const std::size_t n_sectors = spins.sectors.size();
    for (std::size_t s = std::max(state.levels.size(), state.thermal.size()); s < n_sectors; ++s) {
      const std::size_t threads = is_large(spins, spins.sectors[s]) ? n_threads : 1;
      const SectorTask task{.spins = spins, .point = k, .sector = s, .n_threads = threads};
      const auto share = [&](double done) {
        return (static_cast<double>(s) + std::min(done, 1.0)) / static_cast<double>(n_sectors);
      };
      if (is_thermal()) {
        const auto n_products = static_cast<double>(input_.run.vectors * input_.run.steps);
        state.thermal.push_back(find_thermal_sector(input_, task, [&](std::uint64_t n) {
          sink.offer(k, write);
          progress.report(k, share(static_cast<double>(n) / n_products));
        }));
        state.updates += n_products * states_in(spins.terms, spins.sectors[s]);
      } else {
        state.levels.push_back(
            find_levels(input_, task, [&](std::uint64_t n, double energy, double residual) {
              sink.offer(k, write);
              const double expected = 60 + 30 * static_cast<double>(input_.run.levels);
              progress.report_step(k, share(static_cast<double>(n) / expected), [&] {
                return Standing{
                    .step = n, .n_steps = 0, .name = "energy", .value = energy, .error = residual};
              });
            }));
        state.updates += state.levels.back().n_updates;
      }
      sink.offer(k, write);
    }
    sink.finish(k, write);
    return state;
  }

  void take(std::size_t k, const CaseState& state, Progress& progress) {
    std::vector<io::PointResult> points =
        is_thermal() ? thermal_points(input_, cases_[k], state.thermal)
                     : std::vector<io::PointResult>{ground_state_point(input_, cases_[k], state.levels)};
    for (io::PointResult& point : points) point.lattice = lattices_[k];
    const std::scoped_lock lock(mutex_);
    ++n_finished_;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const double left =
        seconds / static_cast<double>(n_finished_) * static_cast<double>(cases_.size() - n_finished_);
    if (n_finished_ == 1) progress.line(level_header(points.front(), scanned_));
    for (const io::PointResult& point : points) progress.line(level_line(point, scanned_, left));
    updates_ += state.updates;
    finished_[k] = std::move(points);
  }

  const DiagonalizeInput input_;
  const std::vector<SpinCase> cases_;
  std::vector<std::shared_ptr<const io::LatticeData>> lattices_;
  std::vector<std::optional<std::vector<io::PointResult>>> finished_;
  const std::vector<std::string> scanned_;
  std::chrono::steady_clock::time_point start_;
  mutable std::mutex mutex_;
  std::size_t n_finished_ = 0;
  double updates_ = 0;
};

}  // namespace

std::unique_ptr<Task> make_diagonalize_task(const io::Document& document) {
  return std::make_unique<DiagonalizeTask>(decode_diagonalize(document));
}

}  // namespace lenz::jobs
