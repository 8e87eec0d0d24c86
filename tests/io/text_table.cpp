#include "lenz/io/text_table.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace text_table_tests {

using namespace lenz::io;

TEST_CASE("A value is printed with two digits of its error") {
  CHECK(format_value_error(-1.4190512, 2.1e-4) == "-1.41905(21)");
  CHECK(format_value_error(0.5, 0.0123) == "0.500(12)");
  CHECK(format_value_error(-0.00002, 0.0123) == "-0.000(12)");
  CHECK(format_value_error(2, 0.96) == "2.00(96)");
  CHECK(format_value_error(2, 0.0996) == "2.00(10)");
  CHECK(format_value_error(2, 0.996) == "2.0(1.0)");
}

TEST_CASE("Errors above one keep their decimal point") {
  CHECK(format_value_error(12.34, 1.5) == "12.3(1.5)");
  CHECK(format_value_error(12.34, 25) == "12(25)");
  CHECK(format_value_error(1534, 213) == "1530(210)");
  CHECK(format_value_error(-3, 5123) == "0(5100)");
  CHECK(format_value_error(0.1, 1e5) == "0(100000)");
}

TEST_CASE("Very large and very small numbers are printed in powers of ten") {
  CHECK(format_value_error(3.14159e-7, 1.2e-8) == "3.14(12)e-07");
  CHECK(format_value_error(-2.5e-300, 1e-301) == "-2.50(10)e-300");
  CHECK(format_value_error(1.2345e8, 3.3e5) == "1.2345(33)e+08");
  CHECK(format_value_error(1e308, 1e307) == "1.00(10)e+308");
  CHECK(format_value_error(1e-310, 1e-311) == "1.00(10)e-310");
  CHECK(format_value_error(0.00012, 0.00001) == "0.000120(10)");
}

TEST_CASE("Without an error a value stands alone") {
  CHECK(format_value_error(-1.4191548, 0) == "-1.4191548");
  CHECK(format_value_error(0, 0) == "0");
  CHECK(format_value_error(-0.0, 0) == "0");
  CHECK(format_value_error(1e-20, 0) == "1e-20");
  CHECK(format_value_error(1.0 / 3, 0) == "0.3333333333");
  CHECK(format_value_error(0, 0.01) == "0.000(10)");
}

TEST_CASE("What is no number is printed as it is") {
  CHECK(format_value_error(std::numeric_limits<double>::quiet_NaN(), 1) == "nan(1)");
  CHECK(format_value_error(1, std::numeric_limits<double>::infinity()) == "1(inf)");
}

TEST_CASE("A table is aligned without trailing spaces") {
  TextTable table({"quantity", "Lenz", "z", "verdict"});
  table.add({"energy", "-1.41905(21)", "0.5", "pass"});
  table.add({"χ", "12(2)", "-1.25", ""});
  CHECK(table.text() ==
        "quantity          Lenz      z  verdict\n"
        "--------------------------------------\n"
        "energy    -1.41905(21)    0.5     pass\n"
        "χ                12(2)  -1.25\n");
  CHECK_THROWS_AS(table.add({"too few"}), std::invalid_argument);
}

}  // namespace text_table_tests
