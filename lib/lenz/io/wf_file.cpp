#include "lenz/io/wf_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>

#include <fmt/format.h>

namespace lenz::io {

namespace {

constexpr std::string_view white_space = " \t\r\n\f\v";
constexpr std::uint64_t most_units = std::uint64_t{1} << 24;

struct Word {
  std::string_view text{};
  int line = 1, column = 1;
};

/// Takes the words of a text one by one.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// An empty word at the end.
  Word next() {
    const std::size_t begin = std::min(text_.find_first_not_of(white_space, at_), text_.size());
    go_to(begin);
    Word word{.text = {}, .line = line_, .column = static_cast<int>(begin - line_begin_) + 1};
    const std::size_t end = std::min(text_.find_first_of(white_space, begin), text_.size());
    word.text = text_.substr(begin, end - begin);
    at_ = end;
    return word;
  }

 private:
  void go_to(std::size_t place) {
    for (; at_ < place; ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_begin_ = at_ + 1;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, line_begin_ = 0;
  int line_ = 1;
};

/// Infinities and NaNs are numbers here, as the complaint about them is another one.
std::optional<double> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return HUGE_VAL;
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<std::complex<double>> complex_number(std::string_view text) {
  if (!text.starts_with('(')) {
    const auto real = number(text);
    return real ? std::optional(std::complex<double>(*real)) : std::nullopt;
  }
  if (!text.ends_with(')')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  const std::size_t comma = text.find(',');
  const auto real = number(text.substr(0, comma));
  const auto imaginary = comma == std::string_view::npos ? 0.0 : number(text.substr(comma + 1));
  return real && imaginary ? std::optional(std::complex<double>(*real, *imaginary)) : std::nullopt;
}

class WfReader {
 public:
  WfReader(std::string_view text, const std::string& name, Complaints& complaints)
      : words_(text),
        n_bytes_(text.size()),
        source_(std::make_shared<const Source>(Source{name, {}})),
        complaints_(complaints) {}

  WfWeights read() {
    WfWeights all;
    all.n_sites = count("the number of sites");
    all.n_hidden = good_ ? count("the number of hidden units") : 0;
    const std::size_t n_sites = all.n_sites, n_hidden = all.n_hidden;
    // Before memory is taken: each number is a byte and a space at least.
    if (good_ && n_bytes_ < 2 * (n_sites + n_hidden + n_sites * n_hidden))
      fail(last_, fmt::format("{} sites and {} hidden units have more weights than the file has numbers",
                              n_sites, n_hidden));
    read("a", n_sites, 1, all.a);
    read("b", n_hidden, 1, all.b);
    read("w", n_sites, n_hidden, all.w);
    if (!good_) return {};
    if (const Word more = words_.next(); !more.text.empty()) {
      fail(more, fmt::format("there is more in the file than the weights of {} sites and {} hidden units",
                             n_sites, n_hidden));
      return {};
    }
    return all;
  }

 private:
  void fail(const Word& word, std::string message) {
    complaints_.add({source_, word.line, word.column}, std::move(message));
    good_ = false;
  }

  std::size_t count(const char* what) {
    last_ = words_.next();
    if (last_.text.empty()) return fail(last_, fmt::format("the file ends before {}", what)), 0;
    std::uint64_t value = 0;
    const std::string_view text = last_.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > most_units) {
      fail(last_, fmt::format("{} is \"{}\", but must be an integer between 1 and {}", what, shown_key(text),
                              most_units));
      return 0;
    }
    return value;
  }

  /// A weight's name is made only where it is complained of.
  void read(const char* what, std::size_t n_rows, std::size_t n_cols,
            std::vector<std::complex<double>>& out) {
    if (!good_) return;
    out.reserve(n_rows * n_cols);
    for (std::size_t i = 0; i < n_rows * n_cols && good_; ++i) {
      const auto name = [&] {
        return n_cols == 1 && *what != 'w' ? fmt::format("{}_{}", what, i + 1)
                                           : fmt::format("{}_{},{}", what, i / n_cols + 1, i % n_cols + 1);
      };
      const Word word = words_.next();
      const auto value = complex_number(word.text);
      if (word.text.empty()) {
        fail(word, fmt::format("the file ends before {}", name()));
      } else if (!value) {
        fail(word, fmt::format("{} is \"{}\", but must be a complex number, (re,im)", name(),
                               shown_key(word.text)));
      } else if (!std::isfinite(value->real()) || !std::isfinite(value->imag())) {
        fail(word, fmt::format("{} is {}, but must be finite", name(), shown_key(word.text)));
      } else {
        out.push_back(*value);
      }
    }
  }

  Words words_;
  std::size_t n_bytes_;
  std::shared_ptr<const Source> source_;
  Complaints& complaints_;
  Word last_{};
  bool good_ = true;
};

}  // namespace

bool WfWeights::is_real() const {
  const auto real = [](const std::vector<std::complex<double>>& values) {
    return std::all_of(values.begin(), values.end(), [](const auto& z) { return z.imag() == 0; });
  };
  return real(a) && real(b) && real(w);
}

WfWeights parse_wf(std::string_view text, const std::string& name, Complaints& complaints) {
  return WfReader(text, name, complaints).read();
}

std::string wf_text(const WfWeights& weights) {
  std::string text = fmt::format("{}\n{}\n", weights.n_sites, weights.n_hidden);
  for (const auto* values : {&weights.a, &weights.b, &weights.w}) {
    for (const std::complex<double>& z : *values) text += fmt::format("({},{})\n", z.real(), z.imag());
  }
  return text;
}

}  // namespace lenz::io
