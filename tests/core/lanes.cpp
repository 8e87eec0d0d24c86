#include "lenz/core/lanes.hpp"

#include <array>
#include <limits>

#include <catch2/catch.hpp>

#include "lenz/core/numerics.hpp"

namespace lanes_tests {

namespace {

using lenz::LaneMask;
using lenz::Lanes;
namespace lanes = lenz::lanes;

constexpr std::size_t width = lanes::count<Lanes>;
constexpr double infinity = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Equal to 1e-14 relative; infinities and NaNs alike, NaN of either sign.
bool same(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::fabs(a - b) <= 1e-14 * std::fabs(b);
}

/// Lanes in which f(x) is not of(x) of the double, every lane at every place.
template <class OfLanes, class OfDouble>
int mismatches(const OfLanes& f, const OfDouble& of, const std::vector<double>& values) {
  int n = 0;
  for (std::size_t first = 0; first < values.size(); ++first) {
    Lanes x;
    for (std::size_t k = 0; k < width; ++k) x[k] = values[(first + 3 * k) % values.size()];
    const Lanes y = f(x);
    for (std::size_t k = 0; k < width; ++k) n += same(y[k], of(x[k])) ? 0 : 1;
  }
  return n;
}

std::vector<double> many_numbers() {
  std::vector<double> all{0,    1,  -1,  1e-300,   1e-17,     -1e-17,      700,
                          -700, 37, -37, infinity, -infinity, not_a_number};
  for (int k = 0; k < 400; ++k) all.push_back(-40 + 0.2003 * k);
  return all;
}
std::vector<double> positive_numbers() {
  std::vector<double> all{0, infinity, not_a_number};
  for (const double x : many_numbers()) {
    if (x > 0) all.push_back(x);
  }
  return all;
}

Lanes one_to_eight() {
  Lanes x;
  for (std::size_t k = 0; k < width; ++k) x[k] = static_cast<double>(k + 1);
  return x;
}

}  // namespace

TEST_CASE("Functions of eight lanes are those of each number by itself") {
  const auto all = many_numbers(), positive = positive_numbers();
  CHECK(mismatches([](Lanes x) { return lanes::exp(x); }, [](double x) { return std::exp(x); }, all) == 0);
  CHECK(mismatches([](Lanes x) { return lanes::log(x); }, [](double x) { return std::log(x); }, positive) ==
        0);
  CHECK(mismatches([](Lanes x) { return lanes::log1p(x); }, [](double x) { return std::log1p(x); },
                   positive) == 0);
  CHECK(mismatches([](Lanes x) { return lanes::sqrt(x); }, [](double x) { return std::sqrt(x); }, all) == 0);
  CHECK(mismatches([](Lanes x) { return lanes::abs(x); }, [](double x) { return std::fabs(x); }, all) == 0);
  CHECK(mismatches([](Lanes x) { return lanes::max(x, Lanes{} + 0.5); },
                   [](double x) { return x > 0.5 ? x : 0.5; }, all) == 0);
  // Where numbers are negative, no root and no logarithm.
  CHECK(std::isnan(lanes::log(lanes::broadcast<Lanes>(-1))[5]));
  CHECK(std::isnan(lanes::sqrt(lanes::broadcast<Lanes>(-1))[5]));
  CHECK(lanes::log(Lanes{})[2] == -infinity);
}

TEST_CASE("Softplus and logistic of lanes keep their tails") {
  std::vector<double> all = many_numbers();
  all.insert(all.end(), {745, -745, 1e5, -1e5});
  const auto softplus = [](double x) { return lenz::softplus(x); };
  const auto logistic = [](double x) { return lenz::logistic(x); };
  std::erase_if(all, [](double x) { return std::isnan(x); });
  CHECK(mismatches([](Lanes x) { return lanes::softplus(x); }, softplus, all) == 0);
  CHECK(mismatches([](Lanes x) { return lanes::logistic(x); }, logistic, all) == 0);
  CHECK(std::isnan(lanes::softplus(lanes::broadcast<Lanes>(not_a_number))[1]));
  CHECK(std::isnan(lanes::logistic(lanes::broadcast<Lanes>(not_a_number))[1]));
  for (const double x : all) {
    CHECK(same(lanes::softplus(x), softplus(x)));
    CHECK(same(lanes::logistic(x), logistic(x)));
  }
}

TEST_CASE("Masks choose lane by lane and carry nothing from what is not chosen") {
  const Lanes x = one_to_eight(), poison = lanes::broadcast<Lanes>(not_a_number);
  const LaneMask odd = (x == 1) | (x == 3) | (x == 5) | (x == 7);
  CHECK(lanes::n_set(odd) == 4);
  CHECK(lanes::n_set(x < 1) == 0);
  CHECK(lanes::n_set(x < 9) == 8);
  CHECK(lanes::n_set(poison < 1) == 0);
  CHECK(lanes::n_set(poison != poison) == 8);
  const Lanes chosen = lanes::select(odd, x, poison), others = lanes::select(odd, poison, -x);
  for (std::size_t k = 0; k < width; ++k) {
    CHECK(lanes::holds(odd, k) == (k % 2 == 0));
    if (k % 2 == 0) CHECK(chosen[k] == static_cast<double>(k + 1));
    if (k % 2 == 1) CHECK(others[k] == -static_cast<double>(k + 1));
    CHECK(std::isnan(lanes::get(k % 2 == 0 ? others : chosen, k)));
  }
  const Lanes signs = lanes::select(odd, -Lanes{}, lanes::broadcast<Lanes>(infinity));
  CHECK(std::signbit(signs[0]));
  CHECK(signs[1] == infinity);
  CHECK(lanes::select(true, 1.0, not_a_number) == 1);
  CHECK(lanes::n_set(false) == 0);
}

TEST_CASE("The sum over lanes is of all eight") {
  CHECK(lanes::sum(one_to_eight()) == 36);
  for (std::size_t k = 0; k < width; ++k) {
    Lanes x{};
    lanes::set(x, k, 3);
    CHECK(lanes::sum(x) == 3);
    x[k] = infinity;
    CHECK(lanes::sum(x) == infinity);
  }
  CHECK(lanes::sum(2.5) == 2.5);
}

TEST_CASE("Lanes go through an archive's doubles and back with the same bits") {
  std::vector<Lanes> values{one_to_eight(), -Lanes{}, one_to_eight() / 3};
  values[1][4] = infinity;
  const std::vector<double> all = lanes::flattened(values);
  REQUIRE(all.size() == 24);
  CHECK(all[2] == 3);          // value 0 of lane 2
  CHECK(all[12] == infinity);  // value 1 of lane 4
  std::vector<Lanes> back;
  lanes::unflatten(all, back);
  CHECK(lanes::flattened(back) == all);
  CHECK(std::signbit(back[1][0]));
  const std::vector<double> plain{1, 2};
  std::vector<double> again;
  lanes::unflatten(lanes::flattened(plain), again);
  CHECK(again == plain);
}

}  // namespace lanes_tests
