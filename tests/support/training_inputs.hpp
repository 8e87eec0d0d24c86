#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/dataset_files.hpp"
#include "support/temporary_folder.hpp"

/// Inputs of task `train` for tests that read thousands of inputs.
namespace lenz::test {

/// Writes the data sets that training_inputs() name: 40 rows of 4 numbers and two labels, and 40 rows of
/// 4 x 4 numbers with their labels in a file of its own.
inline void write_training_data(const std::filesystem::path& folder) {
  std::ofstream file(folder / "data.csv");
  file << "a,b,c,d,temperature,sign\n";
  for (int row = 0; row < 40; ++row) {
    for (int bit = 0; bit < 4; ++bit) file << ((row >> bit) % 2 == 0 ? -1 : 1) << ',';
    file << 1 + 0.1 * (row % 30) << ',' << row % 2 << '\n';
  }
  std::string spins;
  std::ofstream labels(folder / "labels.csv");
  labels << "temperature\n";
  for (int row = 0; row < 40; ++row) {
    for (int site = 0; site < 16; ++site) spins += static_cast<char>((row * site) % 3 == 0 ? 1 : -1);
    labels << 1 + 0.1 * row << '\n';
  }
  std::ofstream(folder / "lattice.npy", std::ios::binary)
      << npy_file(1, npy_literal("|i1", false, "(40, 4, 4)"), spins);
}

/// A folder of its own with these data sets.
class TrainingFolder {
 public:
  TrainingFolder() { write_training_data(path()); }
  const std::filesystem::path& path() const { return folder_.path; }

 private:
  TemporaryFolder folder_;
};

/// Valid inputs of every kind of model and optimizer.
inline std::vector<std::string> training_inputs() {
  const std::string system = "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'data.csv'\n";
  const std::string run = "[run]\nseed = 3\nsteps = 100\nbatch = 8\nshards = 2\n[output]\nplots = false\n";
  std::vector<std::string> all = {
      system + "key = 'sign'\nholdout = 0.25\n[model]\nkind = 'classifier'\ntarget = 'key'\n" + run,
      system +
          "[model]\nkind = 'classifier'\ncritical_temperature = 2.5\nlayers = [8, 4]\nactivation = "
          "'tanh'\n[optimizer]\nnatural = false\n" +
          run,
      "title = 'x'\nexact = 'none'\n" + system +
          "[model]\nkind = 'regressor'\n[optimizer]\nkind = 'lbfgs'\nmemory = 5\n[run]\nbatch = 32\n",
      "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'lattice.npy'\nlabels = 'labels.csv'\n"
      "[model]\nkind = 'classifier'\narchitecture = 'convolution'\nlayers = [4, 4]\nkernel = 3\n" +
          run};
  for (const char* kind : {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"}) {
    all.push_back(system + "[model]\nkind = 'regressor'\n[optimizer]\nkind = '" + kind +
                  "'\nrate = 0.01\nschedule = 'step'\nevery = 10\nfactor = 0.5\nclip = 1.0\n" + run);
  }
  return all;
}

}  // namespace lenz::test
