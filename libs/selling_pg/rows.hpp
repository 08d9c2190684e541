#pragma once
// Rows of the sellers' tables as the library's types. For this library's .cpp files.

#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "selling/ports.hpp"

namespace tenure::selling {

Change change_of(const pqxx::row& row);
std::vector<Change> changes_of(const pqxx::result& rows);
std::optional<Licence> licence_of(const std::optional<pqxx::row>& found);

/// {"name": "text", ...}
std::string options_text(const std::map<std::string, std::string>& options);

}  // namespace tenure::selling
