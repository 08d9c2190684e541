#include "domain/roles.hpp"

#include <array>
#include <utility>

namespace tenure {

namespace {

constexpr std::array<std::pair<std::string_view, Role>, 8> names{{
    {"owner", Role::owner},
    {"admin", Role::admin},
    {"billing", Role::billing},
    {"member", Role::member},
    {"usage", Role::usage},
    {"operator", Role::operator_},
    {"service", Role::service},
    {"provider", Role::provider},
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

std::string joined(RoleSet roles) {
    std::string list;
    for (const std::string& name : names_of(roles)) list += (list.empty() ? "" : ",") + name;
    return list;
}

std::optional<RoleSet> parse_roles(std::string_view list) {
    RoleSet roles;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::optional<Role> role = parse_role(list.substr(0, comma));
        if (!role) return std::nullopt;
        roles = roles | *role;
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    return roles;
}

}  // namespace tenure
