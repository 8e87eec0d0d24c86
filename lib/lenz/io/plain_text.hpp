#pragma once

#include <string>
#include <string_view>

/// Text that came from a file or a command line, and goes to a terminal, a log, a picture or a shell.
namespace lenz::io {

/// The text without what a terminal would obey: control characters (C0 but newline and tab, DEL, C1),
/// characters that turn the direction of writing, and bytes that are no UTF-8 become U+FFFD.
std::string plain_text(std::string_view text);

/// True for what Lenz calls an observable, a parameter, a series or a block of a model: letters, digits and
/// _ . + -, beginning with one of the first two, 128 characters at most, no two dots in a row. Such a name is
/// safe in a path, a script and a page as it is.
bool is_name(std::string_view text);
/// The text where it is a name, else the nearest one: "samples/energy" becomes samples_energy.
std::string as_name(std::string_view text);

/// A word as a shell takes it: in quotes where it needs them.
std::string shell_word(const std::string& word);

}  // namespace lenz::io
