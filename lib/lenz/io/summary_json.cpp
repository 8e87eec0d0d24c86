#include "lenz/io/summary_json.hpp"

#include <cmath>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "lenz/core/checks.hpp"
#include "lenz/core/errors.hpp"
#include "lenz/io/atomic_file.hpp"
#include "lenz/io/plain_text.hpp"

namespace lenz::io {

namespace {

using Json = nlohmann::ordered_json;

double finite(double value, const std::string& place) {
  if (!std::isfinite(value)) throw NumericalError(place + " is " + std::to_string(value));
  return value;
}

/// Writes one observable; `place` is "point 3, energy".
class ObservableWriter {
 public:
  ObservableWriter(const ObservableResult& observable, std::string place)
      : o_(observable), place_(std::move(place)), size_(o_.mean.empty() ? o_.exact.size() : o_.mean.size()) {
    if (!o_.is_vector && size_ > 1) check_size(place_, size_, 1);
  }

  Json write() {
    put("mean", o_.mean);
    if (!o_.mean.empty()) put_error();
    put("tau", o_.tau);
    put("ess", o_.ess);
    put("rhat", o_.rhat);
    put("unit", o_.unit);
    put("exact", o_.exact);
    if (!o_.exact.empty())
      put("exact_error", o_.exact_error.empty() ? std::vector<double>(size_, 0.0) : o_.exact_error);
    put("oracle", o_.oracle);
    put("z", o_.z);
    put("limit", o_.limit);
    put("limit_source", o_.limit_source);
    put("reference", o_.reference);
    put("reference_error", o_.reference_error);
    put("source", o_.reference_source);
    if (o_.errors_apart > 0) json_["errors_apart"] = finite(o_.errors_apart, place_ + ": errors_apart");
    for (const Doubt doubt : o_.doubts) json_["doubts"].push_back(doubt_code(doubt));
    return std::move(json_);
  }

 private:
  void put(const char* key, const std::string& text) {
    if (!text.empty()) json_[key] = text;
  }
  /// null where it is not known.
  void put_error() {
    put("error", o_.error.empty() ? std::vector<double>(size_, 0.0) : o_.error);
    for (std::size_t i = 0; i < size_; ++i) {
      if (is_unknown_error(o_, i)) (o_.is_vector ? json_["error"][i] : json_["error"]) = nullptr;
    }
  }
  void put(const char* key, const std::vector<double>& values) {
    put(key, MaybeNumbers(values.begin(), values.end()));
  }
  void put(const char* key, const MaybeNumbers& values) {
    const std::string place = place_ + ": " + key;
    bool any = false;
    Json array = Json::array();
    for (const auto& value : values) {
      array.push_back(value ? Json(finite(*value, place)) : Json());
      any = any || value;
    }
    if (!any) return;
    if (size_ > 0) check_size(place, values.size(), size_);
    json_[key] = o_.is_vector ? array : array.front();
  }

  const ObservableResult& o_;
  std::string place_;
  std::size_t size_;
  Json json_ = Json::object();
};

Json to_object(const PointResult& point, const std::string& place) {
  Json json = {{"parameters", Json::object()}};
  if (point.chains) {
    const ChainReport& c = *point.chains;
    json["chains"] = {{"burn_in", c.burn_in}, {"sweeps", c.sweeps}, {"tau", finite(c.tau, place + ", tau")}};
    if (c.n_unsettled > 0) json["chains"]["unsettled"] = c.n_unsettled;
    if (c.spacing > 0) json["chains"]["spacing"] = c.spacing;
  }
  json["observables"] = Json::object();
  for (const auto& [name, value] : point.parameters) {
    json["parameters"][name] = finite(value, place + ", parameter " + name);
  }
  for (const ObservableResult& o : point.observables) {
    json["observables"][o.name] = ObservableWriter(o, place + ", " + o.name).write();
  }
  return json;
}

Json with_error(double value, double error, const std::string& place) {
  return {{"mean", finite(value, place)}, {"error", finite(error, place + ", error")}};
}

Json to_object(const FiniteSize& f) {
  Json json = Json::object();
  for (const FiniteSizeNumber& n : f.numbers) {
    json[n.value.name] = ObservableWriter(n.value, "finite_size, " + n.value.name).write();
    json[n.value.name]["chi2"] = finite(n.chi2, n.value.name + ", chi2");
    json[n.value.name]["dof"] = n.dof;
  }
  json["crossings"] = Json::array();
  for (const stats::BinderCrossing& c : f.crossings) {
    json["crossings"].push_back(
        {{"sizes", Json::array({c.length, c.larger})},
         {"temperature", with_error(c.temperature, c.temperature_error, "a crossing")},
         {"binder_cumulant", with_error(c.binder, c.binder_error, "a crossing")}});
  }
  json["sizes"] = Json::array();
  for (const stats::CriticalMoments& s : f.sizes) {
    const std::string place = "size " + std::to_string(s.length);
    json["sizes"].push_back(
        {{"size", s.length},
         {"binder_cumulant", with_error(s.binder, s.binder_error, place)},
         {"binder_slope", with_error(s.binder_slope, s.binder_slope_error, place)},
         {"abs_magnetization", with_error(s.abs_magnetization, s.abs_magnetization_error, place)},
         {"susceptibility", with_error(s.susceptibility, s.susceptibility_error, place)}});
  }
  if (!f.missing.empty()) json["missing"] = f.missing;
  if (f.blocks_short) json["blocks_short"] = true;
  return json;
}

/// Objects and arrays on one line where they fit, arrays of numbers always: what a person reads, a line is a
/// quantity.
void print(const Json& json, std::size_t indent, std::string& out) {
  constexpr std::size_t width = 120;
  const bool numbers =
      json.is_array() && (json.empty() || json.front().is_number() || json.front().is_null());
  if (!json.is_structured() || json.empty()) {
    out += json.dump();
    return;
  }
  std::string line;
  for (const auto& [key, value] : json.items()) {
    if (!line.empty()) line += ", ";
    if (json.is_object()) line += Json(key).dump() + ": ";
    print(value, indent + 2, line);
    if (!numbers && (line.size() + indent > width || line.find('\n') != std::string::npos)) break;
  }
  if (numbers || (line.size() + indent <= width && line.find('\n') == std::string::npos && indent > 0)) {
    out += json.is_object() ? "{ " + line + " }" : "[" + line + "]";
    return;
  }
  out += json.is_object() ? '{' : '[';
  const char* separator = "\n";
  for (const auto& [key, value] : json.items()) {
    out += separator + std::string(indent + 2, ' ');
    if (json.is_object()) out += Json(key).dump() + ": ";
    print(value, indent + 2, out);
    separator = ",\n";
  }
  out += '\n' + std::string(indent, ' ') + (json.is_object() ? '}' : ']');
}

MaybeNumbers maybe_numbers(const Json& json, const char* key) {
  if (!json.contains(key)) return {};
  const Json& value = json.at(key);
  MaybeNumbers numbers;
  if (value.is_null()) return {std::nullopt};
  if (!value.is_array()) return {value.get<double>()};
  for (const Json& element : value) {
    numbers.push_back(element.is_null() ? std::optional<double>() : element.get<double>());
  }
  return numbers;
}

std::vector<double> numbers(const Json& json, const char* key) {
  std::vector<double> values;
  for (const auto& value : maybe_numbers(json, key)) values.push_back(value.value());
  return values;
}

Doubt to_doubt(const std::string& code) {
  for (std::size_t i = 0; i < n_doubts; ++i) {
    if (doubt_code(static_cast<Doubt>(i)) == code) return static_cast<Doubt>(i);
  }
  throw std::invalid_argument("a doubt \"" + code + "\" is unknown");
}

/// A name that goes into scripts, paths and pages.
const std::string& checked_name(const std::string& name) {
  if (!is_name(name)) throw std::invalid_argument("\"" + plain_text(name) + "\" is no name of a quantity");
  return name;
}

ObservableResult to_observable(const std::string& name, const Json& json) {
  ObservableResult o;
  o.name = checked_name(name);
  o.unit = json.value("unit", "");
  o.is_vector = json.contains("mean") ? json.at("mean").is_array()
                                      : json.contains("exact") && json.at("exact").is_array();
  o.mean = numbers(json, "mean");
  for (const auto& error : maybe_numbers(json, "error")) o.error.push_back(error.value_or(0));
  o.tau = numbers(json, "tau");
  o.ess = numbers(json, "ess");
  o.rhat = maybe_numbers(json, "rhat");
  o.exact = numbers(json, "exact");
  o.exact_error = numbers(json, "exact_error");
  o.oracle = json.value("oracle", "");
  o.z = maybe_numbers(json, "z");
  o.limit = numbers(json, "limit");
  o.limit_source = json.value("limit_source", "");
  o.reference = numbers(json, "reference");
  o.reference_error = numbers(json, "reference_error");
  o.reference_source = json.value("source", "");
  o.errors_apart = json.value("errors_apart", 0.0);
  for (const Json& code : json.value("doubts", Json::array())) o.doubts.push_back(to_doubt(code));
  return o;
}

ChainReport to_chain_report(const Json& json) {
  return {.burn_in = json.at("burn_in").get<std::uint64_t>(),
          .sweeps = json.at("sweeps").get<std::uint64_t>(),
          .n_unsettled = json.value("unsettled", std::size_t{0}),
          .tau = json.at("tau").get<double>(),
          .spacing = json.value("spacing", std::uint64_t{0})};
}

PointResult to_point(const Json& json) {
  PointResult point;
  for (const auto& [name, value] : json.at("parameters").items())
    point.parameters.emplace_back(checked_name(name), value.get<double>());
  for (const auto& [name, value] : json.at("observables").items())
    point.observables.push_back(to_observable(name, value));
  if (json.contains("chains")) point.chains = to_chain_report(json.at("chains"));
  return point;
}

FiniteSize to_finite_size(const Json& json) {
  FiniteSize f;
  for (const auto& [name, value] : json.items()) {
    if (!value.is_object()) continue;
    f.numbers.push_back({.value = to_observable(name, value),
                         .chi2 = value.at("chi2").get<double>(),
                         .dof = value.at("dof").get<std::size_t>()});
  }
  const auto mean = [](const Json& at, const char* key) { return at.at(key).at("mean").get<double>(); };
  const auto error = [](const Json& at, const char* key) { return at.at(key).at("error").get<double>(); };
  for (const Json& c : json.at("crossings")) {
    f.crossings.push_back({.length = c.at("sizes").at(0).get<double>(),
                           .larger = c.at("sizes").at(1).get<double>(),
                           .temperature = mean(c, "temperature"),
                           .temperature_error = error(c, "temperature"),
                           .binder = mean(c, "binder_cumulant"),
                           .binder_error = error(c, "binder_cumulant")});
  }
  for (const Json& s : json.at("sizes")) {
    f.sizes.push_back({.length = s.at("size").get<double>(),
                       .binder = mean(s, "binder_cumulant"),
                       .binder_error = error(s, "binder_cumulant"),
                       .binder_slope = mean(s, "binder_slope"),
                       .binder_slope_error = error(s, "binder_slope"),
                       .abs_magnetization = mean(s, "abs_magnetization"),
                       .abs_magnetization_error = error(s, "abs_magnetization"),
                       .susceptibility = mean(s, "susceptibility"),
                       .susceptibility_error = error(s, "susceptibility")});
  }
  f.missing = json.value("missing", std::vector<std::string>{});
  f.blocks_short = json.value("blocks_short", false);
  return f;
}

/// What summary.json need not say: a variational energy can only lie above the exact one.
void restore_best(RunResult& result) {
  if (result.task != "ground-state") return;
  for (PointResult& point : result.points) {
    for (ObservableResult& o : point.observables) {
      if (o.name == "energy" && !o.mean.empty() && !o.exact.empty()) o.best = Best::smallest;
    }
  }
}

RunResult to_result(const Json& json) {
  RunResult result;
  result.program = json.at("program").get<std::string>();
  result.version = json.at("version").get<std::string>();
  result.commit = json.at("commit").get<std::string>();
  result.task = json.at("task").get<std::string>();
  result.title = json.at("title").get<std::string>();
  result.status = json.at("status").get<std::string>();
  result.seed = json.at("seed").get<std::uint64_t>();
  for (const Json& point : json.at("points")) result.points.push_back(to_point(point));
  restore_best(result);
  if (json.contains("finite_size")) result.finite_size = to_finite_size(json.at("finite_size"));
  result.warnings = json.at("warnings").get<std::vector<std::string>>();
  const Json& timing = json.at("timing");
  result.timing = {.wall_seconds = timing.at("wall_seconds").get<double>(),
                   .threads = timing.at("threads").get<std::size_t>(),
                   .ranks = timing.at("ranks").get<std::size_t>(),
                   .updates = timing.at("updates").get<double>(),
                   .updates_per_second = timing.at("updates_per_second").get<double>(),
                   .n_resumed = timing.value("resumes", std::uint64_t{0})};
  return result;
}

}  // namespace

std::string to_json(const RunResult& result) {
  Json json = {{"program", result.program}, {"version", result.version}, {"commit", result.commit},
               {"task", result.task},       {"title", result.title},     {"status", result.status},
               {"seed", result.seed},       {"points", Json::array()}};
  for (std::size_t i = 0; i < result.points.size(); ++i) {
    json["points"].push_back(to_object(result.points[i], "point " + std::to_string(i)));
  }
  if (result.finite_size) json["finite_size"] = to_object(*result.finite_size);
  json["warnings"] = result.warnings;
  const Timing& t = result.timing;
  json["timing"] = {{"wall_seconds", finite(t.wall_seconds, "timing: wall_seconds")},
                    {"threads", t.threads},
                    {"ranks", t.ranks},
                    {"updates", finite(t.updates, "timing: updates")},
                    {"updates_per_second", finite(t.updates_per_second, "timing: updates_per_second")},
                    {"resumes", t.n_resumed}};
  std::string text;
  print(json, 0, text);
  return text + '\n';
}

RunResult from_json(std::string_view text) {
  try {
    return to_result(Json::parse(text));
  } catch (const std::exception& cause) {
    throw FileError(std::string("this is no summary of Lenz: ") + cause.what());
  }
}

void write_summary(const std::filesystem::path& file, const RunResult& result) {
  write_file(file, to_json(result));
}

RunResult read_summary(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  try {
    return from_json(text);
  } catch (const FileError& cause) {
    throw FileError(file.string() + ": " + cause.what());
  }
}

}  // namespace lenz::io
