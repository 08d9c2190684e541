#pragma once
// Identifiers: a prefix and a UUIDv7 (RFC 9562) in 26 Crockford base-32 digits, sortable by time.

#include <compare>
#include <string>
#include <string_view>

#include "domain/result.hpp"
#include "domain/time.hpp"

namespace tenure {

/// A new identifier `<prefix>_<26 digits>`. Thread-safe; unique; those of one millisecond of `now`
/// increase in the order in which they are made, as exactly as machines' clocks agree.
std::string new_id(std::string_view prefix, Timestamp now);
/// True for `<prefix>_` and 26 digits that new_id could have made.
bool is_id(std::string_view text, std::string_view prefix);
/// The identifier with another prefix and the same digits: one thing's id derived from another's.
std::string with_prefix(std::string_view id, std::string_view prefix);

/// A string that names one kind of thing; kinds do not mix.
template <class Kind>
class Id {
  public:
    Id() = default;
    explicit Id(std::string text) : text_(std::move(text)) {}

    static Id make(Timestamp now) { return Id(new_id(Kind::prefix, now)); }
    /// Error `invalid_id` (invalid) when the text is not such an identifier.
    static Result<Id> parse(std::string_view text) {
        if (!is_id(text, Kind::prefix))
            return Error{ErrorKind::invalid, "invalid_id",
                         "not an identifier that begins with " + std::string(Kind::prefix) + "_"};
        return Id(std::string(text));
    }

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }
    auto operator<=>(const Id&) const = default;

  private:
    std::string text_;
};

struct SubscriptionKind {
    static constexpr std::string_view prefix = "sub";
};
struct ChangeKind {
    static constexpr std::string_view prefix = "chg";
};
struct QuoteKind {
    static constexpr std::string_view prefix = "quo";
};
struct InvoiceKind {
    static constexpr std::string_view prefix = "inv";
};
struct CreditNoteKind {
    static constexpr std::string_view prefix = "crn";
};
struct PaymentMethodKind {
    static constexpr std::string_view prefix = "pm";
};
struct PaymentKind {
    static constexpr std::string_view prefix = "pay";
};
struct WalletKind {
    static constexpr std::string_view prefix = "wal";
};
struct WalletTransactionKind {
    static constexpr std::string_view prefix = "wtx";
};
struct HoldKind {
    static constexpr std::string_view prefix = "hld";
};
struct EventKind {
    static constexpr std::string_view prefix = "evt";
};

using SubscriptionId = Id<SubscriptionKind>;
/// A change's id is also its order's id in billing: one purchase, one id, everywhere.
using ChangeId = Id<ChangeKind>;
using QuoteId = Id<QuoteKind>;
using InvoiceId = Id<InvoiceKind>;
using CreditNoteId = Id<CreditNoteKind>;
using PaymentMethodId = Id<PaymentMethodKind>;
using PaymentId = Id<PaymentKind>;
using WalletId = Id<WalletKind>;
using WalletTransactionId = Id<WalletTransactionKind>;
using HoldId = Id<HoldKind>;
using EventId = Id<EventKind>;

/// The customer company. Given by the identity provider: `acc_` and 1-60 of [A-Za-z0-9_-].
class AccountId {
  public:
    AccountId() = default;
    explicit AccountId(std::string text) : text_(std::move(text)) {}
    /// Error `invalid_account` (invalid).
    static Result<AccountId> parse(std::string_view text);
    const std::string& str() const { return text_; }
    auto operator<=>(const AccountId&) const = default;

  private:
    std::string text_;
};

}  // namespace tenure
