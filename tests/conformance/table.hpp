#pragma once
// Reads the reference data that lie beside the repository; without them a test says so and skips.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::conformance {

/// Rows of a tab-separated file with a heading line.
class Table {
  public:
    /// Nothing when the file is not there (a checkout without the reference data): the caller
    /// returns, after this has warned.
    static std::optional<Table> load(const std::string& path_below_data);

    std::size_t size() const { return rows_.size(); }
    /// Throws std::out_of_range when the file has no such column.
    const std::string& at(std::size_t row, std::string_view column) const;

  private:
    std::vector<std::string> columns_;
    std::vector<std::vector<std::string>> rows_;
};

std::vector<std::string> split(std::string_view text, char separator);

}  // namespace tenure::conformance
