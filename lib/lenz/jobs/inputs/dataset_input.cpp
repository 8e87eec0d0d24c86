#include "lenz/jobs/inputs/dataset_input.hpp"

namespace lenz::jobs {

const io::Schema<DatasetInput>& dataset_schema() {
  static const io::Schema<DatasetInput> schema = [] {
    using D = DatasetInput;
    io::Schema<D> s("system", "dataset", "samples in a file");
    s.conventions(
        "The format is told by the file's content: results.h5 of a Lenz run that kept configurations (all "
        "its points, spins as -1 and +1), .npy, IDX (bytes as grey levels from 0 to 1) or CSV (a header line "
        "or none). Of an array the first axis counts the rows. Every value must be finite.");
    s.key("file", &D::file, {.meaning = "the data, in one of these formats", .required = true});
    s.key("key", &D::key,
          {.meaning = "what becomes the label: a parameter of a Lenz run's points, samples/energy or "
                      "samples/magnetization; a column of a CSV file by name, or by number (\"3\") where it "
                      "has no header",
           .default_text = "temperature, else the one parameter that varies, or a column \"label\""});
    s.key("labels", &D::labels,
          {.meaning = "a second file with one label a row (.npy, IDX, CSV), where the first holds none; for "
                      "IDX the file that MNIST's names suggest is found by itself"});
    s.key("holdout", &D::holdout,
          {.meaning = "share of the rows that is never trained on, the same of every point or label, chosen "
                      "by the seed; all that is reported is measured on it",
           .min = 0,
           .max = 1,
           .exclusive_min = true,
           .exclusive_max = true});
    s.key("file_hash", &D::file_hash,
          {.meaning = "checksum of `file` (and `labels`), written into the resolved input; a file that has "
                      "changed since is refused"});
    return s;
  }();
  return schema;
}

}  // namespace lenz::jobs
