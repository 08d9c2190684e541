#pragma once
// How long files, lines and functions may be.

#include "tidy/source.hpp"

namespace tenure::tidy {

inline constexpr int longest_file = 400;
inline constexpr int longest_line = 100;
inline constexpr int longest_function = 70;

/// A file's lines, and their columns (code points).
Violations check_lengths(const SourceFile& file);
/// Functions from the first line of their declaration to the closing brace.
Violations check_functions(const SourceFile& file);

}  // namespace tenure::tidy
