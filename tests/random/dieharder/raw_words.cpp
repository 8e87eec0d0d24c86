// raw_words scalar|bulk: random words of one address, as raw bytes on stdout until nobody reads them.
#include <cstdio>
#include <string_view>
#include <vector>

#include "lenz/random/bulk.hpp"
#include "lenz/random/stream.hpp"

namespace {

constexpr lenz::random::Address address{.seed = 1, .purpose = lenz::random::Purpose::test};

/// Calls fill(words) and writes them, until the reader is gone.
template <class Fill>
int pour(Fill fill) {
  std::vector<std::uint64_t> words(1 << 14);
  do {
    fill(words);
  } while (std::fwrite(words.data(), sizeof words[0], words.size(), stdout) == words.size());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view generator = argc == 2 ? argv[1] : "";
  if (generator == "scalar") {
    return pour([stream = lenz::random::Stream(address)](std::vector<std::uint64_t>& words) mutable {
      for (std::uint64_t& word : words) word = stream();
    });
  }
  if (generator == "bulk") {
    return pour([bulk = lenz::random::BulkGenerator(address)](std::vector<std::uint64_t>& words) mutable {
      bulk.fill(words);
    });
  }
  std::fputs("usage: raw_words scalar|bulk\n", stderr);
  return 2;
}
