#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "lenz/io/dataset/data_file.hpp"
#include "lenz/io/diagnostics.hpp"
#include "lenz/io/edit_distance.hpp"

namespace lenz::io::dataset {

namespace {

struct Field {
  std::string_view text;  ///< without spaces and quotes around it
  int column = 1;
};

/// A comma separates where a space or a tab follows it, or where there is nothing else: between semicolons
/// and tabs it is a decimal point.
char separator_of(std::string_view line) {
  const auto has = [&](std::string_view text) { return line.find(text) != std::string_view::npos; };
  if (has(";")) return ';';
  if (has(", ") || has(",\t")) return ',';
  return has("\t") ? '\t' : has(",") ? ',' : ' ';
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return text.substr(text.size());
  text = text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

void split(std::string_view line, char separator, std::vector<Field>& fields) {
  fields.clear();
  const char* begin = line.data();
  const auto add = [&](std::string_view raw) {
    const std::string_view text = trimmed(raw);
    fields.push_back({text, static_cast<int>(text.data() - begin) + 1});
  };
  if (separator != ' ') {
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find(separator, at), line.size());
      add(line.substr(at, end - at));
      at = end + 1;
    }
    return;
  }
  for (std::size_t at = line.find_first_not_of(' '); at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    add(line.substr(at, end - at));
    at = line.find_first_not_of(' ', end);
  }
}

/// The number a field holds, if it is one; infinities and NaNs are.
std::optional<double> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = end == text.data() + text.size() && !text.empty();
  if (whole && error == std::errc::result_out_of_range) return std::numeric_limits<double>::infinity();
  return whole && error == std::errc() ? std::optional(value) : std::nullopt;
}

/// Labels that are words, numbered as they come.
class Words {
 public:
  static constexpr std::size_t most = 1000;

  double number_of(std::string_view word) {
    const auto [at, is_new] = numbers_.try_emplace(std::string(word), static_cast<double>(numbers_.size()));
    return at->second;
  }
  std::size_t size() const { return numbers_.size(); }

  /// Numbers the labels anew, in alphabetical order of their words.
  std::vector<std::string> sort(std::vector<double>& labels) const {
    std::vector<std::string> all;
    std::vector<double> place(numbers_.size());
    for (const auto& [word, number] : numbers_) {
      place[static_cast<std::size_t>(number)] = static_cast<double>(all.size());
      all.push_back(word);
    }
    for (double& label : labels) label = place[static_cast<std::size_t>(label)];
    return all;
  }

 private:
  std::map<std::string, double, std::less<>> numbers_;
};

/// Takes the lines of a file one by one.
class CsvReader {
 public:
  CsvReader(DataFile& file, CsvContent content, std::string key)
      : file_(file),
        source_(std::make_shared<const Source>(Source{file.path().string(), {}})),
        content_(content),
        key_(std::move(key)) {}

  void take(std::string_view line) {
    ++line_;
    if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (line.find_first_not_of(" \t\r,;") == std::string_view::npos || line.front() == '#') return;
    if (line.back() == '\r') line.remove_suffix(1);
    if (width_ == 0) separator_ = separator_of(line);
    split(line, separator_, fields_);
    if (width_ == 0) {
      begin();
      if (has_header_) return;
    }
    if (fields_.size() != width_) {
      return complain(1, fmt::format("the line has {} value{}, but must have {} as the first one",
                                     fields_.size(), fields_.size() == 1 ? "" : "s", width_));
    }
    for (std::size_t i = 0; i < width_; ++i) take(fields_[i], i);
  }

  bool full() const { return complaints_.full(); }

  CsvTable finish() {
    complaints_.throw_if_any();
    if (values_.empty() && labels_.empty() && word_labels_.empty()) file_.fail("holds no row of numbers");
    std::vector<std::string> words;
    if (has_words_) words = words_.sort(word_labels_);
    const arma::vec labels(has_words_ ? word_labels_ : labels_);
    if (content_ == CsvContent::labels)
      return {.values = {},
              .labels = labels,
              .label_name = label_name_,
              .label_words = std::move(words),
              .feature_names = {},
              .remarks = {}};
    const std::size_t n_features = width_ - (label_ < width_ ? 1 : 0);
    if (n_features == 0) file_.fail("holds nothing but the label: one more column is due");
    const std::size_t n_rows = values_.size() / n_features;
    file_.check_memory(static_cast<double>(values_.size()) * 2 * sizeof(float));
    std::vector<std::string> remarks;
    if (has_decimal_commas_) remarks.emplace_back("its numbers have decimal commas: \"0,5\" was read as 0.5");
    return {.values = arma::fmat(values_.data(), n_features, n_rows),
            .labels = labels,
            .label_name = label_name_,
            .label_words = std::move(words),
            .feature_names = feature_names_,
            .remarks = std::move(remarks)};
  }

 private:
  void complain(int column, std::string message) {
    complaints_.add({source_, line_, column}, std::move(message));
  }

  /// The first line: how many columns there are, and which of them is the label.
  void begin() {
    width_ = fields_.size();
    label_ = width_;
    const std::size_t label = numbered_column().value_or(width_);  // may be a word where there is no header
    for (std::size_t i = 0; i < width_; ++i)
      has_header_ = has_header_ || (i != label && !number_in(fields_[i].text));
    if (content_ == CsvContent::labels) {
      if (width_ != 1) file_.fail("must hold one column: one label a row");
      label_ = 0;
      if (has_header_) label_name_ = fields_.front().text;
    } else if (has_header_) {
      find_named_label();
      for (std::size_t i = 0; i < width_; ++i) {
        if (i != label_) feature_names_.emplace_back(fields_[i].text);
      }
    } else if (!key_.empty()) {
      find_numbered_label();
    }
  }

  void find_named_label() {
    std::vector<std::string_view> names;
    for (const Field& field : fields_) names.push_back(field.text);
    const auto find = [&](std::string_view name) {
      label_ = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
      if (label_ < width_) label_name_ = name;
      return label_ < width_;
    };
    if (key_.empty()) {
      if (!find("temperature")) find("label");
    } else if (!find(key_)) {
      std::string all;
      for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i)
        all += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", shown_key(names[i]));
      complain(1, fmt::format("there is no column \"{}\"; the columns are {}{}{}", shown_key(key_), all,
                              names.size() > 8 ? ", …" : "", did_you_mean(key_, names)));
    }
  }

  /// Where key is the number of a column.
  std::optional<std::size_t> numbered_column() const {
    std::size_t column = 0;
    const auto [end, error] = std::from_chars(key_.data(), key_.data() + key_.size(), column);
    const bool is =
        error == std::errc() && end == key_.data() + key_.size() && column >= 1 && column <= width_;
    return is ? std::optional(column - 1) : std::nullopt;
  }

  void find_numbered_label() {
    if (const auto column = numbered_column()) {
      label_ = *column;
      label_name_ = "column " + key_;
      return;
    }
    complain(
        1, fmt::format("the file has no header, so that key must be the number of a column, 1 to {}, but is "
                       "\"{}\"",
                       width_, shown_key(key_)));
  }

  /// Between semicolons or tabs a comma stands for the point.
  std::optional<double> number_in(std::string_view text) {
    if (const auto value = number(text); value || separator_ == ',') return value;
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos || text.find('.') != std::string_view::npos) return std::nullopt;
    std::string with_point(text);
    with_point[comma] = '.';
    const auto value = number(with_point);
    has_decimal_commas_ = has_decimal_commas_ || value.has_value();
    return value;
  }

  /// A word makes all labels words: "0" then is one of them.
  void take_label(const Field& field, std::optional<double> value) {
    if (!value && field.text.empty()) return complain(field.column, "the label is missing");
    has_words_ = has_words_ || !value;
    if (words_.size() <= Words::most) word_labels_.push_back(words_.number_of(field.text));
    if (has_words_ && words_.size() > Words::most)
      return complain(field.column,
                      fmt::format("\"{}\" is the {}st different label, but labels that are words may have {} "
                                  "values: is \"{}\" the label?",
                                  shown_key(field.text.substr(0, 40)), Words::most + 1, Words::most,
                                  shown_key(label_name_)));
    if (value) labels_.push_back(*value);
  }

  void take(const Field& field, std::size_t column) {
    const auto value = number_in(field.text);
    const bool label = column == label_;
    if (label && (!value || std::isfinite(*value))) return take_label(field, value);
    const bool finite = value && std::fabs(*value) <= (label ? std::numeric_limits<double>::max()
                                                             : double{std::numeric_limits<float>::max()});
    if (!finite) {
      complain(field.column, fmt::format("\"{}\" stands where {} is due", shown_key(field.text.substr(0, 40)),
                                         value ? "a finite number (at most 3.4e38)" : "a number"));
    } else {
      values_.push_back(static_cast<float>(*value));
    }
  }

  DataFile& file_;
  std::shared_ptr<const Source> source_;
  Complaints complaints_;
  CsvContent content_;
  std::string key_, label_name_;
  std::vector<Field> fields_;
  std::vector<float> values_;
  std::vector<double> labels_, word_labels_;
  Words words_;
  std::vector<std::string> feature_names_;
  std::size_t width_ = 0, label_ = 0;
  char separator_ = ',';
  bool has_header_ = false, has_words_ = false, has_decimal_commas_ = false;
  int line_ = 0;
};

}  // namespace

bool is_text(const std::string& head) {
  return std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n');
  });
}

CsvTable read_csv(DataFile& file, CsvContent content, const std::string& key) {
  // A value takes two bytes of the file at least, and four in memory, twice at the end.
  file.check_memory(4 * static_cast<double>(file.size()) / 4);
  CsvReader reader(file, content, key);
  std::vector<char> block(1 << 20);
  std::string rest;
  while (!reader.full()) {
    const std::size_t n = file.read_some(block.data(), block.size());
    if (n == 0) break;
    std::string_view bytes(block.data(), n);
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos && !reader.full();
         end = bytes.find('\n')) {
      rest.append(bytes.substr(0, end));
      reader.take(rest);
      rest.clear();
      bytes.remove_prefix(end + 1);
    }
    rest.append(bytes);
  }
  if (!rest.empty() && !reader.full()) reader.take(rest);
  return reader.finish();
}

}  // namespace lenz::io::dataset
