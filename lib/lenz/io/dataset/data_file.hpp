#pragma once

#include <armadillo>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// What the readers of data sets share. For them alone.
namespace lenz::io::dataset {

/// A regular file while it is read, and complaints about it.
class DataFile {
 public:
  /// `max_bytes`: what the numbers read from it may take in memory. Throws InputError where the file cannot
  /// be opened or is empty.
  DataFile(const std::filesystem::path& path, std::uint64_t max_bytes);

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t left() const { return size_ - position_; }
  /// At most n bytes from the start; the position stays.
  std::string head(std::size_t n);
  /// As many of n bytes as are left.
  std::size_t read_some(char* out, std::size_t n);
  /// n bytes; fails where fewer are left.
  void read(char* out, std::size_t n);

  /// Throws InputError: "FILE: error: MESSAGE".
  [[noreturn]] void fail(const std::string& message) const;
  /// Fails where `bytes` are more than may be taken.
  void check_memory(double bytes) const;

 private:
  struct Close {
    void operator()(std::FILE* stream) const { std::fclose(stream); }
  };
  std::filesystem::path path_;
  std::uint64_t max_bytes_, size_ = 0, position_ = 0;
  std::unique_ptr<std::FILE, Close> stream_;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& message);

/// Three quarters of the machine's memory.
std::uint64_t most_memory();

enum class Element { uint8, int8, int16, int32, int64, float32, float64 };
std::size_t size_of(Element element);

/// An array as files have it: the first axis counts the rows, and of the others the last one is fastest.
template <class T>
struct DataArray {
  std::vector<std::uint64_t> axes;  ///< of the file
  arma::Mat<T> values;              ///< n_features x n_rows

  /// Of a row, first axis fastest.
  std::vector<std::size_t> row_shape() const {
    if (axes.size() < 2) return {1};
    return {axes.rbegin(), axes.rend() - 1};
  }
};

struct Layout {
  Element element = Element::float64;
  bool big_endian = false;
  bool fortran_order = false;
};

/// The rest of the file as the values of an array with these axes. Fails where it is of another length, has
/// no row, or holds a number that is not finite.
template <class T>
DataArray<T> read_array(DataFile& file, const std::vector<std::uint64_t>& axes, const Layout& layout);

bool is_npy(const std::string& head);
template <class T>
DataArray<T> read_npy(DataFile& file);

bool is_idx(const std::string& head);
template <class T>
DataArray<T> read_idx(DataFile& file);

/// What a text file is read as: rows, one column of which may be their label, or labels alone.
enum class CsvContent { rows, labels };
/// The table of a text file. A label's name is that of its column, and empty where that has none.
struct CsvTable {
  arma::fmat values;  ///< n_features x n_rows
  arma::vec labels;   ///< where they are words, the number of each in label_words
  std::string label_name;
  std::vector<std::string> label_words;    ///< in alphabetical order; empty where labels are numbers
  std::vector<std::string> feature_names;  ///< empty where there is no header
  std::vector<std::string> remarks;
};
bool is_text(const std::string& head);
/// `key` is the column of the label, empty: see DatasetOptions. A file of labels must have one column.
CsvTable read_csv(DataFile& file, CsvContent content, const std::string& key = "");

}  // namespace lenz::io::dataset
