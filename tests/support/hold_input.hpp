#pragma once

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "lenz/jobs/inputs/ground_state_input.hpp"
#include "lenz/jobs/inputs/train_input.hpp"
#include "lenz/jobs/run.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::test {

/// Whether building the system of an input takes milliseconds: a test that builds thousands asks first.
inline bool is_cheap(const jobs::SampleInput& input) {
  if (input.run.chains > 1000) return false;
  if (const auto* ising = std::get_if<jobs::IsingInput>(&input.system)) {
    const auto cases = ising->n_points() / ising->temperature.size();
    return ising->n_sites() * cases <= 4096 && ising->n_points() <= 4096;
  }
  if (const auto* mixture = std::get_if<jobs::MixtureInput>(&input.system))
    return mixture->means.size() * mixture->dimension() <= 64;
  if (const auto* gaussian = std::get_if<jobs::GaussianInput>(&input.system))
    return gaussian->dimension() <= 32;
  return std::get<jobs::MarkovChainInput>(input.system).n_states() <= 16;
}

/// The same of a training: its network, and the memory of its shards. A density is asked about when it is
/// made, and has no network yet.
inline bool is_cheap(const jobs::TrainInput& input) {
  const auto& layers = input.model.layers;
  return layers.size() <= 8 && input.run.shards <= 64 && input.model.kernel <= 9 &&
         std::all_of(layers.begin(), layers.end(), [](auto n) { return n <= 64; });
}

/// The same of a ground state: its states and their walkers.
inline bool is_cheap(const jobs::TrapGroundStateInput& input) {
  const jobs::TrapInput& trap = input.system;
  const std::size_t points = (trap.omega ? trap.omega->size() : 1) * trap.strength.size() * trap.range.size();
  return points <= 16 && trap.particles <= 16 && input.model.hidden <= 32 && input.run.batch <= 100000 &&
         input.run.shards <= 64 && input.run.chains <= 64;
}

inline bool is_cheap(const jobs::SpinGroundStateInput& input) {
  const std::size_t n = input.system.n_sites();
  const auto& layers = input.model.layers;
  const std::size_t most = input.sampler.kind == jobs::SamplerKind::exact ? 12 : 64;
  return input.system.n_cases() <= 16 && n <= most && jobs::hidden_of(input.model, n) <= 256 &&
         layers.size() <= 4 && std::all_of(layers.begin(), layers.end(), [](auto w) { return w <= 64; }) &&
         input.run.batch <= 100000 && input.run.shards <= 64 && input.run.chains <= 64;
}
inline bool is_cheap(const jobs::GroundStateInput& input) {
  return std::visit([](const auto& one) { return is_cheap(one); }, input);
}

/// Thrown in place of a system that would take long.
struct NotCheap {};

inline std::unique_ptr<jobs::SampleSystem> make_if_cheap(const jobs::SampleInput& input) {
  if (!is_cheap(input)) throw NotCheap();
  return jobs::make_sample_system(input);
}

/// What a task prepares before it runs: its system, or its data and its network.
inline void prepare_if_cheap(const io::Document& document, jobs::Task& task) {
  if (jobs::is_train(document) && !is_cheap(jobs::decode_train(document))) return;
  if (jobs::is_ground_state(document) && !is_cheap(jobs::decode_ground_state(document))) return;
  NoProgress progress;
  try {
    task.prepare(progress);
  } catch (const NotCheap&) {
  }
}

/// All that is done with a text of any task before anything runs: parse it, hold it against the schemas,
/// write it out resolved and read that back, prepare the run where that is cheap. True where the text is a
/// valid input; what is wrong with it is an InputError, and anything else thrown is a bug.
inline bool hold_input(const std::string& text, const std::filesystem::path& folder) {
  std::string resolved;
  try {
    const io::Document document = io::Document::parse(text, "a.toml", folder);
    const auto task = jobs::decode_any_task(document, make_if_cheap);
    resolved = task->facts().resolved;
    prepare_if_cheap(document, *task);
  } catch (const InputError& error) {
    for (const Diagnostic& d : error.diagnostics()) {
      const bool of_data = !d.source.empty() && d.source != "a.toml";  // a data set has no lines
      const bool placed = of_data || (d.line >= 1 && d.column >= 1);
      if (!placed || d.message.empty() || d.message.size() > 2000 ||
          d.message.find('\n') != std::string::npos)
        throw std::logic_error("a complaint without a place, or of more than one line: " + d.text());
    }
    return false;
  }
  // What was accepted must be accepted again, and mean the same.
  const auto again = jobs::decode_any_task(io::Document::parse(resolved, "input.toml", folder));
  if (again->facts().resolved != resolved)
    throw std::logic_error("a resolved input that does not read back:\n" + resolved);
  return true;
}

}  // namespace lenz::test
