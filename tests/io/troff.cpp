#include "lenz/io/troff.hpp"

#include <catch2/catch.hpp>

using namespace lenz;

TEST_CASE("No text is a request or an escape to troff") {
  CHECK(io::troff("") == "");
  CHECK(io::troff("a line") == "a line");
  CHECK(io::troff(".TH") == "\\&.TH");
  CHECK(io::troff("'so file") == "\\(aqso file");
  CHECK(io::troff("\\fBn\\") == "\\(rsfBn\\(rs");
  CHECK(io::troff("a \"b\"") == "a \\(dqb\\(dq");
  CHECK(io::troff("two\n.SH lines") == "two .SH lines");
}

TEST_CASE("What troff would set as other signs is written by name") {
  CHECK(io::troff("--seed") == "\\-\\-seed");
  CHECK(io::troff("2^16 ~ `x`") == "2\\(ha16 \\(ti \\(gax\\(ga");
  CHECK(io::troff("S\u00f8ren \u2026 \U0001F600") == "S\\[u00F8]ren \\[u2026] \\[u1F600]");
  CHECK(io::troff("a\xff"
                  "b\xe2\x80") == "a?b??");
}
