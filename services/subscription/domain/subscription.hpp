#pragma once
// What a subscription is: a term and the changes that make its plan and users at any instant.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"
#include "domain/time.hpp"

namespace tenure::subscription {

enum class ChangeType { start, add_users };
enum class ChangeStatus { pending, scheduled, applied, declined, undone };
std::string_view name_of(ChangeType type);
std::string_view name_of(ChangeStatus status);
/// Both throw std::invalid_argument on a name that we never wrote.
ChangeType change_type(std::string_view name);
ChangeStatus change_status(std::string_view name);

/// Why a purchase was not paid.
struct Decline {
    std::string code;
    std::string detail;
};

/// One change of the subscription; its id is also the id of its order in billing.
struct Change {
    ChangeId id;
    ChangeType type = ChangeType::add_users;
    ChangeStatus status = ChangeStatus::pending;
    std::string plan;                       ///< the plan whose users are bought
    std::int64_t users = 0;                 ///< how many are added
    std::optional<Cycle> cycle;             ///< of a start
    std::string time_zone;                  ///< of a start
    std::optional<std::string> quote_id;    ///< the quote it was made with
    std::optional<Timestamp> effective_at;  ///< once applied
    Timestamp created_at;
    std::string quote_document;  ///< billing's quote, JSON; empty while pending
    std::optional<std::string> invoice_id;
    std::optional<std::string> invoice_number;
    std::optional<Decline> decline;
};

/// The paid period and the zone of its dates, as billing announced them.
struct Licence {
    SubscriptionId id;
    Term term;
    std::string time_zone;
};

/// A subscription as it stands at one instant: a function of rows and `now`.
struct Subscription {
    Licence licence;
    std::string plan;
    std::int64_t users = 0;
    ChangeWindow window;
    std::vector<Change> scheduled;  ///< accepted, in effect later
};

/// Plan and users are what the changes in effect at `now` sum up to.
/// Error `unknown_time_zone` when the licence's zone is gone from the machine.
Result<Subscription> state_at(const Licence& licence, const std::vector<Change>& changes,
                              Timestamp now);

}  // namespace tenure::subscription
