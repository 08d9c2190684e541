#include "gateway/identity/jwt.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "domain/base64.hpp"
#include "json/reader.hpp"

namespace tenure::gateway {

namespace {

using Json = nlohmann::json;

Error refused(std::string code, std::string detail) {
    return {ErrorKind::unauthenticated, std::move(code), std::move(detail)};
}
Error malformed() {
    return refused("token_malformed", "the token is not a signed JWT");
}
Error invalid(std::string detail) {
    return refused("token_invalid", std::move(detail));
}

struct Parts {
    std::string_view signed_text;  ///< header and payload as sent
    Json header;
    std::string_view payload;  ///< still encoded: read only after the signature is checked
    std::string signature;
};

/// A decoded JSON object; parsing refuses duplicate members.
Result<Json> object_of(std::string_view encoded) {
    const std::optional<std::string> text = base64url_decode(encoded);
    if (!text) return malformed();
    Result<Json> object = json::parse(*text);
    if (!object.ok() || !object->is_object()) return malformed();
    return object;
}

Result<Parts> split(std::string_view token) {
    if (token.size() > max_token_bytes) return malformed();
    const std::size_t first = token.find('.');
    const std::size_t second = token.find('.', first == token.npos ? first : first + 1);
    if (first == token.npos || second == token.npos) return malformed();
    if (token.find('.', second + 1) != token.npos) return malformed();
    TENURE_TRY_ASSIGN(Json header, object_of(token.substr(0, first)));
    const std::optional<std::string> signature = base64url_decode(token.substr(second + 1));
    if (!signature) return malformed();
    return Parts{token.substr(0, second), std::move(header),
                 token.substr(first + 1, second - first - 1), *signature};
}

std::optional<std::string> text_of(const Json& object, const char* name) {
    const auto member = object.find(name);
    if (member == object.end() || !member->is_string()) return std::nullopt;
    return member->get<std::string>();
}

bool is_jwt_type(std::string type) {
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type == "jwt" || type == "at+jwt" || type == "application/at+jwt";
}

Status check_header(const Json& header) {
    if (header.contains("crit")) return invalid("the token demands an unknown extension");
    if (!header.contains("typ")) return done;
    const std::optional<std::string> type = text_of(header, "typ");
    if (!type || !is_jwt_type(*type)) return invalid("the token is not an access token");
    return done;
}

/// Whether the signature is right; the key decides the algorithm, the header must agree.
Verification check_signature(const Parts& parts, const KeySet& keys, const JwtRules& rules) {
    const auto failed = [](std::string why, bool key_unknown = false) {
        return Verification{invalid(std::move(why)), key_unknown};
    };
    const std::optional<std::string> name = text_of(parts.header, "alg");
    const std::optional<Algorithm> algorithm = name ? parse_algorithm(*name) : std::nullopt;
    if (!algorithm) return failed("the token's algorithm is not accepted");
    if (*algorithm == Algorithm::hs256) {
        if (!rules.hs256_secret) return failed("the token's algorithm is not accepted");
        if (!verify_hs256(*rules.hs256_secret, parts.signed_text, parts.signature))
            return failed("the token's signature is wrong");
        return {Claims{}};
    }
    const std::optional<std::string> kid = text_of(parts.header, "kid");
    if (!kid) return failed("the token names no key");
    const VerificationKey* key = keys.find(*kid);
    if (key == nullptr) return failed("the token's key is not known", true);
    if (key->algorithm != *algorithm) return failed("the token's key is for another algorithm");
    if (!verify_signature(*key, parts.signed_text, parts.signature))
        return failed("the token's signature is wrong");
    return {Claims{}};
}

/// A NumericDate; nothing when it is missing or out of any calendar's range.
std::optional<Timestamp> instant_of(const Json& claims, const char* name) {
    const auto member = claims.find(name);
    if (member == claims.end() || !member->is_number()) return std::nullopt;
    const double seconds = member->get<double>();
    if (!std::isfinite(seconds) || seconds < 0 || seconds > 253'402'300'799.0) return std::nullopt;
    return Timestamp(std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6)));
}

bool is_for(const Json& claims, const std::string& audience) {
    const auto member = claims.find("aud");
    if (member == claims.end()) return false;
    if (member->is_string()) return *member == audience;
    if (!member->is_array()) return false;
    return std::any_of(member->begin(), member->end(),
                       [&audience](const Json& one) { return one == audience; });
}

Result<RoleSet> roles_of(const Json& claims) {
    const auto member = claims.find("roles");
    if (member == claims.end() || !member->is_array())
        return invalid("the token has no array `roles`");
    RoleSet roles;
    for (const Json& name : *member) {
        if (!name.is_string()) return invalid("the token's roles are not names");
        const std::optional<Role> role = parse_role(name.get<std::string>());
        if (role && !is_internal(*role)) roles = roles | *role;
    }
    return roles;
}

Result<std::string> subject_of(const Json& claims) {
    const std::optional<std::string> subject = text_of(claims, "sub");
    if (!subject || subject->empty() || subject->size() > 255)
        return invalid("the token has no usable `sub`");
    for (const char c : *subject)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return invalid("the token has no usable `sub`");
    return *subject;
}

Result<Claims> claims_of(const Json& object, const JwtRules& rules) {
    if (text_of(object, "iss") != rules.issuer)
        return refused("token_wrong_issuer", "the token was not issued by the expected issuer");
    if (!is_for(object, rules.audience))
        return refused("token_wrong_audience", "the token is not meant for this API");
    Claims claims;
    const std::optional<Timestamp> expires = instant_of(object, "exp");
    if (!expires) return invalid("the token has no usable `exp`");
    claims.expires = *expires;
    if (object.contains("nbf")) {
        const std::optional<Timestamp> not_before = instant_of(object, "nbf");
        if (!not_before) return invalid("the token has no usable `nbf`");
        claims.not_before = *not_before;
    }
    TENURE_TRY_ASSIGN(claims.subject, subject_of(object));
    TENURE_TRY_ASSIGN(claims.roles, roles_of(object));
    if (object.contains("account")) {
        Result<AccountId> account = AccountId::parse(text_of(object, "account").value_or(""));
        if (!account.ok()) return invalid("the token's `account` is not an account");
        claims.account = *account;
    } else if (!claims.roles.contains(Role::operator_)) {
        return invalid("the token has no `account`");
    }
    return claims;
}

Result<Claims> checked_claims(const Parts& parts, const JwtRules& rules, Timestamp now) {
    TENURE_TRY_ASSIGN(const Json object, object_of(parts.payload));
    TENURE_TRY_ASSIGN(Claims claims, claims_of(object, rules));
    TENURE_TRY(check_times(claims, rules, now));
    return claims;
}

}  // namespace

Verification verify_token(std::string_view token, const KeySet& keys, const JwtRules& rules,
                          Timestamp now) {
    Result<Parts> parts = split(token);
    if (!parts.ok()) return {std::move(parts).error()};
    if (Status header = check_header(parts->header); !header.ok())
        return {std::move(header).error()};
    Verification signature = check_signature(*parts, keys, rules);
    if (!signature.claims.ok()) return signature;
    return {checked_claims(*parts, rules, now)};
}

Status check_times(const Claims& claims, const JwtRules& rules, Timestamp now) {
    if (now >= claims.expires + rules.leeway)
        return refused("token_expired", "the token has expired");
    if (now < claims.not_before - rules.leeway)
        return refused("token_not_yet_valid", "the token is not valid yet");
    return done;
}

}  // namespace tenure::gateway
