#pragma once

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lenz::test {

inline std::string text_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

/// What a process left behind; code is 128 + the signal where one ended it, -1 where it did not end in time.
struct Finished {
  int code = 0;
  std::string out, err;
};

/// The program lenz started in a folder; its output goes to files there, so nothing is a terminal. `prepare`
/// runs in the new process last, and may put something else in the place of the standard streams.
class Process {
 public:
  using Environment = std::map<std::string, std::string>;

  Process(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
          const Environment& environment = {}, const std::function<void()>& prepare = {})
      : folder_(folder) {
    std::vector<std::string> words{LENZ_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork failed");
    if (pid_ > 0) return;
    ::unsetenv("LENZ_THREADS");
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    redirect(out(), STDOUT_FILENO);
    redirect(err(), STDERR_FILENO);
    if (prepare) prepare();
    if (::chdir(folder.c_str()) == 0) ::execv(LENZ_PROGRAM, argv.data());
    ::_exit(127);
  }
  ~Process() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void send(int signal) const {
    if (pid_ > 0) ::kill(pid_, signal);
  }

  /// Kills what has not ended by then: a hang is a finding, not a hanging test.
  Finished wait(std::chrono::seconds limit = std::chrono::seconds(240)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    int status = 0;
    while (::waitpid(pid_, &status, WNOHANG) == 0) {
      if (std::chrono::steady_clock::now() > end) return {-1, text_in(out()), text_in(err())};
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    pid_ = 0;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_in(out()), text_in(err())};
  }

 private:
  std::filesystem::path out() const { return folder_ / "stdout.txt"; }
  std::filesystem::path err() const { return folder_ / "stderr.txt"; }
  static void redirect(const std::filesystem::path& file, int to) {
    ::dup2(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644), to);
  }

  std::filesystem::path folder_;
  ::pid_t pid_ = 0;
};

inline Finished lenz(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                     const Process::Environment& environment = {},
                     const std::function<void()>& prepare = {}) {
  return Process(folder, arguments, environment, prepare).wait();
}

/// Runs an input in `folder` under a time limit that stops it before its end, as far on as `seconds` lets it
/// come: half of that, and half again, where the machine is fast.
inline Finished stopped_run(const std::filesystem::path& folder, const std::string& input,
                            const std::string& out, double seconds = 0.1) {
  Finished run;
  for (double limit = seconds; run.code != 75 && limit > 2e-6; limit /= 2) {
    std::filesystem::remove_all(folder / out);
    run = lenz(folder, {"run", input, "--out", out, "--time-limit", std::to_string(limit) + "s"});
  }
  return run;
}

/// The text of a summary.json without what depends on host and history, which stands last in it.
inline std::string numbers_in(const std::filesystem::path& summary) {
  const std::string text = text_in(summary);
  return text.substr(0, text.find("\"timing\""));
}

}  // namespace lenz::test
