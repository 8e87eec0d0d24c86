#include "lenz/io/document.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "lenz/io/guard.hpp"
#include "lenz/io/toml_writer.hpp"

#include "support/temporary_folder.hpp"

namespace document_tests {

namespace {

using namespace lenz;
using io::Document;

std::string fault_of(const std::string& text) {
  try {
    Document::parse(text, "a.toml");
  } catch (const InputError& error) {
    REQUIRE(error.diagnostics().size() == 1);
    return error.what();
  }
  return "no error";
}

std::string repeated(const std::string& piece, int n) {
  std::string all;
  for (int i = 0; i < n; ++i) all += piece;
  return all;
}

bool starts_with(const std::string& text, const std::string& beginning) {
  return text.rfind(beginning, 0) == 0;
}

TEST_CASE("Every value and key knows its line and column") {
  const Document d =
      Document::parse("task = \"sample\"\n\n[system]\n  size = [4,\n   -5]\nx.y = { z = true }\n", "a.toml");
  const auto at = [](const io::Place& p) { return std::pair(p.line, p.column); };
  CHECK(at(d.find("", "task")->place()) == std::pair(1, 8));
  CHECK(at(d.place_of("system", "size")) == std::pair(4, 10));
  CHECK(at((*d.find("system", "size")->get<io::Array>())[1].place()) == std::pair(5, 4));
  CHECK(at(d.root().find_entry("system")->place) == std::pair(3, 2));
  CHECK(at(d.root().find("system")->get<io::Table>()->find_entry("size")->place) == std::pair(4, 3));
  // A missing key stands at its table's header, a missing table at the start of the file.
  CHECK(at(d.place_of("system", "kind")) == std::pair(3, 1));
  CHECK(at(d.place_of("run", "seed")) == std::pair(1, 1));
  CHECK(d.find("", "task")->place().complaint("no").text() == "a.toml:1:8: error: no");
}

TEST_CASE("Values keep their types and keys the order in which they were written") {
  const Document d = Document::parse(
      "z = 1\na = 2.5\nm = false\nb = 'text'\nd = 2020-01-01\nl = [1, 'x', {k = 1e3}]\n", "a.toml");
  CHECK(*d.find("", "z")->get<std::int64_t>() == 1);
  CHECK(*d.find("", "a")->get<double>() == 2.5);
  CHECK(*d.find("", "m")->get<bool>() == false);
  CHECK(*d.find("", "b")->get<std::string>() == "text");
  CHECK(d.find("", "d")->get<io::Date>() != nullptr);
  CHECK((*d.find("", "l")->get<io::Array>())[2].get<io::Table>()->find("k")->shown() == "1000.0");
  std::string order;
  for (const io::Entry& entry : d.root().entries()) order += entry.key;
  CHECK(order == "zambdl");
}

TEST_CASE("A byte order mark and line ends of Windows are no errors and move no position") {
  const Document d = Document::parse("\xEF\xBB\xBFtask = 'x'\r\n[system]\r\nsize = 3\r\n", "a.toml");
  CHECK(d.find("", "task")->place().column == 8);
  CHECK(d.place_of("system", "size").line == 3);
}

TEST_CASE("Syntax errors have a position and come alone") {
  CHECK(starts_with(fault_of("a = 1\nb = \nc = ]\n"), "a.toml:2:"));
  CHECK(starts_with(fault_of("a = 1\na = 2\n"), "a.toml:2:"));
  CHECK(starts_with(fault_of("[x\n"), "a.toml:1:"));
  CHECK(starts_with(fault_of("a = \"open\n"), "a.toml:1:"));
  CHECK(starts_with(fault_of("a = 99999999999999999999\n"), "a.toml:1:"));
}

TEST_CASE("What is no text is refused before the parser sees it") {
  CHECK(fault_of("a = 1\nb = '\xFF'\n") ==
        "a.toml:2:6: error: byte 0xff is not UTF-8: the file must be a UTF-8 text");
  CHECK(fault_of("a = '\xC0\x80'") ==
        "a.toml:1:6: error: byte 0xc0 is not UTF-8: the file must be a UTF-8 text");
  CHECK(fault_of("a = '\xED\xA0\x80'") ==
        "a.toml:1:6: error: byte 0xed is not UTF-8: the file must be a UTF-8 text");
  CHECK(fault_of("\xFF\xFEt\0") ==
        "a.toml:1:1: error: byte 0xff is not UTF-8: the file must be a UTF-8 text");
  CHECK(fault_of(std::string("a = 1\n\0", 7)) ==
        "a.toml:2:1: error: control character 0x00: the file must be a UTF-8 text");
  CHECK(fault_of("a = 1\rb = 2") ==
        "a.toml:1:6: error: control character 0x0d: the file must be a UTF-8 text");
  CHECK(fault_of("# \xE2\x82\xAC\xF0\x9F\x98\x80 are characters\na = '\xE2\x82'") ==
        "a.toml:2:6: error: byte 0xe2 is not UTF-8: the file must be a UTF-8 text");
}

TEST_CASE("Depth is bounded for brackets and braces and dots alike") {
  CHECK(fault_of("a = " + repeated("[", 100000)) ==
        "a.toml:1:37: error: brackets are nested more than 32 deep");
  CHECK(starts_with(fault_of("a = " + repeated("{a=", 100000)), "a.toml:1:"));
  CHECK(starts_with(fault_of(repeated("a.", 100000) + "b = 1"),
                    "a.toml:1:34: error: a key has more than 16 dots"));
  CHECK(starts_with(fault_of("[" + repeated("a.", 100000) + "b]"),
                    "a.toml:1:35: error: a key has more than 16 dots"));
  CHECK(starts_with(fault_of(repeated("'a' . ", 100000) + "b = 1"), "a.toml:1:"));
  CHECK(starts_with(fault_of(repeated("\"a\".", 100000) + "b = 1"), "a.toml:1:"));
  // Neither strings nor comments nor lists of numbers are deep.
  CHECK(fault_of("a = '" + repeated("[.", 1000) + "'\n# " + repeated("[.", 1000) + "\nb = [" +
                 repeated("1.5, ", 1000) + "]") == "no error");
  CHECK(fault_of("a = \"\"\"\n" + repeated("[.\n\"\\\"", 100) + "\"\"\"\"\"\nb = '''" + repeated("{.'", 100) +
                 "'''\n") == "no error");
  CHECK(fault_of("a = " + repeated("[", 32) + repeated("]", 32)) == "no error");
}

TEST_CASE("Long strings that never end do not hide depth from the guard") {
  // The guard believes itself in a string no longer than the parser does.
  CHECK(starts_with(fault_of("a = 'x\nb = " + repeated("[", 100000)), "a.toml:"));
  CHECK(starts_with(fault_of("a = \"\"\"x\"\"\"" + repeated("[", 100000)), "a.toml:"));
  CHECK(starts_with(fault_of("a = \"\\\nb = " + repeated("[", 100000)), "a.toml:"));
}

TEST_CASE("A file is refused by its name when it cannot be read") {
  const auto fault = [](const std::filesystem::path& file) -> std::string {
    try {
      Document::read(file);
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK(fault("no/such.toml") == "no/such.toml:1:1: error: cannot read the file: No such file or directory");
  CHECK(fault("/") == "/:1:1: error: this is a folder, but must be a TOML file");
  CHECK(fault("/dev/zero") == "/dev/zero:1:1: error: the file is larger than 8 MiB");
  CHECK(fault("/dev/null") == "no error");
}

TEST_CASE("Arguments change values and stand for their own place") {
  Document d = Document::parse("[system]\nsize = [4, 4]\n", "a.toml");
  d.set("system.size=[8, 8]");
  d.set("run.seed=7");
  d.set("title=two words");
  d.set("system.lattice=square");
  d.set("system.temperature={ from = 1, to = 2, count = 3 }");
  d.set("system.temperature.count=5");
  d.set("exact='none'");
  d.set("note=");
  CHECK(io::to_toml(*d.find("system", "size")) == "[8, 8]");
  CHECK(*d.find("run", "seed")->get<std::int64_t>() == 7);
  CHECK(*d.find("", "title")->get<std::string>() == "two words");
  CHECK(*d.find("system", "lattice")->get<std::string>() == "square");
  CHECK(io::to_toml(*d.find("system", "temperature")) == "{ from = 1, to = 2, count = 5 }");
  CHECK(*d.find("", "exact")->get<std::string>() == "none");
  CHECK(d.find("", "note")->get<std::string>()->empty());
  CHECK(d.place_of("system", "size").complaint("no").text() == "--set system.size=[8, 8]: error: no");
}

TEST_CASE("Arguments without a key or a value are a matter of usage and others of input") {
  Document d = Document::parse("a = 1\n", "a.toml");
  for (const char* bad : {"", "a", "=1", ".=1", "a.=1", "a b=1", "a..b=1"})
    CHECK_THROWS_AS(d.set(bad), UsageError);
  CHECK_THROWS_AS(d.set(repeated("a.", 100) + "b=1"), UsageError);
  CHECK_THROWS_AS(d.set("b=[1"), InputError);
  CHECK_THROWS_AS(d.set("b={"), InputError);
  CHECK_THROWS_AS(d.set("a.b=1"), InputError);
  CHECK_THROWS_AS(d.set("b=" + repeated("[", 100000)), InputError);
  d.set("c=1\nd = 2");
  CHECK(*d.find("", "c")->get<std::string>() == "1\nd = 2");
}

TEST_CASE("A written document reads back to the same values") {
  const std::string text =
      "a = 0.1\nb = 1e300\nc = -5\nd = \"quote \\\" slash \\\\ line \\n bell \\u0007 \xE2\x82\xAC\"\ne = "
      "[[1.0, 2.5], [3.0, 4.0]]\n"
      "f = inf\n\n[t]\n\"odd key\" = true\ng = { x = [1, 2], y = {} }\nh = []\n";
  const std::string once = io::to_toml(Document::parse(text, "a").root());
  const std::string twice = io::to_toml(Document::parse(once, "b").root());
  CHECK(once == twice);
  const Document d = Document::parse(once, "c");
  CHECK(*d.find("", "a")->get<double>() == 0.1);
  CHECK(*d.find("", "d")->get<std::string>() == "quote \" slash \\ line \n bell \a \xE2\x82\xAC");
  CHECK(*d.find("t", "odd key")->get<bool>());
}

}  // namespace

}  // namespace document_tests
