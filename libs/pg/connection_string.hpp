#pragma once
// PostgreSQL connection strings, as URIs or keyword strings.

#include <string>
#include <string_view>

namespace tenure::pg {

/// `url` with one more option, which takes precedence over the same option before it.
std::string with_option(std::string url, std::string_view name, std::string_view value);
/// True when the connection string sets the option itself.
bool has_option(std::string_view url, std::string_view name);

}  // namespace tenure::pg
