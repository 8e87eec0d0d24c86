#include "lenz/jobs/inputs/top_input.hpp"

namespace lenz::jobs {

const io::Schema<TopInput>& top_schema() {
  static const io::Schema<TopInput> schema = [] {
    io::Schema<TopInput> s("", "", "the keys at the top of a file");
    s.key("task", &TopInput::task, {.meaning = "what is to be done", .required = true});
    s.key("title", &TopInput::title, {.meaning = "a line for plots and reports"});
    s.key("exact", &TopInput::exact,
          {.meaning = "the oracle that stands beside the numbers; auto: the strongest one whose cost stays "
                      "under a tenth of the run"});
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs
