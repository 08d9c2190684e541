#pragma once
// A change of what an account has bought, and what billing made of its order. A change's id is also
// its order's id in billing: one purchase, one id, everywhere.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/caller.hpp"
#include "domain/id.hpp"
#include "domain/result.hpp"
#include "domain/term.hpp"
#include "selling/purchase.hpp"

namespace tenure::selling {

enum class ChangeStatus {
    pending,    ///< ordered, or about to be: the outcome is not known yet
    scheduled,  ///< accepted, in effect from `effective_at`
    applied,    ///< in effect
    declined,   ///< not paid: nothing has changed
    undone,     ///< was scheduled and withdrawn by the customer
};
std::string_view name_of(ChangeStatus status);
/// Throws std::invalid_argument on a name that we never wrote.
ChangeStatus change_status(std::string_view name);

/// Why a purchase was not paid.
struct Decline {
    std::string code;
    std::string detail;
};

/// Who asked, kept for the history and for the work that goes on without the request.
struct AskedBy {
    std::string subject;
    RoleSet roles;
    std::string request_id;
    bool on_test_clock = false;
};

/// `type`, `product`, `quantity` and `options` mean what the seller says.
struct Change {
    ChangeId id;
    std::string type;  ///< "add_users"
    ChangeStatus status = ChangeStatus::pending;
    std::string product;  ///< a code of the seller's catalogue
    std::int64_t quantity = 0;
    std::map<std::string, std::string> options;  ///< whatever else the seller must remember
    std::optional<std::string> quote_id;         ///< the quote it was made with
    std::optional<Timestamp> effective_at;       ///< once scheduled or applied
    Timestamp created_at;
    AskedBy asked_by;
    std::string quote_document;  ///< billing's quote, JSON; empty while pending
    std::optional<std::string> invoice_id;
    std::optional<std::string> invoice_number;
    std::optional<Decline> decline;
    std::string action_url;  ///< where the customer must authenticate; while pending
};

/// The value of an option; "" when there is none.
std::string option_of(const Change& change, const std::string& name);
/// Scheduled or applied.
bool is_accepted(const Change& change);
/// In effect at `now`: applied, or scheduled and its instant has come.
bool in_effect(const Change& change, Timestamp now);
/// Scheduled, and its instant has not come yet.
bool waits(const Change& change, Timestamp now);
/// The status as it reads at `now`: a scheduled change in effect is applied.
ChangeStatus status_at(const Change& change, Timestamp now);

/// One of an order's operations, as billing tells it.
struct OrderedItem {
    Action action = Action::add;
    std::string item;
    std::string product;        ///< of add and switch_product
    std::int64_t quantity = 0;  ///< of add and remove
};

/// What billing made of an order.
struct OrderOutcome {
    ChangeStatus status = ChangeStatus::pending;
    std::optional<Timestamp> effective_at;
    std::string quote_document;
    std::optional<std::string> invoice_id;
    std::optional<std::string> invoice_number;
    bool paid = false;  ///< its invoice is; a debit on its way is not yet
    std::optional<Decline> decline;
    std::optional<Term> term;
    std::string time_zone;
    std::vector<OrderedItem> items;
    std::string action_url;  ///< where the customer must authenticate; while pending
};

/// The change with the outcome taken over; nothing when the outcome is no news. A pending change
/// takes any outcome, a scheduled one may still be applied, declined or undone, and what is final
/// stays as it is: an event that comes twice or late has no effect.
std::optional<Change> after_outcome(const Change& change, const OrderOutcome& outcome);

/// The answer to a request that made the change: the change, or payment_required with the decline's
/// code and the member `change_id`.
Result<Change> answer_of(const Change& change);

}  // namespace tenure::selling
