#include "lenz/io/schema.hpp"

#include <catch2/catch.hpp>

#include "lenz/io/catalogue.hpp"
#include "lenz/io/describe.hpp"
#include "lenz/io/toml_writer.hpp"

namespace schema_tests {

namespace {

enum class Colour { red, green_blue };

}  // namespace
}  // namespace schema_tests

template <>
struct lenz::io::EnumNames<schema_tests::Colour> {
  static constexpr std::string_view names[] = {"red", "green-blue"};
};

namespace schema_tests {
namespace {

using namespace lenz;
using namespace lenz::io;

struct Everything {
  bool flag = true;
  std::int64_t integer = -3;
  std::uint64_t count = 4;
  double number = 0.25;
  std::string text = "word";
  std::optional<std::filesystem::path> file;
  Colour colour = Colour::green_blue;
  std::vector<std::uint64_t> sizes{2, 3};
  std::vector<double> list{0.5};
  std::vector<std::vector<double>> matrix{{1, 2}, {3, 4}};
  Auto<std::uint64_t> burn_in;
  Auto<double> step{0.1};
  Duration limit = Duration::none();
  Scan scan{1.5};
  IntegerScan seeds{std::int64_t{7}};
};

const Schema<Everything>& schema() {
  using E = Everything;
  static const Schema<Everything> s = [] {
    Schema<E> made("table", "all", "one key of each type");
    made.key("flag", &E::flag, {.meaning = "yes or no"})
        .key("integer", &E::integer, {.min = -10, .max = 10})
        .key("count", &E::count, {.min = 1})
        .key("number", &E::number, {.unit = "bar", .min = 0, .max = 1, .exclusive_max = true})
        .key("text", &E::text, {})
        .key("file", &E::file, {})
        .key("colour", &E::colour, {})
        .key("sizes", &E::sizes, {.min = 1})
        .key("list", &E::list, {})
        .key("matrix", &E::matrix, {.required = true})
        .key("burn_in", &E::burn_in, {})
        .key("step", &E::step, {.min = 0, .exclusive_min = true})
        .key("limit", &E::limit, {.or_none = true})
        .key("scan", &E::scan, {.min = 0, .exclusive_min = true})
        .key("seeds", &E::seeds, {.min = 0});
    return made;
  }();
  return s;
}

Everything read(const std::string& body, Complaints& complaints) {
  const Document d = Document::parse("[table]\nmatrix = 0\n" + body, "/tmp/x/a.toml", "/tmp/x");
  Table table = *d.root().find("table")->get<Table>();
  table.erase("matrix");
  if (table.find("m") == nullptr)
    table.set("matrix", Document::parse("m = [[1]]", "").root().entries()[0].value);
  Everything out;
  schema().read(&table, d.place_of("table", ""), complaints, out);
  return out;
}

/// The message about one line, without its place; the place must be line 3.
std::string fault(const std::string& line) {
  Complaints complaints;
  read(line, complaints);
  try {
    complaints.throw_if_any();
  } catch (const InputError& error) {
    REQUIRE(error.diagnostics().size() == 1);
    CHECK(error.diagnostics().front().line == 3);
    return error.diagnostics().front().message;
  }
  return "";
}

TEST_CASE("Every type of key reads what it should") {
  Complaints complaints;
  const Everything e = read(
      "flag = false\ninteger = 10\ncount = 1\nnumber = 0\ntext = ''\nfile = '../b.txt'\ncolour = "
      "'red'\nsizes = 8\nlist = [1, 2.5]\n"
      "burn_in = 100\nstep = 'auto'\nlimit = '1.5h'\nscan = { from = 0.1, to = 0.3, count = 3 }\nseeds = { "
      "from = 2, to = 8, count = 4 }\n",
      complaints);
  CHECK_NOTHROW(complaints.throw_if_any());
  CHECK_FALSE(e.flag);
  CHECK(e.integer == 10);
  CHECK(e.number == 0);
  CHECK(e.file->string() == "/tmp/b.txt");
  CHECK(e.colour == Colour::red);
  CHECK(e.sizes == std::vector<std::uint64_t>{8});
  CHECK(e.list == std::vector<double>{1, 2.5});
  CHECK(*e.burn_in.value == 100);
  CHECK(e.step.is_auto());
  CHECK(e.limit.seconds == 5400);
  CHECK(e.scan.values == std::vector<double>{0.1, 0.2, 0.3});
  CHECK(e.seeds.values == std::vector<std::int64_t>{2, 4, 6, 8});
}

TEST_CASE("A refused value is named with its type or range or choices") {
  CHECK(fault("flag = 1") == "[table] flag is 1 (an integer), but must be true or false");
  CHECK(fault("integer = 11") == "[table] integer is 11, but must be between -10 and 10");
  CHECK(fault("integer = 1.0") ==
        "[table] integer is 1.0 (a number), but must be an integer between -10 and 10; write 1");
  CHECK(fault("count = 0") == "[table] count is 0, but must be at least 1");
  CHECK(fault("number = 1") == "[table] number is 1, but must be at least 0 and less than 1");
  CHECK(fault("number = nan") == "[table] number is nan, but must be finite");
  CHECK(fault("number = true") ==
        "[table] number is true (a bool), but must be a number at least 0 and less than 1");
  CHECK(fault("text = 3") == "[table] text is 3 (an integer), but must be a string");
  CHECK(fault("file = ''") == "[table] file is \"\" (a string), but must be a file");
  CHECK(fault("file = \"a\\nb\"") ==
        "[table] file is \"a\\nb\", but must be a file's name without line ends and control characters");
  CHECK(fault("colour = 'rd'") ==
        "[table] colour is \"rd\", but must be one of \"red\", \"green-blue\"; did you mean \"red\"?");
  CHECK(fault("colour = 3") ==
        "[table] colour is 3 (an integer), but must be one of \"red\", \"green-blue\"");
  CHECK(fault("sizes = -4") == "[table] sizes is -4, but must be at least 1");
  CHECK(fault("sizes = [2, 0]") == "[table] sizes is 0, but must be at least 1");
  CHECK(fault("sizes = []") == "[table] sizes is an empty list, but must be a list of at least one number");
  CHECK(fault("sizes = 'a'") ==
        "[table] sizes is \"a\" (a string), but must be a list of integers, each at least 1");
  CHECK(fault("list = [1, [2]]") == "[table] list is a list, but must be a number");
  CHECK(fault("burn_in = 'atuo'") ==
        "[table] burn_in is \"atuo\" (a string), but must be an integer at least 0 or \"auto\"");
  CHECK(fault("step = 0") == "[table] step is 0, but must be greater than 0");
  CHECK(fault("limit = '3 weeks'") ==
        "[table] limit is \"3 weeks\" (a string), but must be a number of seconds or a text such as "
        "\"30m\" (s, m, h or d), or \"none\"");
  CHECK(
      fault("scan = 'warm'") ==
      "[table] scan is \"warm\" (a string), but must be a number, a list of numbers or { from, to, count }, "
      "each greater than 0");
  CHECK(fault("scan = [1, -1]") == "[table] scan is -1, but must be greater than 0");
  CHECK(fault("scan = { from = 1, to = 2, cuont = 3 }") ==
        "unknown key \"cuont\" in [table] scan; did you mean \"count\"?");
  CHECK(fault("scan = { from = 1, to = 2 }") ==
        "missing key \"count\" in [table] scan; a range is { from, to, count }");
  CHECK(fault("scan = { from = 1, to = 2, count = 0 }") ==
        "[table] scan.count is 0, but must be between 1 and 100000");
  CHECK(fault("scan = { from = 0, to = 2, count = 3 }") == "[table] scan is 0, but must be greater than 0");
  CHECK(fault("scan = { from = 1, to = 2, count = 100001 }") ==
        "[table] scan.count is 100001, but must be between 1 and 100000");
  CHECK(fault("seeds = 1.5") ==
        "[table] seeds is 1.5 (a number), but must be an integer, a list of integers or { from, to, count }, "
        "each at least 0");
  CHECK(fault("seeds = { from = 1, to = 4, count = 3 }") ==
        "[table] seeds.count is 3, but must be such that the steps are whole");
  CHECK(fault("text = 2020-01-01") == "[table] text is a date, but must be a string");
}

TEST_CASE("A missing key is said at the header and not where it is misspelled") {
  const auto count = [](const std::string& text) {
    const Document d = Document::parse("\n[table]\n" + text, "a.toml");
    Complaints complaints;
    Everything out;
    schema().read(d.root().find("table")->get<Table>(), d.place_of("table", ""), complaints, out);
    return complaints;
  };
  try {
    count("flag = true\n").throw_if_any();
    FAIL("nothing was thrown");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) ==
          "a.toml:2:1: error: missing key \"matrix\" in [table] kind \"all\": a list of rows of numbers");
  }
  CHECK(count("matirx = [[1]]\n").empty());  // the unknown key says it
}

TEST_CASE("All complaints come at once and in the order of their places") {
  Complaints complaints;
  read("flag = 1\nnumber = 'x'\nscan = [0, -1]\ncount = 0\n", complaints);
  try {
    complaints.throw_if_any();
    FAIL("nothing was thrown");
  } catch (const InputError& error) {
    REQUIRE(error.diagnostics().size() == 5);
    for (std::size_t i = 1; i < 5; ++i) CHECK(error.diagnostics()[i - 1].line <= error.diagnostics()[i].line);
  }
}

TEST_CASE("A hundred complaints are enough") {
  Complaints complaints;
  for (int i = 0; i < 1000; ++i) complaints.add({nullptr, 1, i}, "bad");
  try {
    complaints.throw_if_any();
  } catch (const InputError& error) {
    CHECK(error.diagnostics().size() == 100);
    CHECK(error.diagnostics().back().message == "bad (and 900 more errors)");
  }
}

TEST_CASE("What a schema writes it reads back") {
  Table written;
  schema().write(Everything{}, written);
  Table again;
  Everything out;
  Complaints complaints;
  schema().read(&written, {}, complaints, out);
  CHECK(complaints.empty());
  schema().write(out, again);
  CHECK(to_toml(written) == to_toml(again));
  CHECK(written.find("file") == nullptr);
  CHECK(*written.find("limit")->get<std::string>() == "none");
}

TEST_CASE("A range keeps both its ends exactly") {
  for (const std::size_t n : {2, 3, 7, 17, 1000}) {
    Complaints complaints;
    const Everything e =
        read("scan = { from = 1.6, to = 3.2, count = " + std::to_string(n) + " }\n", complaints);
    REQUIRE(e.scan.size() == n);
    CHECK(e.scan.values.front() == 1.6);
    CHECK(e.scan.values.back() == 3.2);
    CHECK(std::is_sorted(e.scan.begin(), e.scan.end()));
  }
}

TEST_CASE("Durations are numbers of seconds or have a unit") {
  CHECK(parse_duration("90") == 90);
  CHECK(parse_duration("90s") == 90);
  CHECK(parse_duration("30m") == 1800);
  CHECK(parse_duration("0.5d") == 43200);
  for (const char* bad : {"", "m", "-3s", "1 h", "1hh", "nan", "inf", "1e400", "3w"})
    CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("A key describes itself by the schema that reads it") {
  CHECK(describe_key(*schema().find("number")) ==
        "  number            a number at least 0 and less than 1; unit bar; default 0.25\n");
  CHECK(describe_key(*schema().find("flag")) ==
        "  flag              true or false; default true\n                    yes or no\n");
}

}  // namespace

}  // namespace schema_tests
