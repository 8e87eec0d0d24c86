#include "lenz/io/gnuplot.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lenz/core/errors.hpp"

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

/// What the program wrote to its standard outputs, and its exit status in `status` (-1: it could not be
/// started, errno says why).
std::string run(const fs::path& folder, const std::vector<std::string>& arguments, int& status) {
  status = -1;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string output;
  if (error == 0) {
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) != 0;) {
      if (n < 0 && errno != EINTR) break;
      if (n > 0) output.append(buffer.data(), static_cast<std::size_t>(n));
    }
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  ::close(ends[0]);
  errno = error;
  return output;
}

}  // namespace

std::string gnuplot_quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c == '\n' ? ' ' : c);
  return quoted + "'";
}

const char* series_colour(std::size_t i) {
  constexpr std::array colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
  return colours[i % colours.size()];
}

std::string draw_figures(const fs::path& folder, const std::vector<Figure>& figures) {
  if (figures.empty()) return {};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw FileError(folder.string() + ": cannot create the folder: " + error.message());
  std::vector<std::string> arguments = {"gnuplot"};
  for (const Figure& figure : figures) {
    for (const char* suffix : {".svg", ".png"}) fs::remove(folder / (figure.name + suffix), error);
    write_text(folder / (figure.name + ".dat"), figure.data);
    write_text(folder / (figure.name + ".gp"), script_of(figure));
    arguments.push_back(figure.name + ".gp");
  }
  int status = 0;
  const std::string output = run(folder, arguments, status);
  if (status == -1) {
    return "plots: gnuplot cannot be started (" + std::generic_category().message(errno) +
           "): only scripts and data were written";
  }
  std::string missing;
  for (const Figure& figure : figures) {
    if (!fs::exists(folder / (figure.name + ".png"), error)) missing += " " + figure.name;
  }
  if (status == 0 && missing.empty()) return {};
  return "plots: gnuplot failed" + (missing.empty() ? "" : " on" + missing) + ": " + output;
}

}  // namespace lenz::io
