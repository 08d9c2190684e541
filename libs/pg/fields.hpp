#pragma once
// Fields of rows as the domain's types. What we wrote ourselves and cannot read back is a bug or a
// damaged database, so these throw. Included by store/*.cpp only.

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "domain/time.hpp"

namespace tenure::pg {

/// From microseconds since the epoch, as statements select them.
inline Timestamp instant_of(const pqxx::field& microseconds) {
    return Timestamp(std::chrono::microseconds(microseconds.as<std::int64_t>()));
}

/// From `YYYY-MM-DD`, a date selected as text.
inline Date date_of(const pqxx::field& field) {
    return parse_date(field.as<std::string>()).value();
}

inline std::optional<std::string> optional_text(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return field.as<std::string>();
}

}  // namespace tenure::pg
