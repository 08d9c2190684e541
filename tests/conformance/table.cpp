#include "conformance/table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <stdexcept>

namespace tenure::conformance {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find(separator, begin);
        parts.emplace_back(text.substr(begin, end - begin));
        if (end == std::string_view::npos) return parts;
        begin = end + 1;
    }
}

std::optional<Table> Table::load(const std::string& path_below_data) {
    const std::string path =
        std::string(TENURE_SOURCE_DIR) + "/../shared/reference/data/" + path_below_data;
    std::ifstream file(path);
    if (!file) {
        WARN("skipped: there is no " << path);
        return std::nullopt;
    }
    Table table;
    std::string line;
    std::getline(file, line);
    table.columns_ = split(line, '\t');
    while (std::getline(file, line)) {
        table.rows_.push_back(split(line, '\t'));
        if (table.rows_.back().size() != table.columns_.size())
            throw std::runtime_error(path + ": a row with other columns: " + line);
    }
    return table;
}

const std::string& Table::at(std::size_t row, std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found == columns_.end()) throw std::out_of_range("no column " + std::string(column));
    return rows_.at(row)[static_cast<std::size_t>(found - columns_.begin())];
}

}  // namespace tenure::conformance
