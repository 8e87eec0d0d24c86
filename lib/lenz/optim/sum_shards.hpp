#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "lenz/core/scheduler.hpp"
#include "lenz/optim/objective.hpp"

namespace lenz::optim {

/// Evaluates shards on n_threads threads and adds up what they found in the order of their numbers, so that
/// the number of threads changes no bit:
///
///     out.value = sum value, out.error = sqrt(sum error^2), out.gradient = sum gradient,
///     out.figures = sum figures
///
/// and log-derivatives and local side by side. work(shard, part) overwrites all of `part` with the shard's
/// share (weights such as 1 / n_rows are its business), of shapes equal for all shards. `parts` is kept
/// between calls: then nothing is allocated in a steady step. The first shard's gradient changes places with
/// the sum's, so that `parts` hold no shares afterwards. Cost: n_shards numbers a parameter, read once.
template <class T>
void sum_shards(std::size_t n_shards, std::size_t n_threads,
                const std::function<void(std::size_t shard, Evaluation<T>& part)>& work,
                std::vector<Evaluation<T>>& parts, Evaluation<T>& out);

}  // namespace lenz::optim
