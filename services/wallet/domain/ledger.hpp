#pragma once
// The words of the ledger: places, postings, transactions, grants, holds. No rules in here.
//
// Double entry: a posting moves an amount from one place of a wallet to another, so the entries of
// a transaction sum to zero by construction. `available` and `held` are the customer's credits;
// the other places are their counterparts and say where credits came from and went to.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/enum_names.hpp"
#include "domain/id.hpp"
#include "domain/money.hpp"
#include "domain/time.hpp"

namespace tenure::wallet {

enum class Place {
    available,   ///< may be spent
    held,        ///< reserved by holds
    debt,        ///< owed after a payment was returned; what a wallet owes makes it negative
    purchases,   ///< packs bought
    promotions,  ///< credits given
    usage,       ///< credits spent
    expiry,      ///< grants that expired
    refunds,     ///< spent credits given back
};
inline constexpr EnumNames<Place, 8> place_names{{
    {"available", Place::available},
    {"held", Place::held},
    {"debt", Place::debt},
    {"purchases", Place::purchases},
    {"promotions", Place::promotions},
    {"usage", Place::usage},
    {"expiry", Place::expiry},
    {"refunds", Place::refunds},
}};

enum class Kind {
    purchase,   ///< a pack was paid
    promotion,  ///< credits were given
    debit,      ///< credits were spent at once
    refund,     ///< a debit or capture was given back
    hold,       ///< credits were reserved
    capture,    ///< reserved credits were spent; the rest is released
    release,    ///< a hold was given up, or has expired
    expiry,     ///< what was left of a grant has expired
    reversal,   ///< a pack's payment was returned
};
inline constexpr EnumNames<Kind, 9> kind_names{{
    {"purchase", Kind::purchase},
    {"promotion", Kind::promotion},
    {"debit", Kind::debit},
    {"refund", Kind::refund},
    {"hold", Kind::hold},
    {"capture", Kind::capture},
    {"release", Kind::release},
    {"expiry", Kind::expiry},
    {"reversal", Kind::reversal},
}};

/// An amount moved between two places of a wallet. `grant` names the grant that the credits belong
/// to, so that each use can be traced to a purchase.
struct Posting {
    Place source = Place::available;
    Place destination = Place::usage;
    Credits amount;          ///< > 0
    std::int64_t grant = 0;  ///< 0 where no grant is concerned (debt)
    bool operator==(const Posting&) const = default;
};

/// What credits are spent on: so many units at the catalogue's price of that day.
struct Usage {
    std::string code;  ///< "sms.BE"
    std::int64_t quantity = 1;
    Credits unit_price;
    bool operator==(const Usage&) const = default;
};

/// Who asked, under which key; of a machine's request the key is kept with what it caused.
struct Origin {
    std::string subject;
    std::string request_id;
    std::optional<std::string> key;
    std::string fingerprint;  ///< of the request, when there is a key
};

/// A ledger transaction. It is written once and never changed; `hash` covers all of it and the
/// hash of the wallet's transaction before it.
struct Transaction {
    WalletTransactionId id;
    std::int64_t number = 0;  ///< 1, 2, 3 … within the wallet, without gaps
    Kind kind = Kind::debit;
    Timestamp at;
    Credits change;   ///< of `available`
    Credits balance;  ///< `available` afterwards
    std::vector<Posting> postings;
    std::optional<Usage> usage;
    std::optional<std::string> reference;   ///< the caller's own, or a promotion's reason
    std::optional<std::string> relates_to;  ///< the order, hold or debit that it belongs to
    Origin origin;
    std::string previous_hash;
    std::string hash;
};

/// Credits that came in together. Spent in the order of their expiry.
struct Grant {
    std::int64_t number = 0;  ///< that of the transaction that made it
    Place source = Place::purchases;
    Credits amount;
    Credits remaining;  ///< neither spent nor held
    std::optional<Timestamp> expires_at;
};

enum class HoldStatus { open, captured, released, expired };
inline constexpr EnumNames<HoldStatus, 4> hold_status_names{{
    {"open", HoldStatus::open},
    {"captured", HoldStatus::captured},
    {"released", HoldStatus::released},
    {"expired", HoldStatus::expired},
}};

struct GrantPart {
    std::int64_t grant = 0;
    Credits amount;
    bool operator==(const GrantPart&) const = default;
};

/// Credits reserved for work that may fail.
struct Hold {
    HoldId id;
    HoldStatus status = HoldStatus::open;
    Usage usage;
    Credits amount;
    Credits captured;
    Timestamp created_at;
    Timestamp expires_at;
    std::vector<GrantPart> parts;  ///< the grants that it reserves from
    std::optional<std::string> reference;
};

/// The balances kept beside the ledger, in the transactions that change it.
struct Wallet {
    WalletId id;
    Credits available;
    Credits held;
    Credits debt;  ///< >= 0
    std::int64_t last_number = 0;
    std::string last_hash;  ///< of transaction `last_number`; empty before the first
    std::optional<Timestamp> last_at;
    /// Nothing of the wallet expires before this instant.
    std::optional<Timestamp> next_expiry_at;
};

}  // namespace tenure::wallet
