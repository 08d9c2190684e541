#pragma once
// One cell of an import: from what the file says to the clean value, or to the code of what is
// wrong with it.

#include <string>
#include <string_view>

#include "onboarding/domain/import_schema.hpp"

namespace tenure::onboarding {

/// What a cell means. Neither value nor fault: the cell is empty.
struct CleanCell {
    std::string json;        ///< the value as JSON text; "" when there is none
    std::string_view fault;  ///< its code; "" when there is none
    bool empty() const { return json.empty() && fault.empty(); }
};

struct CellRules {
    const CountryNames& countries;
    char decimal_sign = 0;  ///< ',' or '.' when the customer said so; else each number shows it
};

/// Dates are read day before month, as Europe writes them (31/12/2026, 31.12.26, 31-12-2026), or
/// ISO 8601. Decimals have a comma or a point; with both, the last one is the decimal sign. One of
/// them before exactly three digits could be either (1.234): `ambiguous_number`, unless the
/// customer said which it is.
CleanCell clean_cell(std::string_view cell, const ImportField& field, const CellRules& rules);

/// A JSON string of valid UTF-8.
std::string json_text(std::string_view text);

}  // namespace tenure::onboarding
