#pragma once
// Checks a customer's bearer token: a JWS in compact form with JWT claims, per RFC 7519 and the
// best practices of RFC 8725. Pure: keys, rules and the present are handed in.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/roles.hpp"
#include "domain/time.hpp"
#include "gateway/identity/key_set.hpp"

namespace tenure::gateway {

struct JwtRules {
    std::string issuer;
    std::string audience;
    std::chrono::seconds leeway{5};           ///< for clocks that differ
    std::optional<std::string> hs256_secret;  ///< development only
};

inline constexpr std::size_t max_token_bytes = 8192;

struct Claims {
    std::string subject;
    std::optional<AccountId> account;  ///< only an operator's token may lack it
    RoleSet roles;                     ///< unknown names are ignored; never `service`
    Timestamp not_before;
    Timestamp expires;
};

struct Verification {
    Result<Claims> claims;
    bool key_unknown = false;  ///< the key set may be outdated: worth another look at its source
};

/// Errors (unauthenticated): `token_malformed`, `token_invalid` (key, algorithm, signature, a claim
/// that is missing or of the wrong type), `token_wrong_issuer`, `token_wrong_audience`,
/// `token_expired`, `token_not_yet_valid`.
Verification verify_token(std::string_view token, const KeySet& keys, const JwtRules& rules,
                          Timestamp now);

/// The time check alone, for claims that were verified before.
Status check_times(const Claims& claims, const JwtRules& rules, Timestamp now);

}  // namespace tenure::gateway
