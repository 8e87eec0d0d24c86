#include "lenz/core/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace lenz {

void for_each_shard(std::size_t n_shards, std::size_t n_threads,
                    const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> failures(n_shards);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  const auto take_shards = [&] {
    for (std::size_t shard = next++; shard < n_shards && !failed; shard = next++) {
      try {
        work(shard);
      } catch (...) {
        failures[shard] = std::current_exception();
        failed = true;
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < std::min(n_threads, n_shards); ++t) helpers.emplace_back(take_shards);
    take_shards();
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace lenz
