#include "lenz/jobs/inputs/check_train.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>
#include <sys/stat.h>

#include "lenz/io/checksum.hpp"
#include "lenz/jobs/inputs/checks.hpp"

namespace lenz::jobs {

namespace {

class TrainChecker {
 public:
  TrainChecker(const io::Document& document, TrainInput& input, io::Complaints& complaints)
      : document_(document), input_(input), complaints_(complaints) {}

  void check() {
    if (!good("system", "kind")) {  // nothing is known of what the other keys should be
    } else if (std::holds_alternative<DatasetInput>(input_.system)) {
      check_files(std::get<DatasetInput>(input_.system));
      check_density_keys();
    } else {
      check_density();
    }
    check_model();
    check_optimizer();
    check_exact();
  }

 private:
  bool good(const char* table, const char* key) const {
    return !complaints_.faulty(io::key_label(table, key));
  }
  void complain(const char* table, const char* key, const std::string& message) {
    const std::string label = io::key_label(table, key);
    complaints_.about(label, document_.place_of(table, key), label + " " + message);
  }

  /// Adds the file's bytes to the sum; why it cannot, where it cannot.
  static std::string add_file(const std::filesystem::path& file, io::Checksum& sum) {
    struct stat status {};
    const auto close = [](std::FILE* f) { std::fclose(f); };
    if (::stat(file.c_str(), &status) != 0) return std::strerror(errno);
    if (S_ISDIR(status.st_mode)) return "it is a folder";
    if (!S_ISREG(status.st_mode)) return "it is no regular file";  // it may never end
    const std::unique_ptr<std::FILE, decltype(close)> stream(std::fopen(file.c_str(), "rb"), close);
    if (!stream) return std::strerror(errno);
    std::vector<char> block(1 << 20);
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), stream.get()))
      sum.add({block.data(), n});
    return std::ferror(stream.get()) != 0 ? std::strerror(errno) : "";
  }

  bool take_file(const char* key, const std::filesystem::path& file, io::Checksum& sum) {
    const std::string fault = add_file(file, sum);
    if (!fault.empty()) complain("system", key, fmt::format("cannot be read: {}: {}", file.string(), fault));
    return fault.empty();
  }

  void check_files(DatasetInput& system) {
    io::Checksum sum;
    bool whole = good("system", "file") && take_file("file", system.file, sum);
    if (system.labels && good("system", "labels")) whole = take_file("labels", *system.labels, sum) && whole;
    if (!whole || !good("system", "file_hash") || !good("system", "labels")) return;
    const std::string hash = fmt::format("xxh64:{:016x}", sum.value());
    if (system.file_hash && *system.file_hash != hash) {
      complain("system", "file_hash",
               fmt::format("is \"{}\", but {} has \"{}\": the data are not those this input was written for",
                           io::shown_key(*system.file_hash), system.file.string(), hash));
    }
    system.file_hash = hash;
  }

  void check_model() {
    const SupervisedInput& model = input_.model;
    if (!good("model", "target")) return;
    const std::string_view kind = io::name_of(model.kind), target = io::name_of(model.target);
    if (model.kind == SupervisedKind::regressor && model.target == Target::phase) {
      complain(
          "model", "target",
          "is \"phase\", but must be \"temperature\" or \"key\" for kind \"regressor\": a phase is a class, "
          "for kind \"classifier\"");
    }
    if (model.target == Target::key) check_key();
    if (model.target != Target::phase && model.target != Target::automatic &&
        !model.critical_temperature.is_auto()) {
      complain(
          "model", "critical_temperature",
          fmt::format("means nothing for target \"{}\" of kind \"{}\": it separates phases", target, kind));
    }
    if (model.kernel % 2 == 0) {
      complain("model", "kernel", fmt::format("is {}, but must be odd", model.kernel));
    } else if (model.architecture == Architecture::dense && differs(&SupervisedInput::kernel, model)) {
      complain("model", "kernel", "means nothing for architecture \"dense\"");
    }
  }

  void check_key() {
    const auto* file = std::get_if<DatasetInput>(&input_.system);
    if (file == nullptr) {
      complain("model", "target",
               "is \"key\", a label of a data set, but the rows are drawn from a density: take "
               "\"temperature\" or, for a classifier, \"phase\"");
    }
  }

  // Only values other than the default are complained about: the resolved input holds all keys.
  static bool differs(std::uint64_t SupervisedInput::*member, const SupervisedInput& model) {
    return model.*member != supervised_schema(model.kind).defaults().*member;
  }

  void check_optimizer() {
    const OptimizerInput& o = input_.optimizer;
    const OptimizerInput& usual = optimizer_schema(o.kind).defaults();
    if (o.natural) {
      complain("optimizer", "natural",
               fmt::format("is not built for [model] kind \"{}\" yet: leave it out",
                           io::name_of(input_.model.kind)));
    }
    if (!o.natural && o.damping != usual.damping)
      complain("optimizer", "damping", "means nothing without natural = true");
    if (!o.natural && o.solver != usual.solver)
      complain("optimizer", "solver", "means nothing without natural = true");
    if (!o.natural && !o.angle.is_auto())
      complain("optimizer", "angle", "means nothing without natural = true");
    if (!good("optimizer", "schedule")) return;
    const bool steps = o.schedule == RateSchedule::step,
               falls = steps || o.schedule == RateSchedule::exponential;
    if (!steps && o.every != usual.every) complain("optimizer", "every", "is for schedule \"step\"");
    if (!falls && o.factor != usual.factor)
      complain("optimizer", "factor", "is for schedules \"step\" and \"exponential\"");
  }

  void check_density_keys() {
    if (complaints_.faulty("system") || !good("system", "kind")) return;  // who knows what was meant
    if (document_.root().find("sampler") != nullptr && !complaints_.faulty("sampler"))
      complaints_.add(document_.place_of("sampler", ""),
                      "[sampler] means nothing for [system] kind \"dataset\": its rows are drawn already");
    for (const DensityKey& key : density_keys()) {
      if (document_.find(key.table, key.name) != nullptr && good(key.table, key.name))
        complain(key.table, key.name,
                 "means nothing for [system] kind \"dataset\": its rows are drawn already");
    }
  }

  void check_density() {
    const SampleInput drawing = drawing_of(input_);
    lenz::jobs::check_sampler(document_, drawing, complaints_);
    check_amounts(document_, drawing, complaints_);
    const IsingInput& ising = std::get<DensityInput>(input_.system).ising;
    if (good("system", "temperature") && ising.temperature.size() < 2)
      complain(
          "system", "temperature",
          "has one value: there is nothing to tell apart; give several, on both sides of the transition");
    for (const char* key : {"coupling", "field"}) {
      const io::Scan& scan = std::string_view(key) == "coupling" ? ising.coupling : ising.field;
      if (good("system", key) && scan.size() > 1)
        complain("system", key, "has several values, but a model learns from one system: give one");
    }
  }

  void check_exact() {
    const Exact exact = input_.exact;
    if (complaints_.faulty("exact") || exact == Exact::automatic || exact == Exact::none ||
        exact == Exact::density_of_states)
      return;
    complaints_.about("exact", document_.place_of("", "exact"),
                      fmt::format("exact is \"{}\", but must be one of \"auto\", \"none\", "
                                  "\"density-of-states\" for [model] kind \"{}\"",
                                  io::name_of(exact), io::name_of(input_.model.kind)));
  }

  const io::Document& document_;
  TrainInput& input_;
  io::Complaints& complaints_;
};

}  // namespace

void check_train(const io::Document& document, TrainInput& input, io::Complaints& complaints) {
  TrainChecker(document, input, complaints).check();
}

}  // namespace lenz::jobs
