#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lenz::test {

/// A source of draws that walks through all of them: run a kernel on it again and again, and each run takes
/// another branch of its tree of draws, until all leaves are visited. probability() is the exact probability
/// of the leaf.
///
/// Draws are answered depth first: the path so far is replayed, then the first untried outcome is taken. It
/// has no words: a kernel that uses other draws than bernoulli and uniform_index does not compile on it.
class BranchingSource {
 public:
  bool bernoulli(double p) {
    const std::uint64_t outcome = choose(2);
    probability_ *= outcome == 0 ? p : 1 - p;
    return outcome == 0;
  }
  std::uint64_t uniform_index(std::uint64_t n) {
    probability_ /= static_cast<double>(n);
    return choose(n);
  }

  double probability() const { return probability_; }
  void rewind() {
    position_ = 0;
    probability_ = 1;
  }
  /// Moves on to the next leaf; false when there is none.
  bool next() {
    while (!path_.empty()) {
      if (++path_.back().outcome < path_.back().n_outcomes) return true;
      path_.pop_back();
    }
    return false;
  }

 private:
  struct Decision {
    std::uint64_t outcome, n_outcomes;
  };

  std::uint64_t choose(std::uint64_t n_outcomes) {
    if (position_ == path_.size()) path_.push_back({0, n_outcomes});
    return path_[position_++].outcome;
  }

  std::vector<Decision> path_;
  std::size_t position_ = 0;
  double probability_ = 1;
};

/// Calls run(source) once for each leaf of its draws.
template <class Run>
void for_each_outcome(const Run& run) {
  BranchingSource source;
  do {
    source.rewind();
    run(source);
  } while (source.next());
}

/// The same source in every slot of an ensemble: the ensemble's step is one tree of draws.
template <class Source>
struct OneSource {
  Source& source;
  Source& operator[](std::size_t) const { return source; }
};

}  // namespace lenz::test
