#include "lenz/io/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"
#include "lenz/io/plain_text.hpp"

extern char** environ;

namespace lenz::io {

namespace {

namespace fs = std::filesystem;

constexpr const char* frame = R"(# Draws {name}.svg and {name}.png from {name}.dat:  gnuplot {name}.gp
reset session
set encoding utf8
do for [suffix in 'svg png'] {{
  reset
  if (suffix eq 'svg') {{
    set terminal svg size {svg_width},{svg_height} font 'sans-serif,14' background '#ffffff'
  }} else {{
    set terminal pngcairo size {twice_width},{twice_height} font 'sans,11' fontscale 2 linewidth 2 pointscale 2
  }}
  set output '{name}.'.suffix
  set border 3 linecolor rgb '#55555c' linewidth 1
  set tics nomirror out scale 0.5 textcolor rgb '#33333a'
  set format '%g'
  set autoscale noextend
  set grid linetype 1 linecolor rgb '#e9e9ee' linewidth 1
  set title textcolor rgb '#1a1a20'
  set xlabel textcolor rgb '#33333a'
  set ylabel textcolor rgb '#33333a'
  set key textcolor rgb '#33333a'
{body}
  unset output
}}
)";

std::string script_of(const Figure& figure) {
  std::string body;
  for (std::size_t from = 0; from < figure.body.size();) {
    const std::size_t to = std::min(figure.body.find('\n', from), figure.body.size());
    body += (body.empty() ? "  " : "\n  ") + figure.body.substr(from, to - from);
    from = to + 1;
  }
  return fmt::format(fmt::runtime(frame), fmt::arg("name", figure.name),
                     fmt::arg("svg_width", figure.width * 2 / 3),
                     fmt::arg("svg_height", figure.height * 2 / 3), fmt::arg("twice_width", 2 * figure.width),
                     fmt::arg("twice_height", 2 * figure.height), fmt::arg("body", body));
}

/// Plain, not through AtomicFile: a figure can be made again, and a dozen fsyncs would be felt.
void write_text(const fs::path& file, const std::string& text) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw FileError(file.string() + ": cannot write: " + std::generic_category().message(errno));
}

/// How a program ended.
struct Ended {
  int status = -1;         ///< as waitpid() has it; -1: it could not be started
  int error = 0;           ///< the errno that says why
  bool timed_out = false;  ///< it was killed at the limit of time
  std::string output;      ///< the head of what it wrote to its standard outputs
};

using Clock = std::chrono::steady_clock;

/// Reads until the other end is closed or the time is over.
void read_until(int end, Clock::time_point limit, std::string& output) {
  constexpr std::size_t most = 1 << 16;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(limit - Clock::now()).count();
    if (left <= 0) return;
    pollfd wait{.fd = end, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, static_cast<int>(std::min<long long>(left, 1000))) <= 0) continue;
    const ssize_t n = ::read(end, buffer.data(), buffer.size());
    if (n == 0 || (n < 0 && errno != EINTR)) return;
    if (n > 0 && output.size() < most) output.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

/// Waits for the child, and kills it and what it started at the limit of time.
void wait_for(pid_t child, Clock::time_point limit, Ended& ended) {
  for (;;) {
    const pid_t found = ::waitpid(child, &ended.status, ended.timed_out ? 0 : WNOHANG);
    if (found == child || (found < 0 && errno != EINTR)) return;
    if (ended.timed_out) continue;
    if (Clock::now() >= limit) {
      ended.timed_out = true;
      ::kill(-child, SIGKILL);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
}

/// Runs a program in the folder, in a process group of its own, no longer than `seconds`.
Ended run(const fs::path& folder, const std::vector<std::string>& arguments, std::chrono::seconds seconds) {
  Ended ended;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    ended.error = errno;
    return ended;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const Clock::time_point limit = Clock::now() + seconds;
  pid_t child = 0;
  ended.error = ::posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(ends[1]);
  if (ended.error == 0) {
    read_until(ends[0], limit, ended.output);
    wait_for(child, limit, ended);
  }
  ::close(ends[0]);
  return ended;
}

}  // namespace

std::string gnuplot_quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : plain_text(text)) {
    // gnuplot 5.4 loses count of quotes written double where a text begins with one: they become apostrophes.
    if (c == '\'') quoted += "\u2019";
    if (c != '\'') quoted += c == '\n' || c == '\t' ? ' ' : c;
  }
  return quoted + "'";
}

const char* series_colour(std::size_t i) {
  constexpr std::array colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
  return colours[i % colours.size()];
}

std::string draw_figures(const fs::path& folder, const std::vector<Figure>& figures,
                         std::chrono::seconds seconds) {
  if (figures.empty()) return {};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw FileError(folder.string() + ": cannot create the folder: " + error.message());
  std::vector<std::string> arguments = {"gnuplot"};
  for (const Figure& figure : figures) {
    // What is there may be a link to another place.
    for (const char* suffix : {".gp", ".dat", ".svg", ".png"})
      fs::remove(folder / (figure.name + suffix), error);
    write_text(folder / (figure.name + ".dat"), figure.data);
    write_text(folder / (figure.name + ".gp"), script_of(figure));
    arguments.push_back(figure.name + ".gp");
  }
  const Ended ended = run(folder, arguments, seconds);
  if (ended.error != 0) {
    return "plots: gnuplot cannot be started (" + std::generic_category().message(ended.error) +
           "): only scripts and data were written";
  }
  std::string missing;
  for (const Figure& figure : figures) {
    if (!fs::exists(folder / (figure.name + ".png"), error)) missing += " " + figure.name;
  }
  if (ended.status == 0 && missing.empty()) return {};
  const std::string why =
      ended.timed_out ? fmt::format("took longer than {} s and was ended", seconds.count()) : "failed";
  return "plots: gnuplot " + why + (missing.empty() ? "" : " on" + missing) +
         (ended.output.empty() ? "" : ": " + ended.output);
}

}  // namespace lenz::io
