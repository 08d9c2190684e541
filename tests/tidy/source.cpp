#include "tidy/source.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tenure::tidy {

namespace fs = std::filesystem;

std::string report(const Violations& violations) {
    std::string text;
    for (const Violation& one : violations)
        text += "\n" + one.path + ":" + std::to_string(one.line) + ": " + one.what;
    return text;
}

std::vector<SourceFile> files_below(const std::string& root,
                                    const std::vector<std::string>& folders,
                                    const std::vector<std::string>& endings) {
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!fs::exists(fs::path(root) / folder)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / folder)) {
            const std::string path = entry.path().lexically_relative(root).generic_string();
            const bool wanted = std::any_of(endings.begin(), endings.end(),
                                            [&](const auto& end) { return path.ends_with(end); });
            if (wanted && entry.is_regular_file())
                files.push_back({path, read_file(entry.path().string())});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

std::vector<SourceFile> source_files(const std::string& root) {
    return files_below(root, {"libs", "services", "tests"}, {".cpp", ".hpp"});
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

}  // namespace tenure::tidy
