#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lenz/data/dataset.hpp"

namespace lenz::io {

struct DatasetOptions {
  /// What becomes the label: a parameter of the points of a Lenz run ("temperature", …) or "samples/energy",
  /// "samples/magnetization"; a column of a CSV file, by its name or (where it has no header) its number from
  /// 1. Empty: "temperature", else the one parameter that varies; a column "temperature" or "label". With a
  /// file of labels it is what those are called; empty: as the header of its column says, else "label".
  std::string key = {};
  /// A file with one label a row (.npy, IDX, CSV of one column), for files that hold none. Empty: for IDX the
  /// file beside it that MNIST's names suggest (train-images-idx3-ubyte, train-labels-idx1-ubyte).
  std::filesystem::path labels = {};
  /// What the rows may take in memory; 0: three quarters of the machine's.
  std::uint64_t max_bytes = 0;
};

/// Reads a data set, telling the format by the file's content.
///
/// - results.h5 of a Lenz run: the configurations of all points, one row each, with the point's parameters;
///   all points must have one size. Packed spins become -1 and +1. Features in the order of the sites.
/// - .npy, versions 1.0 to 3.0, C or Fortran order, 1 to 4 axes, the first one counts the rows: f4, f8, i1,
///   i2, i4, i8, u1, b1, either order of bytes. Features have the last axis fastest.
/// - IDX (MNIST), 1 to 4 axes likewise. Unsigned bytes are grey levels: 0 … 255 become 0 … 1.
/// - CSV: numbers between semicolons, tabs, commas or spaces; a header where the first line holds a word that
/// is no
///   label; lines that begin with # are skipped. Between semicolons or tabs a comma is a decimal point
///   ("0,5"). Labels may be words, up to 1000 different ones; a file of such labels alone needs a header.
///
/// Values are stored in single, labels in double precision. Throws InputError, naming the file, the place
/// and what is allowed, on anything absent, damaged, ragged, not finite or larger than max_bytes; sizes are
/// held against the file before memory is taken (in HDF5, whose chunks are compressed, to a factor of 1000).
/// Cost: one pass over the file.
data::Dataset read_dataset(const std::filesystem::path& file, const DatasetOptions& options = {});

}  // namespace lenz::io
