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

/// The line before its comment, whatever begins one: '#', '%', '!' or "//".
std::string_view uncommented(std::string_view line) {
  line = line.substr(0, line.find_first_of("#%!"));
  return line.substr(0, line.find("//"));
}

std::vector<Word> split(std::string_view line) {
  line = uncommented(line);
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
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

/// One line of two numbers, or of two and a strength.
struct Row {
  std::uint32_t i = 0, j = 0;
  double strength = 1;
  bool weighted = false;
  int line = 0;
};

/// "vertices edges", as rudy and G-set, DIMACS (p) and MatrixMarket write it before the edges.
struct Header {
  std::uint64_t n_vertices = 0, n_edges = 0;
  int line = 0;
};

std::pair<std::uint32_t, std::uint32_t> ends_of(const Row& row) { return std::minmax(row.i, row.j); }

std::string counted(std::uint64_t n, const char* one, const char* many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

/// Reads the file line by line, then decides what it is.
class EdgeListReader {
 public:
  EdgeListReader(const std::string& name, bool matrix_market, io::Complaints& complaints)
      : source_(std::make_shared<const io::Source>(io::Source{name, {}})),
        complaints_(complaints),
        matrix_market_(matrix_market),
        from_one_(matrix_market) {}

  void read_line(std::string_view line) {
    ++line_;
    std::vector<Word> words = split(line);
    if (words.empty() || words.front().text == "c") return;  // DIMACS begins comments with a word
    if (words.front().text == "p") return read_header(words, words.size() - 2);
    if (words.front().text == "e" || words.front().text == "a") {
      from_one_ = true;
      words.erase(words.begin());
    }
    if (matrix_market_ && !header_) return read_header(words, 1);
    if (words.size() < 2 || words.size() > 3) {
      return complain(words.empty() ? 1 : words.front().column,
                      fmt::format("a line has {} words, but must be \"i j\" or \"i j J\"", words.size()));
    }
    Row row{.weighted = words.size() == 3, .line = line_};
    if (!read_site(words[0], row.i) || !read_site(words[1], row.j)) return;
    if (row.weighted && !(parse_number(words[2].text, row.strength) && std::isfinite(row.strength)))
      return complain(words[2].column, shown("J", words[2]) + "a finite number");
    // The first line may be a header of as many edges as vertices.
    if (row.i == row.j && !rows_.empty())
      return complain(words[1].column, fmt::format("site {} is bound to itself", row.i));
    rows_.push_back(row);
  }

  EdgeList finish() {
    if (complaints_.empty() && !header_) find_header();
    if (!header_ && !rows_.empty() && rows_.front().i == rows_.front().j)
      complain_at(rows_.front().line, fmt::format("site {} is bound to itself", rows_.front().i));
    complain_repeated();
    if (rows_.empty() && complaints_.empty())
      complain_at(1, "the file holds no bond: lines must be \"i j\" or \"i j J\"");
    if (complaints_.empty()) check_header();
    if (complaints_.empty()) check_first_number();
    return complaints_.empty() ? graph() : EdgeList{};
  }

 private:
  void complain(int column, std::string message) {
    complaints_.add({source_, line_, column}, std::move(message));
  }
  void complain_at(int line, std::string message) { complaints_.add({source_, line, 1}, std::move(message)); }
  static std::string shown(std::string_view what, const Word& word) {
    return fmt::format("{} is \"{}\", but must be ", what, io::shown_key(word.text));
  }

  bool read_site(const Word& word, std::uint32_t& site) {
    std::uint64_t value = 0;
    if (parse_number(word.text, value) && value <= max_site) {
      site = static_cast<std::uint32_t>(value);
      return true;
    }
    complain(word.column, shown("a site", word) + fmt::format("an integer between 0 and {}", max_site));
    return false;
  }

  /// The numbers of vertices and edges stand at words[at] and after it.
  void read_header(const std::vector<Word>& words, std::size_t at) {
    Header header{.line = line_};
    const bool good = words.size() >= 3 && at + 1 < words.size() &&
                      parse_number(words[at].text, header.n_vertices) &&
                      parse_number(words[at + 1].text, header.n_edges) && header.n_vertices <= max_site + 1;
    if (!good)
      return complain(words.front().column, "the header must say how many vertices and edges there are");
    header_ = header;
    from_one_ = true;
  }

  std::uint32_t largest_after(std::size_t first) const {
    std::uint32_t largest = 0;
    for (std::size_t r = first; r < rows_.size(); ++r) largest = std::max({largest, rows_[r].i, rows_[r].j});
    return largest;
  }

  /// A first line "N M" before M lines of vertices up to N is a header where it cannot be a bond as well.
  void find_header() {
    if (rows_.size() < 2 || rows_.front().weighted) return;
    const Row& first = rows_.front();
    const std::uint32_t largest = largest_after(1);
    const bool all_weighted =
        std::all_of(rows_.begin() + 1, rows_.end(), [](const Row& row) { return row.weighted; });
    const bool fits = first.j == rows_.size() - 1 && first.i >= largest;
    const bool no_bond =
        first.i == first.j || std::any_of(rows_.begin() + 1, rows_.end(),
                                          [&](const Row& row) { return ends_of(row) == ends_of(first); });
    if (fits && (all_weighted || no_bond)) {
      header_ = {.n_vertices = first.i, .n_edges = first.j, .line = first.line};
      rows_.erase(rows_.begin());
    } else if (fits) {
      complain_at(
          first.line,
          fmt::format("the first line may be a header of {} and {}, or a bond of sites {} and {}: begin a "
                      "header with #, or move the bond to another line",
                      counted(first.i, "vertex", "vertices"), counted(first.j, "edge", "edges"), first.i,
                      first.j));
    } else if (all_weighted && std::max(first.i, first.j) > largest + 1) {
      complain_at(
          first.line,
          fmt::format("the first line has no J where all others have one: a header would promise {}, but {}; "
                      "begin a header with #, or give the bond its J",
                      counted(first.j, "edge", "edges"),
                      counted(rows_.size() - 1, "line follows", "lines follow")));
    }
  }

  void check_header() {
    if (!header_) return;
    if (header_->n_edges != rows_.size()) {
      complain_at(header_->line, fmt::format("the header promises {}, but the file has {}",
                                             counted(header_->n_edges, "edge", "edges"), rows_.size()));
    }
    if (largest_after(0) > header_->n_vertices) {
      complain_at(header_->line,
                  fmt::format("the header promises {}, but there is a vertex {}",
                              counted(header_->n_vertices, "vertex", "vertices"), largest_after(0)));
    }
  }

  /// Whether vertices count from 0 or from 1.
  void check_first_number() {
    std::uint32_t smallest = rows_.front().i;
    for (const Row& row : rows_) smallest = std::min({smallest, row.i, row.j});
    if (smallest == 0) {
      if (from_one_)
        complain_at(rows_.front().line, "there is a vertex 0, but this format counts them from 1");
      if (header_ && largest_after(0) == header_->n_vertices) {
        complain_at(header_->line,
                    fmt::format("the header promises {}, but they run from 0 to {}",
                                counted(header_->n_vertices, "vertex", "vertices"), largest_after(0)));
      }
      return;
    }
    if (smallest > 1 && !header_ && !from_one_) {
      complain_at(rows_.front().line,
                  fmt::format("the smallest vertex of the file is {}, but they must count from 0 "
                              "or from 1: a first line \"vertices edges\" allows for more that "
                              "have no edge",
                              smallest));
    }
    from_one_ = true;
  }

  EdgeList graph() const {
    const std::uint32_t base = from_one_ ? 1 : 0;
    EdgeList graph;
    graph.n_sites = header_ ? header_->n_vertices : largest_after(0) + 1 - base;
    std::vector<lattice::Site> joined;
    for (const Row& row : rows_) {
      graph.bonds.push_back({row.i - base, row.j - base});
      graph.strengths.push_back(row.strength);
      joined.insert(joined.end(), {row.i, row.j});
    }
    std::sort(joined.begin(), joined.end());
    joined.erase(std::unique(joined.begin(), joined.end()), joined.end());
    const std::uint64_t n_alone = graph.n_sites - joined.size();
    graph.understood = fmt::format(
        "{} from {}, {}{}", counted(graph.n_sites, "vertex", "vertices"), base,
        counted(rows_.size(), "edge", "edges"),
        n_alone == 0 ? "" : fmt::format("; {} without an edge", counted(n_alone, "vertex", "vertices")));
    return graph;
  }

  /// A bond twice, or once in each direction, would count twice in the energy: most likely not what was
  /// meant.
  void complain_repeated() {
    std::vector<std::tuple<std::uint32_t, std::uint32_t, int>> seen;
    seen.reserve(rows_.size());
    for (const Row& row : rows_) {
      const auto [low, high] = ends_of(row);
      seen.emplace_back(low, high, row.line);
    }
    std::sort(seen.begin(), seen.end());
    for (std::size_t k = 1; k < seen.size() && !complaints_.full(); ++k) {
      const auto& [a, b, first] = seen[k - 1];
      if (std::get<0>(seen[k]) != a || std::get<1>(seen[k]) != b) continue;
      complain_at(
          std::get<2>(seen[k]),
          fmt::format("the bond of sites {} and {} stands on line {} already: each bond once", a, b, first));
    }
  }

  std::shared_ptr<const io::Source> source_;
  io::Complaints& complaints_;
  bool matrix_market_, from_one_;
  std::optional<Header> header_;
  std::vector<Row> rows_;
  int line_ = 0;
};

}  // namespace

EdgeList parse_edge_list(std::string_view text, const std::string& name, io::Complaints& complaints) {
  EdgeListReader reader(name, text.starts_with("%%MatrixMarket"), complaints);
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
