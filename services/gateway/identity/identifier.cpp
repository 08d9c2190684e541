#include "gateway/identity/identifier.hpp"

#include <boost/asio/post.hpp>

#include "gateway/identity/signature.hpp"

namespace tenure::gateway {

namespace {

/// Machines send one token for each account again and again; a token's entry takes some 300 bytes.
constexpr std::size_t max_remembered = 16'384;
constexpr std::chrono::seconds longest_wait_for_keys{3};

/// Wakes a waiting request from the thread that reads the keys.
void wake(KeySource& keys, asio::io_context& io, const std::shared_ptr<Timer>& timer) {
    keys.look_again([&io, timer] { asio::post(io, [timer] { timer->cancel(); }); });
}

}  // namespace

Identity sender_of_signed_bodies() {
    return {AccountId("acc_providers"), "service:gateway", Role::provider};
}

Result<std::string_view> bearer_token(const Fields& fields) {
    constexpr std::string_view scheme = "bearer ";
    const std::string* value = find_field(fields, "authorization");
    if (value == nullptr)
        return Error{ErrorKind::unauthenticated, "token_missing",
                     "send Authorization: Bearer with a token"};
    std::string_view text = *value;
    if (!equals_ignoring_case(text.substr(0, scheme.size()), scheme))
        return Error{ErrorKind::unauthenticated, "token_malformed",
                     "the Authorization header is not of the form Bearer <token>"};
    text.remove_prefix(scheme.size());
    return text;
}

Result<Identity> identity_of(const Claims& claims, const Fields& fields) {
    Identity identity{claims.account.value_or(AccountId()), claims.subject, claims.roles};
    if (const std::string* named = find_field(fields, "tenure-account")) {
        if (!identity.is_operator())
            return Error{ErrorKind::forbidden, "operator_required",
                         "only an operator may act for another account"};
        TENURE_TRY_ASSIGN(identity.account, AccountId::parse(*named));
    }
    if (identity.account.str().empty())
        return Error{ErrorKind::malformed, "account_required",
                     "an operator names the account with Tenure-Account"};
    return identity;
}

Task<Result<Identity>> Identifier::identify(const Fields& fields) {
    const Result<std::string_view> token = bearer_token(fields);
    if (!token.ok()) co_return token.error();
    take_current_keys();
    if (version_ == 0) co_await look_for_new_keys();
    if (version_ == 0)
        co_return Error{ErrorKind::unavailable, "keys_unavailable",
                        "tokens cannot be checked at the moment"};
    Verification verification = verify(*token);
    if (verification.key_unknown) {
        co_await look_for_new_keys();
        verification = verify(*token);
    }
    if (!verification.claims.ok()) co_return verification.claims.error();
    co_return identity_of(*verification.claims, fields);
}

Verification Identifier::verify(std::string_view token) {
    const std::string key = sha256(token);
    if (const auto known = verified_.find(key); known != verified_.end()) {
        Status times = check_times(known->second, rules_, clock_.now());
        if (times.ok()) return {known->second};
        verified_.erase(known);
        return {std::move(times).error()};
    }
    Verification verification = verify_token(token, *current_, rules_, clock_.now());
    if (verification.claims.ok()) {
        if (verified_.size() >= max_remembered) verified_.clear();
        verified_.emplace(key, *verification.claims);
    }
    return verification;
}

void Identifier::take_current_keys() {
    const std::uint64_t version = keys_.version();
    if (version == version_) return;
    current_ = keys_.current();
    version_ = version;
    verified_.clear();  // their key may be gone
}

Task<void> Identifier::look_for_new_keys() {
    const auto timer = std::make_shared<Timer>(io_, longest_wait_for_keys);
    wake(keys_, io_, timer);
    co_await timer->async_wait(as_result);
    take_current_keys();
}

std::string challenge_of(const Error& error) {
    if (error.code == "token_missing") return "Bearer realm=\"tenure\"";
    return "Bearer realm=\"tenure\", error=\"invalid_token\", error_description=\"" + error.detail +
           "\"";
}

}  // namespace tenure::gateway
