#pragma once
// The short-lived signed token that services trust: made by the gateway from a customer's token,
// and by a service for its own calls downwards. HMAC-SHA256 over a shared key.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/roles.hpp"
#include "domain/time.hpp"
#include "http/message.hpp"

namespace tenure::http {

/// Header that carries it between Tenure's processes; the gateway strips a client's copy.
inline constexpr std::string_view internal_token_header = "tenure-internal-token";

class InternalTokens {
  public:
    /// `key`: at least 32 bytes, the same in every process.
    InternalTokens(std::string key, const Clock& clock);

    /// A token for the caller, valid for 60 s of real time; keeps the test clock's `now`.
    std::string issue(const Caller& caller) const;
    /// Errors (unauthenticated): `internal_token_missing`, `internal_token_invalid`,
    /// `internal_token_expired`. request_id and traceparent come from the token.
    Result<Caller> verify(std::string_view token) const;

    /// A digest of the text under the shared key. Stored, it tells whether another text is equal,
    /// but nobody can try guesses against it: a request's body may hold a card number.
    std::string keyed_digest(std::string_view text) const;

    /// A caller for a service's own work on an account (sweepers, consumers).
    Caller service_caller(std::string_view service, const AccountId& account) const;

  private:
    std::string key_;
    const Clock& clock_;
};

}  // namespace tenure::http
