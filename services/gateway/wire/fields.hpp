#pragma once
// Header fields as read from a connection, names in lower case, in the order of arrival.

#include <string>
#include <string_view>
#include <vector>

namespace tenure::gateway {

struct Field {
    std::string name;
    std::string value;
};
using Fields = std::vector<Field>;

/// The first one's value; nullptr when there is none.
const std::string* find_field(const Fields& fields, std::string_view name);
std::size_t count_fields(const Fields& fields, std::string_view name);
/// The value without letters' case.
bool equals_ignoring_case(std::string_view a, std::string_view b);
/// Whether a comma-separated list holds the word, whatever the case.
bool list_contains(std::string_view list, std::string_view word);

}  // namespace tenure::gateway
