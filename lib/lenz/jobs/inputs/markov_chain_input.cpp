#include "lenz/jobs/inputs/markov_chain_input.hpp"

namespace lenz::jobs {

const io::Schema<MarkovChainInput>& markov_chain_schema() {
  static const io::Schema<MarkovChainInput> schema = [] {
    io::Schema<MarkovChainInput> s("system", "markov-chain", "walkers on the states of a given matrix");
    s.conventions(
        "From state i the walker goes to state j with probability W_ij in each step, so that rows sum to 1 "
        "and "
        "p_j(t + 1) = sum_i p_i(t) W_ij. States count from 0; one sweep is one step.");
    s.key("matrix", &MarkovChainInput::matrix,
          {.meaning = "W, row by row; rows sum to 1", .min = 0, .max = 1, .required = true});
    s.key("start", &MarkovChainInput::start, {.meaning = "where walkers begin", .min = 0});
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs

namespace lenz::io {

std::string Codec<jobs::MarkovStart>::type(const KeyInfo&) {
  return "a state (an integer at least 0) or a list of probabilities, one for each state";
}

bool Codec<jobs::MarkovStart>::read(const Node& node, const KeyRule& rule, Complaints& complaints,
                                    jobs::MarkovStart& out) {
  out = {};
  if (node.get<Array>() == nullptr) {
    if (node.get<std::int64_t>() == nullptr) return refuse(node, rule, complaints, type(rule.info));
    return Codec<std::uint64_t>::read(node, rule, complaints, out.state);
  }
  KeyRule probabilities = rule;
  probabilities.info.max = 1;
  return Codec<std::vector<double>>::read(node, probabilities, complaints, out.distribution);
}

std::optional<Node> Codec<jobs::MarkovStart>::write(const jobs::MarkovStart& start) {
  if (!start.distribution.empty()) return Codec<std::vector<double>>::write(start.distribution);
  return Codec<std::uint64_t>::write(start.state);
}

}  // namespace lenz::io
