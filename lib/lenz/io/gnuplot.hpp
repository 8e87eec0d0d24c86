#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lenz::io {

/// One figure: NAME.gp and NAME.dat, from which gnuplot makes NAME.svg and NAME.png.
struct Figure {
  std::string name;
  std::string body;  ///< gnuplot commands that draw it, once the terminal is set; data stand in 'NAME.dat'
  std::string data;
  /// In pixels; the PNG has twice as many, the SVG two thirds, so that its text can be read on a phone.
  int width = 720;
  int height = 560;
  int title_band = 0;  ///< pixels at the top of the SVG that hold the title and nothing else
};

/// Writes scripts and data of all figures to the folder (created where absent) and runs gnuplot once, no
/// longer than `seconds`. Each script can be run again by hand: `gnuplot NAME.gp` in the folder.
///
/// Returns what is to be told to the log: empty where all went well; gnuplot being absent is no error. Throws
/// FileError when scripts cannot be written.
std::string draw_figures(const std::filesystem::path& folder, const std::vector<Figure>& figures,
                         std::chrono::seconds seconds = std::chrono::seconds(120));

/// The text in single quotes, as gnuplot reads it literally, on one line. Everything that a script says in
/// words goes through it.
std::string gnuplot_quote(std::string_view text);

/// Colours that colour-blind eyes tell apart (Okabe and Ito 2008), beginning again after six.
const char* series_colour(std::size_t i);

}  // namespace lenz::io
