#pragma once
// Who may do what. Roles come from the token; every route names the set that may call it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenure {

enum class Role : std::uint16_t {
    owner = 1,
    admin = 2,
    billing = 4,
    member = 8,
    usage = 16,
    operator_ = 32,  ///< the company that runs Tenure; written "operator"
    service = 64,    ///< another Tenure service, on /internal routes
    provider = 128,  ///< who signs what he sends: a payment provider, without a token
};

/// A set of roles.
class RoleSet {
  public:
    constexpr RoleSet() = default;
    constexpr RoleSet(Role role) : bits_(static_cast<std::uint16_t>(role)) {}
    constexpr RoleSet operator|(RoleSet other) const {
        RoleSet both;
        both.bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
        return both;
    }
    constexpr bool intersects(RoleSet other) const { return (bits_ & other.bits_) != 0; }
    constexpr bool contains(Role role) const { return intersects(RoleSet(role)); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr bool operator==(const RoleSet&) const = default;

  private:
    std::uint16_t bits_ = 0;
};

constexpr RoleSet operator|(Role a, Role b) {
    return RoleSet(a) | RoleSet(b);
}

std::optional<Role> parse_role(std::string_view name);
/// Roles that the processes give each other and no customer's token may have.
constexpr bool is_internal(Role role) {
    return role == Role::service || role == Role::provider;
}
std::vector<std::string> names_of(RoleSet roles);
/// "owner,billing", as tokens and tables keep a set.
std::string joined(RoleSet roles);
std::optional<RoleSet> parse_roles(std::string_view list);

namespace allow {
/// Reads of subscription and access.
inline constexpr RoleSet members =
    Role::owner | Role::admin | Role::billing | Role::member | Role::operator_;
/// Everything about money except plan and cancelling.
inline constexpr RoleSet billing = Role::owner | Role::admin | Role::billing | Role::operator_;
/// Plan and cancelling.
inline constexpr RoleSet admins = Role::owner | Role::admin | Role::operator_;
/// What only the company that runs Tenure does.
inline constexpr RoleSet operators = Role::operator_;
inline constexpr RoleSet services = Role::service;
inline constexpr RoleSet providers = Role::provider;
}  // namespace allow

}  // namespace tenure
