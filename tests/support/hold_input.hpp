#pragma once

#include <filesystem>
#include <string>

#include "lenz/jobs/inputs/sample_input.hpp"
#include "lenz/jobs/run.hpp"

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

/// All that is done with a text before anything runs: parse it, hold it against the schemas, write it out
/// resolved and read that back, build its system where that is cheap. True where the text is a valid input;
/// what is wrong with it is an InputError, and anything else thrown is a bug.
inline bool hold_input(const std::string& text, const std::filesystem::path& folder) {
  std::string resolved;
  try {
    const io::Document document = io::Document::parse(text, "a.toml", folder);
    jobs::decode_task(document);
    const jobs::SampleInput input = jobs::decode_sample(document);
    resolved = jobs::resolved_toml(input);
    if (is_cheap(input)) jobs::make_sample_system(input);
  } catch (const InputError& error) {
    for (const Diagnostic& d : error.diagnostics()) {
      const bool placed = d.line >= 1 && d.column >= 1;
      if (!placed || d.message.empty() || d.message.size() > 2000 ||
          d.message.find('\n') != std::string::npos)
        throw std::logic_error("a complaint without a place, or of more than one line: " + d.text());
    }
    return false;
  }
  // What was accepted must be accepted again, and mean the same.
  const std::string again =
      jobs::resolved_toml(jobs::decode_sample(io::Document::parse(resolved, "input.toml", folder)));
  if (again != resolved) throw std::logic_error("a resolved input that does not read back:\n" + resolved);
  return true;
}

}  // namespace lenz::test
