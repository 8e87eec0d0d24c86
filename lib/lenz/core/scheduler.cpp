#include "lenz/core/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace lenz {

void for_each_shard(std::size_t n_shards, std::size_t n_threads,
                    const std::function<void(std::size_t)>& work) {
  std::exception_ptr failure;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  const auto take_shards = [&] {
    for (std::size_t shard = next++; shard < n_shards && !failed; shard = next++) {
      try {
        work(shard);
      } catch (...) {
        if (!failed.exchange(true)) failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t t = 1; t < std::min(n_threads, n_shards); ++t) helpers.emplace_back(take_shards);
    take_shards();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lenz
