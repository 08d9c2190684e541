#pragma once
// Pages of lists that are ordered by identifier, newest first. Included by store/*.cpp only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "domain/result.hpp"

namespace tenure::pg {

/// A cursor is empty or the identifier of the last row of the page before. Error 422
/// `invalid_fields` for anything else.
Status check_cursor(std::string_view cursor, std::string_view prefix);

/// Cuts a list that was read with one row more than the page holds; returns the next page's cursor,
/// if there is a next page.
template <class Row>
std::optional<std::string> cut_page(std::vector<Row>& rows, int limit) {
    if (rows.size() <= static_cast<std::size_t>(limit)) return std::nullopt;
    rows.pop_back();
    return rows.back().id.str();
}

}  // namespace tenure::pg
