#pragma once
// Who sent a request: from its Authorization and Tenure-Account headers to an account, a subject
// and roles. One per thread; remembers tokens that it verified.

#include <memory>
#include <string>
#include <unordered_map>

#include "domain/time.hpp"
#include "gateway/identity/jwt.hpp"
#include "gateway/identity/key_source.hpp"
#include "gateway/wire/asio.hpp"
#include "gateway/wire/fields.hpp"

namespace tenure::gateway {

struct Identity {
    AccountId account;
    std::string subject;
    RoleSet roles;

    bool is_operator() const { return roles.contains(Role::operator_); }
};

/// Who asks where the body's signature is what counts: no customer, and no account that exists.
Identity sender_of_signed_bodies();

/// The token of `Authorization: Bearer <token>`. Errors (unauthenticated): `token_missing`,
/// `token_malformed`.
Result<std::string_view> bearer_token(const Fields& fields);

/// The account that is acted for. Errors: 403 `operator_required` when somebody else sends
/// Tenure-Account, 422 `invalid_account`, 400 `account_required` for an operator without any.
Result<Identity> identity_of(const Claims& claims, const Fields& fields);

class Identifier {
  public:
    Identifier(asio::io_context& io, KeySource& keys, const JwtRules& rules, const Clock& clock)
        : io_(io), keys_(keys), rules_(rules), clock_(clock) {}

    /// Errors: those of bearer_token(), verify_token() and identity_of(); `keys_unavailable`
    /// (unavailable) as long as no key set could be read.
    Task<Result<Identity>> identify(const Fields& fields);

  private:
    Verification verify(std::string_view token);
    void take_current_keys();
    Task<void> look_for_new_keys();

    asio::io_context& io_;
    KeySource& keys_;
    const JwtRules& rules_;
    const Clock& clock_;
    std::uint64_t version_ = 0;
    std::shared_ptr<const KeySet> current_ = std::make_shared<KeySet>();
    std::unordered_map<std::string, Claims> verified_;  ///< by token's digest; checking: 30-120 us
};

/// The value of WWW-Authenticate for a 401 with this code.
std::string challenge_of(const Error& error);

}  // namespace tenure::gateway
