// Token: base64url(fields) "." base64url(HMAC-SHA256 of the part before the dot). A field is
// written with its length before it, so that no value can be taken for two.

#include "http/internal_token.hpp"

#include <array>
#include <charconv>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

#include "domain/base64.hpp"

namespace tenure::http {

namespace {

constexpr std::size_t shortest_key = 32;
constexpr std::size_t longest_token = 4096;
constexpr std::chrono::seconds lifetime{60};
constexpr std::string_view format = "tenure1";

std::string sign(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(),
             &length) == nullptr)
        throw std::runtime_error("HMAC-SHA256 failed");
    return base64url_encode({reinterpret_cast<const char*>(mac.data()), length});
}

bool same_text(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void put(std::string& out, std::string_view value) {
    out += std::to_string(value.size());
    out += ':';
    out += value;
}

/// Takes the fields of a token one by one; `ok` turns false at the first that is not there.
class Fields {
  public:
    explicit Fields(std::string_view text) : rest_(text) {}

    std::string_view text() {
        std::size_t length = 0;
        const auto [stop, failure] =
            std::from_chars(rest_.data(), rest_.data() + rest_.size(), length);
        const auto digits = static_cast<std::size_t>(stop - rest_.data());
        if (failure != std::errc{} || digits >= rest_.size() || *stop != ':' ||
            length > rest_.size() - digits - 1) {
            ok_ = false;
            return {};
        }
        const std::string_view value = rest_.substr(digits + 1, length);
        rest_.remove_prefix(digits + 1 + length);
        return value;
    }

    Timestamp instant() {
        const std::string_view digits = text();
        std::int64_t microseconds = 0;
        const char* const end = digits.data() + digits.size();
        const auto [stop, failure] = std::from_chars(digits.data(), end, microseconds);
        if (failure != std::errc{} || stop != end) ok_ = false;
        return Timestamp(std::chrono::microseconds(microseconds));
    }

    bool complete() const { return ok_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool ok_ = true;
};

Error invalid_token() {
    return {ErrorKind::unauthenticated, "internal_token_invalid",
            "the internal token is not one that Tenure signed"};
}

}  // namespace

InternalTokens::InternalTokens(std::string key, const Clock& clock)
    : key_(std::move(key)), clock_(clock) {
    if (key_.size() < shortest_key)
        throw std::invalid_argument("the internal key is shorter than 32 bytes");
}

std::string InternalTokens::issue(const Caller& caller) const {
    const auto microseconds = [](Timestamp instant) {
        return std::to_string(instant.time_since_epoch().count());
    };
    std::string fields;
    put(fields, format);
    put(fields, microseconds(clock_.now() + lifetime));
    put(fields, caller.account.str());
    put(fields, caller.subject);
    put(fields, joined(caller.roles));
    put(fields, caller.request_id);
    put(fields, caller.traceparent);
    put(fields, caller.on_test_clock ? "test" : "real");
    put(fields, microseconds(caller.now));
    std::string token = base64url_encode(fields);
    const std::string signature = sign(key_, token);
    token += '.';
    token += signature;
    return token;
}

Result<Caller> InternalTokens::verify(std::string_view token) const {
    if (token.empty())
        return Error{ErrorKind::unauthenticated, "internal_token_missing",
                     "the request carries no internal token"};
    const std::size_t dot = token.find('.');
    if (token.size() > longest_token || dot == std::string_view::npos) return invalid_token();
    if (!same_text(token.substr(dot + 1), sign(key_, token.substr(0, dot)))) return invalid_token();
    const std::optional<std::string> text = base64url_decode(token.substr(0, dot));
    if (!text) return invalid_token();

    Fields fields(*text);
    if (fields.text() != format) return invalid_token();
    const Timestamp expires = fields.instant();
    Caller caller;
    caller.account = AccountId(std::string(fields.text()));
    caller.subject = fields.text();
    const std::optional<RoleSet> roles = parse_roles(fields.text());
    caller.request_id = fields.text();
    caller.traceparent = fields.text();
    caller.on_test_clock = fields.text() == "test";
    caller.now = fields.instant();
    if (!fields.complete() || !roles) return invalid_token();
    caller.roles = *roles;

    const Timestamp now = clock_.now();
    if (now >= expires)
        return Error{ErrorKind::unauthenticated, "internal_token_expired",
                     "the internal token has expired"};
    if (!caller.on_test_clock) caller.now = now;
    return caller;
}

std::string InternalTokens::keyed_digest(std::string_view text) const {
    // A token's signed part is base64url, which has no colon: neither can stand for the other.
    return sign(key_, "digest:" + std::string(text));
}

Caller InternalTokens::service_caller(std::string_view service, const AccountId& account) const {
    const Timestamp now = clock_.now();
    Caller caller;
    caller.account = account;
    caller.subject = "service:" + std::string(service);
    caller.roles = Role::service;
    caller.request_id = new_id("req", now);
    caller.now = now;
    return caller;
}

}  // namespace tenure::http
