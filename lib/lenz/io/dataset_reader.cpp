#include "lenz/io/dataset_reader.hpp"

#include <cmath>
#include <new>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "lenz/io/checksum.hpp"
#include "lenz/io/dataset/data_file.hpp"
#include "lenz/io/dataset/lenz_run.hpp"

namespace lenz::io {

namespace {

using namespace dataset;

constexpr std::size_t looked_at = 4096;
constexpr std::string_view formats =
    "results.h5 of a Lenz run, .npy (NumPy), IDX (MNIST) or CSV (numbers as text)";

[[noreturn]] void fail_format(const DataFile& file, const std::string& head) {
  if (head.starts_with("\x1f\x8b")) file.fail("is compressed by gzip: unpack it first");
  if (head.starts_with("PK\x03\x04"))
    file.fail("is a zip archive (.npz?): take the array out of it first, as .npy");
  file.fail(fmt::format("has no format that is known: a data set is {}", formats));
}

struct Labels {
  arma::vec values;
  std::string name{};  ///< empty where the file has none
  std::vector<std::string> words{};
};

/// One label a row, from a file of its own.
Labels read_labels(const std::filesystem::path& path, std::uint64_t max_bytes) {
  DataFile file(path, max_bytes);
  const std::string head = file.head(looked_at);
  if (!is_npy(head) && !is_idx(head)) {
    if (!is_text(head)) fail_format(file, head);
    CsvTable table = read_csv(file, CsvContent::labels);
    return {.values = std::move(table.labels),
            .name = std::move(table.label_name),
            .words = std::move(table.label_words)};
  }
  const DataArray<double> array = is_npy(head) ? read_npy<double>(file) : read_idx<double>(file);
  if (array.values.n_rows != 1)
    file.fail(fmt::format("holds {} values a row, but must hold one label a row", array.values.n_rows));
  return {.values = array.values.row(0).t()};
}

/// "train-images-idx3-ubyte" -> "train-labels-idx1-ubyte", if that is there.
std::filesystem::path labels_beside(const std::filesystem::path& images) {
  std::string name = images.filename().string();
  for (const auto& [from, to] : {std::pair("images", "labels"), std::pair("idx3", "idx1")}) {
    const std::size_t at = name.find(from);
    if (at == std::string::npos) return {};
    name.replace(at, std::string_view(from).size(), to);
  }
  std::error_code ignored;
  const std::filesystem::path labels = images.parent_path() / name;
  return std::filesystem::is_regular_file(labels, ignored) ? labels : std::filesystem::path{};
}

void check_no_key(const DataFile& file, const DatasetOptions& options, std::string_view format) {
  if (options.key.empty() || options.key == "label" || !options.labels.empty()) return;
  file.fail(fmt::format("is {}, which names nothing, but key is \"{}\": give labels, a file of them", format,
                        options.key));
}

data::Dataset read_array_file(DataFile& file, const std::string& head, const DatasetOptions& options) {
  const bool npy = is_npy(head);
  check_no_key(file, options, npy ? ".npy" : "IDX");
  DataArray<float> array = npy ? read_npy<float>(file) : read_idx<float>(file);
  data::Dataset data;
  data.shape = array.row_shape();
  data.values = std::move(array.values);
  constexpr char unsigned_byte = 0x08;
  if (!npy && head[2] == unsigned_byte) data.values /= 255;
  return data;
}

data::Dataset read_csv_file(DataFile& file, const DatasetOptions& options) {
  CsvTable table = read_csv(file, CsvContent::rows, options.labels.empty() ? options.key : "");
  data::Dataset data;
  data.shape = {table.values.n_rows};
  data.values = std::move(table.values);
  data.labels = std::move(table.labels);
  data.label_name = std::move(table.label_name);
  data.label_words = std::move(table.label_words);
  data.feature_names = std::move(table.feature_names);
  data.remarks = std::move(table.remarks);
  return data;
}

void add_labels(data::Dataset& data, const std::filesystem::path& file, const std::filesystem::path& labels,
                const std::string& key, std::uint64_t max_bytes) {
  if (labels.empty()) return;
  if (data.is_labelled()) {
    dataset::fail(file, fmt::format("has labels (\"{}\") of its own: leave out labels", data.label_name));
  }
  Labels read = read_labels(labels, max_bytes);
  data.labels = std::move(read.values);
  data.label_words = std::move(read.words);
  data.label_name = !key.empty() ? key : !read.name.empty() ? std::move(read.name) : "label";
  if (data.labels.n_elem != data.n_rows()) {
    dataset::fail(labels, fmt::format("holds {} labels, but {} holds {} rows", data.labels.n_elem,
                                      file.string(), data.n_rows()));
  }
}

std::uint64_t checksum_of(const data::Dataset& data) {
  Checksum sum;
  const auto add = [&](const auto& numbers) {
    sum.add({reinterpret_cast<const char*>(numbers.memptr()), numbers.n_elem * sizeof(numbers[0])});
  };
  add(data.values);
  add(data.labels);
  return sum.value();
}

data::Dataset read_any(const std::filesystem::path& path, const DatasetOptions& options,
                       std::uint64_t max_bytes) {
  DataFile file(path, max_bytes);
  const std::string head = file.head(looked_at);
  std::filesystem::path labels = options.labels;
  data::Dataset data;
  if (is_hdf5(head)) {
    data = read_lenz_run(path, options.key, max_bytes);
  } else if (is_npy(head) || is_idx(head)) {
    data = read_array_file(file, head, options);
    if (labels.empty() && is_idx(head)) labels = labels_beside(path);
  } else if (is_text(head)) {
    data = read_csv_file(file, options);
  } else {
    fail_format(file, head);
  }
  add_labels(data, path, labels, options.key, max_bytes);
  return data;
}

}  // namespace

data::Dataset read_dataset(const std::filesystem::path& file, const DatasetOptions& options) {
  const std::uint64_t max_bytes = options.max_bytes > 0 ? options.max_bytes : most_memory();
  try {
    data::Dataset data = read_any(file, options, max_bytes);
    data.checksum = checksum_of(data);
    return data;
  } catch (const std::bad_alloc&) {
    dataset::fail(file, "needs more memory than there is");
  }
}

}  // namespace lenz::io
