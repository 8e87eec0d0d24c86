#pragma once

#include <optional>
#include <string>
#include <vector>

/// What `lenz validate` prints.
namespace lenz::io {

/// One number beside its exact value.
struct ValidationRow {
  std::string case_name;
  std::string quantity;
  double value = 0;
  double error = 0;
  double exact = 0;
  std::string oracle;
  std::optional<double> z;  ///< none where the error is 0
  bool one_sided = false;   ///< beside the best possible: z says how far, and need not be near 0
  bool pass = true;
};

struct ValidationReport {
  std::vector<ValidationRow> rows;
  std::size_t n_compared = 0;  ///< z-scores, components of vectors included
  double bound = 0;            ///< of |z|
  double seconds = 0;

  bool pass() const;
};

/// The table quantity | Lenz | exact | z | verdict, case by case, and a closing line.
std::string to_text(const ValidationReport& report);
std::string to_json(const ValidationReport& report);

}  // namespace lenz::io
