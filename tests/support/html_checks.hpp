#pragma once

#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

/// What holds of every page of Lenz.
namespace lenz::test {

/// Every tag that opens closes, in order; no `<` stands outside a tag.
inline void check_balanced(const std::string& html) {
  const std::set<std::string> empty = {"meta", "img", "br", "!DOCTYPE"};
  std::vector<std::string> open;
  for (std::size_t i = html.find('<'); i != std::string::npos; i = html.find('<', i + 1)) {
    const bool closing = html.at(i + 1) == '/';
    std::size_t end = i + 1 + static_cast<std::size_t>(closing);
    const std::size_t begin = end;
    while (std::isalnum(static_cast<unsigned char>(html.at(end))) || html[end] == '!') ++end;
    const std::string name = html.substr(begin, end - begin);
    INFO("at " << html.substr(i, 60));
    REQUIRE_FALSE(name.empty());
    const std::size_t close = html.find('>', end);
    REQUIRE(close != std::string::npos);
    if (closing) {
      REQUIRE_FALSE(open.empty());
      REQUIRE(open.back() == name);
      open.pop_back();
    } else if (empty.count(name) == 0 && html[close - 1] != '/') {
      open.push_back(name);
    }
    i = close;
    if (!closing && name == "style") i = html.find("</style>", i) - 1;
  }
  CHECK(open == std::vector<std::string>{});
}

/// No two elements share an id, and every reference inside the page finds its element.
inline void check_ids(const std::string& html) {
  std::set<std::string> ids;
  for (std::size_t i = html.find(" id=\""); i != std::string::npos; i = html.find(" id=\"", i + 1)) {
    const std::string id = html.substr(i + 5, html.find('"', i + 5) - i - 5);
    INFO(id);
    CHECK(ids.insert(id).second);
  }
  for (std::size_t i = html.find("href=\"#"); i != std::string::npos; i = html.find("href=\"#", i + 1)) {
    const std::string id = html.substr(i + 7, html.find('"', i + 7) - i - 7);
    INFO(id);
    CHECK(ids.count(id) == 1);
  }
}

inline void check_page(const std::string& html) {
  for (const char* foreign :
       {"http://", "https://", "<link", "<script", "@import", "url(", "src=\"/", "src=\"."}) {
    CAPTURE(foreign);
    CHECK(html.find(foreign) == std::string::npos);
  }
  for (std::size_t i = html.find("src=\""); i != std::string::npos; i = html.find("src=\"", i + 1))
    CHECK(html.compare(i + 5, 5, "data:") == 0);
  check_balanced(html);
  check_ids(html);
}

}  // namespace lenz::test
