#pragma once
// Tables of enumerators and the names they have in JSON and in the database.

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace tenure {

template <class Enum, std::size_t size>
using EnumNames = std::array<std::pair<std::string_view, Enum>, size>;

template <class Enum, std::size_t size>
std::string_view name_in(const EnumNames<Enum, size>& names, Enum value) {
    for (const auto& [name, candidate] : names) {
        if (candidate == value) return name;
    }
    throw std::invalid_argument("a value without a name");
}

/// Throws std::invalid_argument on a name that we never wrote.
template <class Enum, std::size_t size>
Enum value_in(const EnumNames<Enum, size>& names, std::string_view name) {
    for (const auto& [candidate, value] : names) {
        if (candidate == name) return value;
    }
    throw std::invalid_argument("unknown name " + std::string(name));
}

}  // namespace tenure
