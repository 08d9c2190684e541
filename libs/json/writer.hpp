#pragma once
// How the API writes its common values; dto.cpp files build their bodies with these.

#include <nlohmann/json.hpp>
#include <string>

#include "domain/money.hpp"
#include "domain/time.hpp"

namespace tenure::json {

using Object = nlohmann::ordered_json;

inline Object write(const Money& amount) {
    return {{"amount", amount.minor()}, {"currency", amount.currency().code()}};
}
inline Object write(const Credits& credits) {
    return to_string(credits);
}
inline Object write(Timestamp instant) {
    return to_string(instant);
}
inline Object write(Date date) {
    return to_string(date);
}

/// Compact text; invalid UTF-8 is replaced, never thrown at a client.
std::string dump(const Object& value);
std::string dump(const nlohmann::json& value);

}  // namespace tenure::json
