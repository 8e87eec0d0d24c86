#pragma once

#include <armadillo>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// Data in memory: what learned models are trained on. Files are read by io/dataset_reader.hpp.
namespace lenz::data {

/// Rows of numbers, one column of `values` each, and what is known of them.
struct Dataset {
  arma::fmat values;                       ///< n_features x n_rows
  arma::vec labels;                        ///< one a row; empty where there are none
  std::string label_name;                  ///< "temperature", …
  std::vector<std::string> label_words;    ///< where labels are words, those that labels number; else empty
  std::vector<std::string> feature_names;  ///< of the columns of a table with a header; else empty
  std::vector<std::string> remarks;        ///< how the file was understood, where that could be otherwise
  std::vector<std::size_t> shape;  ///< of a row, first axis fastest: {16, 16} of a lattice; else {n_features}

  /// Which of `parameters` each row was drawn at; empty where the file does not tell.
  std::vector<std::uint32_t> points;
  std::vector<std::vector<std::pair<std::string, double>>> parameters;  ///< by name, of each point

  arma::vec energies;           ///< per site, one a row, as the run measured them; empty where none are kept
  std::string lattice;          ///< "square", …; empty where the rows are no lattice's
  std::size_t n_bonds = 0;      ///< of that lattice
  bool equal_couplings = true;  ///< false where bonds differ (disorder, a graph with strengths)
  std::uint64_t checksum = 0;   ///< of values and labels, so that a resumed run knows its data again

  std::size_t n_rows() const { return values.n_cols; }
  std::size_t n_features() const { return values.n_rows; }
  bool is_labelled() const { return !labels.empty(); }
};

}  // namespace lenz::data
