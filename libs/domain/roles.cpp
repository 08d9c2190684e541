#include "domain/roles.hpp"

#include <array>
#include <utility>

namespace tenure {

namespace {

constexpr std::array<std::pair<std::string_view, Role>, 7> names{{
    {"owner", Role::owner},
    {"admin", Role::admin},
    {"billing", Role::billing},
    {"member", Role::member},
    {"usage", Role::usage},
    {"operator", Role::operator_},
    {"service", Role::service},
}};

}  // namespace

std::optional<Role> parse_role(std::string_view name) {
    for (const auto& [text, role] : names)
        if (text == name) return role;
    return std::nullopt;
}

std::vector<std::string> names_of(RoleSet roles) {
    std::vector<std::string> list;
    for (const auto& [text, role] : names)
        if (roles.contains(role)) list.emplace_back(text);
    return list;
}

}  // namespace tenure
