#include "lenz/jobs/resume.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "lenz/io/diagnostics.hpp"
#include "lenz/io/toml_writer.hpp"
#include "lenz/jobs/inputs/train_input.hpp"
#include "lenz/jobs/task.hpp"

namespace lenz::jobs {
namespace {

using Key = std::pair<std::string, std::string>;  ///< table, key

bool is_limit(const Key& key) {
  static const std::set<Key> limits{{"run", "time_limit"}, {"run", "checkpoint_every"}, {"output", "plots"}};
  return limits.contains(key);
}
/// What is learned from more data is another model: a training grows by its steps alone.
bool is_length(const Key& key, bool trains) {
  static const std::set<Key> of_chains{{"run", "sweeps"}, {"output", "configurations"}};
  return trains ? key == Key{"run", "steps"} : of_chains.contains(key);
}

/// Keys whose absence meant something else than their default does now.
bool has_new_default(const Key& key) { return key == Key{"sampler", "scan"}; }

/// Every table and key of an input; keys of the top level have no table.
std::set<Key> keys_of(const io::Table& root) {
  std::set<Key> keys;
  for (const io::Entry& entry : root.entries()) {
    const auto* table = entry.value.get<io::Table>();
    if (table == nullptr) keys.insert({"", entry.key});
    for (std::size_t i = 0; table != nullptr && i < table->entries().size(); ++i) {
      keys.insert({entry.key, table->entries()[i].key});
    }
  }
  return keys;
}

const io::Node* find(const io::Document& document, const Key& key) {
  return document.find(key.first, key.second);
}

/// A short list in full, since that is what differs.
std::string shown(const io::Node* node) {
  if (node == nullptr) return "absent";
  const std::string text = io::to_toml(*node);
  return text.size() <= 60 ? text : node->shown();
}

/// The input a run was begun with, and in it the defaults of keys that it did not yet have then.
io::Document with_defaults(const io::Document& then) {
  try {
    return io::Document::parse(decode_any_task(then)->facts().resolved, "checkpoint");
  } catch (const InputError&) {
    return then;  // a file that it names is gone, or changed: that shows in what differs
  }
}

}  // namespace

Continuation compare_inputs(const io::Document& document, const std::string& resolved,
                            const std::string& begun) {
  const io::Document now = io::Document::parse(resolved, "input");
  const io::Document written = io::Document::parse(begun, "checkpoint"), then = with_defaults(written);
  std::set<Key> keys = keys_of(now.root());
  keys.merge(keys_of(then.root()));

  io::Complaints complaints;
  Continuation continuation = Continuation::same;
  for (const Key& key : keys) {
    const io::Node* here = find(now, key);
    const io::Node* there = find(has_new_default(key) ? written : then, key);
    if (is_limit(key)) continue;
    if (here != nullptr && there != nullptr && io::to_toml(*here) == io::to_toml(*there)) continue;
    const auto* more = here == nullptr ? nullptr : here->get<std::int64_t>();
    const auto* less = there == nullptr ? nullptr : there->get<std::int64_t>();
    const bool length = is_length(key, is_train(document)) && more != nullptr && less != nullptr;
    if (length && *more > *less) {
      continuation = Continuation::longer;
      continue;
    }
    complaints.add(
        document.place_of(key.first, key.second),
        fmt::format("{} is {} here, but the run was begun with {}: {}", io::key_label(key.first, key.second),
                    shown(here), shown(there),
                    length ? "a run may grow longer, not shorter"
                           : "a resumed run goes on with the same input, only its lengths may grow"));
  }
  complaints.throw_if_any();
  return continuation;
}

}  // namespace lenz::jobs
