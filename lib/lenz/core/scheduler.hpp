#pragma once

#include <cstddef>
#include <functional>

namespace lenz {

/// Runs work(shard) for shard = 0 … n_shards - 1 on n_threads threads, in the order of their numbers as
/// threads become free.
///
/// Shards must not share what they write: then results do not depend on the number of threads. With one
/// thread everything runs on the caller's. When shards throw, no further shard begins, those under way end,
/// and the exception that came first is rethrown.
void for_each_shard(std::size_t n_shards, std::size_t n_threads,
                    const std::function<void(std::size_t)>& work);

}  // namespace lenz
