#include "lenz/core/scheduler.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace scheduler_tests {

TEST_CASE("Every shard runs once on any number of threads") {
  for (const std::size_t threads : {1, 2, 3, 8}) {
    std::vector<int> runs(100, 0);
    lenz::for_each_shard(runs.size(), threads, [&](std::size_t shard) { ++runs[shard]; });
    CHECK(runs == std::vector<int>(100, 1));
  }
}

TEST_CASE("The first failure is the one that is told and no new shard begins") {
  std::atomic<int> begun{0};
  const auto work = [&](std::size_t shard) {
    ++begun;
    if (shard == 3 || shard == 4) throw std::runtime_error(std::to_string(shard));
  };
  CHECK_THROWS_WITH(lenz::for_each_shard(1000, 1, work), "3");
  CHECK(begun == 4);
}

}  // namespace scheduler_tests
