#pragma once
// Sessions with experts: free slots, booking, moving, cancelling, outcomes; and the waiting list.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "onboarding/app/ports.hpp"

namespace tenure::onboarding {

/// The beginning of a free slot, and who is free then.
struct Slot {
    Timestamp begins;
    std::vector<ExpertId> experts;
};
struct SlotQuery {
    std::string language;
    std::optional<ExpertId> expert;
    std::optional<Timestamp> from, until;  ///< a fortnight from the earliest when absent
};
struct Slots {
    std::vector<Slot> slots;
    std::string time_zone;           ///< of the account
    bool waiting_list_open = false;  ///< nothing is free soon
};

struct BookCommand {
    Caller caller;
    Timestamp begins;
    std::string language;
    std::string topic;
    std::optional<ExpertId> expert;  ///< whoever has least to do when absent
    std::optional<IdempotencyKey> key;
};

struct SessionView {
    Session session;
    Expert expert;
    std::string time_zone;  ///< of the account
    std::string summary;    ///< of its calendar file
};

struct Outcome {
    SessionStatus status = SessionStatus::completed;
    std::string notes;
};

class SessionService {
  public:
    SessionService(OnboardingStore& store, const Catalog& catalog, const Documents& documents,
                   std::string default_time_zone)
        : store_(store),
          catalog_(catalog),
          documents_(documents),
          default_time_zone_(std::move(default_time_zone)) {}

    const SessionRules& rules() const { return catalog_.sessions; }
    Slots slots(const Caller& caller, const SlotQuery& query);
    /// Errors: `order_missing`, `order_not_paid`, `order_not_open`, `no_session_left`,
    /// `slot_not_offered`, `slot_taken`, `session_overlaps`.
    Result<SessionView> book(const BookCommand& command);
    /// With the same expert if he is free then, else with another. Errors as of book(),
    /// `session_not_found`, `session_not_booked`, `session_too_late`.
    Result<SessionView> move(const Caller& caller, const SessionId& id, Timestamp begins);
    /// Again: as it is. An operator may cancel until it begins. Errors: `session_not_found`,
    /// `session_not_booked`, `session_too_late`.
    Result<SessionView> cancel(const Caller& caller, const SessionId& id);
    /// Errors: `session_not_found`, `session_not_booked`, `session_not_begun`.
    Result<SessionView> record(const Caller& caller, const SessionId& id, const Outcome& outcome);
    /// Newest first.
    std::vector<SessionView> all(const AccountId& account);
    /// Error `session_not_found`.
    Result<SessionView> find(const AccountId& account, const SessionId& id);

    /// Waits for a slot. Waiting already: as it is. Errors: those of the order, `slots_available`.
    Result<Waiting> wait(const Caller& caller, const std::string& language,
                         const std::optional<IdempotencyKey>& key);
    std::optional<Waiting> waiting(const AccountId& account);
    void leave(const Caller& caller);
    /// Tells one account that waits that something is free again; false when none is due.
    Result<bool> tell_one(Timestamp now);

  private:
    std::vector<Slot> free_in(OnboardingTx& tx, const SlotQuery& query, const Stretch& range) const;
    bool soon_free(OnboardingTx& tx, const std::string& language, Timestamp now) const;
    std::vector<ExpertId> candidates(const AccountId& account, const SlotQuery& query,
                                     Timestamp begins, const std::optional<Session>& moved);
    Result<Order> deliverable(OnboardingTx& tx) const;
    Status check_left(OnboardingTx& tx, const Order& order) const;
    Status check_slot(OnboardingTx& tx, const ExpertId& expert, Timestamp begins, Timestamp now,
                      const std::optional<Session>& moved) const;
    Result<Done> book_with(const BookCommand& command, const ExpertId& expert, const SessionId& id);
    Status move_with(const Caller& caller, const SessionId& id, const ExpertId& expert,
                     Timestamp begins);
    Status note(OnboardingTx& tx, const Caller& caller, const std::string& event,
                const Session& before, Session after) const;
    void begin_order(OnboardingTx& tx, const Caller& caller, const OrderId& engagement) const;
    SessionView view_of(OnboardingTx& tx, Session session) const;
    std::string zone_of(OnboardingTx& tx) const;

    OnboardingStore& store_;
    const Catalog& catalog_;
    const Documents& documents_;
    const std::string default_time_zone_;
};

}  // namespace tenure::onboarding
