#include "lenz/io/plain_text.hpp"

#include <catch2/catch.hpp>

namespace plain_text_tests {

using lenz::io::is_name;
using lenz::io::plain_text;
using lenz::io::shell_word;

TEST_CASE("What a terminal would obey is replaced and all else is left as it is") {
  CHECK(plain_text("T = 2.269, ψ, 漢字, 🧲\n\tnext") == "T = 2.269, ψ, 漢字, 🧲\n\tnext");
  CHECK(plain_text("\033[31mred\033]0;owned\007\r\b") == "\uFFFD[31mred\uFFFD]0;owned\uFFFD\uFFFD\uFFFD");
  CHECK(plain_text(std::string("a\0b", 3)) == "a\uFFFDb");
  CHECK(plain_text("\x7f\u0085\u009b31m") == "\uFFFD\uFFFD\uFFFD31m");  // DEL and C1
  CHECK(plain_text("a\u202Eb\u2066c\u200Fd") == "a\uFFFDb\uFFFDc\uFFFDd");
  CHECK(plain_text("") == "");
}

TEST_CASE("Bytes that are no UTF-8 are replaced one by one") {
  CHECK(plain_text("\xff") == "\uFFFD");
  CHECK(plain_text("a\xc3") == "a\uFFFD");                              // cut
  CHECK(plain_text("\xc0\x9b[31m") == "\uFFFD\uFFFD[31m");              // overlong escape
  CHECK(plain_text("\xe0\x80\x9b") == "\uFFFD\uFFFD\uFFFD");            // overlong again
  CHECK(plain_text("\xed\xa0\x80") == "\uFFFD\uFFFD\uFFFD");            // half of a surrogate pair
  CHECK(plain_text("\xf4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond Unicode
  CHECK(plain_text("\x9b") == "\uFFFD");
}

TEST_CASE("Names are what can stand in a path and a script and a page") {
  for (const char* name : {"energy", "0000", "point_0001.loss", "correlation_x-y", "a+b", "E"})
    CHECK(is_name(name));
  for (const char* name : {"", ".", "..", "a..b", "../x", "a/b", "a b", "a'b", "a\"b", "a\nb", "$(x)", "-x",
                           "<b>", "é", "a;b"}) {
    CAPTURE(name);
    CHECK_FALSE(is_name(name));
  }
  CHECK_FALSE(is_name(std::string(129, 'a')));
}

TEST_CASE("A word for a shell stands in quotes where it needs them") {
  CHECK(shell_word("runs/ising-2") == "runs/ising-2");
  CHECK(shell_word("my run") == "'my run'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("$(x)") == "'$(x)'");
  CHECK(shell_word("") == "''");
}

}  // namespace plain_text_tests
