#pragma once

#include <cstdint>
#include <string_view>

#include "lenz/io/schema.hpp"
#include "lenz/io/values.hpp"

namespace lenz::jobs {

/// [run]: how much, and from which seed. The default of `sweeps` depends on the system (see default_sweeps).
struct RunInput {
  std::uint64_t seed = 1;
  std::uint64_t chains = 4;
  io::Auto<std::uint64_t> burn_in;  ///< sweeps; auto: until the measured quantities have settled
  std::uint64_t sweeps = 20000;     ///< per chain and point, after burn-in
  std::uint64_t thin = 1;           ///< measure every thin-th sweep
  io::Duration time_limit = io::Duration::none();
  io::Duration checkpoint_every{60};
};

/// [output]: what is kept.
struct OutputInput {
  std::uint64_t configurations = 0;  ///< per point, decorrelated by the measured tau
  bool trace = false;
  bool plots = true;
  bool finite_size_scaling = false;  ///< T_c and exponents from [system] sizes
};

/// The keys of [run] that say how chains are run.
template <class R>
void add_chain_keys(io::Schema<R>& schema, std::string_view default_sweeps =
                                               "20000 (ising), 100000 (gaussian, mixture, markov-chain)") {
  schema.key(
      "chains", &R::chains,
      {.meaning = "independent chains at each point; R-hat needs two or more", .min = 1, .max = 65536});
  schema.key("burn_in", &R::burn_in,
             {.meaning = "sweeps before anything counts; auto: until the measured quantities have settled",
              .unit = "sweeps",
              .max = 1e15});
  schema.key("sweeps", &R::sweeps,
             {.meaning = "sweeps per chain and point after burn-in",
              .unit = "sweeps",
              .min = 1,
              .max = 1e15,
              .default_text = default_sweeps});
  schema.key("thin", &R::thin,
             {.meaning = "measure every thin-th sweep", .unit = "sweeps", .min = 1, .max = 1e15});
}

/// The keys of [run] that every task has last: time_limit and checkpoint_every.
template <class R>
void add_limits(io::Schema<R>& schema) {
  schema.key("time_limit", &R::time_limit,
             {.meaning = "when it is up a checkpoint is written and the program ends with code 75",
              .unit = "seconds",
              .min = 0,
              .exclusive_min = true,
              .or_none = true});
  schema.key("checkpoint_every", &R::checkpoint_every,
             {.meaning = "time between checkpoints", .unit = "seconds", .min = 0, .exclusive_min = true});
}

const io::Schema<RunInput>& run_schema();
const io::Schema<OutputInput>& output_schema();

}  // namespace lenz::jobs
