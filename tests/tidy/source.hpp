#pragma once
// The repository's files as the checkers see them, and what they find.

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::tidy {

struct SourceFile {
    std::string path;  ///< from the repository's root, "libs/domain/money.cpp"
    std::string text;
};

/// Something that breaks a rule; `line` counts from 1, 0 when it concerns the whole file.
struct Violation {
    std::string path;
    int line = 0;
    std::string what;
    auto operator<=>(const Violation&) const = default;
};
using Violations = std::vector<Violation>;

/// "path:line: what", one a line.
std::string report(const Violations& violations);

/// The files below the folders whose name ends with one of the endings, sorted by path.
std::vector<SourceFile> files_below(const std::string& root,
                                    const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings);

/// Every .cpp and .hpp of libs, services and tests.
std::vector<SourceFile> source_files(const std::string& root);

std::string read_file(const std::string& path);
std::vector<std::string> lines_of(std::string_view text);

}  // namespace tenure::tidy
