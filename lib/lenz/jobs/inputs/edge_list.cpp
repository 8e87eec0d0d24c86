#include "lenz/jobs/inputs/edge_list.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <tuple>

#include <fmt/format.h>
#include <sys/stat.h>

namespace lenz::jobs {

namespace {

constexpr std::size_t max_edge_list_bytes = std::size_t{256} << 20;
constexpr std::uint64_t max_site = (std::uint64_t{1} << 28) - 1;

struct Word {
  std::string_view text;
  int column = 0;
};

/// The words of one line before its comment.
std::vector<Word> split(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<Word> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(" \t\r,", at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(" \t\r,", begin), line.size());
    words.push_back({line.substr(begin, end - begin), static_cast<int>(begin) + 1});
    at = end;
  }
  return words;
}

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

/// Reads the file line by line into `graph`, keeping where each bond stood.
class EdgeListReader {
 public:
  EdgeListReader(const std::string& name, io::Complaints& complaints)
      : source_(std::make_shared<const io::Source>(io::Source{name, {}})), complaints_(complaints) {}

  void read_line(std::string_view line) {
    ++line_;
    const std::vector<Word> words = split(line);
    if (words.empty()) return;
    if (words.size() < 2 || words.size() > 3) {
      return complain(words.front().column,
                      fmt::format("a line has {} words, but must be \"i j\" or \"i j J\"", words.size()));
    }
    std::uint64_t i = 0, j = 0;
    double strength = 1;
    if (!read_site(words[0], i) || !read_site(words[1], j)) return;
    if (words.size() == 3 && !(parse_number(words[2].text, strength) && std::isfinite(strength))) {
      return complain(words[2].column, shown("J", words[2]) + "a finite number");
    }
    if (i == j) return complain(words[1].column, fmt::format("site {} is bound to itself", i));
    graph_.bonds.push_back({static_cast<lattice::Site>(i), static_cast<lattice::Site>(j)});
    graph_.strengths.push_back(strength);
    graph_.n_sites = std::max<std::size_t>(graph_.n_sites, std::max(i, j) + 1);
    lines_.push_back(line_);
  }

  EdgeList finish() {
    complain_repeated();
    if (graph_.bonds.empty() && complaints_.empty()) {
      line_ = 1;
      complain(1, "the file holds no bond: lines must be \"i j\" or \"i j J\"");
    }
    return std::move(graph_);
  }

 private:
  void complain(int column, std::string message) {
    complaints_.add({source_, line_, column}, std::move(message));
  }
  static std::string shown(std::string_view what, const Word& word) {
    return fmt::format("{} is \"{}\", but must be ", what, io::shown_key(word.text));
  }

  bool read_site(const Word& word, std::uint64_t& site) {
    if (parse_number(word.text, site) && site <= max_site) return true;
    complain(word.column, shown("a site", word) + fmt::format("an integer between 0 and {}", max_site));
    return false;
  }

  /// A bond twice, or once in each direction, would count twice in the energy: most likely not what was
  /// meant.
  void complain_repeated() {
    std::vector<std::tuple<lattice::Site, lattice::Site, int>> seen;
    seen.reserve(lines_.size());
    for (std::size_t b = 0; b < lines_.size(); ++b) {
      const auto [low, high] = std::minmax(graph_.bonds[b].a, graph_.bonds[b].b);
      seen.emplace_back(low, high, lines_[b]);
    }
    std::sort(seen.begin(), seen.end());
    for (std::size_t k = 1; k < seen.size() && !complaints_.full(); ++k) {
      const auto& [a, b, first] = seen[k - 1];
      if (std::get<0>(seen[k]) != a || std::get<1>(seen[k]) != b) continue;
      line_ = std::get<2>(seen[k]);
      complain(1, fmt::format("the bond of sites {} and {} stands on line {} already: each bond once", a, b,
                              first));
    }
  }

  std::shared_ptr<const io::Source> source_;
  io::Complaints& complaints_;
  EdgeList graph_;
  std::vector<int> lines_;
  int line_ = 0;
};

}  // namespace

EdgeList parse_edge_list(std::string_view text, const std::string& name, io::Complaints& complaints) {
  EdgeListReader reader(name, complaints);
  for (std::size_t at = 0; at < text.size() && !complaints.full();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    reader.read_line(text.substr(at, end - at));
    at = end + 1;
  }
  return reader.finish();
}

std::optional<std::string> read_whole_file(const std::filesystem::path& file, std::string& fault) {
  struct stat status {};
  const auto close = [](std::FILE* f) { std::fclose(f); };
  if (::stat(file.c_str(), &status) != 0) return fault = std::strerror(errno), std::nullopt;
  if (S_ISDIR(status.st_mode)) return fault = "it is a folder", std::nullopt;
  if (!S_ISREG(status.st_mode)) return fault = "it is no regular file", std::nullopt;  // it may never end
  const std::unique_ptr<std::FILE, decltype(close)> stream(std::fopen(file.c_str(), "rb"), close);
  if (!stream) return fault = std::strerror(errno), std::nullopt;
  std::string text;
  std::vector<char> block(1 << 20);
  while (text.size() <= max_edge_list_bytes) {
    const std::size_t n = std::fread(block.data(), 1, block.size(), stream.get());
    if (n == 0) break;
    text.append(block.data(), n);
  }
  if (std::ferror(stream.get()) != 0) return fault = std::strerror(errno), std::nullopt;
  if (text.size() > max_edge_list_bytes) return fault = "it is larger than 256 MiB", std::nullopt;
  return text;
}

}  // namespace lenz::jobs
