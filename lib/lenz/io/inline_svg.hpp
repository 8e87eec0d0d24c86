#pragma once

#include <string>
#include <string_view>

namespace lenz::io {

struct InlineSvg {
  std::string name;         ///< prefixes every id, so that no two pictures of a page share one
  std::string description;  ///< for those who cannot see it
  int crop_top = 0;         ///< pixels of the title's band, which goes with the title
};

/// A drawing of gnuplot as an <svg> element of an HTML page: without prolog, title and fixed size, its ids
/// made its own, and each colour that Lenz's figures use replaced by the page's variable for it (see
/// figure_colours), so that it follows the light or dark of the page. Empty where the text is no drawing.
std::string inline_svg(std::string_view drawing, const InlineSvg& how);

/// A colour of the figures in plots/ and the name of the page's variable that stands for it.
struct FigureColour {
  const char* hex;   ///< "#0072b2"
  const char* name;  ///< "--c1"
  const char* dark;  ///< on a dark page
};

/// All of them, and what they become on a dark page.
std::string figure_variables(bool dark);

}  // namespace lenz::io
